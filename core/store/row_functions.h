#pragma once

#include "core/store/row_reader.h"

namespace gatelens::store {

/// SQL functions of compiled filters (filter_sql.h), for one reading connection:
///
/// gl_text(predicate, value, …)      does the predicate hold for one of the texts?
/// gl_contains(bytes, text)          ASCII case ignored
/// gl_exchange(predicate, id)        … for the exchange with that id?
/// gl_item(predicate, id)            … for the ingested item with that id?
/// gl_operation_key(block, id)       key of an operation id in a block
///
/// `reader` must outlive the connection's statements.
[[nodiscard]] Result<void> registerRowFunctions(sqlite::Database& database, RowReader& reader);

} // namespace gatelens::store
