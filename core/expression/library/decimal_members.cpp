#include "core/expression/library/decimal_members.h"

#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"

namespace gatelens::expression {

namespace {

template<Tag tag>
Value convertedTo(Env& env, Args a)
{
    return convertNumber(env, a[0], tag, true);
}

Value roundDecimal(Env& env, Args a)
{
    int digits = 0;
    auto rounding = Decimal::Rounding::HalfToEven;
    for (std::size_t i = 1; i < a.size(); ++i) {
        if (a[i].tag() != Tag::Enum)
            digits = a[i].asInt();
        else if (a[i].asLong() == 1)
            rounding = Decimal::Rounding::HalfAwayFromZero;
        else if (a[i].asLong() != 0)
            return env.argument("The rounding mode must be ToEven or AwayFromZero.");
    }
    if (digits < 0 || digits > 28)
        return env.argumentRange("decimals");
    return Value::ofDecimal(a[0].asDecimal().rounded(digits, rounding));
}

Value bitsOf(Env&, Args a)
{
    const auto number = a[0].asDecimal();
    const auto flags = static_cast<std::uint32_t>(number.scale()) << 16
        | (number.isNegative() ? 0x80000000U : 0U);
    std::vector<Value> parts;
    for (const std::uint32_t part :
         {static_cast<std::uint32_t>(number.low()), static_cast<std::uint32_t>(number.low() >> 32),
          number.high(), flags})
        parts.push_back(Value::ofInt(static_cast<std::int32_t>(part)));
    return newArray(core().int32, std::move(parts));
}

/// Ten-thousandths, as OLE Automation counts currency.
Value toCurrency(Env& env, Args a)
{
    const Value scaled = binaryOperator("*", Tag::Decimal, false)(
        env, a[0], Value::ofDecimal(Decimal(10000, 0, false)));
    if (env.raised())
        return {};
    return convertNumber(
        env, Value::ofDecimal(scaled.asDecimal().rounded(0, Decimal::Rounding::HalfToEven)),
        Tag::Int64, true);
}

Value fromCurrency(Env& env, Args a)
{
    const Value whole = convertNumber(env, a[0], Tag::Decimal, true);
    return binaryOperator("/", Tag::Decimal, false)(env, whole,
                                                    Value::ofDecimal(Decimal(10000, 0, false)));
}

Value assembled(Env& env, std::uint32_t low, std::uint32_t middle, std::uint32_t high,
                bool isNegative, std::int64_t scale)
{
    if (scale > 28)
        return env.argumentRange("scale");
    const auto magnitude
        = static_cast<Decimal::Wide>(high) << 64 | static_cast<Decimal::Wide>(middle) << 32 | low;
    return Value::ofDecimal(Decimal(magnitude, static_cast<std::uint8_t>(scale), isNegative));
}

Value fromParts(Env& env, Args a)
{
    return assembled(env, static_cast<std::uint32_t>(a[0].asInt()),
                     static_cast<std::uint32_t>(a[1].asInt()),
                     static_cast<std::uint32_t>(a[2].asInt()), a[3].asBool(), a[4].asLong());
}

Value fromBits(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("bits");
    const auto& bits = a[0].get<ArrayObject>().items;
    if (bits.size() != 4 || (bits[3].asInt() & 0x7F00FFFF) != 0)
        return env.argument("Decimal byte array constructor requires an array of length four "
                            "containing valid decimal bytes.");
    return assembled(env, static_cast<std::uint32_t>(bits[0].asInt()),
                     static_cast<std::uint32_t>(bits[1].asInt()),
                     static_cast<std::uint32_t>(bits[2].asInt()), bits[3].asInt() < 0,
                     (bits[3].asInt() >> 16) & 0xFF);
}

} // namespace

void registerDecimalMembers(TypeBuilder& type)
{
    const Decimal::Wide largest = (static_cast<Decimal::Wide>(1) << 96) - 1;
    type.constant("decimal MaxValue", Value::ofDecimal(Decimal(largest, 0, false)))
        .constant("decimal MinValue", Value::ofDecimal(Decimal(largest, 0, true)))
        .constant("decimal Zero", Value::ofDecimal(Decimal()))
        .constant("decimal One", Value::ofDecimal(Decimal(1, 0, false)))
        .constant("decimal MinusOne", Value::ofDecimal(Decimal(1, 0, true)))
        .method("static decimal Add(decimal d1, decimal d2)",
                [](Env& env, Args a) {
                    return binaryOperator("+", Tag::Decimal, false)(env, a[0], a[1]);
                })
        .method("static decimal Subtract(decimal d1, decimal d2)",
                [](Env& env, Args a) {
                    return binaryOperator("-", Tag::Decimal, false)(env, a[0], a[1]);
                })
        .method("static decimal Multiply(decimal d1, decimal d2)",
                [](Env& env, Args a) {
                    return binaryOperator("*", Tag::Decimal, false)(env, a[0], a[1]);
                })
        .method("static decimal Divide(decimal d1, decimal d2)",
                [](Env& env, Args a) {
                    return binaryOperator("/", Tag::Decimal, false)(env, a[0], a[1]);
                })
        .method("static decimal Remainder(decimal d1, decimal d2)",
                [](Env& env, Args a) {
                    return binaryOperator("%", Tag::Decimal, false)(env, a[0], a[1]);
                })
        .method("static decimal Negate(decimal d)",
                [](Env&, Args a) { return Value::ofDecimal(a[0].asDecimal().negated()); })
        .method(
            "static int Compare(decimal d1, decimal d2)",
            [](Env&, Args a) { return Value::ofInt(a[0].asDecimal().compare(a[1].asDecimal())); })
        .method("static decimal Floor(decimal d)",
                [](Env&, Args a) {
                    return Value::ofDecimal(a[0].asDecimal().rounded(0, Decimal::Rounding::Down));
                })
        .method("static decimal Ceiling(decimal d)",
                [](Env&, Args a) {
                    return Value::ofDecimal(a[0].asDecimal().rounded(0, Decimal::Rounding::Up));
                })
        .method("static decimal Truncate(decimal d)",
                [](Env&, Args a) {
                    return Value::ofDecimal(
                        a[0].asDecimal().rounded(0, Decimal::Rounding::TowardsZero));
                })
        .method("static bool Equals(decimal d1, decimal d2)", [](Env&, Args a) {
            return Value::ofBool(a[0].asDecimal().compare(a[1].asDecimal()) == 0);
        });
    for (const auto* signature :
         {"static decimal Round(decimal d)", "static decimal Round(decimal d, int decimals)",
          "static decimal Round(decimal d, MidpointRounding mode)",
          "static decimal Round(decimal d, int decimals, MidpointRounding mode)"})
        type.method(signature, roundDecimal);
    type.method("static int[] GetBits(decimal d)", bitsOf, "Low, middle, high, and scale with sign")
        .method("static long ToOACurrency(decimal value)", toCurrency)
        .method("static decimal FromOACurrency(long cy)", fromCurrency)
        .method("new(int value)", convertedTo<Tag::Decimal>)
        .method("new(uint value)", convertedTo<Tag::Decimal>)
        .method("new(long value)", convertedTo<Tag::Decimal>)
        .method("new(ulong value)", convertedTo<Tag::Decimal>)
        .method("new(float value)", convertedTo<Tag::Decimal>)
        .method("new(double value)", convertedTo<Tag::Decimal>)
        .method("new(int lo, int mid, int hi, bool isNegative, byte scale)", fromParts)
        .method("new(int[] bits)", fromBits)
        .method("static sbyte ToSByte(decimal value)", convertedTo<Tag::SByte>)
        .method("static byte ToByte(decimal value)", convertedTo<Tag::Byte>)
        .method("static short ToInt16(decimal value)", convertedTo<Tag::Int16>)
        .method("static ushort ToUInt16(decimal value)", convertedTo<Tag::UInt16>)
        .method("static int ToInt32(decimal d)", convertedTo<Tag::Int32>)
        .method("static uint ToUInt32(decimal d)", convertedTo<Tag::UInt32>)
        .method("static long ToInt64(decimal d)", convertedTo<Tag::Int64>)
        .method("static ulong ToUInt64(decimal d)", convertedTo<Tag::UInt64>)
        .method("static float ToSingle(decimal d)", convertedTo<Tag::Single>)
        .method("static double ToDouble(decimal d)", convertedTo<Tag::Double>);
}

} // namespace gatelens::expression
