#pragma once

#include "core/store/filter_tree.h"
#include "core/store/sqlite.h"

namespace gatelens::filter {

/// Which rows a condition is to select.
enum class SqlTarget
{
    Exchanges, ///< rows of `exchanges AS e`, exactly
    ExchangesWithItems, ///< rows of `exchanges AS e` of which some item may match: a superset
    Items, ///< rows of `items AS i`, exactly
};

/// An SQL condition whose values are bound, never pasted in. It refers to nodes of the filter it
/// was compiled from, which must outlive its statements.
struct SqlCondition
{
    using Value = std::variant<double, std::string, const Predicate*>;

    std::string text = "1";
    std::vector<Value> values;

    /// Binds from `position` on; says which position is next.
    int bind(sqlite::Statement& statement, int position) const;
};

/// `now` stands for the "now" of relative times.
[[nodiscard]] SqlCondition compile(const Filter& filter, SqlTarget target, Timestamp now);

/// Type of the pointers that conditions bind for the SQL functions of row_functions.h.
inline constexpr const char* kPredicatePointer = "gatelens-predicate";

} // namespace gatelens::filter
