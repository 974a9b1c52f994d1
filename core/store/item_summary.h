#pragma once

#include "core/store/schema.h"
#include "core/telemetry/items.h"

#include <optional>
#include <string_view>

namespace gatelens::store {

/// What lists, charts and filters read of an item. Views refer to the item.
struct ItemSummary
{
    ItemKind kind = ItemKind::Request;
    std::string_view name; ///< of an exception its problem, of a trace its message
    std::string_view resultCode;
    std::optional<std::int64_t> success;
    std::optional<std::int64_t> duration; ///< microseconds
    std::optional<std::int64_t> severity;
};

[[nodiscard]] ItemSummary summaryOf(const TelemetryItem& item);

/// "request", …, "pageview": the word of the filter field `kind` and of ItemRow.
[[nodiscard]] std::string_view wordOf(ItemKind kind);

/// Application Insights' `itemType`: "request", …, "customEvent", "browserTiming".
[[nodiscard]] std::string_view itemTypeOf(ItemKind kind);

} // namespace gatelens::store
