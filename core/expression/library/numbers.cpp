#include "core/expression/library/decimal_members.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/parse.h"
#include "core/expression/runtime/text.h"

#include <cmath>
#include <limits>

namespace gatelens::expression {

namespace {

struct Limit
{
    std::int64_t low;
    std::uint64_t high;
    std::string_view name;
};

Limit limitOf(Tag tag)
{
    switch (tag) {
    case Tag::SByte:
        return {-128, 127, "signed byte"};
    case Tag::Byte:
        return {0, 255, "unsigned byte"};
    case Tag::Int16:
        return {-32768, 32767, "Int16"};
    case Tag::UInt16:
        return {0, 65535, "UInt16"};
    case Tag::Int32:
        return {INT32_MIN, INT32_MAX, "Int32"};
    case Tag::UInt32:
        return {0, UINT32_MAX, "UInt32"};
    case Tag::Int64:
        return {INT64_MIN, INT64_MAX, "Int64"};
    default:
        return {0, UINT64_MAX, "UInt64"};
    }
}

/// Value and error of an integer in text; the caller raises or returns false.
std::pair<NumberError, Value> integerOf(std::string_view text, Tag tag, std::int64_t styles)
{
    const auto limit = limitOf(tag);
    if ((styles & kHexSpecifier) != 0) {
        auto parsed = readUnsigned(trimWhiteSpace(text), 16);
        if (text.find_first_of("xX") != std::string_view::npos)
            parsed.error = NumberError::Format;
        // Hex digits are the bits: FFFFFFFF is -1 as Int32.
        const std::uint64_t mask = limit.high | (limit.low < 0 ? limit.high + 1 : 0);
        if (parsed.error == NumberError::None && (parsed.magnitude & ~mask) != 0)
            parsed.error = NumberError::Overflow;
        const Limits unlimited;
        Env env(nullptr, unlimited);
        return {parsed.error,
                convertNumber(
                    env, Value::ofInteger(Tag::UInt64, static_cast<std::int64_t>(parsed.magnitude)),
                    tag, false)};
    }
    const auto plain = plainNumber(text, styles);
    auto parsed = readInteger(plain);
    if (plain.find_first_of(".e") != std::string::npos) {
        // A fraction or exponent is fine as long as the number is whole.
        const auto number = Decimal::parse(plain);
        parsed.error
            = number && number->compare(number->rounded(0, Decimal::Rounding::TowardsZero)) == 0
            ? NumberError::None
            : NumberError::Overflow;
        if (parsed.error == NumberError::None)
            parsed = readInteger(number->rounded(0, Decimal::Rounding::TowardsZero).toText());
    }
    const std::uint64_t lowest
        = limit.low == INT64_MIN ? 0x8000000000000000ULL : static_cast<std::uint64_t>(-limit.low);
    if (parsed.error == NumberError::None
        && parsed.magnitude > (parsed.isNegative ? lowest : limit.high))
        parsed.error = NumberError::Overflow;
    const auto bits
        = static_cast<std::int64_t>(parsed.isNegative ? ~parsed.magnitude + 1 : parsed.magnitude);
    return {parsed.error, Value::ofInteger(tag, bits)};
}

std::pair<NumberError, Value> numberOf(std::string_view text, Tag tag, std::int64_t styles)
{
    switch (tag) {
    case Tag::Double:
        if (const auto parsed = parseReal(text, styles))
            return {std::isinf(*parsed) && text.find("nfinity") == std::string_view::npos
                        ? NumberError::Overflow
                        : NumberError::None,
                    Value::ofDouble(*parsed)};
        return {NumberError::Format, {}};
    case Tag::Single:
        if (const auto parsed = parseReal(text, styles)) {
            const auto narrow = static_cast<float>(*parsed);
            return {std::isinf(narrow) && text.find("nfinity") == std::string_view::npos
                        ? NumberError::Overflow
                        : NumberError::None,
                    Value::ofSingle(narrow)};
        }
        return {NumberError::Format, {}};
    case Tag::Decimal: {
        const auto plain = plainNumber(text, styles);
        if (plain.empty())
            return {NumberError::Format, {}};
        const auto parsed = Decimal::parse(plain);
        return parsed ? std::pair(NumberError::None, Value::ofDecimal(*parsed))
                      : std::pair(NumberError::Overflow, Value());
    }
    default:
        return integerOf(text, tag, styles);
    }
}

/// What Parse reads when it is told no styles.
constexpr std::int64_t usualStyles(Tag tag)
{
    if (tag == Tag::Double || tag == Tag::Single)
        return kFloatStyle | kThousands;
    return tag == Tag::Decimal ? kNumberStyle : kIntegerStyle;
}

template<Tag tag>
Value parseNumber(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("s");
    const auto styles = a.size() > 1 && a[1].tag() == Tag::Enum ? a[1].asLong() : usualStyles(tag);
    auto [problem, value] = numberOf(a[0].text(), tag, styles);
    if (problem == NumberError::Format)
        return env.format("Input string was not in a correct format.");
    if (problem == NumberError::Overflow)
        return env.raise("OverflowException",
                         "Value was either too large or too small for an " + a.site().result->name
                             + ".");
    return value;
}

template<Tag tag>
Value tryParseNumber(Env&, Args a)
{
    const auto styles = a.size() > 2 && a[1].tag() == Tag::Enum ? a[1].asLong() : usualStyles(tag);
    auto [problem, value] = a[0].isNull() ? std::pair(NumberError::Format, Value())
                                          : numberOf(a[0].text(), tag, styles);
    const bool succeeded = problem == NumberError::None;
    *a[a.size() - 1].address() = succeeded ? value : defaultOf(typeOfTag(tag));
    return Value::ofBool(succeeded);
}

Value toStringWithFormat(Env& env, Args a)
{
    auto text = formatValue(a[0], a[1].isString() ? a[1].text() : std::string_view());
    return text ? Value::ofString(std::move(*text)) : env.format("Format specifier was invalid.");
}

Value toStringWithProvider(Env&, Args a) { return Value::ofString(textOf(a[0])); }

int orderOf(Env& env, const Value& left, const Value& right)
{
    const Tag tag = left.tag();
    if (tag == Tag::Double && (std::isnan(left.asDouble()) || std::isnan(right.asDouble()))) {
        const bool l = std::isnan(left.asDouble());
        const bool r = std::isnan(right.asDouble());
        return l == r ? 0 : (l ? -1 : 1);
    }
    if (left.equals(right))
        return 0;
    const Tag operand = tag < Tag::Int32 ? Tag::Int32 : tag;
    auto* less = binaryOperator("<", tag == Tag::Boolean ? Tag::Int32 : operand, false);
    return less(env, left, right).asBool() ? -1 : 1;
}

Value compareTyped(Env& env, Args a)
{
    const int order = orderOf(env, a[0], a[1]);
    // The small types return the difference.
    if (a[0].tag() == Tag::Byte || a[0].tag() == Tag::SByte || a[0].tag() == Tag::Int16
        || a[0].tag() == Tag::UInt16 || a[0].tag() == Tag::Char)
        return Value::ofInt(static_cast<std::int32_t>(a[0].asLong() - a[1].asLong()));
    return Value::ofInt(order);
}

Value compareObject(Env& env, Args a)
{
    if (a[1].isNull())
        return Value::ofInt(1);
    if (a[0].tag() != a[1].tag())
        return env.argument("Object must be of type " + a[0].typeName() + ".");
    return compareTyped(env, a);
}

Value equalsTyped(Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); }

Value typeCodeOf(Env&, Args a)
{
    static const Type* codes = Library::instance().find("TypeCode")->self;
    for (const auto& known : codes->definition->values) {
        if (known.name == a[0].typeName())
            return Value::ofEnum(*codes, known.value);
    }
    return Value::ofEnum(*codes, 1);
}

/// Members that every number type has; `name` is its C# keyword.
template<Tag tag>
TypeBuilder numberType(LibraryBuilder& library, std::string_view declaration, std::string_view name,
                       std::string_view description)
{
    // Signatures must live as long as the registry.
    static const auto sign = [](std::string_view pattern, std::string_view keyword) {
        std::string text(pattern);
        for (auto at = text.find('$'); at != std::string::npos; at = text.find('$'))
            text.replace(at, 1, keyword);
        return text;
    };
    static const std::string parse1 = sign("static $ Parse(string s)", name);
    static const std::string parse2 = sign("static $ Parse(string s, NumberStyles style)", name);
    static const std::string parse3
        = sign("static $ Parse(string s, IFormatProvider provider)", name);
    static const std::string parse4
        = sign("static $ Parse(string s, NumberStyles style, IFormatProvider provider)", name);
    static const std::string try1 = sign("static bool TryParse(string s, out $ result)", name);
    static const std::string try2 = sign("static bool TryParse(string s, NumberStyles style, "
                                         "IFormatProvider provider, out $ result)",
                                         name);
    static const std::string compare = sign("int CompareTo($ value)", name);
    static const std::string equal = sign("bool Equals($ obj)", name);
    return library.type(declaration, description)
        .method(parse1, parseNumber<tag>, "Reads the number in invariant form")
        .method(parse2, parseNumber<tag>)
        .method(parse3, parseNumber<tag>)
        .method(parse4, parseNumber<tag>)
        .method(try1, tryParseNumber<tag>, "Reads the number; false when the text is none")
        .method(try2, tryParseNumber<tag>)
        .method(compare, compareTyped, "Negative, zero or positive")
        .method("int CompareTo(object value)", compareObject)
        .method(equal, equalsTyped)
        .method("string ToString(string format)", toStringWithFormat,
                "Formats: D F N E G P X, or custom as 0.00")
        .method("string ToString(IFormatProvider provider)", toStringWithProvider)
        .method("string ToString(string format, IFormatProvider provider)", toStringWithFormat)
        .method("TypeCode GetTypeCode()", typeCodeOf);
}

template<class T>
Value integerLimit(Tag tag, bool isMax)
{
    return Value::ofInteger(tag,
                            static_cast<std::int64_t>(isMax ? std::numeric_limits<T>::max()
                                                            : std::numeric_limits<T>::min()));
}

} // namespace

void registerNumbers(LibraryBuilder& library)
{
    library.type("struct System.Boolean : ValueType, IComparable", "True or False")
        .constant("string TrueString", Value::ofLiteral("True"))
        .constant("string FalseString", Value::ofLiteral("False"))
        .method(
            "static bool Parse(string value)",
            [](Env& env, Args a) {
                if (a[0].isNull())
                    return env.argumentNull("value");
                const auto parsed = parseBoolean(a[0].text());
                return parsed ? Value::ofBool(*parsed)
                              : env.format("String was not recognized as a valid Boolean.");
            },
            "Reads true or false in any case")
        .method("static bool TryParse(string value, out bool result)",
                [](Env&, Args a) {
                    const auto parsed = a[0].isNull() ? std::nullopt : parseBoolean(a[0].text());
                    *a[1].address() = Value::ofBool(parsed.value_or(false));
                    return Value::ofBool(parsed.has_value());
                })
        .method("int CompareTo(bool value)", compareTyped)
        .method("bool Equals(bool obj)", equalsTyped)
        .method("string ToString(IFormatProvider provider)", toStringWithProvider);
    numberType<Tag::SByte>(library, "struct System.SByte : ValueType, IComparable", "sbyte",
                           "-128 to 127")
        .constant("sbyte MaxValue", integerLimit<std::int8_t>(Tag::SByte, true))
        .constant("sbyte MinValue", integerLimit<std::int8_t>(Tag::SByte, false));
    numberType<Tag::Byte>(library, "struct System.Byte : ValueType, IComparable", "byte",
                          "0 to 255")
        .constant("byte MaxValue", integerLimit<std::uint8_t>(Tag::Byte, true))
        .constant("byte MinValue", integerLimit<std::uint8_t>(Tag::Byte, false));
    numberType<Tag::Int16>(library, "struct System.Int16 : ValueType, IComparable", "short",
                           "16-bit signed integer")
        .constant("short MaxValue", integerLimit<std::int16_t>(Tag::Int16, true))
        .constant("short MinValue", integerLimit<std::int16_t>(Tag::Int16, false));
    numberType<Tag::UInt16>(library, "struct System.UInt16 : ValueType, IComparable", "ushort",
                            "16-bit unsigned integer")
        .constant("ushort MaxValue", integerLimit<std::uint16_t>(Tag::UInt16, true))
        .constant("ushort MinValue", integerLimit<std::uint16_t>(Tag::UInt16, false));
    numberType<Tag::Int32>(library, "struct System.Int32 : ValueType, IComparable", "int",
                           "32-bit signed integer")
        .constant("int MaxValue", integerLimit<std::int32_t>(Tag::Int32, true))
        .constant("int MinValue", integerLimit<std::int32_t>(Tag::Int32, false));
    numberType<Tag::UInt32>(library, "struct System.UInt32 : ValueType, IComparable", "uint",
                            "32-bit unsigned integer")
        .constant("uint MaxValue", integerLimit<std::uint32_t>(Tag::UInt32, true))
        .constant("uint MinValue", integerLimit<std::uint32_t>(Tag::UInt32, false));
    numberType<Tag::Int64>(library, "struct System.Int64 : ValueType, IComparable", "long",
                           "64-bit signed integer")
        .constant("long MaxValue", integerLimit<std::int64_t>(Tag::Int64, true))
        .constant("long MinValue", integerLimit<std::int64_t>(Tag::Int64, false));
    numberType<Tag::UInt64>(library, "struct System.UInt64 : ValueType, IComparable", "ulong",
                            "64-bit unsigned integer")
        .constant("ulong MaxValue", integerLimit<std::uint64_t>(Tag::UInt64, true))
        .constant("ulong MinValue", integerLimit<std::uint64_t>(Tag::UInt64, false));
    numberType<Tag::Single>(library, "struct System.Single : ValueType, IComparable", "float",
                            "32-bit floating point")
        .constant("float MaxValue", Value::ofSingle(std::numeric_limits<float>::max()))
        .constant("float MinValue", Value::ofSingle(std::numeric_limits<float>::lowest()))
        .constant("float Epsilon", Value::ofSingle(std::numeric_limits<float>::denorm_min()))
        .constant("float NaN", Value::ofSingle(std::numeric_limits<float>::quiet_NaN()))
        .constant("float PositiveInfinity", Value::ofSingle(std::numeric_limits<float>::infinity()))
        .constant("float NegativeInfinity",
                  Value::ofSingle(-std::numeric_limits<float>::infinity()))
        .method("static bool IsFinite(float f)",
                [](Env&, Args a) { return Value::ofBool(std::isfinite(a[0].asSingle())); })
        .method("static bool IsNegative(float f)",
                [](Env&, Args a) { return Value::ofBool(std::signbit(a[0].asSingle())); })
        .method("static bool IsNaN(float f)",
                [](Env&, Args a) { return Value::ofBool(std::isnan(a[0].asSingle())); })
        .method("static bool IsInfinity(float f)",
                [](Env&, Args a) { return Value::ofBool(std::isinf(a[0].asSingle())); })
        .method("static bool IsPositiveInfinity(float f)",
                [](Env&, Args a) {
                    return Value::ofBool(std::isinf(a[0].asSingle()) && a[0].asSingle() > 0);
                })
        .method("static bool IsNegativeInfinity(float f)", [](Env&, Args a) {
            return Value::ofBool(std::isinf(a[0].asSingle()) && a[0].asSingle() < 0);
        });
    numberType<Tag::Double>(library, "struct System.Double : ValueType, IComparable", "double",
                            "64-bit floating point")
        .constant("double MaxValue", Value::ofDouble(std::numeric_limits<double>::max()))
        .constant("double MinValue", Value::ofDouble(std::numeric_limits<double>::lowest()))
        .constant("double Epsilon", Value::ofDouble(std::numeric_limits<double>::denorm_min()))
        .constant("double NaN", Value::ofDouble(std::numeric_limits<double>::quiet_NaN()))
        .constant("double PositiveInfinity",
                  Value::ofDouble(std::numeric_limits<double>::infinity()))
        .constant("double NegativeInfinity",
                  Value::ofDouble(-std::numeric_limits<double>::infinity()))
        .method("static bool IsFinite(double d)",
                [](Env&, Args a) { return Value::ofBool(std::isfinite(a[0].asDouble())); })
        .method("static bool IsNegative(double d)",
                [](Env&, Args a) { return Value::ofBool(std::signbit(a[0].asDouble())); })
        .method("static bool IsNaN(double d)",
                [](Env&, Args a) { return Value::ofBool(std::isnan(a[0].asDouble())); })
        .method("static bool IsInfinity(double d)",
                [](Env&, Args a) { return Value::ofBool(std::isinf(a[0].asDouble())); })
        .method("static bool IsPositiveInfinity(double d)",
                [](Env&, Args a) {
                    return Value::ofBool(std::isinf(a[0].asDouble()) && a[0].asDouble() > 0);
                })
        .method("static bool IsNegativeInfinity(double d)", [](Env&, Args a) {
            return Value::ofBool(std::isinf(a[0].asDouble()) && a[0].asDouble() < 0);
        });
    auto decimal
        = numberType<Tag::Decimal>(library, "struct System.Decimal : ValueType, IComparable",
                                   "decimal", "28 significant decimal digits");
    registerDecimalMembers(decimal);
}

} // namespace gatelens::expression
