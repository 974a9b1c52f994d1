#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::odata {

/// A type as it is used: of a property, a parameter, a result, or of a value in an expression.
struct TypeUse
{
    /// "Edm.Int32", "Sales.Product"; "" when it is not known, "null" for the literal.
    std::string name;
    bool isCollection = false;
    bool isNullable = true;

    [[nodiscard]] bool isKnown() const { return !name.empty() && name != "null"; }
    /// "Sales.Product" or "Collection(Sales.Product)".
    [[nodiscard]] std::string toString() const;
    /// The type of one item.
    [[nodiscard]] TypeUse element() const { return {name, false, true}; }

    friend bool operator==(const TypeUse&, const TypeUse&) = default;
};

struct Property
{
    std::string name;
    TypeUse type;
    bool isNavigation = false;
};

/// An entity type or a complex type. Names of types are qualified by their namespace, aliases
/// replaced.
struct StructuredType
{
    std::string name;
    bool isEntity = false;
    std::string baseType; ///< "" for none
    bool isOpen = false;
    bool hasStream = false;
    std::vector<std::string> key; ///< names or aliases; "" in types that inherit theirs
    std::vector<Property> properties;
};

struct EnumType
{
    std::string name;
    std::vector<std::string> members;
};

struct Parameter
{
    std::string name;
    TypeUse type;
    bool isOptional = false;
};

/// A function or an action; one entry an overload.
struct Operation
{
    std::string name; ///< qualified
    bool isFunction = true;
    bool isBound = false; ///< the first parameter is what it is called on
    std::vector<Parameter> parameters;
    std::optional<TypeUse> returnType;
};

enum class ContainerKind
{
    EntitySet,
    Singleton,
    FunctionImport,
    ActionImport
};

/// What a service offers at its root.
struct ContainerChild
{
    std::string name;
    ContainerKind kind = ContainerKind::EntitySet;
    std::string target; ///< type of a set or singleton, operation of an import
};

/// The entity model of an OData service: a value, immutable once read.
struct Model
{
    std::map<std::string, StructuredType, std::less<>> types;
    std::map<std::string, EnumType, std::less<>> enums;
    std::map<std::string, std::string, std::less<>> definitions; ///< primitive type by name
    std::vector<Operation> operations;
    std::vector<ContainerChild> container;
    std::map<std::string, std::string, std::less<>> aliases; ///< namespace by alias

    [[nodiscard]] const StructuredType* type(std::string_view name) const;
    [[nodiscard]] const ContainerChild* child(std::string_view name) const;

    /// The name with an alias replaced by its namespace.
    [[nodiscard]] std::string qualified(std::string_view name) const;
    /// A type definition's primitive type; any other name itself.
    [[nodiscard]] std::string_view primitiveOf(std::string_view name) const;

    // With what base types give.
    [[nodiscard]] const Property* property(const StructuredType& type, std::string_view name) const;
    [[nodiscard]] std::vector<const Property*> properties(const StructuredType& type) const;
    [[nodiscard]] std::vector<std::string> key(const StructuredType& type) const;
    [[nodiscard]] bool isOpen(const StructuredType& type) const;
    [[nodiscard]] bool hasStream(const StructuredType& type) const;
    /// True when `name` is `base` or derives from it.
    [[nodiscard]] bool isA(std::string_view name, std::string_view base) const;

    /// Overloads of a bound operation that can be called on `on`; `name` may lack its namespace.
    [[nodiscard]] std::vector<const Operation*> boundOperations(std::string_view name,
                                                                const TypeUse& on) const;
    /// Overloads of an unbound operation by qualified name.
    [[nodiscard]] std::vector<const Operation*> unboundOperations(std::string_view name) const;
};

/// What follows "…is not …" in a message: "; did you mean 'Category'?", or up to eight of the
/// names that exist.
[[nodiscard]] std::string suggestion(std::string_view name,
                                     const std::vector<std::string_view>& existing);

/// "'Categry' is not a property of 'Sales.Product'; did you mean 'Category'?"
[[nodiscard]] std::string noSuchProperty(const Model& model, const StructuredType& type,
                                         std::string_view name);

} // namespace gatelens::odata
