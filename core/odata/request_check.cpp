#include "core/odata/request_check.h"

#include "core/message/header_list.h"
#include "core/message/url.h"
#include "core/odata/payload.h"
#include "core/odata/query_options.h"
#include "core/odata/resource_path.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::odata {

namespace {

std::string lowerCase(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return result;
}

/// True for kinds whose query options speak of `resource.type`.
bool hasItems(const Resource& resource)
{
    switch (resource.kind) {
    case ResourceKind::Collection:
    case ResourceKind::Entity:
    case ResourceKind::Complex:
    case ResourceKind::Count:
    case ResourceKind::Reference:
    case ResourceKind::Action:
        return resource.type.isKnown();
    default:
        return false;
    }
}

QueryOptions systemOptions(std::string_view query)
{
    QueryOptions options;
    for (auto& [name, value] : parseQuery(query)) {
        if (name.starts_with('$'))
            options.emplace_back(lowerCase(name), std::move(value));
    }
    return options;
}

std::string bodyProblem(const Model& model, const Resource& resource, const RequestFacts& request)
{
    const std::string type = lowerCase(request.contentType);
    const std::string_view media = std::string_view(type).substr(0, type.find(';'));
    const bool isWriting
        = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
    if (!isWriting || request.body.empty() || media.find("json") == std::string_view::npos)
        return {};
    const PayloadRules rules{type.find("ieee754compatible=true") != std::string::npos};
    boost::system::error_code error;
    const boost::json::value body = boost::json::parse(request.body, error);
    if (error)
        return "the body is no JSON: " + error.message();
    switch (resource.kind) {
    case ResourceKind::Action:
        return actionProblem(model, resource.actions, body, rules);
    case ResourceKind::Collection:
        // PUT and PATCH of a whole collection carry lists and deltas, which are not checked.
        return request.method == "POST" && model.type(resource.type.name) != nullptr
            ? payloadProblem(model, resource.type.element(), body, rules)
            : std::string();
    case ResourceKind::Entity:
    case ResourceKind::Complex:
        return payloadProblem(model, resource.type, body, rules);
    case ResourceKind::Primitive: {
        const boost::json::value* value
            = body.is_object() ? body.get_object().if_contains("value") : nullptr;
        return value == nullptr ? fmt::format("the body is an object with the member 'value'")
                                : payloadProblem(model, resource.type, *value, rules);
    }
    default:
        return {};
    }
}

} // namespace

std::vector<RequestProblem> checkRequest(const Model& model, const RequestFacts& request)
{
    const Result<Resource> resource = readResourcePath(model, request.path);
    if (!resource)
        return {{"ResourcePath", resource.error().message}};
    std::vector<RequestProblem> problems;
    if (std::string problem = methodProblem(*resource, request.method); !problem.empty())
        problems.push_back({"Method", std::move(problem)});
    if (hasItems(*resource)) {
        for (std::string& problem :
             optionProblems(model, resource->type.element(), systemOptions(request.query)))
            problems.push_back({"QueryOption", std::move(problem)});
    }
    if (std::string problem = bodyProblem(model, *resource, request); !problem.empty())
        problems.push_back({"Payload", std::move(problem)});
    return problems;
}

} // namespace gatelens::odata
