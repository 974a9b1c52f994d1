#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatelens::tsql {

/// One statement in SQLite's spelling.
struct Translated
{
    std::string sql;
    bool isReading = true; ///< holds no INSERT, UPDATE or DELETE
    /// Offset in `sql` and in the T-SQL text, one pair a token, ascending.
    std::vector<std::pair<std::size_t, std::size_t>> places;

    /// Where in the T-SQL text the token at or before `offset` of `sql` stands.
    [[nodiscard]] std::size_t sourceOf(std::size_t offset) const;
};

/// The statements of a T-SQL batch as SQLite runs them. Transactions and SET options fall away: a
/// batch runs in one transaction. Unsupported, with a position and a way out, for procedures,
/// variables, control flow and whatever would need a guess. Needs the functions of functions.h.
[[nodiscard]] Result<std::vector<Translated>> translate(std::string_view text);

} // namespace gatelens::tsql
