#include "core/expression/library/families.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace gatelens::expression {

namespace {

std::int64_t nowTicks()
{
    const auto now
        = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    return now.time_since_epoch().count() * 10 + kUnixEpoch;
}

Value unrepresentable(Env& env)
{
    return env.raise("ArgumentOutOfRangeException",
                     "The added or subtracted value results in an un-representable DateTime.");
}

/// A DateTime of the same kind, or an exception.
Value moved(Env& env, const Value& time, std::int64_t ticks)
{
    if (ticks < 0 || ticks > kMaxTicks)
        return unrepresentable(env);
    if (time.tag() == Tag::DateTimeOffset)
        return Value::ofDateTimeOffset(ticks, time.offsetMinutes());
    return Value::ofDateTimeTicks(ticks, time.clockKind());
}

/// The most negative span has no positive counterpart; either leaves the range of dates.
std::int64_t negated(std::int64_t ticks) { return ticks == INT64_MIN ? INT64_MAX : -ticks; }

Value addTicks(Env& env, const Value& time, std::int64_t ticks)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(time.asLong(), ticks, &sum))
        return unrepresentable(env);
    return moved(env, time, sum);
}

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

template<std::int64_t unit>
Value addUnits(Env& env, Args a)
{
    const auto ticks = scaled(a[1].asDouble(), unit);
    return ticks ? addTicks(env, a[0], *ticks) : env.argumentRange("value");
}

template<int factor>
Value addMonthsOf(Env& env, Args a)
{
    const auto ticks = addMonths(a[0].asLong(), a[1].asLong() * factor);
    return ticks ? moved(env, a[0], *ticks) : env.argumentRange("months");
}

std::int64_t utcTicks(const Value& time)
{
    return time.tag() == Tag::DateTimeOffset
        ? time.asLong() - time.offsetMinutes() * kTicksPerMinute
        : time.asLong();
}

Value ofInt(std::int64_t value) { return Value::ofInt(static_cast<std::int32_t>(value)); }

/// year, month, day and the clock's parts from position `first` on.
std::optional<std::int64_t> ticksFrom(Args a, std::size_t numbers)
{
    const auto at = [&](std::size_t i) { return i < numbers ? a[i].asLong() : 0; };
    const auto midnight = ticksOf(at(0), at(1), at(2));
    if (!midnight || at(3) < 0 || at(3) > 23 || at(4) < 0 || at(4) > 59 || at(5) < 0 || at(5) > 59
        || at(6) < 0 || at(6) > 999)
        return std::nullopt;
    return *midnight + at(3) * kTicksPerHour + at(4) * kTicksPerMinute + at(5) * kTicksPerSecond
        + at(6) * kTicksPerMillisecond;
}

Value makeDateTime(Env& env, Args a)
{
    std::size_t numbers = a.size();
    auto kind = ClockKind::Unspecified;
    if (numbers > 0 && a[numbers - 1].tag() == Tag::Enum)
        kind = static_cast<ClockKind>(a[--numbers].asLong());
    if (numbers == 1) {
        if (a[0].asLong() < 0 || a[0].asLong() > kMaxTicks)
            return env.argumentRange("ticks");
        return Value::ofDateTimeTicks(a[0].asLong(), kind);
    }
    const auto ticks = ticksFrom(a, numbers);
    if (!ticks)
        return env.raise("ArgumentOutOfRangeException",
                         "Year, Month, and Day parameters describe an un-representable DateTime.");
    return Value::ofDateTimeTicks(*ticks, kind);
}

Value toDateTime(const ParsedTime& parsed, std::int64_t styles)
{
    const bool adjusts = (styles & 16) != 0;
    const bool assumesUtc = (styles & 64) != 0;
    const bool roundTrips = (styles & 128) != 0;
    if (!parsed.hasOffset) {
        const auto kind
            = assumesUtc ? (adjusts ? ClockKind::Utc : ClockKind::Local) : ClockKind::Unspecified;
        return Value::ofDateTimeTicks(parsed.ticks, kind);
    }
    const auto ticks = parsed.ticks - parsed.offsetMinutes * kTicksPerMinute;
    const bool isUtc = adjusts || (roundTrips && parsed.isUtc);
    return Value::ofDateTimeTicks(ticks, isUtc ? ClockKind::Utc : ClockKind::Local);
}

std::int64_t stylesIn(Args a)
{
    for (std::size_t i = 1; i < a.size(); ++i) {
        if (a[i].tag() == Tag::Enum)
            return a[i].asLong();
    }
    return 0;
}

/// A time of day without a date is today's.
ParsedTime dated(ParsedTime parsed)
{
    if (parsed.ticks < kTicksPerDay && !parsed.hasOffset)
        parsed.ticks += nowTicks() / kTicksPerDay * kTicksPerDay;
    return parsed;
}

constexpr std::int64_t kFileTimeEpoch = 504911232000000000; ///< 1601-01-01
constexpr std::int64_t kOleEpoch = 599264352000000000; ///< 1899-12-30

Value fromTicks(Env& env, std::int64_t ticks, ClockKind kind, std::string_view parameter)
{
    return ticks < 0 || ticks > kMaxTicks ? env.argumentRange(parameter)
                                          : Value::ofDateTimeTicks(ticks, kind);
}

template<ClockKind kind>
Value fromFileTime(Env& env, Args a)
{
    if (a[0].asLong() < 0 || a[0].asLong() > kMaxTicks - kFileTimeEpoch)
        return env.argumentRange("fileTime");
    return Value::ofDateTimeTicks(a[0].asLong() + kFileTimeEpoch, kind);
}

Value toFileTime(Env& env, Args a)
{
    return a[0].asLong() < kFileTimeEpoch ? env.argumentRange("fileTimeUtc")
                                          : Value::ofLong(a[0].asLong() - kFileTimeEpoch);
}

/// Days since 1899-12-30; the fraction of a day before it counts forwards all the same.
Value fromOleDate(Env& env, Args a)
{
    const double days = a[0].asDouble();
    if (!(days > -657435.0 && days < 2958466.0))
        return env.argument("Not a legal OleAut date.");
    auto milliseconds = static_cast<std::int64_t>(days * 86400000.0 + (days >= 0 ? 0.5 : -0.5));
    if (milliseconds < 0)
        milliseconds -= milliseconds % 86400000 * 2;
    return fromTicks(env, milliseconds * kTicksPerMillisecond + kOleEpoch, ClockKind::Unspecified,
                     "d");
}

Value toOleDate(Env&, Args a)
{
    const auto ticks = a[0].asLong();
    if (ticks == 0)
        return Value::ofDouble(0);
    auto milliseconds = (ticks - kOleEpoch) / kTicksPerMillisecond;
    if (milliseconds < 0 && milliseconds % 86400000 != 0)
        milliseconds -= (86400000 + milliseconds % 86400000) * 2;
    return Value::ofDouble(static_cast<double>(milliseconds) / 86400000.0);
}

/// Kind in the two highest bits, ticks below. The local zone is UTC.
Value toBinary(Env&, Args a)
{
    const auto kind = static_cast<std::uint64_t>(a[0].clockKind());
    return Value::ofLong(
        static_cast<std::int64_t>(static_cast<std::uint64_t>(a[0].asLong()) | kind << 62));
}

Value fromBinary(Env& env, Args a)
{
    const auto bits = a[0].asUnsigned();
    const auto kind = static_cast<ClockKind>(std::min<std::uint64_t>(bits >> 62, 2));
    return fromTicks(env, static_cast<std::int64_t>(bits & 0x3FFFFFFFFFFFFFFFULL), kind,
                     "dateData");
}

void registerNumericForms(TypeBuilder& type)
{
    type.method("static DateTime FromFileTime(long fileTime)", fromFileTime<ClockKind::Local>)
        .method("static DateTime FromFileTimeUtc(long fileTime)", fromFileTime<ClockKind::Utc>)
        .method("long ToFileTime()", toFileTime)
        .method("long ToFileTimeUtc()", toFileTime)
        .method("static DateTime FromOADate(double d)", fromOleDate)
        .method("double ToOADate()", toOleDate)
        .method("long ToBinary()", toBinary)
        .method("static DateTime FromBinary(long dateData)", fromBinary);
}

Value parseTime(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("s");
    const auto parsed = parseDateTime(a[0].text());
    if (!parsed)
        return env.format("String was not recognized as a valid DateTime.");
    return toDateTime(dated(*parsed), stylesIn(a));
}

Value tryParseTime(Env&, Args a)
{
    const auto parsed = a[0].isNull() ? std::nullopt : parseDateTime(a[0].text());
    *a[a.size() - 1].address()
        = parsed ? toDateTime(dated(*parsed), stylesIn(a)) : defaultOf(core().dateTime);
    return Value::ofBool(parsed.has_value());
}

/// By one format or by any of several.
std::optional<ParsedTime> exactly(const Value& text, const Value& formats, std::int64_t styles)
{
    if (text.isNull())
        return std::nullopt;
    // AllowLeadingWhite and AllowTrailingWhite come together in practice.
    const auto written = (styles & 3) != 0 ? trimWhiteSpace(text.text()) : text.text();
    if (formats.isString())
        return parseDateTimeExact(written, formats.text());
    if (const auto* all = formats.as<ArrayObject>()) {
        for (const auto& format : all->items) {
            if (const auto parsed = parseDateTimeExact(written, format.text()))
                return parsed;
        }
    }
    return std::nullopt;
}

Value parseExact(Env& env, Args a)
{
    if (a[0].isNull() || a[1].isNull())
        return env.argumentNull(a[0].isNull() ? "s" : "format");
    const auto parsed = exactly(a[0], a[1], stylesIn(a));
    return parsed ? toDateTime(*parsed, stylesIn(a))
                  : env.format("String was not recognized as a valid DateTime.");
}

Value tryParseExact(Env&, Args a)
{
    const auto parsed = exactly(a[0], a[1], stylesIn(a));
    *a[a.size() - 1].address()
        = parsed ? toDateTime(*parsed, stylesIn(a)) : defaultOf(core().dateTime);
    return Value::ofBool(parsed.has_value());
}

Value formatTime(Env& env, Args a)
{
    auto text
        = formatDateTime(a[0], a.size() > 1 && a[1].isString() ? a[1].text() : std::string_view());
    return text ? Value::ofString(std::move(*text))
                : env.format("Input string was not in a correct format.");
}

Value compareTimes(Env&, Args a)
{
    const auto left = utcTicks(a[0]);
    const auto right = utcTicks(a[1]);
    return Value::ofInt(left < right ? -1 : (left > right ? 1 : 0));
}

template<class Compare>
Value compareTicks(Args a)
{
    return Value::ofBool(Compare()(utcTicks(a[0]), utcTicks(a[1])));
}

/// Members that DateTime and DateTimeOffset share; `$` is the type's name.
template<bool isOffset>
TypeBuilder sharedMembers(TypeBuilder type)
{
    static std::deque<std::string> texts;
    const auto sign = [](std::string_view pattern) -> std::string_view {
        auto& text = texts.emplace_back(pattern);
        for (auto at = text.find('$'); at != std::string::npos; at = text.find('$'))
            text.replace(at, 1, isOffset ? "DateTimeOffset" : "DateTime");
        return text;
    };
    return type.property("int Year", [](Env&, Args a) { return ofInt(dateOf(a[0].asLong()).year); })
        .property("int Month", [](Env&, Args a) { return ofInt(dateOf(a[0].asLong()).month); })
        .property("int Day", [](Env&, Args a) { return ofInt(dateOf(a[0].asLong()).day); })
        .property("int Hour",
                  [](Env&, Args a) { return ofInt(a[0].asLong() / kTicksPerHour % 24); })
        .property("int Minute",
                  [](Env&, Args a) { return ofInt(a[0].asLong() / kTicksPerMinute % 60); })
        .property("int Second",
                  [](Env&, Args a) { return ofInt(a[0].asLong() / kTicksPerSecond % 60); })
        .property("int Millisecond",
                  [](Env&, Args a) { return ofInt(a[0].asLong() / kTicksPerMillisecond % 1000); })
        .property(
            "long Ticks", [](Env&, Args a) { return Value::ofLong(a[0].asLong()); },
            "Units of 100 ns since 0001-01-01")
        .property(
            "DayOfWeek DayOfWeek",
            [](Env&, Args a) { return Value::ofEnum(*a.site().result, dayOfWeek(a[0].asLong())); })
        .property("int DayOfYear", [](Env&, Args a) { return ofInt(dayOfYear(a[0].asLong())); })
        .property("TimeSpan TimeOfDay",
                  [](Env&, Args a) { return Value::ofTimeSpanTicks(a[0].asLong() % kTicksPerDay); })
        .property(
            "DateTime Date",
            [](Env&, Args a) {
                return Value::ofDateTimeTicks(a[0].asLong() / kTicksPerDay * kTicksPerDay,
                                              isOffset ? ClockKind::Unspecified : a[0].clockKind());
            },
            "The day at midnight")
        .method(sign("$ Add(TimeSpan value)"),
                [](Env& env, Args a) { return addTicks(env, a[0], a[1].asLong()); })
        .method(sign("$ AddDays(double value)"), addUnits<kTicksPerDay>, "Later by that many days")
        .method(sign("$ AddHours(double value)"), addUnits<kTicksPerHour>,
                "Later by that many hours")
        .method(sign("$ AddMinutes(double value)"), addUnits<kTicksPerMinute>,
                "Later by that many minutes")
        .method(sign("$ AddSeconds(double value)"), addUnits<kTicksPerSecond>,
                "Later by that many seconds")
        .method(sign("$ AddMilliseconds(double value)"), addUnits<kTicksPerMillisecond>)
        .method(sign("$ AddTicks(long value)"),
                [](Env& env, Args a) { return addTicks(env, a[0], a[1].asLong()); })
        .method(sign("$ AddMonths(int months)"), addMonthsOf<1>, "Clamps to the month's end")
        .method(sign("$ AddYears(int value)"), addMonthsOf<12>)
        .method(
            sign("TimeSpan Subtract($ value)"),
            [](Env&, Args a) { return Value::ofTimeSpanTicks(utcTicks(a[0]) - utcTicks(a[1])); })
        .method(sign("$ Subtract(TimeSpan value)"),
                [](Env& env, Args a) { return addTicks(env, a[0], negated(a[1].asLong())); })
        .method(sign("int CompareTo($ value)"), compareTimes)
        .method(sign("static int Compare($ t1, $ t2)"), compareTimes)
        .method(sign("bool Equals($ value)"),
                [](Env&, Args a) { return compareTicks<std::equal_to<>>(a); })
        .method(sign("static bool Equals($ t1, $ t2)"),
                [](Env&, Args a) { return compareTicks<std::equal_to<>>(a); })
        .method("string ToString(string format)", formatTime,
                "Formats: o s u r, or custom as yyyy-MM-ddTHH:mm:ssZ")
        .method("string ToString(IFormatProvider provider)", formatTime)
        .method("string ToString(string format, IFormatProvider provider)", formatTime)
        .method(sign("static $ operator +($ d, TimeSpan t)"),
                [](Env& env, Args a) { return addTicks(env, a[0], a[1].asLong()); })
        .method(sign("static $ operator -($ d, TimeSpan t)"),
                [](Env& env, Args a) { return addTicks(env, a[0], negated(a[1].asLong())); })
        .method(
            sign("static TimeSpan operator -($ d1, $ d2)"),
            [](Env&, Args a) { return Value::ofTimeSpanTicks(utcTicks(a[0]) - utcTicks(a[1])); })
        .method(sign("static bool operator ==($ d1, $ d2)"),
                [](Env&, Args a) { return compareTicks<std::equal_to<>>(a); })
        .method(sign("static bool operator !=($ d1, $ d2)"),
                [](Env&, Args a) { return compareTicks<std::not_equal_to<>>(a); })
        .method(sign("static bool operator <($ d1, $ d2)"),
                [](Env&, Args a) { return compareTicks<std::less<>>(a); })
        .method(sign("static bool operator >($ d1, $ d2)"),
                [](Env&, Args a) { return compareTicks<std::greater<>>(a); })
        .method(sign("static bool operator <=($ d1, $ d2)"),
                [](Env&, Args a) { return compareTicks<std::less_equal<>>(a); })
        .method(sign("static bool operator >=($ d1, $ d2)"),
                [](Env&, Args a) { return compareTicks<std::greater_equal<>>(a); });
}

void registerDateTime(LibraryBuilder& library)
{
    library.type("enum System.DateTimeKind").values({"Unspecified", "Utc", "Local"});
    auto type
        = library.type("struct System.DateTime : ValueType, IComparable", "A date and time of day");
    registerNumericForms(type);
    sharedMembers<false>(type)
        .method("new(long ticks)", makeDateTime)
        .method("new(long ticks, DateTimeKind kind)", makeDateTime)
        .method("new(int year, int month, int day)", makeDateTime)
        .method("new(int year, int month, int day, int hour, int minute, int second)", makeDateTime)
        .method("new(int year, int month, int day, int hour, int minute, int second, DateTimeKind "
                "kind)",
                makeDateTime)
        .method(
            "new(int year, int month, int day, int hour, int minute, int second, int millisecond)",
            makeDateTime)
        .method("new(int year, int month, int day, int hour, int minute, int second, int "
                "millisecond, DateTimeKind kind)",
                makeDateTime)
        .property(
            "static DateTime Now",
            [](Env&, Args) { return Value::ofDateTimeTicks(nowTicks(), ClockKind::Local); },
            "The present moment; the local zone is UTC")
        .property(
            "static DateTime UtcNow",
            [](Env&, Args) { return Value::ofDateTimeTicks(nowTicks(), ClockKind::Utc); },
            "The present moment in UTC")
        .property("static DateTime Today",
                  [](Env&, Args) {
                      return Value::ofDateTimeTicks(nowTicks() / kTicksPerDay * kTicksPerDay,
                                                    ClockKind::Local);
                  })
        .constant("DateTime MinValue", Value::ofDateTimeTicks(0, ClockKind::Unspecified))
        .constant("DateTime MaxValue", Value::ofDateTimeTicks(kMaxTicks, ClockKind::Unspecified))
        .property("static DateTime UnixEpoch",
                  [](Env&, Args) { return Value::ofDateTimeTicks(kUnixEpoch, ClockKind::Utc); })
        .property("DateTimeKind Kind",
                  [](Env&, Args a) {
                      return Value::ofEnum(*a.site().result,
                                           static_cast<std::int64_t>(a[0].clockKind()));
                  })
        .method("DateTime ToUniversalTime()",
                [](Env&, Args a) { return Value::ofDateTimeTicks(a[0].asLong(), ClockKind::Utc); })
        .method(
            "DateTime ToLocalTime()",
            [](Env&, Args a) { return Value::ofDateTimeTicks(a[0].asLong(), ClockKind::Local); })
        .method("bool IsDaylightSavingTime()", [](Env&, Args) { return Value::ofBool(false); })
        .method(
            "string ToShortDateString()",
            [](Env&, Args a) { return Value::ofString(formatDateTime(a[0], "d").value_or("")); })
        .method(
            "string ToLongDateString()",
            [](Env&, Args a) { return Value::ofString(formatDateTime(a[0], "D").value_or("")); })
        .method(
            "string ToShortTimeString()",
            [](Env&, Args a) { return Value::ofString(formatDateTime(a[0], "t").value_or("")); })
        .method(
            "string ToLongTimeString()",
            [](Env&, Args a) { return Value::ofString(formatDateTime(a[0], "T").value_or("")); })
        .method("static bool IsLeapYear(int year)",
                [](Env& env, Args a) {
                    return a[0].asInt() < 1 || a[0].asInt() > 9999
                        ? env.argumentRange("year")
                        : Value::ofBool(isLeapYear(a[0].asInt()));
                })
        .method("static int DaysInMonth(int year, int month)",
                [](Env& env, Args a) {
                    if (a[0].asInt() < 1 || a[0].asInt() > 9999 || a[1].asInt() < 1
                        || a[1].asInt() > 12)
                        return env.argumentRange("month");
                    return Value::ofInt(daysInMonth(a[0].asInt(), a[1].asInt()));
                })
        .method("static DateTime SpecifyKind(DateTime value, DateTimeKind kind)",
                [](Env&, Args a) {
                    return Value::ofDateTimeTicks(a[0].asLong(),
                                                  static_cast<ClockKind>(a[1].asLong()));
                })
        .method("static DateTime Parse(string s)", parseTime,
                "Reads ISO 8601, MM/dd/yyyy, RFC 1123 and the like")
        .method("static DateTime Parse(string s, IFormatProvider provider)", parseTime)
        .method("static DateTime Parse(string s, IFormatProvider provider, DateTimeStyles styles)",
                parseTime)
        .method("static bool TryParse(string s, out DateTime result)", tryParseTime)
        .method("static bool TryParse(string s, IFormatProvider provider, DateTimeStyles styles, "
                "out DateTime result)",
                tryParseTime)
        .method("static DateTime ParseExact(string s, string format, IFormatProvider provider)",
                parseExact)
        .method("static DateTime ParseExact(string s, string format, IFormatProvider provider, "
                "DateTimeStyles style)",
                parseExact)
        .method("static DateTime ParseExact(string s, string[] formats, IFormatProvider provider, "
                "DateTimeStyles style)",
                parseExact)
        .method("static bool TryParseExact(string s, string format, IFormatProvider provider, "
                "DateTimeStyles style, out DateTime result)",
                tryParseExact)
        .method("static bool TryParseExact(string s, string[] formats, IFormatProvider provider, "
                "DateTimeStyles style, out DateTime result)",
                tryParseExact);
}

Value offsetError(Env& env)
{
    return env.argument("Offset must be specified in whole minutes, within 14 hours of UTC.");
}

/// A clock reading with its offset: neither it nor its UTC may leave the calendar.
Value offsetTime(Env& env, std::int64_t ticks, std::int64_t offsetTicks)
{
    if (ticks < 0 || ticks > kMaxTicks)
        return env.argumentRange("ticks");
    if (ticks - offsetTicks < 0 || ticks - offsetTicks > kMaxTicks)
        return env.argumentRange("offset");
    return Value::ofDateTimeOffset(ticks, static_cast<std::int16_t>(offsetTicks / kTicksPerMinute));
}

Value makeOffset(Env& env, Args a)
{
    const auto last = a.size() - 1;
    const auto offsetTicks = a[last].tag() == Tag::TimeSpan ? a[last].asLong() : 0;
    if (offsetTicks % kTicksPerMinute != 0)
        return offsetError(env);
    if (isOffsetTooLarge(offsetTicks))
        return env.argumentRange("offset");
    if (a[0].tag() == Tag::DateTime) {
        if (a[0].clockKind() != ClockKind::Unspecified && offsetTicks != 0)
            return env.argument("The UTC Offset for Utc DateTime instances must be 0.");
        return offsetTime(env, a[0].asLong(), offsetTicks);
    }
    if (a[0].tag() == Tag::Int64)
        return offsetTime(env, a[0].asLong(), offsetTicks);
    const auto ticks = ticksFrom(a, last);
    if (!ticks)
        return env.raise("ArgumentOutOfRangeException",
                         "Year, Month, and Day parameters describe an un-representable DateTime.");
    return offsetTime(env, *ticks, offsetTicks);
}

/// A parsed time with its offset; without one it is of the local zone, which is UTC.
Value toOffsetTime(const ParsedTime& parsed, std::int64_t styles)
{
    const bool adjusts = (styles & 16) != 0;
    const auto offset = adjusts ? 0 : parsed.offsetMinutes;
    const auto ticks = parsed.ticks - (adjusts ? parsed.offsetMinutes * kTicksPerMinute : 0);
    return Value::ofDateTimeOffset(std::clamp<std::int64_t>(ticks, 0, kMaxTicks),
                                   static_cast<std::int16_t>(offset));
}

Value parseOffset(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("input");
    const auto parsed = parseDateTime(a[0].text());
    return parsed ? toOffsetTime(dated(*parsed), stylesIn(a))
                  : env.format("String was not recognized as a valid DateTime.");
}

Value parseOffsetExact(Env& env, Args a)
{
    if (a[0].isNull() || a[1].isNull())
        return env.argumentNull(a[0].isNull() ? "input" : "format");
    const auto parsed = exactly(a[0], a[1], stylesIn(a));
    return parsed ? toOffsetTime(*parsed, stylesIn(a))
                  : env.format("String was not recognized as a valid DateTime.");
}

Value triedOffset(Args a, const std::optional<ParsedTime>& parsed)
{
    *a[a.size() - 1].address()
        = parsed ? toOffsetTime(*parsed, stylesIn(a)) : Value::ofDateTimeOffset(0, 0);
    return Value::ofBool(parsed.has_value());
}

Value tryParseOffset(Env&, Args a)
{
    const auto parsed = a[0].isNull() ? std::nullopt : parseDateTime(a[0].text());
    return triedOffset(a, parsed ? std::optional(dated(*parsed)) : std::nullopt);
}

Value tryParseOffsetExact(Env&, Args a) { return triedOffset(a, exactly(a[0], a[1], stylesIn(a))); }

template<std::int64_t unit>
Value fromUnix(Env& env, Args a)
{
    std::int64_t ticks = 0;
    if (__builtin_mul_overflow(a[0].asLong(), unit, &ticks)
        || __builtin_add_overflow(ticks, kUnixEpoch, &ticks) || ticks < 0 || ticks > kMaxTicks)
        return env.argumentRange("seconds");
    return Value::ofDateTimeOffset(ticks, 0);
}

/// Whole units since 1970, rounded down.
template<std::int64_t unit>
Value toUnix(Env&, Args a)
{
    const auto ticks = utcTicks(a[0]) - kUnixEpoch;
    return Value::ofLong(ticks >= 0 ? ticks / unit : -((-ticks + unit - 1) / unit));
}

void registerDateTimeOffset(LibraryBuilder& library)
{
    sharedMembers<true>(library.type("struct System.DateTimeOffset : ValueType, IComparable",
                                     "A moment with its offset from UTC"))
        .method("new(DateTime dateTime)", makeOffset,
                "The time with the offset of its kind; unspecified counts as UTC")
        .method("new(DateTime dateTime, TimeSpan offset)", makeOffset)
        .method("new(long ticks, TimeSpan offset)", makeOffset)
        .method(
            "new(int year, int month, int day, int hour, int minute, int second, TimeSpan offset)",
            makeOffset)
        .method("new(int year, int month, int day, int hour, int minute, int second, int "
                "millisecond, TimeSpan offset)",
                makeOffset)
        .property("static DateTimeOffset Now",
                  [](Env&, Args) { return Value::ofDateTimeOffset(nowTicks(), 0); })
        .property(
            "static DateTimeOffset UtcNow",
            [](Env&, Args) { return Value::ofDateTimeOffset(nowTicks(), 0); }, "The present moment")
        .constant("DateTimeOffset MinValue", Value::ofDateTimeOffset(0, 0))
        .constant("DateTimeOffset MaxValue", Value::ofDateTimeOffset(kMaxTicks, 0))
        .property("static DateTimeOffset UnixEpoch",
                  [](Env&, Args) { return Value::ofDateTimeOffset(kUnixEpoch, 0); })
        .property("TimeSpan Offset",
                  [](Env&, Args a) {
                      return Value::ofTimeSpanTicks(a[0].offsetMinutes() * kTicksPerMinute);
                  })
        .property("DateTime DateTime",
                  [](Env&, Args a) {
                      return Value::ofDateTimeTicks(a[0].asLong(), ClockKind::Unspecified);
                  })
        .property(
            "DateTime UtcDateTime",
            [](Env&, Args a) { return Value::ofDateTimeTicks(utcTicks(a[0]), ClockKind::Utc); })
        .property(
            "DateTime LocalDateTime",
            [](Env&, Args a) { return Value::ofDateTimeTicks(utcTicks(a[0]), ClockKind::Local); })
        .property("long UtcTicks", [](Env&, Args a) { return Value::ofLong(utcTicks(a[0])); })
        .method("DateTimeOffset ToOffset(TimeSpan offset)",
                [](Env& env, Args a) {
                    const auto ticks = a[1].asLong();
                    if (ticks % kTicksPerMinute != 0)
                        return offsetError(env);
                    if (isOffsetTooLarge(ticks))
                        return env.argumentRange("offset");
                    const auto local = utcTicks(a[0]) + ticks;
                    return local < 0 || local > kMaxTicks
                        ? unrepresentable(env)
                        : Value::ofDateTimeOffset(
                            local, static_cast<std::int16_t>(ticks / kTicksPerMinute));
                })
        .method("DateTimeOffset ToUniversalTime()",
                [](Env&, Args a) { return Value::ofDateTimeOffset(utcTicks(a[0]), 0); })
        .method("DateTimeOffset ToLocalTime()",
                [](Env&, Args a) { return Value::ofDateTimeOffset(utcTicks(a[0]), 0); })
        .method("long ToUnixTimeSeconds()", toUnix<kTicksPerSecond>, "Seconds since 1970-01-01")
        .method("long ToUnixTimeMilliseconds()", toUnix<kTicksPerMillisecond>,
                "Milliseconds since 1970-01-01")
        .method("static DateTimeOffset FromUnixTimeSeconds(long seconds)",
                fromUnix<kTicksPerSecond>)
        .method("static DateTimeOffset FromUnixTimeMilliseconds(long milliseconds)",
                fromUnix<kTicksPerMillisecond>)
        .method("bool EqualsExact(DateTimeOffset other)",
                [](Env&, Args a) {
                    return Value::ofBool(a[0].asLong() == a[1].asLong()
                                         && a[0].offsetMinutes() == a[1].offsetMinutes());
                })
        .method("static DateTimeOffset Parse(string input)", parseOffset)
        .method("static DateTimeOffset Parse(string input, IFormatProvider formatProvider)",
                parseOffset)
        .method("static DateTimeOffset Parse(string input, IFormatProvider formatProvider, "
                "DateTimeStyles styles)",
                parseOffset)
        .method("static bool TryParse(string input, out DateTimeOffset result)", tryParseOffset)
        .method("static bool TryParse(string input, IFormatProvider formatProvider, DateTimeStyles "
                "styles, out DateTimeOffset result)",
                tryParseOffset)
        .method("static DateTimeOffset ParseExact(string input, string format, IFormatProvider "
                "formatProvider)",
                parseOffsetExact)
        .method("static DateTimeOffset ParseExact(string input, string format, IFormatProvider "
                "formatProvider, DateTimeStyles styles)",
                parseOffsetExact)
        .method("static DateTimeOffset ParseExact(string input, string[] formats, IFormatProvider "
                "formatProvider, DateTimeStyles styles)",
                parseOffsetExact)
        .method("static bool TryParseExact(string input, string format, IFormatProvider "
                "formatProvider, DateTimeStyles styles, out DateTimeOffset result)",
                tryParseOffsetExact)
        .method("static bool TryParseExact(string input, string[] formats, IFormatProvider "
                "formatProvider, DateTimeStyles styles, out DateTimeOffset result)",
                tryParseOffsetExact)
        .method("static DateTimeOffset FromFileTime(long fileTime)",
                [](Env& env, Args a) {
                    const Value time = fromFileTime<ClockKind::Utc>(env, a);
                    return env.raised() ? Value() : Value::ofDateTimeOffset(time.asLong(), 0);
                })
        .method("long ToFileTime()",
                [](Env& env, Args a) {
                    return utcTicks(a[0]) < kFileTimeEpoch
                        ? env.argumentRange("fileTime")
                        : Value::ofLong(utcTicks(a[0]) - kFileTimeEpoch);
                })
        .method("static implicit operator DateTimeOffset(DateTime dateTime)",
                [](Env&, Args a) { return Value::ofDateTimeOffset(a[0].asLong(), 0); });
}

} // namespace

void registerTime(LibraryBuilder& library)
{
    registerDateTime(library);
    registerDateTimeOffset(library);
}

} // namespace gatelens::expression
