#pragma once

#include "core/expression/value.h"

#include <cstdint>
#include <string>

namespace gatelens::expression {

// What JsonSerializerSettings say, with the numbers of Json.NET's enums.

enum class JsonStyle
{
    Compact,
    Indented
};

/// DateTimeZoneHandling: the kind that a DateTime is seen as.
enum class JsonZone : std::uint8_t
{
    Local,
    Utc,
    Unspecified,
    RoundtripKind
};

/// FloatFormatHandling: how NaN and the infinities are written.
enum class JsonReals : std::uint8_t
{
    String,
    Symbol,
    DefaultValue
};

/// StringEscapeHandling.
enum class JsonEscaping : std::uint8_t
{
    Default,
    NonAscii,
    Html
};

/// DateParseHandling: what text that looks like a date becomes.
enum class JsonDates : std::uint8_t
{
    None,
    DateTime,
    DateTimeOffset
};

struct JsonWriting
{
    JsonStyle style = JsonStyle::Compact;
    bool keepsNulls = true; ///< members that are null are written
    bool keepsDefaults = true; ///< and members that have their type's default
    bool hasScriptDates = false; ///< `/Date(…)/`, Microsoft's older form
    JsonZone zone = JsonZone::RoundtripKind;
    JsonReals reals = JsonReals::String;
    JsonEscaping escaping = JsonEscaping::Default;
    std::string dateFormat; ///< "" for ISO 8601
};

struct JsonReading
{
    JsonDates dates = JsonDates::DateTime;
    JsonZone zone = JsonZone::RoundtripKind;
    bool readsDecimals = false; ///< numbers with a fraction as Decimal
    bool refusesUnknown = false; ///< members that the type does not have are an error
    int maxDepth = INT32_MAX; ///< of objects and arrays
};

/// A DateTime in a zone; the local one is UTC, so that only its kind changes.
[[nodiscard]] Value inJsonZone(const Value& time, JsonZone zone);

} // namespace gatelens::expression
