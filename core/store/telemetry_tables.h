#pragma once

#include "core/store/row_reader.h"

namespace gatelens::store {

/// Adds the tables of Application Insights to a reading connection, as virtual tables named
/// `requests`, `dependencies`, `exceptions`, `traces`, `customEvents`, `customMetrics`,
/// `availabilityResults`, `pageViews` and `browserTimings`. Gateway items are expanded from
/// exchanges as allItemsOf() does, whatever loggers kept.
///
/// Column names and order are those of Application Insights' classic tables. `timestamp` is in
/// ticks of 100 ns since 0001-01-01, durations in milliseconds; `customDimensions`,
/// `customMeasurements` and `details` are JSON texts, or NULL. Text that is absent is ''.
/// Conditions on `timestamp` (compared with a constant) and `operation_Id` (equal to one) skip what
/// cannot match instead of expanding it.
///
/// `rows` must outlive the connection's statements.
[[nodiscard]] Result<void> registerTelemetryTables(sqlite::Database& database, RowReader& rows);

} // namespace gatelens::store
