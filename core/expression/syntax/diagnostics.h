#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

/// A compile error or warning at a place in the expression's source. Codes are the C# compiler's
/// where it has one ("CS1061").
struct Diagnostic
{
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
    bool isWarning = false;
    std::string code;
    std::string message;
};

using Diagnostics = std::vector<Diagnostic>;

/// The candidate that looks most like `name`, or "" when none is close enough to suggest.
[[nodiscard]] std::string closestName(std::string_view name,
                                      const std::vector<std::string_view>& candidates);

} // namespace gatelens::expression
