#pragma once

#include "core/tsql/tokens.h"

#include <vector>

namespace gatelens::tsql {

/// The statements of a batch, none of them empty. T-SQL needs no `;` between them: a statement ends
/// where a word begins the next one.
[[nodiscard]] std::vector<Tokens> splitStatements(Tokens tokens);

} // namespace gatelens::tsql
