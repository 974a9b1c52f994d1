#pragma once

#include "core/base/result.h"
#include "core/graphql/document.h"
#include "core/message/message.h"

#include <boost/json/object.hpp>

#include <string>

namespace gatelens::proxy {

/// What a client asks of a GraphQL API.
struct GraphQlRequest
{
    std::string query;
    std::string operationName;
    boost::json::object variables;
};

/// Reads a GraphQL request: JSON or application/graphql in the body of a POST, the parameters
/// query, operationName and variables of a GET. The body must be buffered. Malformed says what is
/// missing.
[[nodiscard]] Result<GraphQlRequest> readGraphQlRequest(const RequestMessage& request);

/// Puts a query into the place that `readGraphQlRequest` read it from.
void writeGraphQlQuery(RequestMessage& request, const std::string& query);

/// One member of `errors`: message, and the location when it is known.
[[nodiscard]] boost::json::object graphQlError(std::string_view message,
                                               const SourcePosition& position);

} // namespace gatelens::proxy
