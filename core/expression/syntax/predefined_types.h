#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace gatelens::expression {

/// Longest chain of operators or of member accesses: a longer one is refused.
inline constexpr int kMaxChain = 600;

inline constexpr auto kPredefinedTypes = std::to_array<std::string_view>(
    {"bool", "byte", "char", "decimal", "double", "float", "int", "long", "object", "sbyte",
     "short", "string", "uint", "ulong", "ushort", "void"});

inline bool isPredefinedType(std::string_view word)
{
    return std::find(kPredefinedTypes.begin(), kPredefinedTypes.end(), word)
        != kPredefinedTypes.end();
}

} // namespace gatelens::expression
