#pragma once

#include "core/expression/syntax/ast.h"
#include "core/expression/syntax/diagnostics.h"

#include <memory>
#include <string_view>

namespace gatelens::expression {

/// Parses `@(…)` or `@{…}`. Null when there are errors in `diagnostics`.
[[nodiscard]] std::unique_ptr<SyntaxTree> parse(std::string_view source, Diagnostics& diagnostics);

} // namespace gatelens::expression
