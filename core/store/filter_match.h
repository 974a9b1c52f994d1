#pragma once

#include "core/store/filter_tree.h"
#include "core/telemetry/exchange.h"

#include <array>
#include <functional>
#include <optional>

namespace gatelens::filter {

/// What a filter is evaluated on: an exchange, one item of it, or an ingested item.
struct Subject
{
    const Exchange* exchange = nullptr; ///< null: ingested
    const TelemetryItem* item = nullptr; ///< null: the exchange with all its items
    std::string_view source = "gateway";
    Timestamp now;
};

/// Evaluates a whole filter. Items of the exchange are derived at most once, and only when a
/// condition asks for them.
[[nodiscard]] bool matches(const Node& node, const Subject& subject);

/// Does any value of the subject fit? A `!=` is taken for `=`: turning it around is the caller's.
[[nodiscard]] bool hasFittingValue(const Predicate& predicate, const Subject& subject);

/// Calls `each` with every value the subject has for the field and key of `predicate`, as text.
void collectValues(const Predicate& predicate, const Subject& subject,
                   const std::function<void(std::string_view)>& each);

/// When the items of an exchange are told apart by nothing but `kind:` conditions that must all
/// hold: which of request, dependency, exception and trace are wanted. Items can then be selected
/// without being derived. Nothing for any other filter.
[[nodiscard]] std::optional<std::array<bool, 4>> kindsAlone(const Node& node);

/// True when a condition can differ between the items of one exchange.
[[nodiscard]] bool needsItems(const Node& node);
[[nodiscard]] bool needsItems(const Predicate& predicate);

} // namespace gatelens::filter
