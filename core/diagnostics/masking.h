#pragma once

#include "core/message/header_list.h"
#include "core/workspace/entities.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gatelens {

/// What stands in place of a masked value. The service does not document its own text.
inline constexpr std::string_view kMaskedValue = "*****";

/// Asks what happens to a query parameter of that name; nullopt leaves it as it is.
class QueryMasking
{
public:
    virtual ~QueryMasking() = default;
    [[nodiscard]] virtual std::optional<MaskingMode> modeOf(std::string_view name) const = 0;
};

/// The rule for `name` among `rules`; nullopt when there is none. Hide wins over Mask.
[[nodiscard]] std::optional<MaskingMode> maskingFor(std::span<const MaskingRule> rules,
                                                    std::string_view name) noexcept;

[[nodiscard]] bool containsName(std::span<const std::string> names, std::string_view name) noexcept;

/// `url` with its query parameters masked (value replaced) or hidden (left out); order and names
/// stay. nullopt when no rule touches it.
[[nodiscard]] std::optional<std::string> maskUrl(std::string_view url, const QueryMasking& masking);

} // namespace gatelens
