#include "core/expression/json/token.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/comparers.h"
#include "core/expression/library/families.h"
#include "core/expression/library/json_access.h"
#include "core/expression/library/json_build.h"
#include "core/expression/library/json_merge.h"
#include "core/expression/library/json_settings.h"
#include "core/expression/library/xml_json.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/text.h"

namespace gatelens::expression {

namespace {

const Value* settingsGiven(Args a)
{
    const Value& last = a[a.size() - 1];
    return last.as<JsonSettings>() != nullptr ? &last : nullptr;
}

/// DeserializeObject and DeserializeAnonymousType, whose last argument may be settings.
Value deserialize(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("value");
    const Type* type = a.site().typeArguments.empty() ? core().object : a.site().typeArguments[0];
    if (a.size() > 1 && a[1].as<TypeObject>() != nullptr)
        type = a[1].get<TypeObject>().described;
    const auto* settings = settingsGiven(a);
    return deserializeJson(env, a[0].text(), type,
                           settings == nullptr ? JsonReading{} : readingIn(*settings));
}

/// JsonConvert.ToString: the JSON text of a plain value.
Value scalarText(Env& env, Args a)
{
    const auto made = tokenOf(env, a[0]);
    if (!made)
        return {};
    if (made->isContainer())
        return env.argument("Unsupported type: " + a[0].fullTypeName()
                            + ". Use the JsonSerializer class to get the object's JSON "
                              "representation.");
    return Value::ofString(writeJson(made.value(), JsonStyle::Compact));
}

/// SerializeObject(value[, type][, formatting][, settings]); the type matters only to settings that
/// name types in the text.
Value serializeGiven(Env& env, Args a)
{
    const auto* settings = settingsGiven(a);
    auto writing = settings == nullptr ? JsonWriting{} : writingIn(*settings);
    for (std::size_t i = 1; i < a.size(); ++i) {
        if (a[i].tag() == Tag::Enum)
            writing.style = a[i].asLong() == 1 ? JsonStyle::Indented : JsonStyle::Compact;
    }
    return serialize(env, a[0], writing);
}

} // namespace

void registerJsonConvert(LibraryBuilder& library)
{
    library.type("enum Newtonsoft.Json.Formatting").values({"None", "Indented"});
    library.type("enum Newtonsoft.Json.Linq.JTokenType")
        .values({"None", "Object", "Array", "Constructor", "Property", "Comment", "Integer",
                 "Float", "String", "Boolean", "Null", "Undefined", "Date", "Raw", "Bytes", "Guid",
                 "Uri", "TimeSpan"});
    auto type = library.type("static Newtonsoft.Json.JsonConvert", "JSON text of values and back");
    registerXmlJson(type);
    registerJsonPopulate(type);
    type.method("static string SerializeObject(object value)", serializeGiven,
                "Compact JSON of any value")
        .method("static string SerializeObject(object value, Formatting formatting)",
                serializeGiven)
        .constant("string True", Value::ofLiteral("true"))
        .constant("string False", Value::ofLiteral("false"))
        .constant("string Null", Value::ofLiteral("null"))
        .constant("string Undefined", Value::ofLiteral("undefined"))
        .constant("string PositiveInfinity", Value::ofLiteral("Infinity"))
        .constant("string NegativeInfinity", Value::ofLiteral("-Infinity"))
        .constant("string NaN", Value::ofLiteral("NaN"))
        .method("static T DeserializeAnonymousType<T>(string value, T anonymousTypeObject)",
                deserialize)
        .method("static string ToString(object value)", scalarText, "JSON text of a plain value")
        .method("static string ToString(string value)", scalarText)
        .method("static string SerializeObject(object value, JsonSerializerSettings settings)",
                serializeGiven)
        .method("static string SerializeObject(object value, Formatting formatting, "
                "JsonSerializerSettings settings)",
                serializeGiven)
        .method("static string SerializeObject(object value, Type type, JsonSerializerSettings "
                "settings)",
                serializeGiven)
        .method("static string SerializeObject(object value, Type type, Formatting formatting, "
                "JsonSerializerSettings settings)",
                serializeGiven)
        .method("static T DeserializeAnonymousType<T>(string value, T anonymousTypeObject, "
                "JsonSerializerSettings settings)",
                deserialize)
        .method("static T DeserializeObject<T>(string value, JsonSerializerSettings settings)",
                deserialize)
        .method("static object DeserializeObject(string value, JsonSerializerSettings settings)",
                deserialize)
        .method("static object DeserializeObject(string value, Type type, JsonSerializerSettings "
                "settings)",
                deserialize)
        .method("static object DeserializeObject(string value)", deserialize)
        .method("static object DeserializeObject(string value, Type type)", deserialize)
        .method("static T DeserializeObject<T>(string value)", deserialize,
                "The .NET value of a JSON text");
}

} // namespace gatelens::expression
