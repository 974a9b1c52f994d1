#include "core/expression/json/token.h"
#include "core/expression/library/array_items.h"
#include "core/expression/library/base64.h"
#include "core/expression/library/families.h"
#include "core/expression/library/named_object.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/parse.h"
#include "core/expression/runtime/text.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace gatelens::expression {

namespace {

Value overflow(Env& env)
{
    return env.raise("OverflowException",
                     "Value was either too large or too small for the target type.");
}

/// Convert.ToXxx from any convertible value: null gives zero, text is parsed, reals round to even.
Value convertValue(Env& env, const Value& value, Tag target)
{
    const Type* type = typeOfTag(target);
    if (value.isNull())
        return target == Tag::ShortString ? Value() : defaultOf(type);
    if (const auto* token = value.as<JsonToken>(); token != nullptr && token->isScalar())
        return convertValue(env, Value(token->scalar()), target);
    if (target == Tag::ShortString)
        return Value::ofString(textOf(value));
    if (value.tag() == target)
        return value;
    if (target == Tag::Boolean) {
        if (value.isString()) {
            const auto parsed = parseBoolean(value.text());
            return parsed ? Value::ofBool(*parsed)
                          : env.format("String was not recognized as a valid Boolean.");
        }
        if (value.isInteger() || value.tag() == Tag::Enum)
            return Value::ofBool(value.asLong() != 0);
        if (value.tag() == Tag::Double)
            return Value::ofBool(value.asDouble() != 0);
        if (value.tag() == Tag::Single)
            return Value::ofBool(value.asSingle() != 0);
        if (value.tag() == Tag::Decimal)
            return Value::ofBool(!value.asDecimal().isZero());
        return env.invalidCast(value, *type);
    }
    if (target == Tag::Char) {
        if (value.isString()) {
            const auto units = toUtf16(value.text());
            return units.size() == 1 ? Value::ofChar(units[0])
                                     : env.format("String must be exactly one character long.");
        }
        if (value.isInteger())
            return convertNumber(env, value, Tag::Char, true);
        return env.invalidCast(value, *type);
    }
    if (target == Tag::DateTime) {
        if (!value.isString())
            return env.invalidCast(value, *type);
        const auto parsed = parseDateTime(value.text());
        if (!parsed)
            return env.format("String was not recognized as a valid DateTime.");
        const auto ticks = parsed->ticks - parsed->offsetMinutes * kTicksPerMinute;
        return Value::ofDateTimeTicks(
            ticks, parsed->hasOffset ? ClockKind::Local : ClockKind::Unspecified);
    }
    if (value.isString()) {
        if (target == Tag::Double || target == Tag::Single) {
            const auto parsed = parseReal(value.text());
            if (!parsed)
                return env.format("Input string was not in a correct format.");
            return target == Tag::Double ? Value::ofDouble(*parsed)
                                         : Value::ofSingle(static_cast<float>(*parsed));
        }
        if (target == Tag::Decimal) {
            const auto parsed = parseDecimal(value.text());
            return parsed ? Value::ofDecimal(*parsed)
                          : env.format("Input string was not in a correct format.");
        }
        const auto parsed = readInteger(value.text());
        if (parsed.error == NumberError::Format)
            return env.format("Input string was not in a correct format.");
        const auto limit = std::uint64_t{1} << 63;
        if (parsed.error == NumberError::Overflow || (parsed.isNegative && parsed.magnitude > limit)
            || (!parsed.isNegative && target != Tag::UInt64 && parsed.magnitude >= limit))
            return overflow(env);
        const auto bits = static_cast<std::int64_t>(parsed.isNegative ? ~parsed.magnitude + 1
                                                                      : parsed.magnitude);
        return convertNumber(
            env, Value::ofInteger(parsed.isNegative || bits >= 0 ? Tag::Int64 : Tag::UInt64, bits),
            target, true);
    }
    if (value.tag() == Tag::Boolean) {
        const Value number = Value::ofInt(value.asBool() ? 1 : 0);
        return convertNumber(env, number, target, true);
    }
    if (value.tag() == Tag::Enum)
        return convertNumber(env, Value::ofLong(value.asLong()), target, true);
    if (value.tag() == Tag::Char
        && (target == Tag::Double || target == Tag::Single || target == Tag::Decimal))
        return env.invalidCast(value, *type);
    if (value.tag() >= Tag::Char && value.tag() <= Tag::Decimal) {
        const bool toInteger = target >= Tag::SByte && target <= Tag::UInt64;
        if (toInteger && value.tag() == Tag::Double)
            return convertNumber(env, Value::ofDouble(std::nearbyint(value.asDouble())), target,
                                 true);
        if (toInteger && value.tag() == Tag::Single)
            return convertNumber(
                env, Value::ofDouble(std::nearbyint(static_cast<double>(value.asSingle()))), target,
                true);
        if (toInteger && value.tag() == Tag::Decimal)
            return convertNumber(
                env, Value::ofDecimal(value.asDecimal().rounded(0, Decimal::Rounding::HalfToEven)),
                target, true);
        return convertNumber(env, value, target, true);
    }
    return env.invalidCast(value, *type);
}

template<Tag target>
Value convertTo(Env& env, Args a)
{
    return convertValue(env, a[0], target);
}

/// ToString(object) of null is "", ToString(string) of null is null.
Value objectText(Env&, Args a)
{
    return a[0].isNull() ? Value::ofLiteral("") : Value::ofString(textOf(a[0]));
}

template<Tag target>
Value fromBase(Env& env, Args a)
{
    const int base = a[1].asInt();
    if (base != 2 && base != 8 && base != 10 && base != 16)
        return env.argument("Invalid Base.");
    if (a[0].isNull())
        return defaultOf(typeOfTag(target));
    if (base == 10)
        return convertValue(env, a[0], target);
    auto parsed = readUnsigned(a[0].text(), base);
    if (a[0].text().empty())
        return env.argumentRange("startIndex");
    if (parsed.error == NumberError::Format)
        return env.format("Could not find any recognizable digits.");
    std::uint64_t most = UINT64_MAX;
    if (target == Tag::Byte || target == Tag::SByte)
        most = 0xFF;
    else if (target == Tag::Int16 || target == Tag::UInt16)
        most = 0xFFFF;
    else if (target == Tag::Int32 || target == Tag::UInt32)
        most = 0xFFFFFFFF;
    if (parsed.error == NumberError::Overflow || parsed.magnitude > most)
        return overflow(env);
    return convertNumber(env,
                         Value::ofInteger(Tag::UInt64, static_cast<std::int64_t>(parsed.magnitude)),
                         target, false);
}

Value toBase(Env& env, Args a)
{
    const int base = a[1].asInt();
    if (base != 2 && base != 8 && base != 10 && base != 16)
        return env.argument("Invalid Base.");
    if (base == 10)
        return Value::ofString(textOf(a[0]));
    std::uint64_t bits = a[0].asUnsigned();
    switch (a[0].tag()) {
    case Tag::Byte:
        bits &= 0xFF;
        break;
    case Tag::Int16:
        bits &= 0xFFFF;
        break;
    case Tag::Int32:
        bits &= 0xFFFFFFFF;
        break;
    default:
        break;
    }
    std::string out;
    do {
        out.insert(out.begin(), "0123456789abcdef"[bits % static_cast<unsigned>(base)]);
        bits /= static_cast<unsigned>(base);
    } while (bits != 0);
    return Value::ofString(std::move(out));
}

/// Declares `static <type> <name>(<source> value)` for each convertible source.
template<Tag target>
void converter(TypeBuilder& type, std::string_view result, std::string_view name)
{
    static std::deque<std::string> signatures;
    for (const auto* source :
         {"object", "string", "bool", "char", "sbyte", "byte", "short", "ushort", "int", "uint",
          "long", "ulong", "float", "double", "decimal", "DateTime"}) {
        signatures.push_back("static " + std::string(result) + " " + std::string(name) + "("
                             + source + " value)");
        const bool isText = target == Tag::ShortString && std::string_view(source) == "object";
        type.method(signatures.back(), isText ? objectText : convertTo<target>,
                    "Converts; null gives the default");
    }
    for (const auto* source : {"object", "string"}) {
        signatures.push_back("static " + std::string(result) + " " + std::string(name) + "("
                             + source + " value, IFormatProvider provider)");
        type.method(signatures.back(), convertTo<target>);
    }
    if (target >= Tag::SByte && target <= Tag::UInt64) {
        signatures.push_back("static " + std::string(result) + " " + std::string(name)
                             + "(string value, int fromBase)");
        type.method(signatures.back(), fromBase<target>, "Reads digits of base 2, 8, 10 or 16");
    }
}

Value changeType(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("conversionType");
    const Type* type = a[1].get<TypeObject>().described;
    if (a[0].isNull())
        return type->isReference()
            ? Value()
            : env.raise("InvalidCastException", "Null object cannot be converted to a value type.");
    if (isInstance(a[0], type))
        return a[0];
    if (type == core().string)
        return Value::ofString(textOf(a[0]));
    if (type->kind != TypeKind::Struct || type->tag == Tag::Object)
        return env.raise("InvalidCastException",
                         "Invalid cast from '" + a[0].fullTypeName() + "' to '" + type->fullName
                             + "'.");
    return convertValue(env, a[0], type->tag);
}

template<class T>
std::string bytesOf(T value)
{
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

template<class T, Tag tag>
Value fromBytes(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("value");
    const auto bytes = a[0].bytes();
    const auto start = a[1].asInt();
    if (start < 0 || static_cast<std::size_t>(start) >= bytes.size())
        return env.argumentRange("startIndex");
    if (static_cast<std::size_t>(start) + sizeof(T) > bytes.size())
        return env.argument(
            "Destination array is not long enough to copy all the items in the collection.");
    T value{};
    std::memcpy(&value, bytes.data() + start, sizeof value);
    if constexpr (std::is_same_v<T, double>)
        return Value::ofDouble(value);
    else if constexpr (std::is_same_v<T, float>)
        return Value::ofSingle(value);
    else
        return Value::ofInteger(tag, static_cast<std::int64_t>(value));
}

Value hexText(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("value");
    auto bytes = a[0].bytes();
    if (a.size() > 1) {
        const auto start = static_cast<std::size_t>(std::max(0, a[1].asInt()));
        if (a[1].asInt() < 0 || start > bytes.size())
            return env.argumentRange("startIndex");
        bytes = bytes.substr(start);
    }
    if (a.size() > 2) {
        if (a[2].asInt() < 0 || static_cast<std::size_t>(a[2].asInt()) > bytes.size())
            return env.argument("Offset and length were out of bounds for the array.");
        bytes = bytes.substr(0, static_cast<std::size_t>(a[2].asInt()));
    }
    std::string out;
    for (const char byte : bytes) {
        if (!out.empty())
            out.push_back('-');
        out.push_back("0123456789ABCDEF"[static_cast<std::uint8_t>(byte) >> 4]);
        out.push_back("0123456789ABCDEF"[static_cast<std::uint8_t>(byte) & 15]);
    }
    return Value::ofString(std::move(out));
}

void registerBitConverter(LibraryBuilder& library)
{
    library.type("static System.BitConverter", "Bytes of numbers, little-endian")
        .constant("bool IsLittleEndian", Value::ofBool(true))
        .method("static string ToString(byte[] value)", hexText, "Upper-case hex with dashes")
        .method("static string ToString(byte[] value, int startIndex)", hexText)
        .method("static string ToString(byte[] value, int startIndex, int length)", hexText)
        .method("static byte[] GetBytes(bool value)",
                [](Env&, Args a) {
                    return Value::ofBytes(std::string(1, a[0].asBool() ? '\1' : '\0'));
                })
        .method("static byte[] GetBytes(char value)",
                [](Env&, Args a) { return Value::ofBytes(bytesOf(a[0].asChar())); })
        .method("static byte[] GetBytes(short value)",
                [](Env&, Args a) {
                    return Value::ofBytes(bytesOf(static_cast<std::int16_t>(a[0].asLong())));
                })
        .method("static byte[] GetBytes(ushort value)",
                [](Env&, Args a) {
                    return Value::ofBytes(bytesOf(static_cast<std::uint16_t>(a[0].asLong())));
                })
        .method("static byte[] GetBytes(int value)",
                [](Env&, Args a) { return Value::ofBytes(bytesOf(a[0].asInt())); })
        .method("static byte[] GetBytes(uint value)",
                [](Env&, Args a) {
                    return Value::ofBytes(bytesOf(static_cast<std::uint32_t>(a[0].asLong())));
                })
        .method("static byte[] GetBytes(long value)",
                [](Env&, Args a) { return Value::ofBytes(bytesOf(a[0].asLong())); })
        .method("static byte[] GetBytes(ulong value)",
                [](Env&, Args a) { return Value::ofBytes(bytesOf(a[0].asUnsigned())); })
        .method("static byte[] GetBytes(float value)",
                [](Env&, Args a) { return Value::ofBytes(bytesOf(a[0].asSingle())); })
        .method("static byte[] GetBytes(double value)",
                [](Env&, Args a) { return Value::ofBytes(bytesOf(a[0].asDouble())); })
        .method("static bool ToBoolean(byte[] value, int startIndex)",
                fromBytes<std::uint8_t, Tag::Boolean>)
        .method("static char ToChar(byte[] value, int startIndex)",
                fromBytes<std::uint16_t, Tag::Char>)
        .method("static short ToInt16(byte[] value, int startIndex)",
                fromBytes<std::int16_t, Tag::Int16>)
        .method("static ushort ToUInt16(byte[] value, int startIndex)",
                fromBytes<std::uint16_t, Tag::UInt16>)
        .method("static int ToInt32(byte[] value, int startIndex)",
                fromBytes<std::int32_t, Tag::Int32>)
        .method("static uint ToUInt32(byte[] value, int startIndex)",
                fromBytes<std::uint32_t, Tag::UInt32>)
        .method("static long ToInt64(byte[] value, int startIndex)",
                fromBytes<std::int64_t, Tag::Int64>)
        .method("static ulong ToUInt64(byte[] value, int startIndex)",
                fromBytes<std::uint64_t, Tag::UInt64>)
        .method("static float ToSingle(byte[] value, int startIndex)",
                fromBytes<float, Tag::Single>)
        .method("static double ToDouble(byte[] value, int startIndex)",
                fromBytes<double, Tag::Double>)
        .method("static int SingleToInt32Bits(float value)",
                [](Env&, Args a) {
                    return Value::ofInt(
                        std::bit_cast<std::int32_t>(static_cast<float>(a[0].asDouble())));
                })
        .method("static float Int32BitsToSingle(int value)",
                [](Env&, Args a) { return Value::ofSingle(std::bit_cast<float>(a[0].asInt())); })
        .method("static long DoubleToInt64Bits(double value)",
                [](Env&, Args a) {
                    return Value::ofLong(std::bit_cast<std::int64_t>(a[0].asDouble()));
                })
        .method("static double Int64BitsToDouble(long value)",
                [](Env&, Args a) { return Value::ofDouble(std::bit_cast<double>(a[0].asLong())); });
}

Value fromBase64Chars(Env& env, Args a)
{
    const auto& items = a[0].get<ArrayObject>().items;
    if (a[1].asInt() < 0 || a[2].asInt() < 0
        || a[1].asLong() + a[2].asLong() > static_cast<std::int64_t>(items.size()))
        return env.argumentRange("offset");
    std::string text;
    for (std::int64_t i = a[1].asLong(); i < a[1].asLong() + a[2].asLong(); ++i)
        text += ofUnit(items[static_cast<std::size_t>(i)].asChar());
    auto bytes = decodeBase64(text);
    return bytes ? Value::ofBytes(std::move(*bytes))
                 : env.format("The input is not a valid Base-64 string.");
}

/// DBNull.Value: there is one of it.
Value dbNull(Env&, Args)
{
    static const Value only
        = makeValue<NamedObject>(*Library::instance().find("DBNull")->self, Value::ofLiteral(""));
    return only;
}

Value isDbNull(Env&, Args a)
{
    return Value::ofBool(a[0].type() != nullptr && a[0].type()->name == "DBNull");
}

/// The type of a TypeCode, which is named as it; null when there is none.
const Type* typeOfCode(std::int64_t code)
{
    const auto& values = Library::instance().find("TypeCode")->values;
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const EnumValue& value) { return value.value == code; });
    const auto* definition
        = found == values.end() ? nullptr : Library::instance().find(found->name);
    return definition == nullptr ? nullptr : definition->self;
}

/// `(object value, TypeCode typeCode)`
Value changeTypeCode(Env& env, Args a)
{
    const Type* type = typeOfCode(a[1].asLong());
    if (type == nullptr)
        return a[0].isNull() && a[1].asLong() == 0
            ? Value()
            : env.raise("InvalidCastException", "Invalid cast to that type code.");
    Value arguments[] = {a[0], makeValue<TypeObject>(*type)};
    return changeType(env, Args(arguments, 2, a.site()));
}

/// `(byte[] inArray[, int offset, int length][, Base64FormattingOptions options])`
Value toBase64(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("inArray");
    auto bytes = a[0].bytes();
    if (a.size() > 2) {
        if (a[1].asInt() < 0 || a[2].asInt() < 0
            || a[1].asLong() + a[2].asLong() > static_cast<std::int64_t>(bytes.size()))
            return env.argumentRange(a[2].asInt() < 0 ? "length" : "offset");
        bytes = bytes.substr(static_cast<std::size_t>(a[1].asInt()),
                             static_cast<std::size_t>(a[2].asInt()));
    }
    if (!env.charge(bytes.size() * 2))
        return {};
    auto text = encodeBase64(bytes);
    const bool hasOptions = a.size() == 2 || a.size() == 4;
    if (hasOptions && a[a.size() - 1].asLong() == 1) {
        for (std::size_t at = 76; at < text.size(); at += 78)
            text.insert(at, "\r\n");
    }
    return Value::ofString(std::move(text));
}

/// `(byte[] inArray, int offsetIn, int length, char[] outArray, int offsetOut[, options])`: how
/// many characters it wrote.
Value toBase64Chars(Env& env, Args a)
{
    Value arguments[] = {a[0], a[1], a[2], a.size() > 5 ? a[5] : Value::ofInt(0)};
    const Value text = toBase64(env, Args(arguments, 4, a.site()));
    if (env.raised())
        return {};
    const auto out = text.text();
    if (a[4].asInt() < 0
        || a[4].asLong() + static_cast<std::int64_t>(out.size())
            > static_cast<std::int64_t>(arrayLength(a[3])))
        return env.argumentRange("offsetOut");
    for (std::size_t i = 0; i < out.size(); ++i)
        assignItem(a[3], static_cast<std::size_t>(a[4].asInt()) + i,
                   Value::ofChar(static_cast<unsigned char>(out[i])));
    return Value::ofInt(static_cast<std::int32_t>(out.size()));
}

Value typeCode(Env&, Args a)
{
    for (const auto& known : a.site().result->definition->values) {
        if (!a[0].isNull() && known.name == a[0].typeName())
            return Value::ofEnum(*a.site().result, known.value);
    }
    return Value::ofEnum(*a.site().result, a[0].isNull() ? 0 : 1);
}

} // namespace

void registerConvert(LibraryBuilder& library)
{
    library.type("enum System.Base64FormattingOptions").values({"None", "InsertLineBreaks"});
    library.type("class System.DBNull").unlisted().property("static DBNull Value", dbNull);
    auto type = library.type("static System.Convert", "Conversions between the basic types");
    converter<Tag::Boolean>(type, "bool", "ToBoolean");
    converter<Tag::Char>(type, "char", "ToChar");
    converter<Tag::SByte>(type, "sbyte", "ToSByte");
    converter<Tag::Byte>(type, "byte", "ToByte");
    converter<Tag::Int16>(type, "short", "ToInt16");
    converter<Tag::UInt16>(type, "ushort", "ToUInt16");
    converter<Tag::Int32>(type, "int", "ToInt32");
    converter<Tag::UInt32>(type, "uint", "ToUInt32");
    converter<Tag::Int64>(type, "long", "ToInt64");
    converter<Tag::UInt64>(type, "ulong", "ToUInt64");
    converter<Tag::Single>(type, "float", "ToSingle");
    converter<Tag::Double>(type, "double", "ToDouble");
    converter<Tag::Decimal>(type, "decimal", "ToDecimal");
    converter<Tag::DateTime>(type, "DateTime", "ToDateTime");
    converter<Tag::ShortString>(type, "string", "ToString");
    type.method("static string ToString(byte value, int toBase)", toBase)
        .method("static string ToString(short value, int toBase)", toBase)
        .method("static string ToString(int value, int toBase)", toBase,
                "Digits of base 2, 8, 10 or 16")
        .method("static string ToString(long value, int toBase)", toBase)
        .method("static object ChangeType(object value, Type conversionType)", changeType)
        .method("static object ChangeType(object value, Type conversionType, IFormatProvider "
                "provider)",
                changeType)
        .method("static object ChangeType(object value, TypeCode typeCode)", changeTypeCode)
        .method("static object ChangeType(object value, TypeCode typeCode, IFormatProvider "
                "provider)",
                changeTypeCode)
        .method(
            "static byte[] FromBase64String(string s)",
            [](Env& env, Args a) {
                if (a[0].isNull())
                    return env.argumentNull("s");
                auto bytes = decodeBase64(a[0].text());
                if (!bytes)
                    return env.format("The input is not a valid Base-64 string as it contains a "
                                      "non-base 64 character, more than two padding characters, or "
                                      "an illegal character among the padding characters.");
                return env.charge(bytes->size()) ? Value::ofBytes(std::move(*bytes)) : Value();
            },
            "Bytes of a base64 text; blanks are ignored")
        .method("static byte[] FromBase64CharArray(char[] inArray, int offset, int length)",
                fromBase64Chars)
        .method("static bool IsDBNull(object value)", isDbNull)
        .property("static object DBNull", dbNull)
        .method("static TypeCode GetTypeCode(object value)", typeCode)
        .method("static string ToBase64String(byte[] inArray)", toBase64, "Base64 of the bytes")
        .method("static string ToBase64String(byte[] inArray, Base64FormattingOptions options)",
                toBase64)
        .method("static string ToBase64String(byte[] inArray, int offset, int length)", toBase64)
        .method("static string ToBase64String(byte[] inArray, int offset, int length, "
                "Base64FormattingOptions options)",
                toBase64)
        .method("static int ToBase64CharArray(byte[] inArray, int offsetIn, int length, "
                "char[] outArray, int offsetOut)",
                toBase64Chars)
        .method("static int ToBase64CharArray(byte[] inArray, int offsetIn, int length, "
                "char[] outArray, int offsetOut, Base64FormattingOptions options)",
                toBase64Chars);
    registerBitConverter(library);
}

} // namespace gatelens::expression
