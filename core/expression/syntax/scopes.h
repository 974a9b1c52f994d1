#pragma once

#include "core/expression/syntax/ast.h"
#include "core/expression/syntax/diagnostics.h"

namespace gatelens::expression {

/// Gives every name that means a variable its Local, finds out which variables inner functions
/// capture, and checks what needs no types: duplicate names, definite assignment, that every path
/// returns, jumps without a target, and fall-through in `switch`.
void analyseScopes(SyntaxTree& tree, Diagnostics& diagnostics);

} // namespace gatelens::expression
