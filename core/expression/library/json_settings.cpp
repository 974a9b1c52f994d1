#include "core/expression/library/json_settings.h"

#include "core/expression/library/json_build.h"
#include "core/expression/library/text_streams.h"

namespace gatelens::expression {

namespace {

constexpr std::string_view kIsoFormat = "yyyy'-'MM'-'dd'T'HH':'mm':'ss.FFFFFFFK";

JsonSettings& settingsIn(const Value& value) { return value.get<JsonSettings>(); }

template<std::size_t setting>
Value settingValue(Env&, Args a)
{
    return settingsIn(a[0]).values[setting];
}

template<std::size_t setting>
Value changeSetting(Env& env, Args a)
{
    const bool isDepth = setting == JsonSettings::MaxDepth && !a[1].isNull();
    if (isDepth && a[1].asLong() <= 0)
        return env.argument("Value must be positive.\nParameter name: value");
    settingsIn(a[0]).values[setting] = a[1];
    return {};
}

Value dateFormatText(Env&, Args a)
{
    const Value& format = settingsIn(a[0]).values[JsonSettings::DateFormatText];
    return format.isNull() ? Value::ofLiteral(kIsoFormat) : format;
}

Value newSettings(Env&, Args a) { return makeValue<JsonSettings>(*a.site().result); }

/// JsonSerializer.Create and CreateDefault.
Value newSerializer(Env& env, Args a)
{
    if (a.size() == 0 || a[0].isNull())
        return newSettings(env, a);
    return settingsIn(a[0]).seenAs(*a.site().result);
}

Value serializeInto(Env& env, Args a)
{
    const Value text = serialize(env, a[2], writingIn(a[0]));
    if (!env.raised())
        writeText(env, a[1], text.text());
    return {};
}

Value deserializeFrom(Env& env, Args a)
{
    const auto text = takeRest(env, a[1]);
    return env.raised()
        ? Value()
        : deserializeJson(env, text, a[2].get<TypeObject>().described, readingIn(a[0]));
}

template<std::size_t setting>
void addSetting(TypeBuilder& type, std::string_view signature, std::string_view description = {})
{
    type.property(signature, settingValue<setting>, description, changeSetting<setting>);
}

void addSettings(TypeBuilder& type)
{
    addSetting<JsonSettings::NullValues>(type, "NullValueHandling NullValueHandling",
                                         "Whether members that are null are written");
    addSetting<JsonSettings::Formatting>(type, "Formatting Formatting", "Indented or compact");
    addSetting<JsonSettings::DefaultValues>(type, "DefaultValueHandling DefaultValueHandling",
                                            "Whether members that have their default are written");
    addSetting<JsonSettings::DateFormat>(type, "DateFormatHandling DateFormatHandling");
    addSetting<JsonSettings::DateZone>(type, "DateTimeZoneHandling DateTimeZoneHandling");
    addSetting<JsonSettings::DateReading>(type, "DateParseHandling DateParseHandling",
                                          "Whether text that looks like a date becomes one");
    addSetting<JsonSettings::RealFormat>(type, "FloatFormatHandling FloatFormatHandling");
    addSetting<JsonSettings::RealReading>(type, "FloatParseHandling FloatParseHandling");
    addSetting<JsonSettings::Escaping>(type, "StringEscapeHandling StringEscapeHandling");
    addSetting<JsonSettings::MissingMembers>(type, "MissingMemberHandling MissingMemberHandling");
    addSetting<JsonSettings::MaxDepth>(type, "int? MaxDepth");
    type.property("string DateFormatString", dateFormatText, "How dates are written",
                  changeSetting<JsonSettings::DateFormatText>);
}

void registerSettingEnums(LibraryBuilder& library)
{
    const auto add
        = [&](std::string_view declaration, std::initializer_list<std::string_view> names) {
              library.type(declaration).unlisted().values(names);
          };
    add("enum Newtonsoft.Json.NullValueHandling", {"Include", "Ignore"});
    add("enum Newtonsoft.Json.DateFormatHandling", {"IsoDateFormat", "MicrosoftDateFormat"});
    add("enum Newtonsoft.Json.DateTimeZoneHandling",
        {"Local", "Utc", "Unspecified", "RoundtripKind"});
    add("enum Newtonsoft.Json.DateParseHandling", {"None", "DateTime", "DateTimeOffset"});
    add("enum Newtonsoft.Json.FloatFormatHandling", {"String", "Symbol", "DefaultValue"});
    add("enum Newtonsoft.Json.FloatParseHandling", {"Double", "Decimal"});
    add("enum Newtonsoft.Json.StringEscapeHandling", {"Default", "EscapeNonAscii", "EscapeHtml"});
    add("enum Newtonsoft.Json.MissingMemberHandling", {"Ignore", "Error"});
    library.type("enum Newtonsoft.Json.DefaultValueHandling")
        .unlisted()
        .flags()
        .value("Include", 0)
        .value("Ignore", 1)
        .value("Populate", 2)
        .value("IgnoreAndPopulate", 3);
}

} // namespace

JsonSettings::JsonSettings(const Type& itsType)
    : m_type(&itsType)
{
    const auto set = [&](Setting setting, std::string_view type, std::int64_t number) {
        values[setting] = Value::ofEnum(*Library::instance().find(type)->self, number);
    };
    set(NullValues, "NullValueHandling", 0);
    set(Formatting, "Formatting", 0);
    set(DefaultValues, "DefaultValueHandling", 0);
    set(DateFormat, "DateFormatHandling", 0);
    set(DateZone, "DateTimeZoneHandling", static_cast<std::int64_t>(JsonZone::RoundtripKind));
    set(DateReading, "DateParseHandling", static_cast<std::int64_t>(JsonDates::DateTime));
    set(RealFormat, "FloatFormatHandling", 0);
    set(RealReading, "FloatParseHandling", 0);
    set(Escaping, "StringEscapeHandling", 0);
    set(MissingMembers, "MissingMemberHandling", 0);
}

Value JsonSettings::seenAs(const Type& other) const
{
    auto copy = make<JsonSettings>(other);
    copy->values = values;
    return copy.value();
}

JsonWriting JsonSettings::writing() const
{
    JsonWriting writing;
    writing.style = number(Formatting) == 1 ? JsonStyle::Indented : JsonStyle::Compact;
    writing.keepsNulls = number(NullValues) == 0;
    writing.keepsDefaults = (number(DefaultValues) & 1) == 0;
    writing.hasScriptDates = number(DateFormat) == 1 && values[DateFormatText].isNull();
    writing.zone = static_cast<JsonZone>(number(DateZone) & 3);
    writing.reals = static_cast<JsonReals>(number(RealFormat));
    writing.escaping = static_cast<JsonEscaping>(number(Escaping));
    writing.dateFormat = values[DateFormatText].toText();
    return writing;
}

JsonReading JsonSettings::reading() const
{
    JsonReading reading;
    reading.dates = static_cast<JsonDates>(number(DateReading));
    reading.zone = static_cast<JsonZone>(number(DateZone) & 3);
    reading.readsDecimals = number(RealReading) == 1;
    reading.refusesUnknown = number(MissingMembers) == 1;
    if (!values[MaxDepth].isNull())
        reading.maxDepth = values[MaxDepth].asInt();
    return reading;
}

JsonWriting writingIn(const Value& settings)
{
    const auto* known = settings.as<JsonSettings>();
    return known == nullptr ? JsonWriting{} : known->writing();
}

JsonReading readingIn(const Value& settings)
{
    const auto* known = settings.as<JsonSettings>();
    return known == nullptr ? JsonReading{} : known->reading();
}

void registerJsonSettings(LibraryBuilder& library)
{
    registerSettingEnums(library);
    auto settings = library.type("class Newtonsoft.Json.JsonSerializerSettings",
                                 "How JSON is written and read");
    settings.unlisted().method("new()", newSettings);
    addSettings(settings);
    auto serializer = library.type("class Newtonsoft.Json.JsonSerializer",
                                   "Writes values as JSON and reads them");
    serializer.unlisted()
        .method("new()", newSettings)
        .method("static JsonSerializer Create()", newSerializer)
        .method("static JsonSerializer Create(JsonSerializerSettings settings)", newSerializer)
        .method("static JsonSerializer CreateDefault()", newSerializer)
        .method("static JsonSerializer CreateDefault(JsonSerializerSettings settings)",
                newSerializer)
        .method("void Serialize(TextWriter textWriter, object value)", serializeInto)
        .method("object Deserialize(TextReader reader, Type objectType)", deserializeFrom);
    addSettings(serializer);
}

} // namespace gatelens::expression
