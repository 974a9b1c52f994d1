#pragma once

#include "core/expression/runtime/env.h"
#include "core/expression/types/type.h"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gatelens::expression {

enum class PassBy : std::uint8_t
{
    Value,
    Out,
    Reference,
    Params,
};

struct Parameter
{
    std::string name;
    const Type* type = nullptr;
    PassBy passBy = PassBy::Value;
    bool isOptional = false;
    Value defaultValue;
};

/// A method, constructor (".ctor"), operator ("op_+"), conversion ("op_implicit", "op_explicit"),
/// or one half of a property ("get_X", "set_X") or indexer ("get_Item", "set_Item").
struct Method
{
    std::string name;
    const TypeDefinition* owner = nullptr;
    bool isStatic = false;
    bool isExtension = false; ///< the first parameter is the receiver
    std::vector<const Type*> typeParameters;
    std::vector<Parameter> parameters;
    const Type* returnType = nullptr;
    Function function = nullptr;
    std::string signature; ///< as C# writes it
    std::string_view description;
};

struct Property
{
    std::string name;
    const TypeDefinition* owner = nullptr;
    bool isStatic = false;
    bool isConstant = false; ///< `constant` holds it, usable in constant expressions
    Value constant;
    const Type* type = nullptr;
    Function getter = nullptr;
    Function setter = nullptr;
    std::string signature;
    std::string_view description;
};

struct EnumValue
{
    std::string name;
    std::int64_t value = 0;
};

/// A type with its members, as the registry declares it. Immutable once the library stands.
class TypeDefinition
{
public:
    std::string name; ///< "List"
    std::string nameSpace; ///< "System.Collections.Generic"
    TypeKind kind = TypeKind::Class;
    std::string_view description;
    std::vector<const Type*> parameters; ///< type parameters
    const Type* self = nullptr; ///< closed over its own parameters
    std::vector<const Type*> bases; ///< base class first when there is one
    bool isFlags = false;
    bool isListed = true; ///< in the documented list of allowed types
    std::vector<EnumValue> values;
    std::unordered_map<std::string_view, std::vector<const Method*>> methods;
    std::unordered_map<std::string_view, const Property*> properties;
    std::deque<Method> methodStore;
    std::deque<Property> propertyStore;

    [[nodiscard]] const std::vector<const Method*>* methodsNamed(std::string_view method) const
    {
        const auto found = methods.find(method);
        return found == methods.end() ? nullptr : &found->second;
    }
};

/// The allowed part of .NET: one registry that binding, completion and hover read. Built once,
/// immutable, shared by all threads.
class Library
{
public:
    /// Builds on first use.
    [[nodiscard]] static const Library& instance();

    /// By simple name and number of type parameters; aliases ("int") resolve too.
    [[nodiscard]] const TypeDefinition* find(std::string_view name, std::size_t arity = 0) const;
    /// By full name ("System.Text.Encoding").
    [[nodiscard]] const TypeDefinition* findQualified(std::string_view fullName,
                                                      std::size_t arity = 0) const;
    [[nodiscard]] bool isNamespace(std::string_view name) const;
    [[nodiscard]] const std::vector<const Method*>* extensions(std::string_view name) const;
    /// A function that does what the extension method `method` does of the member of `context` that
    /// `path` names ("context.Request.Headers"), without asking for that member; null when there is
    /// none. It gets null for its receiver.
    [[nodiscard]] Function shortcut(std::string_view path, Function method) const;
    [[nodiscard]] const std::deque<TypeDefinition>& definitions() const { return m_definitions; }
    [[nodiscard]] const std::unordered_map<std::string_view, std::vector<const Method*>>&
    allExtensions() const
    {
        return m_extensions;
    }

private:
    friend class LibraryBuilder;
    std::deque<TypeDefinition> m_definitions;
    std::unordered_map<std::string, const TypeDefinition*> m_byName; ///< "List`1", "int"
    std::unordered_map<std::string, const TypeDefinition*> m_byFullName;
    std::unordered_map<std::string, bool> m_namespaces;
    std::unordered_map<std::string_view, std::vector<const Method*>> m_extensions;
    struct Shortcut
    {
        std::string_view path;
        Function method;
        Function direct;
    };
    std::vector<Shortcut> m_shortcuts;
};

class TypeBuilder;

/// Collects declarations, written as C# writes them, and resolves them once all types are known.
class LibraryBuilder
{
public:
    explicit LibraryBuilder(Library& library);
    ~LibraryBuilder();
    LibraryBuilder(const LibraryBuilder&) = delete;
    LibraryBuilder& operator=(const LibraryBuilder&) = delete;

    /// "class System.Collections.Generic.List<T> : IList<T>". Kinds: class, struct, interface,
    /// enum, delegate, static. Delegates give their Invoke through `method`.
    TypeBuilder type(std::string_view declaration, std::string_view description = {});
    /// Declares what `Library::shortcut` finds.
    void shortcut(std::string_view path, Function method, Function direct)
    {
        m_library.m_shortcuts.push_back({path, method, direct});
    }
    void finish();

private:
    friend class TypeBuilder;
    struct Pending;
    Library& m_library;
    std::vector<Pending> m_pending;
};

class TypeBuilder
{
public:
    TypeBuilder(LibraryBuilder& builder, TypeDefinition& definition)
        : m_builder(&builder)
        , m_definition(&definition)
    {
    }
    /// "static string Join(string separator, params string[] values)"; "new(int capacity)" for a
    /// constructor; "static X operator +(X a, Y b)"; "static implicit operator X(Y value)";
    /// "char this[int index]" for an indexer's getter, with "set " before it for its setter.
    /// A `this` before the first parameter makes an extension method.
    TypeBuilder& method(std::string_view signature, Function function,
                        std::string_view description = {});
    /// "int Length", "static Encoding UTF8".
    TypeBuilder& property(std::string_view signature, Function getter,
                          std::string_view description = {}, Function setter = nullptr);
    /// "int MaxValue": a constant.
    TypeBuilder& constant(std::string_view signature, Value value,
                          std::string_view description = {});
    TypeBuilder& value(std::string_view name, std::int64_t value);
    /// Names in order, counted from 0.
    TypeBuilder& values(std::initializer_list<std::string_view> names);
    TypeBuilder& flags();
    /// Not in the documented list of allowed types, but used by published policies.
    TypeBuilder& unlisted();

private:
    LibraryBuilder* m_builder;
    TypeDefinition* m_definition;
};

/// Replaces the parameters of a generic definition or method by arguments, position by position.
[[nodiscard]] const Type* substitute(const Type* type, const std::vector<const Type*>& parameters,
                                     const std::vector<const Type*>& arguments);

} // namespace gatelens::expression
