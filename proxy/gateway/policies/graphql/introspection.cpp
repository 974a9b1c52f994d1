#include "proxy/gateway/policies/graphql/introspection.h"

#include <boost/json.hpp>

#include <functional>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;
using graphql::FieldDefinition;
using graphql::InputValue;
using graphql::OperationKind;
using graphql::Selection;
using graphql::TypeDefinition;
using graphql::TypeReference;

json::value textOrNull(const std::string& text)
{
    return text.empty() ? json::value(nullptr) : json::value(text);
}

/// Builds just what is asked for: types refer to each other in circles.
class Introspection
{
public:
    Introspection(const graphql::Schema& schema, const graphql::Document& document)
        : m_schema(schema)
        , m_document(document)
    {
    }

    json::value schema(const Selection& selection) const
    {
        return object(selection, "__Schema", [this](const Selection& member) -> json::value {
            if (member.name == "types") {
                json::array types;
                for (const auto& [name, type] : m_schema.types())
                    types.push_back(this->type(member, type));
                return types;
            }
            if (member.name == "queryType")
                return root(member, OperationKind::Query);
            if (member.name == "mutationType")
                return root(member, OperationKind::Mutation);
            if (member.name == "subscriptionType")
                return root(member, OperationKind::Subscription);
            if (member.name == "directives")
                return json::array();
            return nullptr;
        });
    }

    json::value named(const Selection& selection, std::string_view name) const
    {
        const TypeDefinition* found = m_schema.find(name);
        return found == nullptr ? json::value(nullptr) : type(selection, *found);
    }

private:
    using Member = std::function<json::value(const Selection&)>;

    json::object object(const Selection& selection, std::string_view typeName,
                        const Member& member) const
    {
        json::object result;
        fill(selection.selections, typeName, member, result);
        return result;
    }

    void fill(const std::vector<Selection>& selections, std::string_view typeName,
              const Member& member, json::object& result) const
    {
        for (const Selection& one : selections) {
            if (one.kind == Selection::Kind::InlineFragment)
                fill(one.selections, typeName, member, result);
            else if (one.kind == Selection::Kind::FragmentSpread)
                fill(m_document.fragment(one.name)->selections, typeName, member, result);
            else
                result[one.responseName()]
                    = one.name == "__typename" ? json::value(typeName) : member(one);
        }
    }

    json::value root(const Selection& selection, OperationKind kind) const
    {
        const TypeDefinition* type = m_schema.root(kind);
        return type == nullptr ? json::value(nullptr) : this->type(selection, *type);
    }

    json::value type(const Selection& selection, const TypeDefinition& type) const
    {
        return object(selection, "__Type", [&](const Selection& member) -> json::value {
            if (member.name == "kind")
                return json::value(toString(type.kind));
            if (member.name == "name")
                return json::value(type.name);
            if (member.name == "description")
                return textOrNull(type.description);
            if (member.name == "fields")
                return fields(member, type);
            if (member.name == "interfaces")
                return interfaces(member, type);
            if (member.name == "possibleTypes")
                return possibleTypes(member, type);
            if (member.name == "enumValues")
                return enumValues(member, type);
            if (member.name == "inputFields")
                return type.kind == graphql::TypeKind::InputObject
                    ? json::value(inputValues(member, type.inputFields))
                    : json::value(nullptr);
            return nullptr;
        });
    }

    /// A list, a non-null type, or the named type itself.
    json::value reference(const Selection& selection, const TypeReference& type) const
    {
        if (!type.isNonNull && !type.element)
            return this->type(selection, *m_schema.find(type.name));
        return object(selection, "__Type", [&](const Selection& member) -> json::value {
            if (member.name == "kind")
                return json::value(type.isNonNull ? "NON_NULL" : "LIST");
            if (member.name != "ofType")
                return nullptr;
            if (!type.isNonNull)
                return reference(member, *type.element);
            TypeReference nullable = type;
            nullable.isNonNull = false;
            return reference(member, nullable);
        });
    }

    static bool includesDeprecated(const Selection& selection)
    {
        return !selection.arguments.empty() && selection.arguments.front().value.text == "true";
    }

    json::value fields(const Selection& selection, const TypeDefinition& type) const
    {
        const bool hasFields
            = type.kind == graphql::TypeKind::Object || type.kind == graphql::TypeKind::Interface;
        if (!hasFields)
            return nullptr;
        json::array list;
        for (const FieldDefinition& field : type.fields) {
            if (field.isDeprecated && !includesDeprecated(selection))
                continue;
            list.push_back(
                object(selection, "__Field", [&](const Selection& member) -> json::value {
                    if (member.name == "name")
                        return json::value(field.name);
                    if (member.name == "description")
                        return textOrNull(field.description);
                    if (member.name == "args")
                        return inputValues(member, field.arguments);
                    if (member.name == "type")
                        return reference(member, field.type);
                    if (member.name == "isDeprecated")
                        return field.isDeprecated;
                    return textOrNull(field.deprecationReason);
                }));
        }
        return list;
    }

    json::array inputValues(const Selection& selection, const std::vector<InputValue>& values) const
    {
        json::array list;
        for (const InputValue& value : values) {
            list.push_back(
                object(selection, "__InputValue", [&](const Selection& member) -> json::value {
                    if (member.name == "name")
                        return json::value(value.name);
                    if (member.name == "description")
                        return textOrNull(value.description);
                    if (member.name == "type")
                        return reference(member, value.type);
                    if (member.name == "defaultValue" && value.defaultValue)
                        return json::value(graphql::print(*value.defaultValue));
                    if (member.name == "isDeprecated")
                        return false;
                    return nullptr;
                }));
        }
        return list;
    }

    json::value interfaces(const Selection& selection, const TypeDefinition& type) const
    {
        const bool canImplement
            = type.kind == graphql::TypeKind::Object || type.kind == graphql::TypeKind::Interface;
        if (!canImplement)
            return nullptr;
        json::array list;
        for (const std::string& name : type.interfaces)
            list.push_back(this->type(selection, *m_schema.find(name)));
        return list;
    }

    json::value possibleTypes(const Selection& selection, const TypeDefinition& type) const
    {
        const bool isAbstract
            = type.kind == graphql::TypeKind::Interface || type.kind == graphql::TypeKind::Union;
        if (!isAbstract)
            return nullptr;
        json::array list;
        for (const auto& [name, candidate] : m_schema.types()) {
            if (candidate.kind == graphql::TypeKind::Object && m_schema.isPossible(type, candidate))
                list.push_back(this->type(selection, candidate));
        }
        return list;
    }

    json::value enumValues(const Selection& selection, const TypeDefinition& type) const
    {
        if (type.kind != graphql::TypeKind::Enum)
            return nullptr;
        json::array list;
        for (const std::string& value : type.values) {
            list.push_back(
                object(selection, "__EnumValue", [&](const Selection& member) -> json::value {
                    if (member.name == "name")
                        return json::value(value);
                    if (member.name == "isDeprecated")
                        return false;
                    return nullptr;
                }));
        }
        return list;
    }

    const graphql::Schema& m_schema;
    const graphql::Document& m_document;
};

} // namespace

json::value introspect(const graphql::Schema& schema, const graphql::Document& document,
                       const Selection& selection, const json::object& arguments)
{
    const Introspection introspection(schema, document);
    if (selection.name == "__schema")
        return introspection.schema(selection);
    const json::value* name = arguments.if_contains("name");
    return name != nullptr && name->is_string()
        ? introspection.named(selection, std::string_view(name->get_string()))
        : json::value(nullptr);
}

} // namespace gatelens::proxy
