#include "proxy/gateway/policies/json_schema.h"

#include "core/message/header_list.h"
#include "proxy/gateway/policies/regex_match.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;
using Problem = std::optional<std::string>;

constexpr int kDeepest = 200;

std::string_view typeNameOf(const json::value& value)
{
    switch (value.kind()) {
    case json::kind::null:
        return "null";
    case json::kind::bool_:
        return "boolean";
    case json::kind::int64:
    case json::kind::uint64:
        return "integer";
    case json::kind::double_:
        return std::trunc(value.get_double()) == value.get_double() ? "integer" : "number";
    case json::kind::string:
        return "string";
    case json::kind::array:
        return "array";
    case json::kind::object:
        return "object";
    }
    return "null";
}

/// Code points of a UTF-8 text.
std::size_t lengthOf(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

class Checker
{
public:
    Checker(const json::value& root, const JsonSchemaOptions& options)
        : m_root(root)
        , m_options(options)
    {
    }

    Problem check(const json::value& schema, const json::value& instance, const std::string& path)
    {
        if (schema.is_bool())
            return schema.get_bool() ? Problem() : fail(path, "nothing is allowed here");
        const json::object* object = schema.if_object();
        if (object == nullptr)
            return std::nullopt;
        if (++m_depth > kDeepest) {
            --m_depth;
            return fail(path, "the value is nested too deeply");
        }
        Problem problem = checkObjectSchema(*object, instance, path);
        --m_depth;
        return problem;
    }

private:
    static Problem fail(const std::string& path, std::string_view text)
    {
        return fmt::format("{}: {}", path, text);
    }

    Problem checkObjectSchema(const json::object& schema, const json::value& instance,
                              const std::string& path)
    {
        if (const json::value* reference = schema.if_contains("$ref")) {
            const json::value* target = resolve(*reference);
            return target == nullptr ? Problem() : check(*target, instance, path);
        }
        const json::value* nullable = schema.if_contains("nullable");
        if (instance.is_null() && nullable != nullptr && nullable->is_bool()
            && nullable->get_bool())
            return std::nullopt;
        for (const auto check : {&Checker::checkType, &Checker::checkEnumeration,
                                 &Checker::checkNumber, &Checker::checkString, &Checker::checkArray,
                                 &Checker::checkProperties, &Checker::checkCombinators}) {
            if (Problem problem = (this->*check)(schema, instance, path))
                return problem;
        }
        return std::nullopt;
    }

    /// Only references into the same document ("#/components/schemas/x").
    [[nodiscard]] const json::value* resolve(const json::value& reference) const
    {
        if (!reference.is_string() || !reference.get_string().starts_with('#'))
            return nullptr;
        boost::system::error_code error;
        return m_root.find_pointer(std::string_view(reference.get_string()).substr(1), error);
    }

    Problem checkType(const json::object& schema, const json::value& instance,
                      const std::string& path)
    {
        const json::value* type = schema.if_contains("type");
        if (type == nullptr)
            return std::nullopt;
        const std::string_view given = typeNameOf(instance);
        const auto accepts = [&](const json::value& wanted) {
            return wanted.is_string()
                && (wanted.get_string() == given
                    || (wanted.get_string() == "number" && given == "integer"));
        };
        const bool isAccepted = type->is_array()
            ? std::any_of(type->get_array().begin(), type->get_array().end(), accepts)
            : accepts(*type);
        if (isAccepted)
            return std::nullopt;
        return fail(path, fmt::format("expected {}, got {}", json::serialize(*type), given));
    }

    Problem checkEnumeration(const json::object& schema, const json::value& instance,
                             const std::string& path)
    {
        if (const json::value* constant = schema.if_contains("const");
            constant != nullptr && *constant != instance)
            return fail(path, "must be " + json::serialize(*constant));
        const json::value* values = schema.if_contains("enum");
        if (values == nullptr || !values->is_array())
            return std::nullopt;
        const json::array& list = values->get_array();
        if (std::find(list.begin(), list.end(), instance) != list.end())
            return std::nullopt;
        return fail(path, "must be one of " + json::serialize(*values));
    }

    static std::optional<double> number(const json::object& schema, std::string_view name)
    {
        const json::value* found = schema.if_contains(name);
        return found != nullptr && found->is_number() ? std::optional(found->to_number<double>())
                                                      : std::nullopt;
    }

    static bool isFlagged(const json::object& schema, std::string_view name)
    {
        const json::value* found = schema.if_contains(name);
        return found != nullptr && found->is_bool() && found->get_bool();
    }

    Problem checkNumber(const json::object& schema, const json::value& instance,
                        const std::string& path)
    {
        if (!instance.is_number())
            return std::nullopt;
        const auto value = instance.to_number<double>();
        if (const auto least = number(schema, "minimum");
            least && (value < *least || (isFlagged(schema, "exclusiveMinimum") && value == *least)))
            return fail(path, fmt::format("must be at least {}", *least));
        if (const auto most = number(schema, "maximum");
            most && (value > *most || (isFlagged(schema, "exclusiveMaximum") && value == *most)))
            return fail(path, fmt::format("must be at most {}", *most));
        if (const auto least = number(schema, "exclusiveMinimum"); least && value <= *least)
            return fail(path, fmt::format("must be greater than {}", *least));
        if (const auto most = number(schema, "exclusiveMaximum"); most && value >= *most)
            return fail(path, fmt::format("must be less than {}", *most));
        const auto factor = number(schema, "multipleOf");
        if (factor && *factor > 0
            && std::fabs(std::remainder(value, *factor)) > 1e-9 * std::fabs(value))
            return fail(path, fmt::format("must be a multiple of {}", *factor));
        return std::nullopt;
    }

    Problem checkString(const json::object& schema, const json::value& instance,
                        const std::string& path)
    {
        if (!instance.is_string())
            return std::nullopt;
        const std::string_view text = instance.get_string();
        const auto length = static_cast<double>(lengthOf(text));
        if (const auto least = number(schema, "minLength"); least && length < *least)
            return fail(path, fmt::format("must have at least {} characters", *least));
        if (const auto most = number(schema, "maxLength"); most && length > *most)
            return fail(path, fmt::format("must have at most {} characters", *most));
        const json::value* pattern = schema.if_contains("pattern");
        if (pattern != nullptr && pattern->is_string()
            && !matchesRegex(pattern->get_string(), text))
            return fail(path,
                        fmt::format("does not match '{}'", std::string(pattern->get_string())));
        return std::nullopt;
    }

    Problem checkArray(const json::object& schema, const json::value& instance,
                       const std::string& path)
    {
        const json::array* list = instance.if_array();
        if (list == nullptr)
            return std::nullopt;
        const auto size = static_cast<double>(list->size());
        if (const auto least = number(schema, "minItems"); least && size < *least)
            return fail(path, fmt::format("must have at least {} items", *least));
        if (const auto most = number(schema, "maxItems"); most && size > *most)
            return fail(path, fmt::format("must have at most {} items", *most));
        if (isFlagged(schema, "uniqueItems")) {
            for (auto item = list->begin(); item != list->end(); ++item) {
                if (std::find(list->begin(), item, *item) != item)
                    return fail(path, "its items must differ");
            }
        }
        const json::value* items = schema.if_contains("items");
        if (items == nullptr)
            return std::nullopt;
        for (std::size_t i = 0; i < list->size(); ++i) {
            if (Problem problem = check(*items, (*list)[i], fmt::format("{}/{}", path, i)))
                return problem;
        }
        return std::nullopt;
    }

    [[nodiscard]] const json::value* property(const json::object& object,
                                              std::string_view name) const
    {
        if (const json::value* exact = object.if_contains(name))
            return exact;
        if (!m_options.ignoresPropertyCase)
            return nullptr;
        for (const auto& member : object) {
            if (equalsIgnoringCase(member.key(), name))
                return &member.value();
        }
        return nullptr;
    }

    Problem checkProperties(const json::object& schema, const json::value& instance,
                            const std::string& path)
    {
        const json::object* object = instance.if_object();
        if (object == nullptr)
            return std::nullopt;
        if (const json::value* required = schema.if_contains("required");
            required != nullptr && required->is_array()) {
            for (const json::value& name : required->get_array()) {
                if (name.is_string() && property(*object, name.get_string()) == nullptr)
                    return fail(path,
                                fmt::format("the required property '{}' is missing",
                                            std::string(name.get_string())));
            }
        }
        static const json::object kNone;
        const json::value* properties = schema.if_contains("properties");
        const json::object& known
            = properties != nullptr && properties->is_object() ? properties->get_object() : kNone;
        for (const auto& [name, value] : *object) {
            const json::value* rule = property(known, name);
            Problem problem = rule != nullptr
                ? check(*rule, value, fmt::format("{}/{}", path, std::string_view(name)))
                : checkAdditional(schema, properties != nullptr, name, value, path);
            if (problem)
                return problem;
        }
        return std::nullopt;
    }

    Problem checkAdditional(const json::object& schema, bool hasProperties, std::string_view name,
                            const json::value& value, const std::string& path)
    {
        const json::value* additional = schema.if_contains("additionalProperties");
        if (additional == nullptr)
            return m_options.allowsAdditionalProperties || !hasProperties
                ? Problem()
                : fail(path, fmt::format("the property '{}' is not defined", name));
        if (additional->is_bool())
            return additional->get_bool()
                ? Problem()
                : fail(path, fmt::format("the property '{}' is not defined", name));
        return check(*additional, value, fmt::format("{}/{}", path, name));
    }

    std::size_t countMatches(const json::array& schemas, const json::value& instance,
                             const std::string& path)
    {
        return static_cast<std::size_t>(
            std::count_if(schemas.begin(), schemas.end(), [&](const json::value& schema) {
                return !check(schema, instance, path);
            }));
    }

    Problem checkCombinators(const json::object& schema, const json::value& instance,
                             const std::string& path)
    {
        if (const json::value* all = schema.if_contains("allOf");
            all != nullptr && all->is_array()) {
            for (const json::value& part : all->get_array()) {
                if (Problem problem = check(part, instance, path))
                    return problem;
            }
        }
        if (const json::value* any = schema.if_contains("anyOf"); any != nullptr && any->is_array()
            && countMatches(any->get_array(), instance, path) == 0)
            return fail(path, "fits none of the alternatives");
        if (const json::value* one = schema.if_contains("oneOf"); one != nullptr && one->is_array()
            && countMatches(one->get_array(), instance, path) != 1)
            return fail(path, "must fit exactly one of the alternatives");
        if (const json::value* none = schema.if_contains("not");
            none != nullptr && !check(*none, instance, path))
            return fail(path, "fits what is excluded");
        return std::nullopt;
    }

    const json::value& m_root;
    const JsonSchemaOptions& m_options;
    int m_depth = 0;
};

} // namespace

Result<JsonSchema> JsonSchema::parse(std::string_view text, JsonSchemaOptions options)
{
    boost::system::error_code error;
    JsonSchema schema;
    schema.m_schema = json::parse(text, error);
    if (error || (!schema.m_schema.is_object() && !schema.m_schema.is_bool()))
        return Error{ErrorCode::Malformed, "the schema is not a JSON object", {}};
    schema.m_options = options;
    return schema;
}

std::optional<std::string> JsonSchema::check(const boost::json::value& instance) const
{
    return Checker(m_schema, m_options).check(m_schema, instance, "#");
}

} // namespace gatelens::proxy
