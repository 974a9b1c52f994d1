#include "core/expression/library/time_zone.h"

#include "core/expression/library/collections.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

const Type& typeNamed(std::string_view name) { return *Library::instance().find(name)->self; }

/// A TimeZoneInfo.TransitionTime.
class TransitionObject final : public Object
{
public:
    explicit TransitionObject(Transition content)
        : transition(content)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type& known = typeNamed("TransitionTime");
        return known;
    }
    [[nodiscard]] bool equals(const Value& other) const noexcept override
    {
        const auto* object = other.as<TransitionObject>();
        return object != nullptr && object->transition == transition;
    }
    [[nodiscard]] std::size_t hash() const noexcept override
    {
        return static_cast<std::size_t>(transition.month * 37 + transition.day);
    }

    const Transition transition;
};

/// A TimeZoneInfo.AdjustmentRule.
class RuleObject final : public Object
{
public:
    explicit RuleObject(AdjustmentRule content)
        : rule(content)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type& known = typeNamed("AdjustmentRule");
        return known;
    }
    [[nodiscard]] bool equals(const Value& other) const noexcept override
    {
        const auto* object = other.as<RuleObject>();
        return object != nullptr && object->rule == rule;
    }
    [[nodiscard]] std::size_t hash() const noexcept override
    {
        return static_cast<std::size_t>(rule.delta);
    }

    const AdjustmentRule rule;
};

class ZoneObject final : public Object
{
public:
    explicit ZoneObject(TimeZone content)
        : zone(std::move(content))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type& known = typeNamed("TimeZoneInfo");
        return known;
    }
    [[nodiscard]] std::string toText() const override { return zone.displayName; }
    [[nodiscard]] bool equals(const Value& other) const noexcept override
    {
        const auto* object = other.as<ZoneObject>();
        return object != nullptr
            && equalText(object->zone.id, zone.id, Comparison::OrdinalIgnoreCase)
            && object->zone.hasSameRules(zone);
    }
    [[nodiscard]] std::size_t hash() const noexcept override { return hashText(toUpper(zone.id)); }

    const TimeZone zone;
};

const Transition& transition(const Value& value)
{
    return value.get<TransitionObject>().transition;
}

const AdjustmentRule& rule(const Value& value) { return value.get<RuleObject>().rule; }

const TimeZone& zone(const Value& value) { return value.get<ZoneObject>().zone; }

Value utcZone(Env&, Args) { return makeValue<ZoneObject>(TimeZone::utc()); }

// --- TransitionTime ------------------------------------------------------------------------------

bool isTimeOfDay(Env& env, const Value& time)
{
    if (time.asLong() / kTicksPerDay == 0 && time.asLong() % kTicksPerMillisecond == 0)
        return true;
    env.argument(
        "The supplied DateTime must have the Year, Month, and Day properties set to 1. The "
        "time cannot be specified more precisely than whole milliseconds.");
    return false;
}

bool isMonth(Env& env, const Value& month)
{
    if (month.asInt() >= 1 && month.asInt() <= 12)
        return true;
    env.argumentRange("month");
    return false;
}

Value fixedDate(Env& env, Args a)
{
    if (!isTimeOfDay(env, a[0]) || !isMonth(env, a[1]))
        return {};
    if (a[2].asInt() < 1 || a[2].asInt() > 31)
        return env.argumentRange("day");
    return makeValue<TransitionObject>(
        Transition{true, a[0].asLong(), a[1].asInt(), a[2].asInt(), 1, 0});
}

Value floatingDate(Env& env, Args a)
{
    if (!isTimeOfDay(env, a[0]) || !isMonth(env, a[1]))
        return {};
    if (a[2].asInt() < 1 || a[2].asInt() > 5)
        return env.argumentRange("week");
    if (a[3].asLong() < 0 || a[3].asLong() > 6)
        return env.argumentRange("dayOfWeek");
    return makeValue<TransitionObject>(Transition{false, a[0].asLong(), a[1].asInt(), 1,
                                                  a[2].asInt(), static_cast<int>(a[3].asLong())});
}

void registerTransition(LibraryBuilder& library)
{
    library
        .type("struct System.TimeZoneInfo.TransitionTime : ValueType",
              "When a year's daylight saving time begins or ends")
        .method("static TransitionTime CreateFixedDateRule(DateTime timeOfDay, int month, int day)",
                fixedDate, "The same date each year")
        .method("static TransitionTime CreateFloatingDateRule(DateTime timeOfDay, int month, "
                "int week, DayOfWeek dayOfWeek)",
                floatingDate, "A weekday of the n-th week; 5 is the last")
        .property("DateTime TimeOfDay",
                  [](Env&, Args a) {
                      return Value::ofDateTimeTicks(transition(a[0]).timeOfDay,
                                                    ClockKind::Unspecified);
                  })
        .property("int Month", [](Env&, Args a) { return Value::ofInt(transition(a[0]).month); })
        .property("int Week", [](Env&, Args a) { return Value::ofInt(transition(a[0]).week); })
        .property("int Day", [](Env&, Args a) { return Value::ofInt(transition(a[0]).day); })
        .property("DayOfWeek DayOfWeek",
                  [](Env&, Args a) {
                      return Value::ofEnum(*a.site().result, transition(a[0]).dayOfWeek);
                  })
        .property("bool IsFixedDateRule",
                  [](Env&, Args a) { return Value::ofBool(transition(a[0]).isFixed); })
        .method("bool Equals(TransitionTime other)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool operator ==(TransitionTime t1, TransitionTime t2)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool operator !=(TransitionTime t1, TransitionTime t2)",
                [](Env&, Args a) { return Value::ofBool(!a[0].equals(a[1])); });
}

// --- AdjustmentRule ------------------------------------------------------------------------------

Value createRule(Env& env, Args a)
{
    if (a[0].asLong() % kTicksPerDay != 0 || a[1].asLong() % kTicksPerDay != 0)
        return env.argument("The supplied DateTime includes a TimeOfDay setting. This is not "
                            "supported.");
    if (a[0].asLong() > a[1].asLong())
        return env.argument("The DateStart property must come before the DateEnd property.");
    if (isOffsetTooLarge(a[2].asLong()))
        return env.argumentRange("daylightDelta");
    if (a[2].asLong() % kTicksPerMinute != 0)
        return env.argument("The TimeSpan parameter cannot be specified more precisely than whole "
                            "minutes.");
    if (a[3].equals(a[4]))
        return env.argument("The DaylightTransitionStart property must not equal the "
                            "DaylightTransitionEnd property.");
    return makeValue<RuleObject>(AdjustmentRule{a[0].asLong(), a[1].asLong(), a[2].asLong(),
                                                transition(a[3]), transition(a[4])});
}

Value date(std::int64_t ticks) { return Value::ofDateTimeTicks(ticks, ClockKind::Unspecified); }

void registerRule(LibraryBuilder& library)
{
    library
        .type("class System.TimeZoneInfo.AdjustmentRule",
              "Daylight saving time of a zone in a span of years")
        .method("static AdjustmentRule CreateAdjustmentRule(DateTime dateStart, DateTime dateEnd, "
                "TimeSpan daylightDelta, TransitionTime daylightTransitionStart, "
                "TransitionTime daylightTransitionEnd)",
                createRule)
        .property("DateTime DateStart", [](Env&, Args a) { return date(rule(a[0]).dateStart); })
        .property("DateTime DateEnd", [](Env&, Args a) { return date(rule(a[0]).dateEnd); })
        .property("TimeSpan DaylightDelta",
                  [](Env&, Args a) { return Value::ofTimeSpanTicks(rule(a[0]).delta); })
        .property("TransitionTime DaylightTransitionStart",
                  [](Env&, Args a) { return makeValue<TransitionObject>(rule(a[0]).start); })
        .property("TransitionTime DaylightTransitionEnd",
                  [](Env&, Args a) { return makeValue<TransitionObject>(rule(a[0]).end); })
        .method("bool Equals(AdjustmentRule other)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); });
}

// --- TimeZoneInfo --------------------------------------------------------------------------------

Value zoneById(Env& env, const Value& id)
{
    if (id.isNull())
        return env.argumentNull("id");
    auto found = TimeZone::named(id.text());
    return found ? makeValue<ZoneObject>(std::move(*found))
                 : env.raise("TimeZoneNotFoundException",
                             "The time zone ID '" + id.toText() + "' was not found.");
}

/// `(id, baseUtcOffset, displayName, standardName[, daylightName, rules[, disable]])`
Value customZone(Env& env, Args a)
{
    if (a[0].isNull() || a[0].text().empty())
        return a[0].isNull() ? env.argumentNull("id")
                             : env.argument("The specified ID parameter '' is not supported.");
    const auto offset = a[1].asLong();
    if (offset % kTicksPerMinute != 0)
        return env.argument("The TimeSpan parameter cannot be specified more precisely than whole "
                            "minutes.");
    if (isOffsetTooLarge(offset))
        return env.argumentRange("baseUtcOffset");
    TimeZone made;
    made.id = a[0].toText();
    made.baseOffset = offset;
    made.displayName = a[2].toText();
    made.standardName = a[3].toText();
    const bool isDisabled = a.size() > 6 && a[6].asBool();
    made.daylightName = a.size() > 4 && !isDisabled ? a[4].toText() : made.standardName;
    if (a.size() > 5 && !a[5].isNull() && !isDisabled) {
        for (const auto& one : a[5].get<ArrayObject>().items) {
            if (one.isNull())
                return env.raise("InvalidTimeZoneException",
                                 "The AdjustmentRule array cannot contain null elements.");
            made.rules.push_back(rule(one));
        }
    }
    return makeValue<ZoneObject>(std::move(made));
}

std::int64_t utcTicksOf(const Value& time)
{
    return time.tag() == Tag::DateTimeOffset
        ? time.asLong() - time.offsetMinutes() * kTicksPerMinute
        : time.asLong();
}

/// A clock reading of the zone itself: unspecified time. Local time is UTC here.
bool isZoneTime(const Value& time)
{
    return time.tag() == Tag::DateTime && time.clockKind() == ClockKind::Unspecified;
}

Value inZone(Env& env, const Value& time, const TimeZone& target)
{
    const auto utc = utcTicksOf(time);
    const auto offset = target.offsetAtUtc(utc);
    const auto ticks = utc + offset;
    if (time.tag() == Tag::DateTimeOffset) {
        if (ticks < 0 || ticks > kMaxTicks)
            return env.argumentRange("dateTimeOffset");
        return Value::ofDateTimeOffset(ticks, static_cast<std::int16_t>(offset / kTicksPerMinute));
    }
    return Value::ofDateTimeTicks(std::clamp<std::int64_t>(ticks, 0, kMaxTicks),
                                  target.id == "UTC" ? ClockKind::Utc : ClockKind::Unspecified);
}

/// A DateTime that reads the clock of `source`, as UTC.
Value fromZone(Env& env, const Value& time, const TimeZone& source)
{
    if (time.clockKind() == ClockKind::Utc && source.id != "UTC")
        return env.argument("The conversion could not be completed because the supplied DateTime "
                            "did not have the Kind property set correctly.");
    if (source.isInvalid(time.asLong()))
        return env.argument("The supplied DateTime represents an invalid time. For example, when "
                            "the clock is adjusted forward, any time in the period that is skipped "
                            "is invalid.");
    return Value::ofDateTimeTicks(
        std::clamp<std::int64_t>(time.asLong() - source.offsetAtClock(time.asLong()), 0, kMaxTicks),
        ClockKind::Utc);
}

Value convertBetween(Env& env, Args a, const Value& source, const Value& target)
{
    const Value utc = fromZone(env, a[0], zone(source));
    return env.raised() ? Value() : inZone(env, utc, zone(target));
}

Value utcOffset(Env&, Args a)
{
    return Value::ofTimeSpanTicks(isZoneTime(a[1]) ? zone(a[0]).offsetAtClock(a[1].asLong())
                                                   : zone(a[0]).offsetAtUtc(utcTicksOf(a[1])));
}

Value isDaylightSaving(Env& env, Args a)
{
    return Value::ofBool(utcOffset(env, a).asLong() != zone(a[0]).baseOffset);
}

/// The clock of the zone at a DateTime or DateTimeOffset.
std::int64_t clockOf(Args a)
{
    return isZoneTime(a[1]) ? a[1].asLong()
                            : utcTicksOf(a[1]) + zone(a[0]).offsetAtUtc(utcTicksOf(a[1]));
}

Value isAmbiguous(Env&, Args a)
{
    return Value::ofBool(zone(a[0]).ambiguousDelta(clockOf(a)).has_value());
}

Value ambiguousOffsets(Env& env, Args a)
{
    const auto delta = zone(a[0]).ambiguousDelta(clockOf(a));
    if (!delta)
        return env.argument("The supplied DateTime is not in an ambiguous time range.");
    const auto base = zone(a[0]).baseOffset;
    return newArray(core().timeSpan,
                    {Value::ofTimeSpanTicks(std::min(base, base + *delta)),
                     Value::ofTimeSpanTicks(std::max(base, base + *delta))});
}

Value adjustmentRules(Env&, Args a)
{
    std::vector<Value> rules;
    for (const auto& one : zone(a[0]).rules)
        rules.push_back(makeValue<RuleObject>(one));
    return newArray(&typeNamed("AdjustmentRule"), std::move(rules));
}

void registerConversions(TypeBuilder& type)
{
    type.method("static DateTime ConvertTimeFromUtc(DateTime dateTime, TimeZoneInfo "
                "destinationTimeZone)",
                [](Env& env, Args a) { return inZone(env, a[0], zone(a[1])); })
        .method("static DateTime ConvertTime(DateTime dateTime, TimeZoneInfo destinationTimeZone)",
                [](Env& env, Args a) { return inZone(env, a[0], zone(a[1])); })
        .method("static DateTime ConvertTime(DateTime dateTime, TimeZoneInfo sourceTimeZone, "
                "TimeZoneInfo destinationTimeZone)",
                [](Env& env, Args a) { return convertBetween(env, a, a[1], a[2]); })
        .method("static DateTimeOffset ConvertTime(DateTimeOffset dateTimeOffset, TimeZoneInfo "
                "destinationTimeZone)",
                [](Env& env, Args a) { return inZone(env, a[0], zone(a[1])); })
        .method("static DateTime ConvertTimeBySystemTimeZoneId(DateTime dateTime, string "
                "destinationTimeZoneId)",
                [](Env& env, Args a) {
                    const Value target = zoneById(env, a[1]);
                    return env.raised() ? Value() : inZone(env, a[0], zone(target));
                })
        .method("static DateTime ConvertTimeBySystemTimeZoneId(DateTime dateTime, string "
                "sourceTimeZoneId, string destinationTimeZoneId)",
                [](Env& env, Args a) {
                    const Value source = zoneById(env, a[1]);
                    const Value target = env.raised() ? Value() : zoneById(env, a[2]);
                    return env.raised() ? Value() : convertBetween(env, a, source, target);
                })
        .method("static DateTimeOffset ConvertTimeBySystemTimeZoneId(DateTimeOffset "
                "dateTimeOffset, string destinationTimeZoneId)",
                [](Env& env, Args a) {
                    const Value target = zoneById(env, a[1]);
                    return env.raised() ? Value() : inZone(env, a[0], zone(target));
                })
        .method("static DateTime ConvertTimeToUtc(DateTime dateTime)",
                [](Env&, Args a) { return Value::ofDateTimeTicks(a[0].asLong(), ClockKind::Utc); })
        .method("static DateTime ConvertTimeToUtc(DateTime dateTime, TimeZoneInfo sourceTimeZone)",
                [](Env& env, Args a) { return fromZone(env, a[0], zone(a[1])); });
}

Value allZones(Env&, Args a)
{
    std::vector<Value> zones;
    for (auto& known : TimeZone::all())
        zones.push_back(makeValue<ZoneObject>(std::move(known)));
    return makeValue<ReadOnlyObject>(
        *a.site().result,
        newArray(Library::instance().find("TimeZoneInfo")->self, std::move(zones)));
}

Value fromSerialized(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("source");
    auto zone = readTimeZone(a[0].text());
    return zone ? makeValue<ZoneObject>(std::move(*zone))
                : env.raise("SerializationException",
                            "The text is no time zone that ToSerializedString gave.");
}

void registerZone(LibraryBuilder& library)
{
    auto type = library.type("class System.TimeZoneInfo", "A time zone");
    type.property("static TimeZoneInfo Utc", utcZone)
        .property("static TimeZoneInfo Local", utcZone, "UTC: the gateway's zone")
        .property("string Id", [](Env&, Args a) { return Value::ofText(zone(a[0]).id); })
        .property("string DisplayName",
                  [](Env&, Args a) { return Value::ofText(zone(a[0]).displayName); })
        .property("string StandardName",
                  [](Env&, Args a) { return Value::ofText(zone(a[0]).standardName); })
        .property("string DaylightName",
                  [](Env&, Args a) { return Value::ofText(zone(a[0]).daylightName); })
        .property("TimeSpan BaseUtcOffset",
                  [](Env&, Args a) { return Value::ofTimeSpanTicks(zone(a[0]).baseOffset); })
        .property("bool SupportsDaylightSavingTime",
                  [](Env&, Args a) { return Value::ofBool(!zone(a[0]).rules.empty()); })
        .method("TimeSpan GetUtcOffset(DateTime dateTime)", utcOffset)
        .method("TimeSpan GetUtcOffset(DateTimeOffset dateTimeOffset)", utcOffset)
        .method("bool IsDaylightSavingTime(DateTime dateTime)", isDaylightSaving)
        .method("bool IsDaylightSavingTime(DateTimeOffset dateTimeOffset)", isDaylightSaving)
        .method("bool IsAmbiguousTime(DateTime dateTime)", isAmbiguous, "The clock shows it twice")
        .method("bool IsAmbiguousTime(DateTimeOffset dateTimeOffset)", isAmbiguous)
        .method("TimeSpan[] GetAmbiguousTimeOffsets(DateTime dateTime)", ambiguousOffsets)
        .method("TimeSpan[] GetAmbiguousTimeOffsets(DateTimeOffset dateTimeOffset)",
                ambiguousOffsets)
        .method(
            "bool IsInvalidTime(DateTime dateTime)",
            [](Env&, Args a) {
                return Value::ofBool(isZoneTime(a[1]) && zone(a[0]).isInvalid(a[1].asLong()));
            },
            "The clock never shows it")
        .method("AdjustmentRule[] GetAdjustmentRules()", adjustmentRules)
        .method("bool HasSameRules(TimeZoneInfo other)",
                [](Env&, Args a) { return Value::ofBool(zone(a[0]).hasSameRules(zone(a[1]))); })
        .method("bool Equals(TimeZoneInfo other)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static TimeZoneInfo FindSystemTimeZoneById(string id)",
                [](Env& env, Args a) { return zoneById(env, a[0]); })
        .method("static ReadOnlyCollection<TimeZoneInfo> GetSystemTimeZones()", allZones)
        .method("string ToSerializedString()",
                [](Env&, Args a) { return Value::ofString(writeTimeZone(zone(a[0]))); })
        .method("static TimeZoneInfo FromSerializedString(string source)", fromSerialized)
        .method("static void ClearCachedData()", [](Env&, Args) { return Value(); })
        .method("static TimeZoneInfo CreateCustomTimeZone(string id, TimeSpan baseUtcOffset, "
                "string displayName, string standardDisplayName)",
                customZone)
        .method("static TimeZoneInfo CreateCustomTimeZone(string id, TimeSpan baseUtcOffset, "
                "string displayName, string standardDisplayName, string daylightDisplayName, "
                "AdjustmentRule[] adjustmentRules)",
                customZone)
        .method("static TimeZoneInfo CreateCustomTimeZone(string id, TimeSpan baseUtcOffset, "
                "string displayName, string standardDisplayName, string daylightDisplayName, "
                "AdjustmentRule[] adjustmentRules, bool disableDaylightSavingTime)",
                customZone);
    registerConversions(type);
}

/// The older System.TimeZone: only the current zone, which is UTC.
void registerCurrentZone(LibraryBuilder& library)
{
    library.type("class System.TimeZone", "The gateway's time zone: UTC")
        .property("static TimeZone CurrentTimeZone",
                  [](Env&, Args a) {
                      return makeValue<RecordObject>(*a.site().result, std::vector<Value>());
                  })
        .property("string StandardName", [](Env&, Args) { return Value::ofLiteral("UTC"); })
        .property("string DaylightName", [](Env&, Args) { return Value::ofLiteral("UTC"); })
        .method("TimeSpan GetUtcOffset(DateTime time)",
                [](Env&, Args) { return Value::ofTimeSpanTicks(0); })
        .method("bool IsDaylightSavingTime(DateTime time)",
                [](Env&, Args) { return Value::ofBool(false); })
        .method("DaylightTime GetDaylightChanges(int year)",
                [](Env& env, Args a) {
                    if (a[1].asInt() < 1 || a[1].asInt() > 9999)
                        return env.argumentRange("year");
                    return makeValue<RecordObject>(
                        *a.site().result,
                        std::vector<Value>{date(0), date(0), Value::ofTimeSpanTicks(0)});
                })
        .method("static bool IsDaylightSavingTime(DateTime time, DaylightTime daylightTimes)",
                [](Env&, Args a) {
                    const auto& span = a[1].get<RecordObject>().fields;
                    return Value::ofBool(span[2].asLong() != 0 && a[0].asLong() >= span[0].asLong()
                                         && a[0].asLong() < span[1].asLong());
                })
        .method(
            "DateTime ToLocalTime(DateTime time)",
            [](Env&, Args a) { return Value::ofDateTimeTicks(a[1].asLong(), ClockKind::Local); })
        .method("DateTime ToUniversalTime(DateTime time)",
                [](Env&, Args a) { return Value::ofDateTimeTicks(a[1].asLong(), ClockKind::Utc); });
}

} // namespace

void registerTimeZones(LibraryBuilder& library)
{
    registerTransition(library);
    registerRule(library);
    registerZone(library);
    registerCurrentZone(library);
}

} // namespace gatelens::expression
