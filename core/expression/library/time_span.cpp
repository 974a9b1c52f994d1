#include "core/expression/library/families.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/objects.h"

#include <cmath>
#include <functional>

namespace gatelens::expression {

namespace {

Value ofInt(std::int64_t value) { return Value::ofInt(static_cast<std::int32_t>(value)); }

/// Ticks of a number of units, rounded to a millisecond as .NET Framework does; nullopt when out
/// of range.
std::optional<std::int64_t> scaled(double value, std::int64_t unit)
{
    const double milliseconds = value * (static_cast<double>(unit) / 10000.0);
    if (std::isnan(value) || std::fabs(milliseconds) > 9.2e14)
        return std::nullopt;
    return static_cast<std::int64_t>(milliseconds + (value >= 0 ? 0.5 : -0.5))
        * kTicksPerMillisecond;
}

template<class Compare>
Value ticksCompare(Args a)
{
    return Value::ofBool(Compare()(a[0].asLong(), a[1].asLong()));
}

Value compareSpans(Env&, Args a)
{
    return Value::ofInt(a[0].asLong() < a[1].asLong() ? -1
                                                      : (a[0].asLong() > a[1].asLong() ? 1 : 0));
}

template<std::int64_t unit>
Value spanFrom(Env& env, Args a)
{
    if (std::isnan(a[0].asDouble()))
        return env.argument("TimeSpan does not accept floating point Not-a-Number values.");
    const auto ticks = scaled(a[0].asDouble(), unit);
    return ticks
        ? Value::ofTimeSpanTicks(*ticks)
        : env.raise("OverflowException", "TimeSpan overflowed because the duration is too long.");
}

template<std::int64_t unit>
Value totalOf(Env&, Args a)
{
    return Value::ofDouble(static_cast<double>(a[0].asLong()) / static_cast<double>(unit));
}

Value spanSum(Env& env, std::int64_t left, std::int64_t right)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(left, right, &sum))
        return env.raise("OverflowException",
                         "TimeSpan overflowed because the duration is too long.");
    return Value::ofTimeSpanTicks(sum);
}

Value spanDifference(Env& env, std::int64_t left, std::int64_t right)
{
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(left, right, &difference))
        return env.raise("OverflowException",
                         "TimeSpan overflowed because the duration is too long.");
    return Value::ofTimeSpanTicks(difference);
}

Value roundedSpan(Env& env, double ticks)
{
    if (!(std::fabs(ticks) < 9.2233720368547758e18))
        return env.raise("OverflowException",
                         "TimeSpan overflowed because the duration is too long.");
    return Value::ofTimeSpanTicks(static_cast<std::int64_t>(std::nearbyint(ticks)));
}

Value scaledSpan(Env& env, std::int64_t ticks, double factor)
{
    if (std::isnan(factor))
        return env.argument("TimeSpan does not accept floating point Not-a-Number values.");
    return roundedSpan(env, static_cast<double>(ticks) * factor);
}

Value dividedSpan(Env& env, std::int64_t ticks, double divisor)
{
    if (std::isnan(divisor))
        return env.argument("TimeSpan does not accept floating point Not-a-Number values.");
    return roundedSpan(env, static_cast<double>(ticks) / divisor);
}

Value ratioOfSpans(Env&, Args a)
{
    return Value::ofDouble(static_cast<double>(a[0].asLong()) / static_cast<double>(a[1].asLong()));
}

Value parsedSpan(Env& env, const ParsedSpan& span)
{
    switch (span.error) {
    case ParsedSpan::Error::Format:
        return env.format("String was not recognized as a valid TimeSpan.");
    case ParsedSpan::Error::Range:
        return env.raise("OverflowException",
                         "The TimeSpan could not be parsed because at least one of the numeric "
                         "components is out of range or contains too many digits.");
    case ParsedSpan::Error::None:
        break;
    }
    return Value::ofTimeSpanTicks(span.ticks);
}

/// By one format or the first of several that fits.
ParsedSpan spanExactly(Args a)
{
    ParsedSpan span;
    span.error = ParsedSpan::Error::Format;
    const auto formats = a[1].isString() ? std::vector{a[1]} : a[1].get<ArrayObject>().items;
    bool isCustom = false;
    for (const auto& format : formats) {
        isCustom = format.text().size() > 1;
        span = parseTimeSpanExact(a[0].text(), format.text());
        if (span.error == ParsedSpan::Error::None)
            break;
    }
    // TimeSpanStyles.AssumeNegative matters to custom formats, which have no sign.
    const bool assumesNegative = a.size() > 3 && a[3].tag() == Tag::Enum && a[3].asLong() == 1;
    if (assumesNegative && isCustom && span.error == ParsedSpan::Error::None)
        span.ticks = -span.ticks;
    return span;
}

Value parseSpanExact(Env& env, Args a)
{
    if (a[0].isNull() || a[1].isNull())
        return env.argumentNull(a[0].isNull() ? "input" : "format");
    return parsedSpan(env, spanExactly(a));
}

Value triedSpan(Args a, const ParsedSpan& span)
{
    const bool succeeded = span.error == ParsedSpan::Error::None;
    *a[a.size() - 1].address() = Value::ofTimeSpanTicks(succeeded ? span.ticks : 0);
    return Value::ofBool(succeeded);
}

Value tryParseSpan(Env&, Args a) { return triedSpan(a, parseTimeSpan(a[0].text())); }

Value tryParseSpanExact(Env&, Args a)
{
    ParsedSpan failed;
    failed.error = ParsedSpan::Error::Format;
    return triedSpan(a, a[0].isNull() || a[1].isNull() ? failed : spanExactly(a));
}

Value makeSpan(Env& env, Args a)
{
    if (a.size() == 1)
        return Value::ofTimeSpanTicks(a[0].asLong());
    const bool hasDays = a.size() > 3;
    const auto at = [&](std::size_t i) { return i < a.size() ? a[i].asLong() : 0; };
    const std::size_t first = hasDays ? 1 : 0;
    const __int128_t total = static_cast<__int128_t>(hasDays ? at(0) : 0) * kTicksPerDay
        + static_cast<__int128_t>(at(first)) * kTicksPerHour
        + static_cast<__int128_t>(at(first + 1)) * kTicksPerMinute
        + static_cast<__int128_t>(at(first + 2)) * kTicksPerSecond
        + static_cast<__int128_t>(hasDays ? at(4) : 0) * kTicksPerMillisecond;
    if (total > INT64_MAX || total < INT64_MIN)
        return env.argumentRange("days");
    return Value::ofTimeSpanTicks(static_cast<std::int64_t>(total));
}

Value formatSpan(Env& env, Args a)
{
    auto text = formatTimeSpan(a[0].asLong(), a[1].isString() ? a[1].text() : std::string_view());
    return text ? Value::ofString(std::move(*text))
                : env.format("Input string was not in a correct format.");
}

} // namespace

void registerTimeSpan(LibraryBuilder& library)
{
    library.type("struct System.TimeSpan : ValueType, IComparable", "A duration")
        .method("new(long ticks)", makeSpan)
        .method("new(int hours, int minutes, int seconds)", makeSpan)
        .method("new(int days, int hours, int minutes, int seconds)", makeSpan)
        .method("new(int days, int hours, int minutes, int seconds, int milliseconds)", makeSpan)
        .constant("TimeSpan Zero", Value::ofTimeSpanTicks(0))
        .constant("TimeSpan MinValue", Value::ofTimeSpanTicks(INT64_MIN))
        .constant("TimeSpan MaxValue", Value::ofTimeSpanTicks(INT64_MAX))
        .constant("long TicksPerDay", Value::ofLong(kTicksPerDay))
        .constant("long TicksPerHour", Value::ofLong(kTicksPerHour))
        .constant("long TicksPerMinute", Value::ofLong(kTicksPerMinute))
        .constant("long TicksPerSecond", Value::ofLong(kTicksPerSecond))
        .constant("long TicksPerMillisecond", Value::ofLong(kTicksPerMillisecond))
        .property("int Days", [](Env&, Args a) { return ofInt(a[0].asLong() / kTicksPerDay); })
        .property("int Hours",
                  [](Env&, Args a) { return ofInt(a[0].asLong() / kTicksPerHour % 24); })
        .property("int Minutes",
                  [](Env&, Args a) { return ofInt(a[0].asLong() / kTicksPerMinute % 60); })
        .property("int Seconds",
                  [](Env&, Args a) { return ofInt(a[0].asLong() / kTicksPerSecond % 60); })
        .property("int Milliseconds",
                  [](Env&, Args a) { return ofInt(a[0].asLong() / kTicksPerMillisecond % 1000); })
        .property("long Ticks", [](Env&, Args a) { return Value::ofLong(a[0].asLong()); })
        .property("double TotalDays", totalOf<kTicksPerDay>)
        .property("double TotalHours", totalOf<kTicksPerHour>)
        .property("double TotalMinutes", totalOf<kTicksPerMinute>)
        .property("double TotalSeconds", totalOf<kTicksPerSecond>)
        .property("double TotalMilliseconds", totalOf<kTicksPerMillisecond>)
        .method("static TimeSpan FromDays(double value)", spanFrom<kTicksPerDay>)
        .method("static TimeSpan FromHours(double value)", spanFrom<kTicksPerHour>)
        .method("static TimeSpan FromMinutes(double value)", spanFrom<kTicksPerMinute>)
        .method("static TimeSpan FromSeconds(double value)", spanFrom<kTicksPerSecond>)
        .method("static TimeSpan FromMilliseconds(double value)", spanFrom<kTicksPerMillisecond>)
        .method("static TimeSpan FromTicks(long value)",
                [](Env&, Args a) { return Value::ofTimeSpanTicks(a[0].asLong()); })
        .method(
            "static TimeSpan Parse(string s)",
            [](Env& env, Args a) {
                return a[0].isNull() ? env.argumentNull("s")
                                     : parsedSpan(env, parseTimeSpan(a[0].text()));
            },
            "Reads [d.]hh:mm[:ss[.f]]; a bare number is days")
        .method("static bool TryParse(string s, out TimeSpan result)", tryParseSpan)
        .method("static TimeSpan Parse(string input, IFormatProvider formatProvider)",
                [](Env& env, Args a) {
                    return a[0].isNull() ? env.argumentNull("input")
                                         : parsedSpan(env, parseTimeSpan(a[0].text()));
                })
        .method("static TimeSpan ParseExact(string input, string format, IFormatProvider "
                "formatProvider)",
                parseSpanExact)
        .method("static TimeSpan ParseExact(string input, string[] formats, IFormatProvider "
                "formatProvider)",
                parseSpanExact)
        .method("static TimeSpan ParseExact(string input, string format, IFormatProvider "
                "formatProvider, TimeSpanStyles styles)",
                parseSpanExact)
        .method("static TimeSpan ParseExact(string input, string[] formats, IFormatProvider "
                "formatProvider, TimeSpanStyles styles)",
                parseSpanExact)
        .method("static bool TryParseExact(string input, string[] formats, IFormatProvider "
                "formatProvider, out TimeSpan result)",
                tryParseSpanExact)
        .method("static bool TryParseExact(string input, string format, IFormatProvider "
                "formatProvider, TimeSpanStyles styles, out TimeSpan result)",
                tryParseSpanExact)
        .method("static bool TryParseExact(string input, string[] formats, IFormatProvider "
                "formatProvider, TimeSpanStyles styles, out TimeSpan result)",
                tryParseSpanExact)
        .method("TimeSpan Multiply(double factor)",
                [](Env& env, Args a) { return scaledSpan(env, a[0].asLong(), a[1].asDouble()); })
        .method("TimeSpan Divide(double divisor)",
                [](Env& env, Args a) { return dividedSpan(env, a[0].asLong(), a[1].asDouble()); })
        .method("double Divide(TimeSpan ts)", ratioOfSpans)
        .method("static TimeSpan operator *(TimeSpan timeSpan, double factor)",
                [](Env& env, Args a) { return scaledSpan(env, a[0].asLong(), a[1].asDouble()); })
        .method("static TimeSpan operator *(double factor, TimeSpan timeSpan)",
                [](Env& env, Args a) { return scaledSpan(env, a[1].asLong(), a[0].asDouble()); })
        .method("static TimeSpan operator /(TimeSpan timeSpan, double divisor)",
                [](Env& env, Args a) { return dividedSpan(env, a[0].asLong(), a[1].asDouble()); })
        .method("static double operator /(TimeSpan t1, TimeSpan t2)", ratioOfSpans)
        .method("static TimeSpan operator +(TimeSpan t)", [](Env&, Args a) { return a[0]; })
        .method("static bool TryParse(string input, IFormatProvider formatProvider, out TimeSpan "
                "result)",
                tryParseSpan)
        .method("static bool TryParseExact(string input, string format, IFormatProvider "
                "formatProvider, out TimeSpan result)",
                tryParseSpanExact)
        .method("TimeSpan Add(TimeSpan ts)",
                [](Env& env, Args a) { return spanSum(env, a[0].asLong(), a[1].asLong()); })
        .method("TimeSpan Subtract(TimeSpan ts)",
                [](Env& env, Args a) { return spanDifference(env, a[0].asLong(), a[1].asLong()); })
        .method("TimeSpan Negate()",
                [](Env& env, Args a) { return spanDifference(env, 0, a[0].asLong()); })
        .method("TimeSpan Duration()",
                [](Env& env, Args a) {
                    return a[0].asLong() < 0 ? spanDifference(env, 0, a[0].asLong()) : a[0];
                })
        .method("int CompareTo(TimeSpan value)", compareSpans)
        .method("static int Compare(TimeSpan t1, TimeSpan t2)", compareSpans)
        .method("bool Equals(TimeSpan obj)",
                [](Env&, Args a) { return ticksCompare<std::equal_to<>>(a); })
        .method("string ToString(string format)", formatSpan,
                "Formats: c g G, or custom as hh\\:mm\\:ss")
        .method("string ToString(string format, IFormatProvider formatProvider)", formatSpan)
        .method("static TimeSpan operator +(TimeSpan t1, TimeSpan t2)",
                [](Env& env, Args a) { return spanSum(env, a[0].asLong(), a[1].asLong()); })
        .method("static TimeSpan operator -(TimeSpan t1, TimeSpan t2)",
                [](Env& env, Args a) { return spanDifference(env, a[0].asLong(), a[1].asLong()); })
        .method("static TimeSpan operator -(TimeSpan t)",
                [](Env& env, Args a) { return spanDifference(env, 0, a[0].asLong()); })
        .method("static bool operator ==(TimeSpan t1, TimeSpan t2)",
                [](Env&, Args a) { return ticksCompare<std::equal_to<>>(a); })
        .method("static bool operator !=(TimeSpan t1, TimeSpan t2)",
                [](Env&, Args a) { return ticksCompare<std::not_equal_to<>>(a); })
        .method("static bool operator <(TimeSpan t1, TimeSpan t2)",
                [](Env&, Args a) { return ticksCompare<std::less<>>(a); })
        .method("static bool operator >(TimeSpan t1, TimeSpan t2)",
                [](Env&, Args a) { return ticksCompare<std::greater<>>(a); })
        .method("static bool operator <=(TimeSpan t1, TimeSpan t2)",
                [](Env&, Args a) { return ticksCompare<std::less_equal<>>(a); })
        .method("static bool operator >=(TimeSpan t1, TimeSpan t2)",
                [](Env&, Args a) { return ticksCompare<std::greater_equal<>>(a); });
}

} // namespace gatelens::expression
