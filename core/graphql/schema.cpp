#include "core/graphql/schema.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::graphql {

namespace {

template<class T>
const T* findNamed(const std::vector<T>& all, std::string_view name)
{
    const auto found
        = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

std::string_view toString(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Scalar:
        return "SCALAR";
    case TypeKind::Object:
        return "OBJECT";
    case TypeKind::Interface:
        return "INTERFACE";
    case TypeKind::Union:
        return "UNION";
    case TypeKind::Enum:
        return "ENUM";
    case TypeKind::InputObject:
        break;
    }
    return "INPUT_OBJECT";
}

const InputValue* FieldDefinition::argument(std::string_view argumentName) const
{
    return findNamed(arguments, argumentName);
}

const FieldDefinition* TypeDefinition::field(std::string_view fieldName) const
{
    return findNamed(fields, fieldName);
}

const TypeDefinition* Schema::find(std::string_view name) const
{
    const auto found = m_types.find(name);
    return found == m_types.end() ? nullptr : &found->second;
}

const TypeDefinition* Schema::root(OperationKind kind) const
{
    const auto found = m_roots.find(kind);
    return found == m_roots.end() ? nullptr : find(found->second);
}

const FieldDefinition* Schema::field(const TypeDefinition& type, std::string_view name) const
{
    if (name == "__typename")
        return &m_typeName;
    if (&type == root(OperationKind::Query)) {
        if (name == "__schema")
            return &m_schemaField;
        if (name == "__type")
            return &m_typeField;
    }
    return type.field(name);
}

bool Schema::isPossible(const TypeDefinition& abstract, const TypeDefinition& object) const
{
    if (&abstract == &object)
        return true;
    const auto holds = [](const std::vector<std::string>& names, const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    return abstract.kind == TypeKind::Union ? holds(abstract.members, object.name)
                                            : holds(object.interfaces, abstract.name);
}

Result<void> Schema::checkReferences(const std::string& file) const
{
    const auto missing = [&](std::string_view where, const std::string& name) {
        return Error{
            ErrorCode::NotFound,
            fmt::format("{} uses the type {}, which the schema does not define", where, name),
            {file, 0, 0}};
    };
    for (const auto& [typeName, type] : m_types) {
        for (const FieldDefinition& field : type.fields) {
            const std::string where = typeName + '.' + field.name;
            if (find(field.type.baseName()) == nullptr)
                return missing(where, field.type.baseName());
            for (const InputValue& argument : field.arguments) {
                if (find(argument.type.baseName()) == nullptr)
                    return missing(where, argument.type.baseName());
            }
        }
        for (const InputValue& field : type.inputFields) {
            if (find(field.type.baseName()) == nullptr)
                return missing(typeName + '.' + field.name, field.type.baseName());
        }
        for (const auto* names : {&type.interfaces, &type.members}) {
            for (const std::string& name : *names) {
                if (find(name) == nullptr)
                    return missing(typeName, name);
            }
        }
    }
    if (root(OperationKind::Query) == nullptr)
        return Error{ErrorCode::NotFound, "the schema has no query type", {file, 0, 0}};
    return {};
}

} // namespace gatelens::graphql
