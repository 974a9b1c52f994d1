#pragma once

#include "core/diagnostics/masking.h"

#include <string>
#include <string_view>

namespace gatelens {

/// What exports mask beyond what the store holds masked: headers and query parameters that usually
/// carry secrets. Off leaves everything as stored.
class ExportMasking : public QueryMasking
{
public:
    explicit ExportMasking(bool isOn)
        : m_isOn(isOn)
    {
    }

    [[nodiscard]] bool isOn() const { return m_isOn; }
    [[nodiscard]] std::optional<MaskingMode> modeOf(std::string_view parameter) const override;
    [[nodiscard]] std::string_view headerValue(std::string_view name, std::string_view value) const;
    [[nodiscard]] std::string url(std::string_view url) const;

private:
    bool m_isOn;
};

} // namespace gatelens
