#include "core/expression/library/big_integer.h"

#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/parse.h"
#include "core/expression/runtime/text.h"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace gatelens::expression {

namespace {

using Big = boost::multiprecision::cpp_int;

class BigIntegerObject final : public Object
{
public:
    explicit BigIntegerObject(Big content)
        : number(std::move(content))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("BigInteger")->self;
        return *known;
    }
    [[nodiscard]] std::string toText() const override { return number.str(); }
    [[nodiscard]] bool equals(const Value& other) const noexcept override
    {
        const auto* big = other.as<BigIntegerObject>();
        return big != nullptr && big->number == number;
    }
    [[nodiscard]] std::size_t hash() const noexcept override
    {
        return std::hash<std::string>()(number.str());
    }

    const Big number;
};

constexpr std::size_t kMostBits = 1U << 20;

const Big& big(const Value& value)
{
    static const Big zero;
    const auto* object = value.as<BigIntegerObject>();
    return object == nullptr ? zero : object->number;
}

Value made(Env& env, Big number)
{
    const auto bits = number == 0 ? 0 : static_cast<std::size_t>(msb(abs(number)));
    if (bits > kMostBits)
        return env.raise("OverflowException",
                         "The number is larger than policy expressions may make.");
    return env.charge(32 + bits / 8) ? makeValue<BigIntegerObject>(std::move(number)) : Value();
}

std::optional<Big> parsed(std::string_view text)
{
    text = trimWhiteSpace(text);
    bool isNegative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        isNegative = text[0] == '-';
        text.remove_prefix(1);
    }
    if (text.empty() || text.size() > 100000
        || text.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    // cpp_int reads a leading zero as octal.
    const auto first = text.find_first_not_of('0');
    if (first == std::string_view::npos)
        return Big(0);
    Big number(std::string(text.substr(first)));
    return isNegative ? Big(-number) : number;
}

/// Hexadecimal digits in two's complement: "FF" is -1 and "0FF" is 255.
std::optional<Big> hexadecimal(std::string_view text)
{
    text = trimWhiteSpace(text);
    if (text.empty() || text.size() > 100000
        || text.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
        return std::nullopt;
    const bool isNegative = text[0] > '7';
    const auto first = std::min(text.find_first_not_of('0'), text.size() - 1);
    Big number("0x" + std::string(text.substr(first)));
    if (isNegative)
        number -= Big(1) << (text.size() * 4);
    return number;
}

/// Of NumberStyles, hexadecimal digits and thousands separators change what is read.
std::optional<Big> styled(std::string_view text, std::int64_t styles)
{
    constexpr std::int64_t kThousands = 64;
    constexpr std::int64_t kHexadecimal = 512;
    if ((styles & kHexadecimal) != 0)
        return hexadecimal(text);
    if ((styles & kThousands) == 0)
        return parsed(text);
    std::string plain(text);
    std::erase(plain, ',');
    return parsed(plain);
}

Value parseStyled(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("value");
    constexpr std::int64_t kInteger = 7;
    const auto number = styled(a[0].text(), a[1].tag() == Tag::Enum ? a[1].asLong() : kInteger);
    return number ? made(env, *number) : env.format("The value could not be parsed.");
}

template<class Convert>
Value narrowed(Env& env, Args a, Big low, Big high, Convert convert)
{
    const Big& number = big(a[0]);
    if (number < low || number > high)
        return env.raise("OverflowException",
                         "Value was either too large or too small for the target type.");
    return convert(number);
}

} // namespace

Value bigIntegerValue(std::string_view digits)
{
    return makeValue<BigIntegerObject>(parsed(digits).value_or(Big(0)));
}

namespace {

template<class Operation>
Value binary(Env& env, Args a, Operation operation)
{
    return made(env, operation(big(a[0]), big(a[1])));
}

template<bool isRemainder>
Value divided(Env& env, Args a)
{
    if (big(a[1]) == 0)
        return env.raise("DivideByZeroException", "Attempted to divide by zero.");
    return made(env, isRemainder ? Big(big(a[0]) % big(a[1])) : Big(big(a[0]) / big(a[1])));
}

Value divRem(Env& env, Args a)
{
    *a[2].address() = divided<true>(env, a);
    return env.raised() ? Value() : divided<false>(env, a);
}

/// cpp_int keeps sign and magnitude; .NET's bit operators see two's complement of endless width.
template<class Operation>
Value bitwise(Env& env, Args a, Operation operation)
{
    const Big& left = big(a[0]);
    const Big& right = big(a[1]);
    const auto width
        = std::max(left == 0 ? 0 : msb(abs(left)), right == 0 ? 0 : msb(abs(right))) + 2;
    const Big modulus = Big(1) << width;
    const Big result = operation(Big((left + modulus) % modulus), Big((right + modulus) % modulus));
    return made(
        env, bit_test(result, static_cast<unsigned>(width - 1)) ? Big(result - modulus) : result);
}

Value shifted(Env& env, const Big& number, std::int64_t count)
{
    if (count >= 0) {
        if (static_cast<std::size_t>(count) > kMostBits)
            return env.raise("OverflowException",
                             "The number is larger than policy expressions may make.");
        return made(env, number << static_cast<unsigned>(count));
    }
    const auto places = static_cast<unsigned>(std::min<std::int64_t>(-count, kMostBits * 2));
    // Towards negative infinity, as an arithmetic shift.
    return made(env, number >= 0 ? Big(number >> places) : Big(-((-number - 1) >> places) - 1));
}

/// The shortest two's complement digits with a sign bit: 255 is 0FF.
std::string hexDigits(Big number, bool isUpper)
{
    std::string out;
    for (;;) {
        const auto digit = static_cast<unsigned>(Big(((number % 16) + 16) % 16));
        out.insert(out.begin(), (isUpper ? "0123456789ABCDEF" : "0123456789abcdef")[digit]);
        number = (number - digit) / 16;
        const bool isSigned = digit >= 8;
        if ((number == 0 && !isSigned) || (number == -1 && isSigned))
            return out;
    }
}

Value formatted(Env& env, Args a)
{
    const auto format = a.size() > 1 && a[1].isString() ? a[1].text() : std::string_view();
    const Big& number = big(a[0]);
    if (format.empty())
        return Value::ofString(number.str());
    const int precision = format.size() > 1 ? std::atoi(std::string(format.substr(1)).c_str()) : -1;
    switch (format[0]) {
    case 'X':
    case 'x': {
        auto digits = hexDigits(number, format[0] == 'X');
        const auto width = static_cast<std::size_t>(std::clamp(precision, 0, 1000));
        if (digits.size() < width)
            digits.insert(0, width - digits.size(),
                          number < 0 ? (format[0] == 'X' ? 'F' : 'f') : '0');
        return Value::ofString(std::move(digits));
    }
    case 'D':
    case 'd':
    case 'G':
    case 'g':
    case 'R':
    case 'r':
        if (precision <= 0)
            return Value::ofString(number.str());
        break;
    default:
        break;
    }
    const auto decimal = Decimal::parse(number.str());
    auto text = decimal ? formatValue(format[0] == 'D' || format[0] == 'd'
                                          ? Value::ofLong(static_cast<std::int64_t>(number))
                                          : Value::ofDecimal(*decimal),
                                      format)
                        : std::nullopt;
    return text ? Value::ofString(std::move(*text)) : env.format("Format specifier was invalid.");
}

Value logarithm(Env&, Args a)
{
    const Big& number = big(a[0]);
    if (number <= 0)
        return Value::ofDouble(number == 0 ? -HUGE_VAL : std::nan(""));
    // Beyond the range of a double the exponent is added by hand.
    const auto bits = msb(number);
    const auto shift = bits > 1000 ? bits - 1000 : 0;
    const double natural = std::log(static_cast<double>(Big(number >> shift)))
        + static_cast<double>(shift) * std::log(2.0);
    return Value::ofDouble(a.size() > 1 ? natural / std::log(a[1].asDouble()) : natural);
}

void registerBigIntegerFunctions(TypeBuilder& type)
{
    type.method("static BigInteger Add(BigInteger left, BigInteger right)",
                [](Env& env, Args a) {
                    return binary(env, a, [](auto& l, auto& r) { return Big(l + r); });
                })
        .method("static BigInteger Subtract(BigInteger left, BigInteger right)",
                [](Env& env, Args a) {
                    return binary(env, a, [](auto& l, auto& r) { return Big(l - r); });
                })
        .method("static BigInteger Multiply(BigInteger left, BigInteger right)",
                [](Env& env, Args a) {
                    return binary(env, a, [](auto& l, auto& r) { return Big(l * r); });
                })
        .method("static BigInteger Divide(BigInteger dividend, BigInteger divisor)", divided<false>)
        .method("static BigInteger Remainder(BigInteger dividend, BigInteger divisor)",
                divided<true>)
        .method("static BigInteger DivRem(BigInteger dividend, BigInteger divisor, "
                "out BigInteger remainder)",
                divRem)
        .method("static BigInteger Negate(BigInteger value)",
                [](Env& env, Args a) { return made(env, -big(a[0])); })
        .method("static int Compare(BigInteger left, BigInteger right)",
                [](Env&, Args a) {
                    const int order = big(a[0]).compare(big(a[1]));
                    return Value::ofInt(order < 0 ? -1 : (order > 0 ? 1 : 0));
                })
        .method("static double Log(BigInteger value)", logarithm)
        .method("static double Log(BigInteger value, double baseValue)", logarithm)
        .method("static double Log10(BigInteger value)",
                [](Env& env, Args a) {
                    return Value::ofDouble(logarithm(env, a).asDouble() / std::log(10.0));
                })
        .property("bool IsPowerOfTwo",
                  [](Env&, Args a) {
                      const Big& number = big(a[0]);
                      return Value::ofBool(number > 0 && (number & (number - 1)) == 0);
                  })
        .method("bool Equals(BigInteger other)",
                [](Env&, Args a) { return Value::ofBool(big(a[0]) == big(a[1])); })
        .method("string ToString(string format)", formatted)
        .method("string ToString(IFormatProvider provider)", formatted)
        .method("string ToString(string format, IFormatProvider provider)", formatted)
        .method("static BigInteger operator &(BigInteger left, BigInteger right)",
                [](Env& env, Args a) {
                    return bitwise(env, a, [](const Big& l, const Big& r) { return Big(l & r); });
                })
        .method("static BigInteger operator |(BigInteger left, BigInteger right)",
                [](Env& env, Args a) {
                    return bitwise(env, a, [](const Big& l, const Big& r) { return Big(l | r); });
                })
        .method("static BigInteger operator ^(BigInteger left, BigInteger right)",
                [](Env& env, Args a) {
                    return bitwise(env, a, [](const Big& l, const Big& r) { return Big(l ^ r); });
                })
        .method("static BigInteger operator ++(BigInteger value)",
                [](Env& env, Args a) { return made(env, big(a[0]) + 1); })
        .method("static BigInteger operator --(BigInteger value)",
                [](Env& env, Args a) { return made(env, big(a[0]) - 1); })
        .method("static BigInteger operator ~(BigInteger value)",
                [](Env& env, Args a) { return made(env, -big(a[0]) - 1); })
        .method("static BigInteger operator <<(BigInteger value, int shift)",
                [](Env& env, Args a) { return shifted(env, big(a[0]), a[1].asLong()); })
        .method("static BigInteger operator >>(BigInteger value, int shift)",
                [](Env& env, Args a) { return shifted(env, big(a[0]), -a[1].asLong()); });
}

} // namespace

void registerBigInteger(LibraryBuilder& library)
{
    auto type = library.type("struct System.Numerics.BigInteger : ValueType, IComparable",
                             "An integer of any size");
    type.unlisted();
    registerBigIntegerFunctions(type);
    type.method("new(int value)", [](Env& env, Args a) { return made(env, Big(a[0].asLong())); })
        .method("new(long value)", [](Env& env, Args a) { return made(env, Big(a[0].asLong())); })
        .method("new(ulong value)",
                [](Env& env, Args a) { return made(env, Big(a[0].asUnsigned())); })
        .method("new(double value)",
                [](Env& env, Args a) {
                    return std::isfinite(a[0].asDouble())
                        ? made(env, Big(std::trunc(a[0].asDouble())))
                        : env.raise("OverflowException",
                                    "BigInteger cannot represent infinity or NaN.");
                })
        .method("new(decimal value)",
                [](Env& env, Args a) {
                    const auto whole
                        = a[0].asDecimal().rounded(0, Decimal::Rounding::TowardsZero).toText();
                    return made(env, parsed(whole).value_or(Big(0)));
                })
        .method("new(byte[] value)",
                [](Env& env, Args a) {
                    if (a[0].isNull())
                        return env.argumentNull("value");
                    Big number = 0;
                    const auto bytes = a[0].bytes();
                    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte)
                        number = (number << 8)
                            | static_cast<unsigned>(static_cast<std::uint8_t>(*byte));
                    if (!bytes.empty() && (static_cast<std::uint8_t>(bytes.back()) & 0x80) != 0)
                        number -= Big(1) << (bytes.size() * 8);
                    return made(env, number);
                })
        .property("static BigInteger Zero", [](Env& env, Args) { return made(env, 0); })
        .property("static BigInteger One", [](Env& env, Args) { return made(env, 1); })
        .property("static BigInteger MinusOne", [](Env& env, Args) { return made(env, -1); })
        .property("bool IsZero", [](Env&, Args a) { return Value::ofBool(big(a[0]) == 0); })
        .property("bool IsOne", [](Env&, Args a) { return Value::ofBool(big(a[0]) == 1); })
        .property("bool IsEven", [](Env&, Args a) { return Value::ofBool(big(a[0]) % 2 == 0); })
        .property("int Sign", [](Env&, Args a) { return Value::ofInt(big(a[0]).sign()); })
        .method(
            "static BigInteger Parse(string value)",
            [](Env& env, Args a) {
                if (a[0].isNull())
                    return env.argumentNull("value");
                auto number = parsed(a[0].text());
                return number ? made(env, std::move(*number))
                              : env.format("The value could not be parsed.");
            },
            "Reads decimal digits")
        .method("static bool TryParse(string value, out BigInteger result)",
                [](Env& env, Args a) {
                    auto number = a[0].isNull() ? std::nullopt : parsed(a[0].text());
                    *a[1].address() = made(env, number.value_or(Big(0)));
                    return Value::ofBool(number.has_value());
                })
        .method("static BigInteger Parse(string value, NumberStyles style)", parseStyled)
        .method("static BigInteger Parse(string value, IFormatProvider provider)", parseStyled)
        .method(
            "static BigInteger Parse(string value, NumberStyles style, IFormatProvider provider)",
            parseStyled)
        .method("static bool TryParse(string value, NumberStyles style, IFormatProvider provider, "
                "out BigInteger result)",
                [](Env& env, Args a) {
                    auto number = a[0].isNull() ? std::nullopt : styled(a[0].text(), a[1].asLong());
                    *a[3].address() = made(env, number.value_or(Big(0)));
                    return Value::ofBool(number.has_value());
                })
        .method("static BigInteger Pow(BigInteger value, int exponent)",
                [](Env& env, Args a) {
                    if (a[1].asInt() < 0)
                        return env.argumentRange("exponent");
                    const auto bits
                        = big(a[0]) == 0 ? 0 : static_cast<std::size_t>(msb(abs(big(a[0])))) + 1;
                    if (bits * static_cast<std::size_t>(a[1].asInt()) > kMostBits && bits > 1)
                        return env.raise("OverflowException",
                                         "The number is larger than policy expressions may make.");
                    return made(env, pow(big(a[0]), static_cast<unsigned>(a[1].asInt())));
                })
        .method(
            "static BigInteger ModPow(BigInteger value, BigInteger exponent, BigInteger modulus)",
            [](Env& env, Args a) {
                if (big(a[2]) == 0)
                    return env.raise("DivideByZeroException", "Attempted to divide by zero.");
                if (big(a[1]) < 0)
                    return env.argumentRange("exponent");
                return env.step(1000) ? made(env, powm(big(a[0]), big(a[1]), big(a[2]))) : Value();
            })
        .method("static BigInteger Abs(BigInteger value)",
                [](Env& env, Args a) { return made(env, abs(big(a[0]))); })
        .method("static BigInteger Max(BigInteger left, BigInteger right)",
                [](Env&, Args a) { return big(a[0]) < big(a[1]) ? a[1] : a[0]; })
        .method("static BigInteger Min(BigInteger left, BigInteger right)",
                [](Env&, Args a) { return big(a[1]) < big(a[0]) ? a[1] : a[0]; })
        .method("static BigInteger GreatestCommonDivisor(BigInteger left, BigInteger right)",
                [](Env& env, Args a) { return made(env, gcd(big(a[0]), big(a[1]))); })
        .method("int CompareTo(BigInteger other)",
                [](Env&, Args a) {
                    return Value::ofInt(big(a[0]).compare(big(a[1])) < 0
                                            ? -1
                                            : (big(a[0]).compare(big(a[1])) > 0 ? 1 : 0));
                })
        .method("byte[] ToByteArray()",
                [](Env&, Args a) {
                    std::string bytes;
                    Big rest = big(a[0]);
                    // Two's complement, little-endian, one sign bit at least.
                    for (;;) {
                        const Big low = ((rest % 256) + 256) % 256;
                        bytes.push_back(static_cast<char>(static_cast<unsigned>(low)));
                        rest = (rest - low) / 256;
                        const bool isSigned = (static_cast<std::uint8_t>(bytes.back()) & 0x80) != 0;
                        if ((rest == 0 && !isSigned) || (rest == -1 && isSigned))
                            break;
                    }
                    return Value::ofBytes(std::move(bytes));
                })
        .method("static implicit operator BigInteger(int value)",
                [](Env& env, Args a) { return made(env, Big(a[0].asLong())); })
        .method("static implicit operator BigInteger(long value)",
                [](Env& env, Args a) { return made(env, Big(a[0].asLong())); })
        .method("static implicit operator BigInteger(uint value)",
                [](Env& env, Args a) { return made(env, Big(a[0].asLong())); })
        .method("static implicit operator BigInteger(ulong value)",
                [](Env& env, Args a) { return made(env, Big(a[0].asUnsigned())); })
        .method("static explicit operator BigInteger(double value)",
                [](Env& env, Args a) {
                    return std::isfinite(a[0].asDouble())
                        ? made(env, Big(std::trunc(a[0].asDouble())))
                        : env.raise("OverflowException",
                                    "BigInteger cannot represent infinity or NaN.");
                })
        .method("static explicit operator BigInteger(decimal value)",
                [](Env& env, Args a) {
                    const auto whole
                        = a[0].asDecimal().rounded(0, Decimal::Rounding::TowardsZero).toText();
                    return made(env, parsed(whole).value_or(Big(0)));
                })
        .method("static explicit operator int(BigInteger value)",
                [](Env& env, Args a) {
                    return narrowed(env, a, INT32_MIN, INT32_MAX, [](const Big& n) {
                        return Value::ofInt(static_cast<std::int32_t>(n));
                    });
                })
        .method("static explicit operator long(BigInteger value)",
                [](Env& env, Args a) {
                    return narrowed(env, a, INT64_MIN, INT64_MAX, [](const Big& n) {
                        return Value::ofLong(static_cast<std::int64_t>(n));
                    });
                })
        .method("static explicit operator byte(BigInteger value)",
                [](Env& env, Args a) {
                    return narrowed(env, a, 0, UINT8_MAX, [](const Big& n) {
                        return Value::ofInteger(Tag::Byte, static_cast<std::int64_t>(n));
                    });
                })
        .method("static explicit operator sbyte(BigInteger value)",
                [](Env& env, Args a) {
                    return narrowed(env, a, INT8_MIN, INT8_MAX, [](const Big& n) {
                        return Value::ofInteger(Tag::SByte, static_cast<std::int64_t>(n));
                    });
                })
        .method("static explicit operator short(BigInteger value)",
                [](Env& env, Args a) {
                    return narrowed(env, a, INT16_MIN, INT16_MAX, [](const Big& n) {
                        return Value::ofInteger(Tag::Int16, static_cast<std::int64_t>(n));
                    });
                })
        .method("static explicit operator ushort(BigInteger value)",
                [](Env& env, Args a) {
                    return narrowed(env, a, 0, UINT16_MAX, [](const Big& n) {
                        return Value::ofInteger(Tag::UInt16, static_cast<std::int64_t>(n));
                    });
                })
        .method("static explicit operator uint(BigInteger value)",
                [](Env& env, Args a) {
                    return narrowed(env, a, 0, UINT32_MAX, [](const Big& n) {
                        return Value::ofInteger(Tag::UInt32, static_cast<std::int64_t>(n));
                    });
                })
        .method("static explicit operator ulong(BigInteger value)",
                [](Env& env, Args a) {
                    if (big(a[0]) < 0 || big(a[0]) > Big(UINT64_MAX))
                        return env.raise("OverflowException",
                                         "Value was either too large or too small for a UInt64.");
                    return Value::ofInteger(
                        Tag::UInt64,
                        static_cast<std::int64_t>(static_cast<std::uint64_t>(big(a[0]))));
                })
        .method("static explicit operator float(BigInteger value)",
                [](Env&, Args a) { return Value::ofSingle(static_cast<float>(big(a[0]))); })
        .method("static explicit operator decimal(BigInteger value)",
                [](Env& env, Args a) {
                    const auto number = Decimal::parse(big(a[0]).str());
                    return number ? Value::ofDecimal(*number)
                                  : env.raise("OverflowException",
                                              "Value was either too large or too small for a "
                                              "Decimal.");
                })
        .method("static explicit operator BigInteger(float value)",
                [](Env& env, Args a) {
                    return std::isfinite(a[0].asSingle())
                        ? made(env, Big(std::trunc(a[0].asSingle())))
                        : env.raise("OverflowException",
                                    "BigInteger cannot represent infinity or NaN.");
                })
        .method("static explicit operator double(BigInteger value)",
                [](Env&, Args a) { return Value::ofDouble(static_cast<double>(big(a[0]))); })
        .method("static BigInteger operator +(BigInteger left, BigInteger right)",
                [](Env& env, Args a) { return made(env, big(a[0]) + big(a[1])); })
        .method("static BigInteger operator -(BigInteger left, BigInteger right)",
                [](Env& env, Args a) { return made(env, big(a[0]) - big(a[1])); })
        .method("static BigInteger operator +(BigInteger value)", [](Env&, Args a) { return a[0]; })
        .method("static BigInteger operator -(BigInteger value)",
                [](Env& env, Args a) { return made(env, -big(a[0])); })
        .method("static BigInteger operator *(BigInteger left, BigInteger right)",
                [](Env& env, Args a) { return made(env, big(a[0]) * big(a[1])); })
        .method("static BigInteger operator /(BigInteger left, BigInteger right)",
                [](Env& env, Args a) {
                    return big(a[1]) == 0
                        ? env.raise("DivideByZeroException", "Attempted to divide by zero.")
                        : made(env, big(a[0]) / big(a[1]));
                })
        .method("static BigInteger operator %(BigInteger left, BigInteger right)",
                [](Env& env, Args a) {
                    return big(a[1]) == 0
                        ? env.raise("DivideByZeroException", "Attempted to divide by zero.")
                        : made(env, big(a[0]) % big(a[1]));
                })
        .method("static bool operator ==(BigInteger left, BigInteger right)",
                [](Env&, Args a) { return Value::ofBool(big(a[0]) == big(a[1])); })
        .method("static bool operator !=(BigInteger left, BigInteger right)",
                [](Env&, Args a) { return Value::ofBool(big(a[0]) != big(a[1])); })
        .method("static bool operator <(BigInteger left, BigInteger right)",
                [](Env&, Args a) { return Value::ofBool(big(a[0]) < big(a[1])); })
        .method("static bool operator >(BigInteger left, BigInteger right)",
                [](Env&, Args a) { return Value::ofBool(big(a[0]) > big(a[1])); })
        .method("static bool operator <=(BigInteger left, BigInteger right)",
                [](Env&, Args a) { return Value::ofBool(big(a[0]) <= big(a[1])); })
        .method("static bool operator >=(BigInteger left, BigInteger right)",
                [](Env&, Args a) { return Value::ofBool(big(a[0]) >= big(a[1])); });
}

} // namespace gatelens::expression
