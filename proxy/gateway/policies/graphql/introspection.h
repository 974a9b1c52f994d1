#pragma once

#include "core/graphql/document.h"
#include "core/graphql/schema.h"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace gatelens::proxy {

/// The value of `__schema` or of `__type(name:)` for the members that `selection` asks for
/// (specification, chapter 4). The document has been validated.
[[nodiscard]] boost::json::value introspect(const graphql::Schema& schema,
                                            const graphql::Document& document,
                                            const graphql::Selection& selection,
                                            const boost::json::object& arguments);

} // namespace gatelens::proxy
