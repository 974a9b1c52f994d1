#pragma once

#include <string_view>

namespace gatelens::expression {

inline bool isComparison(std::string_view op)
{
    return op == "==" || op == "!=" || op == "<" || op == ">" || op == "<=" || op == ">=";
}

inline bool isShift(std::string_view op) { return op == "<<" || op == ">>"; }

} // namespace gatelens::expression
