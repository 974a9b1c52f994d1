#include "proxy/gateway/policies/graphql/graphql_request.h"

#include "proxy/gateway/policies/query_text.h"
#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;

Error malformed(std::string message) { return {ErrorCode::Malformed, std::move(message), {}}; }

bool isPlainGraphQl(const RequestMessage& request)
{
    const std::string* type = request.headers.find("Content-Type");
    return type != nullptr && mediaType(*type) == "application/graphql";
}

std::string textOf(const json::object& object, std::string_view name)
{
    const json::value* found = object.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string();
}

Result<GraphQlRequest> fromQuery(const RequestMessage& request)
{
    GraphQlRequest read;
    for (const auto& [name, value] : parseQuery(request.url.query)) {
        if (name == "query")
            read.query = value;
        else if (name == "operationName")
            read.operationName = value;
        else if (name == "variables") {
            boost::system::error_code error;
            json::value variables = json::parse(value, error);
            if (error || !variables.is_object())
                return malformed("The variables are no JSON object.");
            read.variables = std::move(variables.get_object());
        }
    }
    if (read.query.empty())
        return malformed("The request has no query.");
    return read;
}

} // namespace

Result<GraphQlRequest> readGraphQlRequest(const RequestMessage& request)
{
    if (request.method == "GET")
        return fromQuery(request);
    GraphQlRequest read;
    if (isPlainGraphQl(request)) {
        read.query = request.body.bytes;
        return read;
    }
    boost::system::error_code error;
    const json::value body = json::parse(request.body.bytes, error);
    if (error || !body.is_object())
        return malformed("The body is no JSON object with a member query.");
    const json::object& object = body.get_object();
    read.query = textOf(object, "query");
    read.operationName = textOf(object, "operationName");
    const json::value* variables = object.if_contains("variables");
    if (variables != nullptr && variables->is_object())
        read.variables = variables->get_object();
    else if (variables != nullptr && !variables->is_null())
        return malformed("The variables are no JSON object.");
    if (read.query.empty())
        return malformed("The request has no query.");
    return read;
}

void writeGraphQlQuery(RequestMessage& request, const std::string& query)
{
    if (request.method == "GET") {
        QueryText text(request.url.query);
        text.remove("query");
        text.append("query", query);
        request.url.query = text.text();
        return;
    }
    if (isPlainGraphQl(request)) {
        request.body.bytes = query;
        return;
    }
    boost::system::error_code error;
    json::value body = json::parse(request.body.bytes, error);
    if (error || !body.is_object())
        return;
    body.get_object()["query"] = query;
    request.body.bytes = json::serialize(body);
}

json::object graphQlError(std::string_view message, const SourcePosition& position)
{
    json::object error{{"message", message}};
    if (position.line > 0)
        error["locations"]
            = json::array{json::object{{"line", position.line}, {"column", position.column}}};
    return error;
}

} // namespace gatelens::proxy
