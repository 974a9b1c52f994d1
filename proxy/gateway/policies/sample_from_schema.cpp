#include "proxy/gateway/policies/sample_from_schema.h"

#include <boost/json.hpp>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;

/// Schemas that contain themselves end here.
constexpr int kDeepestSample = 12;

json::value sampleOf(const json::value& schema, int depth);

json::value sampleObject(const json::object& schema, int depth)
{
    json::object sample;
    const json::value* properties = schema.if_contains("properties");
    if (properties == nullptr || !properties->is_object())
        return sample;
    for (const auto& [name, property] : properties->get_object())
        sample[name] = sampleOf(property, depth + 1);
    return sample;
}

json::value sampleArray(const json::object& schema, int depth)
{
    json::array sample;
    if (const json::value* items = schema.if_contains("items"))
        sample.push_back(sampleOf(*items, depth + 1));
    return sample;
}

json::value sampleString(const json::object& schema)
{
    const json::value* format = schema.if_contains("format");
    const std::string_view name = format != nullptr && format->is_string()
        ? std::string_view(format->get_string())
        : std::string_view();
    if (name == "date-time")
        return "2000-01-01T00:00:00Z";
    if (name == "date")
        return "2000-01-01";
    if (name == "uuid")
        return "00000000-0000-0000-0000-000000000000";
    if (name == "email")
        return "user@example.com";
    if (name == "uri")
        return "https://example.com/";
    return "string";
}

std::string typeOf(const json::object& schema)
{
    const json::value* type = schema.if_contains("type");
    if (type == nullptr)
        return schema.contains("properties") ? "object" : schema.contains("items") ? "array" : "";
    if (type->is_string())
        return std::string(type->get_string());
    // OpenAPI 3.1 lists several; null is no sample.
    if (type->is_array()) {
        for (const json::value& entry : type->get_array()) {
            if (entry.is_string() && entry.get_string() != "null")
                return std::string(entry.get_string());
        }
    }
    return {};
}

json::value sampleAllOf(const json::array& parts, int depth)
{
    json::object merged;
    for (const json::value& part : parts) {
        const json::value sample = sampleOf(part, depth + 1);
        if (!sample.is_object())
            return sample;
        for (const auto& [name, value] : sample.get_object())
            merged[name] = value;
    }
    return merged;
}

json::value sampleOf(const json::value& value, int depth)
{
    const json::object* schema = value.if_object();
    if (schema == nullptr || depth > kDeepestSample)
        return nullptr;
    for (const char* given : {"example", "default", "const"}) {
        if (const json::value* found = schema->if_contains(given))
            return *found;
    }
    for (const char* list : {"examples", "enum"}) {
        const json::value* found = schema->if_contains(list);
        if (found != nullptr && found->is_array() && !found->get_array().empty())
            return found->get_array().front();
    }
    if (const json::value* all = schema->if_contains("allOf"); all != nullptr && all->is_array())
        return sampleAllOf(all->get_array(), depth);
    for (const char* choice : {"oneOf", "anyOf"}) {
        const json::value* found = schema->if_contains(choice);
        if (found != nullptr && found->is_array() && !found->get_array().empty())
            return sampleOf(found->get_array().front(), depth + 1);
    }
    const std::string type = typeOf(*schema);
    if (type == "object")
        return sampleObject(*schema, depth);
    if (type == "array")
        return sampleArray(*schema, depth);
    if (type == "string")
        return sampleString(*schema);
    if (type == "integer" || type == "number") {
        const json::value* minimum = schema->if_contains("minimum");
        return minimum != nullptr && minimum->is_number() ? *minimum : json::value(0);
    }
    return type == "boolean" ? json::value(true) : json::value(nullptr);
}

} // namespace

std::string sampleFromSchema(std::string_view schema)
{
    boost::system::error_code error;
    const json::value parsed = json::parse(schema, error);
    return error ? std::string() : json::serialize(sampleOf(parsed, 0));
}

} // namespace gatelens::proxy
