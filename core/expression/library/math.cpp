#include "core/expression/library/big_integer.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/parse.h"

#include <cmath>

namespace gatelens::expression {

namespace {

using Real = double (*)(double);

template<Real function>
Value real(Env&, Args a)
{
    return Value::ofDouble(function(a[0].asDouble()));
}

double roundTo(double value, int digits, bool awayFromZero)
{
    const double scale = std::pow(10.0, digits);
    const double scaled = value * scale;
    if (!std::isfinite(scaled) || std::fabs(value) >= 1e16)
        return value;
    const double rounded = awayFromZero ? std::round(scaled) : std::nearbyint(scaled);
    return rounded / scale;
}

Value roundReal(Env& env, Args a)
{
    int digits = 0;
    bool awayFromZero = false;
    std::int64_t mode = 0;
    for (std::size_t i = 1; i < a.size(); ++i) {
        if (a[i].tag() == Tag::Enum)
            mode = a[i].asLong();
        else
            digits = a[i].asInt();
    }
    if (digits < 0 || digits > 15)
        return env.argumentRange("digits");
    awayFromZero = mode == 1;
    if (mode == 2)
        return Value::ofDouble(std::trunc(a[0].asDouble() * std::pow(10.0, digits))
                               / std::pow(10.0, digits));
    return Value::ofDouble(roundTo(a[0].asDouble(), digits, awayFromZero));
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
        else if (a[i].asLong() == 2)
            rounding = Decimal::Rounding::TowardsZero;
    }
    if (digits < 0 || digits > 28)
        return env.argumentRange("decimals");
    return Value::ofDecimal(a[0].asDecimal().rounded(digits, rounding));
}

Value absolute(Env& env, Args a)
{
    const Value& value = a[0];
    switch (value.tag()) {
    case Tag::Double:
        return Value::ofDouble(std::fabs(value.asDouble()));
    case Tag::Single:
        return Value::ofSingle(std::fabs(value.asSingle()));
    case Tag::Decimal:
        return Value::ofDecimal(
            Decimal(value.asDecimal().magnitude(), value.asDecimal().scale(), false));
    default:
        break;
    }
    if (value.asLong() >= 0)
        return value;
    const bool isLowest = value.asLong() == INT64_MIN
        || (value.tag() == Tag::Int32 && value.asLong() == INT32_MIN)
        || (value.tag() == Tag::Int16 && value.asLong() == -32768)
        || (value.tag() == Tag::SByte && value.asLong() == -128);
    if (isLowest)
        return env.raise("OverflowException",
                         "Negating the minimum value of a twos complement number is invalid.");
    return Value::ofInteger(value.tag(), -value.asLong());
}

Value sign(Env& env, Args a)
{
    const Value& value = a[0];
    double number = 0;
    if (value.tag() == Tag::Double)
        number = value.asDouble();
    else if (value.tag() == Tag::Single)
        number = static_cast<double>(value.asSingle());
    else if (value.tag() == Tag::Decimal)
        number = value.asDecimal().isZero() ? 0 : (value.asDecimal().isNegative() ? -1 : 1);
    else
        number = value.asLong() < 0 ? -1 : (value.asLong() > 0 ? 1 : 0);
    if (std::isnan(number))
        return env.raise("ArithmeticException",
                         "Function does not accept floating point Not-a-Number values.");
    return Value::ofInt(number < 0 ? -1 : (number > 0 ? 1 : 0));
}

template<bool isMax>
Value extreme(Env& env, Args a)
{
    const Tag tag = a[0].tag() < Tag::Int32 ? Tag::Int32 : a[0].tag();
    if (tag == Tag::Double && std::isnan(a[0].asDouble()))
        return a[0];
    const bool less = binaryOperator("<", tag, false)(env, a[0], a[1]).asBool();
    if (tag == Tag::Double && std::isnan(a[1].asDouble()))
        return a[1];
    return less == isMax ? a[1] : a[0];
}

Value divRem(Env& env, Args a)
{
    const Tag tag = a[0].tag();
    Value quotient = binaryOperator("/", tag, false)(env, a[0], a[1]);
    if (env.raised())
        return {};
    *a[2].address() = binaryOperator("%", tag, false)(env, a[0], a[1]);
    return quotient;
}

Value clamp(Env& env, Args a)
{
    Value limits[2] = {a[1], a[2]};
    const Value highest = extreme<true>(env, Args(limits, 2, a.site()));
    if (!highest.equals(a[2]))
        return env.argument("'" + a[1].toText() + "' cannot be greater than " + a[2].toText()
                            + ".");
    Value lower[2] = {a[0], a[2]};
    Value upper[2] = {extreme<false>(env, Args(lower, 2, a.site())), a[1]};
    return extreme<true>(env, Args(upper, 2, a.site()));
}

} // namespace

void registerMath(LibraryBuilder& library)
{
    auto math = library.type("static System.Math", "Mathematical functions");
    math.constant("double PI", Value::ofDouble(3.14159265358979323846))
        .constant("double E", Value::ofDouble(2.7182818284590452354));
    for (const auto* signature :
         {"static int Abs(int value)", "static long Abs(long value)",
          "static double Abs(double value)", "static decimal Abs(decimal value)",
          "static float Abs(float value)", "static short Abs(short value)",
          "static sbyte Abs(sbyte value)"})
        math.method(signature, absolute, "The value without its sign");
    for (const auto* signature : {"static int Sign(int value)", "static int Sign(long value)",
                                  "static int Sign(double value)", "static int Sign(decimal value)",
                                  "static int Sign(float value)"})
        math.method(signature, sign, "-1, 0 or 1");
    for (const auto* signature :
         {"static int Max(int val1, int val2)", "static long Max(long val1, long val2)",
          "static double Max(double val1, double val2)",
          "static decimal Max(decimal val1, decimal val2)",
          "static float Max(float val1, float val2)", "static uint Max(uint val1, uint val2)",
          "static ulong Max(ulong val1, ulong val2)", "static short Max(short val1, short val2)",
          "static byte Max(byte val1, byte val2)", "static sbyte Max(sbyte val1, sbyte val2)",
          "static ushort Max(ushort val1, ushort val2)"})
        math.method(signature, extreme<true>, "The larger of two numbers");
    for (const auto* signature :
         {"static int Min(int val1, int val2)", "static long Min(long val1, long val2)",
          "static double Min(double val1, double val2)",
          "static decimal Min(decimal val1, decimal val2)",
          "static float Min(float val1, float val2)", "static uint Min(uint val1, uint val2)",
          "static ulong Min(ulong val1, ulong val2)", "static short Min(short val1, short val2)",
          "static byte Min(byte val1, byte val2)", "static sbyte Min(sbyte val1, sbyte val2)",
          "static ushort Min(ushort val1, ushort val2)"})
        math.method(signature, extreme<false>, "The smaller of two numbers");
    for (const auto* signature : {"static int Clamp(int value, int min, int max)",
                                  "static long Clamp(long value, long min, long max)",
                                  "static double Clamp(double value, double min, double max)",
                                  "static decimal Clamp(decimal value, decimal min, decimal max)",
                                  "static float Clamp(float value, float min, float max)",
                                  "static uint Clamp(uint value, uint min, uint max)",
                                  "static ulong Clamp(ulong value, ulong min, ulong max)",
                                  "static short Clamp(short value, short min, short max)",
                                  "static byte Clamp(byte value, byte min, byte max)"})
        math.method(signature, clamp, "The value, or the limit that it passes");
    for (const auto* signature :
         {"static double Round(double a)", "static double Round(double value, int digits)",
          "static double Round(double value, MidpointRounding mode)",
          "static double Round(double value, int digits, MidpointRounding mode)"})
        math.method(signature, roundReal, "Rounds; halves to even unless the mode says otherwise");
    for (const auto* signature :
         {"static decimal Round(decimal d)", "static decimal Round(decimal d, int decimals)",
          "static decimal Round(decimal d, MidpointRounding mode)",
          "static decimal Round(decimal d, int decimals, MidpointRounding mode)"})
        math.method(signature, roundDecimal,
                    "Rounds; halves to even unless the mode says otherwise");
    math.method("static double Floor(double d)", real<std::floor>)
        .method("static double Ceiling(double a)", real<std::ceil>)
        .method("static double Truncate(double d)", real<std::trunc>)
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
        .method("static double Sqrt(double d)", real<std::sqrt>)
        .method("static double Exp(double d)", real<std::exp>)
        .method("static double Log(double d)", real<std::log>)
        .method("static double Log(double a, double newBase)",
                [](Env&, Args a) {
                    return Value::ofDouble(std::log(a[0].asDouble()) / std::log(a[1].asDouble()));
                })
        .method("static double Log10(double d)", real<std::log10>)
        .method("static double Pow(double x, double y)",
                [](Env&, Args a) {
                    return Value::ofDouble(std::pow(a[0].asDouble(), a[1].asDouble()));
                })
        .method("static double Sin(double a)", real<std::sin>)
        .method("static double Cos(double d)", real<std::cos>)
        .method("static double Tan(double a)", real<std::tan>)
        .method("static double Asin(double d)", real<std::asin>)
        .method("static double Acos(double d)", real<std::acos>)
        .method("static double Atan(double d)", real<std::atan>)
        .method("static double Sinh(double value)", real<std::sinh>)
        .method("static double Cosh(double value)", real<std::cosh>)
        .method("static double Tanh(double value)", real<std::tanh>)
        .method("static double Atan2(double y, double x)",
                [](Env&, Args a) {
                    return Value::ofDouble(std::atan2(a[0].asDouble(), a[1].asDouble()));
                })
        .method("static double IEEERemainder(double x, double y)",
                [](Env&, Args a) {
                    return Value::ofDouble(std::remainder(a[0].asDouble(), a[1].asDouble()));
                })
        .method("static double Cbrt(double d)", real<std::cbrt>)
        .method("static double Asinh(double d)", real<std::asinh>)
        .method("static double Acosh(double d)", real<std::acosh>)
        .method("static double Atanh(double d)", real<std::atanh>)
        .method("static int DivRem(int a, int b, out int result)", divRem)
        .method("static long DivRem(long a, long b, out long result)", divRem)
        .method("static long BigMul(int a, int b)",
                [](Env&, Args a) { return Value::ofLong(a[0].asLong() * a[1].asLong()); });
    registerBigInteger(library);
}

} // namespace gatelens::expression
