#include "core/expression/library/xml_values.h"

#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/parse.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/moment.h"

#include <cmath>

namespace gatelens::expression {

namespace {

Value notOfType(Env& env, const std::string& text, const Type* plain)
{
    return env.format("The string '" + text + "' is not a valid " + plain->name + " value.");
}

Value tooLarge(Env& env)
{
    return env.raise("OverflowException", "Value was either too large or too small.");
}

Value integerOf(Env& env, const std::string& text, const Type* plain)
{
    const bool isUnsigned = plain->tag == Tag::Byte || plain->tag == Tag::UInt16
        || plain->tag == Tag::UInt32 || plain->tag == Tag::UInt64;
    const auto number = readInteger(text);
    const bool isSigned = !text.empty() && (text[0] == '-' || text[0] == '+');
    if (number.error == NumberError::Format || (isUnsigned && isSigned))
        return notOfType(env, text, plain);
    if (number.error == NumberError::Overflow)
        return tooLarge(env);
    const auto bits
        = static_cast<std::int64_t>(number.isNegative ? ~number.magnitude + 1 : number.magnitude);
    return convertNumber(env, Value::ofInteger(number.isNegative ? Tag::Int64 : Tag::UInt64, bits),
                         plain->tag, true);
}

Value realOf(Env& env, const std::string& text, const Type* plain)
{
    const bool isInfinite = text.ends_with("INF") || text.ends_with("Infinity");
    const auto number = text == "INF"
        ? std::optional(HUGE_VAL)
        : (text == "-INF" ? std::optional(-HUGE_VAL) : parseReal(text, kFloatStyle));
    if (!number)
        return notOfType(env, text, plain);
    const auto single = static_cast<float>(*number);
    if (plain == core().real)
        return std::isinf(*number) && !isInfinite ? tooLarge(env) : Value::ofDouble(*number);
    return std::isinf(single) && !isInfinite ? tooLarge(env) : Value::ofSingle(single);
}

Value dateTimeOf(Env& env, const std::string& text, const Type* plain)
{
    const auto parsed = parseDateTime(text);
    if (!parsed)
        return notOfType(env, text, plain);
    const auto kind = parsed->isUtc
        ? ClockKind::Utc
        : (parsed->hasOffset ? ClockKind::Local : ClockKind::Unspecified);
    return Value::ofDateTimeTicks(parsed->ticks - parsed->offsetMinutes * kTicksPerMinute, kind);
}

Value dateTimeOffsetOf(Env& env, const std::string& text, const Type* plain)
{
    const auto moment = parseXmlMoment(text);
    if (!moment)
        return notOfType(env, text, plain);
    return Value::ofDateTimeOffset(moment->ticks, static_cast<std::int16_t>(moment->offsetMinutes));
}

} // namespace

Value valueOfXmlText(Env& env, const std::string& text, const Type* plain)
{
    const auto trimmed = std::string(trimWhiteSpace(text));
    const auto& types = core();
    if (plain == types.string)
        return Value::ofString(text);
    if (plain == types.boolean) {
        if (trimmed == "true" || trimmed == "1" || trimmed == "false" || trimmed == "0")
            return Value::ofBool(trimmed == "true" || trimmed == "1");
        return notOfType(env, text, plain);
    }
    if (plain->isIntegral())
        return integerOf(env, trimmed, plain);
    if (plain == types.real || plain == types.single)
        return realOf(env, trimmed, plain);
    if (plain == types.decimal) {
        const auto number = parseDecimal(trimmed, kIntegerStyle | kDecimalPoint);
        return number ? Value::ofDecimal(*number) : notOfType(env, text, plain);
    }
    if (plain == types.dateTime)
        return dateTimeOf(env, trimmed, plain);
    if (plain == types.dateTimeOffset)
        return dateTimeOffsetOf(env, trimmed, plain);
    if (plain == types.guid) {
        const auto bytes = parseGuid(trimmed);
        return bytes ? makeValue<GuidObject>(*bytes) : notOfType(env, text, plain);
    }
    const auto ticks = parseDuration(trimmed);
    return ticks ? Value::ofTimeSpanTicks(*ticks) : notOfType(env, text, plain);
}

} // namespace gatelens::expression
