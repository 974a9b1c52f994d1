#pragma once

#include "core/policy/effective_policy.h"

#include <optional>
#include <string>
#include <string_view>

namespace gatelens::ui {

/// Leaves {{…}} as it is written: the window shows documents, never the values behind them.
class KeepNamedValues : public policy::NamedValueResolver
{
public:
    [[nodiscard]] std::optional<std::string> valueOf(std::string_view displayName) const override
    {
        return "{{" + std::string(displayName) + "}}";
    }
};

} // namespace gatelens::ui
