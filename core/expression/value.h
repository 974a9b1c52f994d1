#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

namespace gatelens {
struct ResponseMessage;
}

namespace gatelens::expression {

class Decimal;
class Object;
class Type;

/// What a Value holds. The order matters: everything from `String` on is counted by reference.
enum class Tag : std::uint8_t
{
    Null,
    Boolean,
    Char, ///< one UTF-16 code unit
    SByte,
    Byte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Single,
    Double,
    Decimal,
    DateTime,
    DateTimeOffset,
    TimeSpan,
    Enum,
    ShortString, ///< up to 12 bytes of UTF-8 inside the value
    ByReference, ///< address of a variable, only while a call with `ref` or `out` runs
    String,
    Object,
};

/// DateTimeKind of a DateTime.
enum class ClockKind : std::uint8_t
{
    Unspecified = 0,
    Utc = 1,
    Local = 2,
};

/// One .NET value of a policy expression: 16 bytes, no heap for null, bool, numbers (decimal
/// included), char, dates, enums and short strings; everything else is an intrusively counted
/// Object. Copying is cheap. Strings are UTF-8 (with lone surrogates as three bytes each) and
/// behave as UTF-16 where .NET counts code units.
///
/// Boxing is invisible: a value keeps its exact .NET type wherever it goes. `T?` is the value or
/// null.
class Value
{
public:
    Value() noexcept = default;
    Value(const Value& other) noexcept
        : m_head(other.m_head)
        , m_content(other.m_content)
    {
        if (isCounted())
            retain();
    }
    Value(Value&& other) noexcept
        : m_head(std::exchange(other.m_head, 0))
        , m_content(other.m_content)
    {
    }
    Value& operator=(const Value& other) noexcept
    {
        Value copy(other);
        swap(copy);
        return *this;
    }
    Value& operator=(Value&& other) noexcept
    {
        if (this != &other) {
            if (isCounted())
                release();
            m_head = std::exchange(other.m_head, 0);
            m_content = other.m_content;
        }
        return *this;
    }
    ~Value()
    {
        if (isCounted())
            release();
    }
    void swap(Value& other) noexcept
    {
        std::swap(m_head, other.m_head);
        std::swap(m_content, other.m_content);
    }

    // --- construction ---------------------------------------------------------------------------

    [[nodiscard]] static Value null() noexcept { return {}; }
    [[nodiscard]] static Value ofBool(bool value) noexcept { return scalar(Tag::Boolean, value); }
    [[nodiscard]] static Value ofChar(char16_t value) noexcept { return scalar(Tag::Char, value); }
    /// `Int32`.
    [[nodiscard]] static Value ofInt(std::int32_t value) noexcept
    {
        return ofInteger(Tag::Int32, value);
    }
    /// `Int64`.
    [[nodiscard]] static Value ofLong(std::int64_t value) noexcept
    {
        return ofInteger(Tag::Int64, value);
    }
    /// An integer type, given as its (sign or zero extended) 64 bits.
    [[nodiscard]] static Value ofInteger(Tag tag, std::int64_t value) noexcept
    {
        return scalar(tag, value);
    }
    [[nodiscard]] static Value ofSingle(float value) noexcept { return scalar(Tag::Single, value); }
    [[nodiscard]] static Value ofDouble(double value) noexcept
    {
        return scalar(Tag::Double, value);
    }
    [[nodiscard]] static Value ofDecimal(const Decimal& value) noexcept;
    /// Text; never null. Copies up to 12 bytes inline.
    [[nodiscard]] static Value ofString(std::string text);
    [[nodiscard]] static Value ofText(std::string_view text);
    /// A string literal: equal literals are the same object, as interned strings are in .NET.
    [[nodiscard]] static Value ofLiteral(std::string_view text);
    /// `byte[]`.
    [[nodiscard]] static Value ofBytes(std::string bytes);
    /// `Guid` of its usual text (N, D, B or P form); the zero Guid when it is none.
    [[nodiscard]] static Value ofGuid(std::string_view text);
    /// `DateTime` of kind Utc.
    [[nodiscard]] static Value ofDateTime(Timestamp time);
    [[nodiscard]] static Value ofDateTimeTicks(std::int64_t ticks, ClockKind kind) noexcept;
    [[nodiscard]] static Value ofDateTimeOffset(std::int64_t localTicks,
                                                std::int16_t offsetMinutes) noexcept;
    [[nodiscard]] static Value ofTimeSpan(Micros duration) noexcept
    {
        return ofTimeSpanTicks(duration.count() * 10);
    }
    [[nodiscard]] static Value ofTimeSpanTicks(std::int64_t ticks) noexcept
    {
        return scalar(Tag::TimeSpan, ticks);
    }
    [[nodiscard]] static Value ofEnum(const Type& type, std::int64_t value) noexcept;
    /// `IResponse`, as send-request stores it. Null pointer gives null.
    [[nodiscard]] static Value ofResponse(std::shared_ptr<ResponseMessage> response);
    /// `Jwt` of a compact token (with or without "Bearer "), or null when it cannot be read.
    [[nodiscard]] static Value ofJwt(std::string_view token);
    /// `Authorization` of get-authorization-context; `claimsJson` is a JSON object.
    [[nodiscard]] static Value ofAuthorization(std::string accessToken,
                                               std::string_view claimsJson);
    /// `JToken` of a JSON text, read as leniently as Json.NET does.
    [[nodiscard]] static Result<Value> ofJson(std::string_view text);
    /// `string[]`.
    [[nodiscard]] static Value ofStringList(const std::vector<std::string>& items);
    [[nodiscard]] static Value ofObject(Object* object) noexcept; ///< null pointer gives null
    /// Takes over a reference that is counted already (Ref::leave).
    [[nodiscard]] static Value owning(Object* object) noexcept;
    [[nodiscard]] static Value ofAddress(Value* variable) noexcept;

    // --- inspection -----------------------------------------------------------------------------

    [[nodiscard]] Tag tag() const noexcept { return static_cast<Tag>(m_head & 0xFF); }
    [[nodiscard]] bool isNull() const noexcept { return tag() == Tag::Null; }
    [[nodiscard]] bool isString() const noexcept
    {
        return tag() == Tag::ShortString || tag() == Tag::String;
    }
    [[nodiscard]] bool isObject() const noexcept { return tag() == Tag::Object; }
    [[nodiscard]] bool isInteger() const noexcept
    {
        return tag() >= Tag::SByte && tag() <= Tag::UInt64;
    }
    [[nodiscard]] bool isBytes() const noexcept;

    /// .NET short name of the run-time type: "Int32", "String", "JObject", "List`1"; "null".
    [[nodiscard]] std::string typeName() const;
    /// .NET full name: "System.Int32", "Newtonsoft.Json.Linq.JObject"; "" for null.
    [[nodiscard]] std::string fullTypeName() const;
    [[nodiscard]] const Type* type() const noexcept; ///< null for null

    /// What a policy attribute, header or text gets: `ToString()` in the invariant culture; null
    /// gives "".
    [[nodiscard]] std::string toText() const;
    /// A short text for traces and the debugger: strings quoted, long ones cut, containers compact.
    [[nodiscard]] std::string toDisplay(std::size_t limit = 200) const;

    // Conversions for policy attributes (reference of policy expressions, chapter 9): the value
    // itself, a JSON value inside, or its text. Malformed names the value and the type wanted.
    [[nodiscard]] Result<bool> toBool() const;
    [[nodiscard]] Result<std::int32_t> toInt() const;
    [[nodiscard]] Result<std::int64_t> toLong() const;
    [[nodiscard]] Result<double> toDouble() const;

    /// The message behind an `IResponse` (return-response starts from it); null for anything else.
    [[nodiscard]] std::shared_ptr<const ResponseMessage> response() const;

    /// The bytes of a `byte[]`; empty for anything else.
    [[nodiscard]] std::string_view bytes() const noexcept;

    /// The bytes that `set-body` writes: `byte[]` raw, null empty, everything else its text.
    [[nodiscard]] std::string toBody() const;

    // --- for the engine: unchecked access, the tag is known
    // ---------------------------------------

    [[nodiscard]] bool asBool() const noexcept { return load<std::int64_t>(8) != 0; }
    [[nodiscard]] char16_t asChar() const noexcept
    {
        return static_cast<char16_t>(load<std::int64_t>(8));
    }
    [[nodiscard]] std::int32_t asInt() const noexcept
    {
        return static_cast<std::int32_t>(load<std::int64_t>(8));
    }
    /// Any integer type, char, enum, or the ticks of a TimeSpan, DateTime or DateTimeOffset.
    [[nodiscard]] std::int64_t asLong() const noexcept { return load<std::int64_t>(8); }
    [[nodiscard]] std::uint64_t asUnsigned() const noexcept { return load<std::uint64_t>(8); }
    [[nodiscard]] float asSingle() const noexcept { return load<float>(8); }
    [[nodiscard]] double asDouble() const noexcept { return load<double>(8); }
    [[nodiscard]] Decimal asDecimal() const noexcept;
    [[nodiscard]] ClockKind clockKind() const noexcept { return static_cast<ClockKind>(detail()); }
    [[nodiscard]] std::int16_t offsetMinutes() const noexcept { return load<std::int16_t>(2); }
    /// UTF-8 of a string; valid while this value lives unchanged. "" for anything else.
    [[nodiscard]] std::string_view text() const noexcept;
    [[nodiscard]] Object* object() const noexcept { return load<Object*>(8); }
    [[nodiscard]] Value* address() const noexcept { return load<Value*>(8); }
    template<class T, class Base = Object>
    [[nodiscard]] T* as() const noexcept ///< the object as T, or null
    {
        if (!isObject())
            return nullptr;
        Base* const found = object();
        if constexpr (std::is_final_v<T>)
            return typeid(*found) == typeid(T) ? static_cast<T*>(found) : nullptr;
        else
            return dynamic_cast<T*>(found);
    }
    template<class T>
    [[nodiscard]] T& get() const noexcept ///< the object, known to be a T
    {
        return *static_cast<T*>(object());
    }

    /// `Object.ReferenceEquals`: value types are never the same object.
    [[nodiscard]] bool isSameObject(const Value& other) const noexcept;
    /// `Object.Equals`.
    [[nodiscard]] bool equals(const Value& other) const noexcept;
    [[nodiscard]] std::size_t hash() const noexcept;

private:
    template<class T>
    [[nodiscard]] T load(std::size_t offset) const noexcept
    {
        T value;
        std::memcpy(&value, raw() + offset, sizeof(T));
        return value;
    }
    template<class T>
    void store(std::size_t offset, T value) noexcept
    {
        std::memcpy(raw() + offset, &value, sizeof(T));
    }
    template<class T>
    [[nodiscard]] static Value scalar(Tag tag, T value) noexcept
    {
        Value result(tag);
        if constexpr (std::is_integral_v<T>)
            result.store<std::int64_t>(8, static_cast<std::int64_t>(value));
        else
            result.store<T>(8, value);
        return result;
    }
    [[nodiscard]] bool isCounted() const noexcept { return tag() >= Tag::String; }
    [[nodiscard]] static Value shortString(std::string_view text, std::uint16_t identity) noexcept;
    void retain() const noexcept;
    void release() noexcept;

    explicit Value(Tag tag, std::uint8_t detailByte = 0) noexcept
        : m_head(static_cast<std::uint64_t>(tag) | static_cast<std::uint64_t>(detailByte) << 8U)
    {
    }
    [[nodiscard]] std::uint8_t detail() const noexcept
    {
        return static_cast<std::uint8_t>(m_head >> 8U);
    }
    [[nodiscard]] unsigned char* raw() noexcept { return reinterpret_cast<unsigned char*>(this); }
    [[nodiscard]] const unsigned char* raw() const noexcept
    {
        return reinterpret_cast<const unsigned char*>(this);
    }

    // byte 0 tag; 1 length of a short string, kind of a DateTime, sign and scale of a decimal;
    // 2-3 identity of a short string, offset of a DateTimeOffset; 4-7 high part of a decimal,
    // number of an enum type; 8-15 the scalar or the object. A short string uses 4-15. Two words,
    // written and copied word by word: a copy that is wider than the store before it has to wait.
    std::uint64_t m_head = 0;
    std::uint64_t m_content = 0;
};

static_assert(sizeof(Value) == 16 && std::endian::native == std::endian::little);

/// `context.Variables`: named values in the order they were first set; names compare
/// case-sensitively.
class Variables
{
public:
    using Entry = std::pair<std::string, Value>;
    using const_iterator = std::vector<Entry>::const_iterator;

    void set(std::string_view name, Value value);
    /// Null when there is no such variable (a variable may also hold a null Value). Valid until
    /// the next change.
    [[nodiscard]] const Value* find(std::string_view name) const noexcept;
    [[nodiscard]] bool contains(std::string_view name) const noexcept
    {
        return find(name) != nullptr;
    }
    bool remove(std::string_view name);
    void clear() noexcept
    {
        m_entries.clear();
        m_trees.clear();
    }
    /// Keeps the tree that a value is a part of as long as somebody has the value: parts know their
    /// tree, but do not hold it. `ownReferences` are those to the value that the tree and we have.
    void keepTree(const Value& part, Value root, std::uint32_t ownReferences);

    [[nodiscard]] const_iterator begin() const noexcept { return m_entries.begin(); }
    [[nodiscard]] const_iterator end() const noexcept { return m_entries.end(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_entries.size(); }
    [[nodiscard]] bool empty() const noexcept { return m_entries.empty(); }

private:
    struct KeptTree
    {
        Value part;
        Value root;
        std::uint32_t ownReferences = 0;
    };

    std::vector<Entry> m_entries;
    std::vector<KeptTree> m_trees;
};

} // namespace gatelens::expression
