#pragma once

#include "core/base/result.h"
#include "core/graphql/document.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::graphql {

/// An argument of a field, or a field of an input object.
struct InputValue
{
    std::string name;
    std::string description;
    TypeReference type;
    std::optional<Value> defaultValue;

    [[nodiscard]] bool isRequired() const { return type.isNonNull && !defaultValue; }
};

struct FieldDefinition
{
    std::string name;
    std::string description;
    std::vector<InputValue> arguments;
    TypeReference type;
    bool isDeprecated = false;
    std::string deprecationReason;

    [[nodiscard]] const InputValue* argument(std::string_view argumentName) const;
};

enum class TypeKind
{
    Scalar,
    Object,
    Interface,
    Union,
    Enum,
    InputObject
};

[[nodiscard]] std::string_view toString(TypeKind kind); ///< "SCALAR", as introspection names it

struct TypeDefinition
{
    std::string name;
    std::string description;
    TypeKind kind = TypeKind::Scalar;
    std::vector<FieldDefinition> fields; ///< of objects and interfaces
    std::vector<InputValue> inputFields;
    std::vector<std::string> interfaces;
    std::vector<std::string> members; ///< of a union
    std::vector<std::string> values; ///< of an enumeration

    [[nodiscard]] const FieldDefinition* field(std::string_view fieldName) const;
    [[nodiscard]] bool isComposite() const
    {
        return kind == TypeKind::Object || kind == TypeKind::Interface || kind == TypeKind::Union;
    }
};

/// A schema with the built-in scalars and the introspection types.
class Schema
{
public:
    /// Reads the schema language. Malformed with file, line and column; NotFound when a type that
    /// is named does not exist.
    [[nodiscard]] static Result<Schema> parse(std::string_view text, const std::string& file);

    [[nodiscard]] const TypeDefinition* find(std::string_view name) const;
    /// The type of an operation's root; null when the schema has none.
    [[nodiscard]] const TypeDefinition* root(OperationKind kind) const;
    /// The field of a type, with __typename everywhere, and __schema and __type at the query root.
    [[nodiscard]] const FieldDefinition* field(const TypeDefinition& type,
                                               std::string_view name) const;
    /// True when an object of type `object` can stand where `abstract` is asked for.
    [[nodiscard]] bool isPossible(const TypeDefinition& abstract,
                                  const TypeDefinition& object) const;
    [[nodiscard]] const std::map<std::string, TypeDefinition, std::less<>>& types() const
    {
        return m_types;
    }

private:
    friend class SchemaParser;
    [[nodiscard]] Result<void> checkReferences(const std::string& file) const;

    std::map<std::string, TypeDefinition, std::less<>> m_types;
    std::map<OperationKind, std::string> m_roots;
    FieldDefinition m_typeName;
    FieldDefinition m_schemaField;
    FieldDefinition m_typeField;
};

} // namespace gatelens::graphql
