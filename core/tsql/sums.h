#pragma once

#include "core/tsql/tokens.h"

namespace gatelens::tsql {

/// `+` joins texts in T-SQL and adds numbers in SQLite, and only the values tell which is meant:
/// puts the operands of every binary `+` into tsql_number(…), which refuses texts, or into
/// tsql_parameter(…), which takes a text that is a number.
void guardSums(Tokens& tokens);

} // namespace gatelens::tsql
