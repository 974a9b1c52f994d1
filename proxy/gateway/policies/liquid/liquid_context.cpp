#include "proxy/gateway/policies/liquid/liquid_context.h"

#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace gatelens::proxy::liquid {

namespace {

std::string_view localName(const char* name)
{
    const std::string_view full(name);
    const std::size_t colon = full.find(':');
    return colon == std::string_view::npos ? full : full.substr(colon + 1);
}

bool isNil(const pugi::xml_node& element)
{
    for (const pugi::xml_attribute& attribute : element.attributes()) {
        if (localName(attribute.name()) == "nil" && attribute.as_bool())
            return true;
    }
    return false;
}

/// Children by local name, repeated ones as a list; an element without children is its text.
Value xmlValue(const pugi::xml_node& element, bool isNilNull)
{
    if (isNil(element))
        return isNilNull ? Value() : Value("");
    boost::json::object members;
    for (const pugi::xml_node& child : element.children()) {
        if (child.type() != pugi::node_element)
            continue;
        const std::string_view name = localName(child.name());
        Value value = xmlValue(child, isNilNull);
        Value* present = members.if_contains(name);
        if (present == nullptr)
            members[name] = std::move(value);
        else if (present->is_array())
            present->get_array().push_back(std::move(value));
        else
            *present = boost::json::array{*present, std::move(value)};
    }
    if (!members.empty())
        return members;
    return Value(element.text().get());
}

Value bodyValue(const MessageBody& body, const HeaderList& headers, bool isNilNull)
{
    const std::string* contentType = headers.find("Content-Type");
    const std::string type = contentType == nullptr ? std::string() : mediaType(*contentType);
    if (isJsonMediaType(type)) {
        boost::system::error_code error;
        Value parsed = boost::json::parse(body.bytes, error);
        if (!error)
            return parsed;
    }
    pugi::xml_document document;
    if (isXmlMediaType(type)
        && document.load_buffer(body.bytes.data(), body.bytes.size(),
                                pugi::parse_default | pugi::parse_trim_pcdata)) {
        const pugi::xml_node root = document.document_element();
        boost::json::object wrapped;
        wrapped[localName(root.name())] = xmlValue(root, isNilNull);
        return wrapped;
    }
    return Value(body.bytes);
}

boost::json::object headerObject(const HeaderList& headers)
{
    boost::json::object object;
    for (const HeaderField& field : headers)
        object[field.name] = headers.joined(field.name).value_or("");
    return object;
}

boost::json::object urlObject(const Url& url)
{
    boost::json::object query;
    for (const auto& [name, value] : parseQuery(url.query))
        query[name] = value;
    const std::string text = url.toString();
    return {{"Scheme", url.scheme},
            {"Host", url.host},
            {"Port", url.port},
            {"Path", url.path},
            {"Query", query},
            {"QueryString", url.query.empty() ? std::string() : '?' + url.query},
            {"ToUri", text},
            {"ToString", text}};
}

boost::json::object requestObject(const RequestMessage& request)
{
    boost::json::object parameters;
    for (const auto& [name, value] : request.matchedParameters)
        parameters[name] = value;
    return {{"Method", request.method},
            {"OriginalMethod", request.method},
            {"Url", urlObject(request.url)},
            {"OriginalUrl", urlObject(request.originalUrl)},
            {"IpAddress", request.ipAddress},
            {"MatchedParameters", parameters},
            {"HasBody", request.body.state != MessageBody::State::Absent},
            {"Headers", headerObject(request.headers)}};
}

Value variableValue(const expression::Value& value)
{
    if (value.isNull())
        return nullptr;
    const std::string type = value.typeName();
    if (type == "Boolean")
        return value.asBool();
    if (value.isInteger()) {
        const Result<std::int64_t> number = value.toLong();
        return number ? Value(*number) : Value(value.toText());
    }
    if (type == "JObject" || type == "JArray" || type == "JValue") {
        boost::system::error_code error;
        Value parsed = boost::json::parse(value.toText(), error);
        if (!error)
            return parsed;
    }
    return Value(value.toText());
}

} // namespace

Value makeContext(const ExchangeContext& context, const MessageBody* input,
                  const HeaderList* inputHeaders, bool isNilNull)
{
    boost::json::object variables;
    for (const auto& [name, value] : context.variables)
        variables[name] = variableValue(value);
    boost::json::object shown{{"Request", requestObject(context.request)},
                              {"Variables", variables},
                              {"RequestId", context.facts.requestId}};
    if (context.response)
        shown["Response"]
            = boost::json::object{{"StatusCode", context.response->statusCode},
                                  {"Method", context.request.method},
                                  {"Headers", headerObject(context.response->headers)}};
    if (context.facts.operation != nullptr)
        shown["Operation"] = boost::json::object{{"Id", context.facts.operation->id},
                                                 {"Name", context.facts.operation->name}};
    if (context.facts.api != nullptr)
        shown["Api"]
            = boost::json::object{{"Id", context.facts.api->id}, {"Name", context.facts.api->name}};
    const bool hasBody = input != nullptr && inputHeaders != nullptr
        && input->state == MessageBody::State::Buffered;
    boost::json::object root;
    root["context"] = std::move(shown);
    root["body"] = hasBody ? bodyValue(*input, *inputHeaders, isNilNull) : Value("");
    return root;
}

} // namespace gatelens::proxy::liquid
