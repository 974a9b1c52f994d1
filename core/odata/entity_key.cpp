#include "core/odata/entity_key.h"

#include "core/odata/primitive.h"
#include "core/odata/query_tokens.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gatelens::odata {

namespace {

/// True when the literal can be a value of the key property's type.
bool isKeyValue(const Model& model, std::string_view typeName, const QueryToken& token)
{
    if (token.kind == QueryTokenKind::Name && token.text.starts_with('@'))
        return true; // its value stands in the query
    if (model.enums.contains(typeName))
        return token.kind == QueryTokenKind::Text;
    const auto group = primitiveGroup(model.primitiveOf(typeName));
    if (!group)
        return true;
    if (token.kind == QueryTokenKind::Text) {
        const bool isQuoted = group == PrimitiveGroup::Text || group == PrimitiveGroup::Duration
            || group == PrimitiveGroup::Binary;
        return isQuoted && hasFormOf(model.primitiveOf(typeName), token.text);
    }
    const bool isLiteral
        = token.kind == QueryTokenKind::Literal || token.text == "true" || token.text == "false";
    return isLiteral && primitiveGroup(literalType(token.text)) == group;
}

std::string valueProblem(const Model& model, const StructuredType& type, std::string_view name,
                         std::string_view value)
{
    const Property* property = model.property(type, name);
    const Result<std::vector<QueryToken>> tokens = queryTokens(value);
    if (!tokens)
        return tokens.error().message;
    const std::string_view typeName
        = property == nullptr ? std::string_view() : std::string_view(property->type.name);
    if (tokens->size() == 1 && (typeName.empty() || isKeyValue(model, typeName, tokens->front())))
        return {};
    return fmt::format("the key '{}' of '{}' is {}; {} is none", name, type.name,
                       typeName.empty() ? std::string_view("one value") : typeName,
                       value.empty() ? std::string_view("nothing") : value);
}

} // namespace

std::string keyProblem(const Model& model, const StructuredType& type, std::string_view content)
{
    const std::vector<std::string> keys = model.key(type);
    if (keys.empty())
        return {};
    const std::vector<std::string_view> parts = splitOutside(content, ',');
    if (parts.size() == 1 && splitOutside(content, '=').size() == 1) {
        if (keys.size() == 1)
            return valueProblem(model, type, keys.front(), parts.front());
        return fmt::format("the key of '{}' has several parts; write {}=…", type.name,
                           fmt::join(keys, "=…,"));
    }
    for (const std::string_view part : parts) {
        const std::vector<std::string_view> sides = splitOutside(part, '=');
        const std::string name(sides.front());
        if (std::find(keys.begin(), keys.end(), name) == keys.end()) {
            const std::vector<std::string_view> names(keys.begin(), keys.end());
            return fmt::format("'{}' is not part of the key of '{}'{}", name, type.name,
                               suggestion(name, names));
        }
        if (std::string problem = valueProblem(
                model, type, name, sides.size() == 2 ? sides.back() : std::string_view());
            !problem.empty())
            return problem;
    }
    if (parts.size() != keys.size())
        return fmt::format("the key of '{}' is {}", type.name, fmt::join(keys, ", "));
    return {};
}

} // namespace gatelens::odata
