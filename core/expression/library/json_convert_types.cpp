#include "core/expression/json/token.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/comparers.h"
#include "core/expression/library/families.h"
#include "core/expression/library/json_access.h"
#include "core/expression/library/json_build.h"
#include "core/expression/library/json_merge.h"
#include "core/expression/library/xml_json.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/text.h"

namespace gatelens::expression {

namespace {

Value deserialize(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("value");
    const Type* type = a.site().typeArguments.empty() ? core().object : a.site().typeArguments[0];
    if (a.size() > 1 && a[1].as<TypeObject>() != nullptr)
        type = a[1].get<TypeObject>().described;
    return deserializeJson(env, a[0].text(), type);
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

/// SerializeObject(value[, formatting], settings).
Value serializeWith(Env& env, Args a)
{
    const auto* settings = a[a.size() - 1].as<RecordObject>();
    const bool hasFormatting = a.size() > 2;
    const bool keepsNulls = settings == nullptr || settings->fields[0].asLong() == 0;
    const auto formatting
        = hasFormatting ? a[1].asLong() : (settings == nullptr ? 0 : settings->fields[1].asLong());
    return serialize(env, a[0], formatting == 1 ? JsonStyle::Indented : JsonStyle::Compact,
                     keepsNulls);
}

template<std::size_t index>
Value serializerSetting(Env&, Args a)
{
    return a[0].get<RecordObject>().fields[index];
}

template<std::size_t index>
Value setSerializerSetting(Env&, Args a)
{
    a[0].get<RecordObject>().fields[index] = a[1];
    return {};
}

} // namespace

void registerJsonSettings(LibraryBuilder& library)
{
    library.type("enum Newtonsoft.Json.NullValueHandling").values({"Include", "Ignore"});
    library.type("class Newtonsoft.Json.JsonSerializerSettings", "How JSON is written")
        .unlisted()
        .method("new()",
                [](Env&, Args a) {
                    const auto& known = Library::instance();
                    return makeValue<RecordObject>(
                        *a.site().result,
                        std::vector<Value>{Value::ofEnum(*known.find("NullValueHandling")->self, 0),
                                           Value::ofEnum(*known.find("Formatting")->self, 0)});
                })
        .property("NullValueHandling NullValueHandling", serializerSetting<0>,
                  "Whether members that are null are written", setSerializerSetting<0>)
        .property("Formatting Formatting", serializerSetting<1>, "Indented or compact",
                  setSerializerSetting<1>);
}

void registerJsonConvert(LibraryBuilder& library)
{
    library.type("enum Newtonsoft.Json.Formatting").values({"None", "Indented"});
    library.type("enum Newtonsoft.Json.Linq.JTokenType")
        .values({"None", "Object", "Array", "Constructor", "Property", "Comment", "Integer",
                 "Float", "String", "Boolean", "Null", "Undefined", "Date", "Raw", "Bytes", "Guid",
                 "Uri", "TimeSpan"});
    auto type = library.type("static Newtonsoft.Json.JsonConvert", "JSON text of values and back");
    registerXmlJson(type);
    type.method(
            "static string SerializeObject(object value)",
            [](Env& env, Args a) { return serialize(env, a[0], JsonStyle::Compact); },
            "Compact JSON of any value")
        .method("static string SerializeObject(object value, Formatting formatting)",
                [](Env& env, Args a) {
                    return serialize(env, a[0],
                                     a[1].asLong() == 1 ? JsonStyle::Indented : JsonStyle::Compact);
                })
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
                serializeWith)
        .method("static string SerializeObject(object value, Formatting formatting, "
                "JsonSerializerSettings settings)",
                serializeWith)
        .method("static T DeserializeObject<T>(string value, JsonSerializerSettings settings)",
                deserialize)
        .method("static object DeserializeObject(string value)", deserialize)
        .method("static object DeserializeObject(string value, Type type)", deserialize)
        .method("static T DeserializeObject<T>(string value)", deserialize,
                "The .NET value of a JSON text");
}

} // namespace gatelens::expression
