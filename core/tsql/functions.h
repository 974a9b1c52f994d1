#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

struct sqlite3;

namespace gatelens::tsql {

/// Gives a connection the functions of T-SQL that SQLite lacks: GETDATE, GETUTCDATE, SYSDATETIME,
/// SYSUTCDATETIME, LEN, LEFT and RIGHT (as tsql_left, tsql_right), CHARINDEX, CONCAT, NEWID,
/// SCOPE_IDENTITY; and what sums.h needs. `now` is what the clock functions give; it must outlive
/// the connection.
[[nodiscard]] Result<void> addFunctions(sqlite3* database, const Timestamp& now);

} // namespace gatelens::tsql
