#pragma once

#include "core/expression/value.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

class TypeDefinition;

enum class TypeKind : std::uint8_t
{
    Class,
    Struct,
    Interface,
    Enum,
    Delegate,
    Static, ///< a static class: members only, no values
    Array,
    Nullable, ///< Nullable<T>; `arguments[0]` is T
    Parameter, ///< type parameter of a generic definition or method
    Anonymous, ///< `new { a = 1 }`
    ValueTuple, ///< `(1, "a")`
    Null, ///< of the literal `null`
    Void,
    Dynamic,
};

/// A .NET type as the binder and the values know it. Interned: equal types are the same object, so
/// pointers are compared. Lives as long as the process.
class Type
{
public:
    TypeKind kind = TypeKind::Class;
    Tag tag = Tag::Object; ///< how its values are held; Object for reference types but string
    std::uint32_t number = 0; ///< position in the type table; enum values carry it
    const TypeDefinition* definition = nullptr; ///< null for arrays, parameters, anonymous …
    std::vector<const Type*> arguments; ///< generic arguments; element; underlying; fields
    int rank = 0; ///< of an array
    std::vector<std::string> fieldNames; ///< Anonymous; ValueTuple with named elements
    std::string name; ///< .NET Name: "Int32", "List`1", "Int32[]"
    std::string fullName; ///< "System.Int32"
    std::string display; ///< as C# writes it: "int", "List<int>"

    [[nodiscard]] bool isReference() const noexcept
    {
        return kind == TypeKind::Class || kind == TypeKind::Interface || kind == TypeKind::Delegate
            || kind == TypeKind::Array || kind == TypeKind::Anonymous || kind == TypeKind::Null
            || kind == TypeKind::Dynamic;
    }
    [[nodiscard]] bool isNullable() const noexcept { return kind == TypeKind::Nullable; }
    [[nodiscard]] bool isArray() const noexcept { return kind == TypeKind::Array; }
    [[nodiscard]] bool isEnum() const noexcept { return kind == TypeKind::Enum; }
    /// Values that `null` can be: reference types and Nullable.
    [[nodiscard]] bool acceptsNull() const noexcept { return isReference() || isNullable(); }
    [[nodiscard]] bool isIntegral() const noexcept
    {
        return kind == TypeKind::Struct && tag >= Tag::Char && tag <= Tag::UInt64;
    }
    [[nodiscard]] bool isNumeric() const noexcept
    {
        return kind == TypeKind::Struct && tag >= Tag::Char && tag <= Tag::Decimal;
    }
    /// Underlying type of Nullable, element of an array, else itself.
    [[nodiscard]] const Type* element() const noexcept { return arguments.front(); }
    [[nodiscard]] const Type* withoutNullable() const noexcept
    {
        return isNullable() ? arguments.front() : this;
    }

    /// The class it derives from, closed over its arguments; null for object and interfaces.
    [[nodiscard]] const Type* base() const;
    /// Every interface it implements, inherited ones included, closed over its arguments.
    [[nodiscard]] const std::vector<const Type*>& interfaces() const;
    /// True when a value of this type is a value of `other` by reference, boxing or identity
    /// conversion (variance of interfaces included).
    [[nodiscard]] bool isAssignableTo(const Type* other) const;
    /// Contains a type parameter.
    [[nodiscard]] bool isOpen() const noexcept;

    // filled on first use by the functions above, under the table's lock
    mutable std::vector<const Type*> cachedInterfaces;
    mutable const Type* cachedBase = nullptr;
    mutable std::uint8_t cacheState = 0;
};

/// The types that the language itself knows.
struct CoreTypes
{
    const Type* object;
    const Type* valueType;
    const Type* enumBase;
    const Type* array;
    const Type* string;
    const Type* boolean;
    const Type* character;
    const Type* sbyte;
    const Type* byte;
    const Type* int16;
    const Type* uint16;
    const Type* int32;
    const Type* uint32;
    const Type* int64;
    const Type* uint64;
    const Type* single;
    const Type* real; ///< System.Double
    const Type* decimal;
    const Type* dateTime;
    const Type* dateTimeOffset;
    const Type* timeSpan;
    const Type* guid;
    const Type* exception;
    const Type* typeType; ///< System.Type
    const Type* disposable;
    const Type* bytes; ///< byte[]
    const Type* strings; ///< string[]
    const Type* voidType;
    const Type* nullType;
    const Type* dynamic;
};

[[nodiscard]] const CoreTypes& core();

/// The type of a tag that stands for one type (all but Enum, Object, Null).
[[nodiscard]] const Type* typeOfTag(Tag tag) noexcept;
[[nodiscard]] const Type* typeByNumber(std::uint32_t number) noexcept;

[[nodiscard]] const Type* arrayOf(const Type* element, int rank = 1);
[[nodiscard]] const Type* nullableOf(const Type* underlying);
[[nodiscard]] const Type* genericOf(const TypeDefinition& definition,
                                    std::vector<const Type*> arguments);
/// "IEnumerable", {T} -> IEnumerable<T>. The definition must exist.
[[nodiscard]] const Type* genericOf(std::string_view name, std::vector<const Type*> arguments);
[[nodiscard]] const Type* anonymousOf(std::vector<std::string> names,
                                      std::vector<const Type*> types);
[[nodiscard]] const Type* tupleOf(std::vector<const Type*> types,
                                  std::vector<std::string> names = {});

/// The .NET default of a type: zero, false, null, 01/01/0001.
[[nodiscard]] Value defaultOf(const Type* type);

/// The type as instance of the definition `name`: List<int> seen as "IEnumerable" gives
/// IEnumerable<int>; null when it is none.
[[nodiscard]] const Type* instanceOf(const Type* type, const TypeDefinition* definition);

/// Element type when enumerated with foreach; null when it cannot be.
[[nodiscard]] const Type* elementTypeOf(const Type* type);

} // namespace gatelens::expression
