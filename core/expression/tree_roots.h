#pragma once

#include "core/expression/value.h"

namespace gatelens::expression {

/// Keeps the JSON or XML trees that the result of an evaluation is a part of, or that the items of
/// an array or list are parts of: `Parent`, `Root` and `Path` work as long as the result is used.
void keepTreesOf(Variables& variables, const Value& result);

} // namespace gatelens::expression
