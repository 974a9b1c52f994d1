#pragma once

#include "core/base/result.h"
#include "proxy/gateway/policies/liquid/liquid_value.h"

#include <span>
#include <string_view>

namespace gatelens::proxy::liquid {

/// True for a filter name in Pascal case, as the service documents them, or in snake case.
[[nodiscard]] bool isFilter(std::string_view name);

/// Applies a filter. Malformed when an argument is missing or impossible (division by zero).
[[nodiscard]] Result<Value> applyFilter(std::string_view name, const Value& input,
                                        std::span<const Value> arguments);

} // namespace gatelens::proxy::liquid
