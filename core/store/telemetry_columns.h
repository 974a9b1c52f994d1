#pragma once

#include "core/telemetry/items.h"

#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace gatelens::store {

/// One cell of an Application Insights table; monostate is NULL.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

/// One column: its name, and how an item of the table fills it.
struct TelemetryColumn
{
    std::string_view name;
    std::string_view type; ///< of SQLite: TEXT, INTEGER, REAL
    Cell (*read)(const TelemetryItem& item, std::int64_t itemId);
};

/// Classic table names, in the order of the reference.
[[nodiscard]] std::span<const std::string_view> telemetryTables();

/// Columns of a table in the order of the reference.
[[nodiscard]] std::span<const TelemetryColumn> columnsOf(std::string_view table);

/// Ticks of 100 ns since 0001-01-01, Kusto's datetime.
[[nodiscard]] std::int64_t toTicks(Timestamp time);
[[nodiscard]] Timestamp fromTicks(std::int64_t ticks);

} // namespace gatelens::store
