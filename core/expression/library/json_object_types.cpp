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

void registerJsonObject(LibraryBuilder& library)
{
    library
        .type("class Newtonsoft.Json.Linq.JObject : IDictionary<string, JToken>, JContainer",
              "A JSON object")
        .method("new()", [](Env&, Args) { return makeValue<JsonObject>(); })
        .method("new(JObject other)", cloneJson)
        .method("new(object content)",
                [](Env& env, Args a) {
                    auto made = make<JsonObject>();
                    return addJson(env, *made, a[0]) ? made.value() : Value();
                })
        .method(
            "new(params object[] content)",
            [](Env& env, Args a) {
                if (a[0].isNull())
                    return env.argumentNull("content");
                auto made = make<JsonObject>();
                return addJson(env, *made, a[0]) ? made.value() : Value();
            },
            "An object of the properties")
        .method("IEnumerator<KeyValuePair<string, JToken>> GetEnumerator()", enumeratorOf)
        .method("JToken this[string propertyName]", jsonItemAt)
        .method("set JToken this[string propertyName]", setJsonItemAt)
        .method(
            "void Add(string propertyName, JToken value)",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("propertyName");
                objectIn(a[0]).add(
                    env,
                    make<JsonProperty>(a[1].toText(),
                                       a[2].isNull() ? makeScalar({}) : Ref(a[2].as<JsonToken>())));
                return Value();
            },
            "Adds a property; ArgumentException when it is there")
        .method(
            "bool Remove(string propertyName)",
            [](Env&, Args a) { return Value::ofBool(objectIn(a[0]).removeNamed(a[1].text())); },
            "Removes a property")
        .method(
            "JProperty Property(string name)",
            [](Env&, Args a) { return tokenOrNull(objectIn(a[0]).find(a[1].text())); },
            "The property of that name, or null")
        .method(
            "IEnumerable<JProperty> Properties()",
            [](Env&, Args a) {
                return newArray(a.site().result->arguments[0], childTokens(tokenIn(a[0])));
            },
            "The properties in order")
        .method("IEnumerable<JToken> PropertyValues()",
                [](Env&, Args a) {
                    std::vector<Value> values;
                    for (const auto& property : objectIn(a[0]).properties())
                        values.push_back(property->value().value());
                    return newArray(tokenType(), std::move(values));
                })
        .method(
            "bool ContainsKey(string propertyName)",
            [](Env& env, Args a) {
                return a[1].isNull() ? env.argumentNull("propertyName")
                                     : Value::ofBool(objectIn(a[0]).get(a[1].text()) != nullptr);
            },
            "True when there is such a property")
        .method("bool TryGetValue(string propertyName, out JToken value)",
                [](Env&, Args a) {
                    *a[2].address()
                        = a[1].isNull() ? Value() : tokenOrNull(objectIn(a[0]).get(a[1].text()));
                    return Value::ofBool(!a[2].address()->isNull());
                })
        .method(
            "bool TryGetValue(string propertyName, StringComparison comparison, out JToken value)",
            [](Env&, Args a) {
                for (const auto& property : objectIn(a[0]).properties()) {
                    if (equalText(property->name, a[1].text(),
                                  static_cast<Comparison>(a[2].asLong()))) {
                        *a[3].address() = property->value().value();
                        return Value::ofBool(true);
                    }
                }
                *a[3].address() = Value();
                return Value::ofBool(false);
            })
        .method("JToken GetValue(string propertyName)",
                [](Env&, Args a) {
                    return a[1].isNull() ? Value() : tokenOrNull(objectIn(a[0]).get(a[1].text()));
                })
        .method("JToken GetValue(string propertyName, StringComparison comparison)",
                [](Env&, Args a) {
                    if (auto* exact = objectIn(a[0]).get(a[1].text()))
                        return tokenOrNull(exact);
                    for (const auto& property : objectIn(a[0]).properties()) {
                        if (equalText(property->name, a[1].text(),
                                      static_cast<Comparison>(a[2].asLong())))
                            return property->value().value();
                    }
                    return Value();
                })
        .method("static JObject Parse(string json)", parseJsonAs<JsonObject>, "Reads a JSON object")
        .method("static JObject FromObject(object o, JsonSerializer jsonSerializer)",
                jsonFromObject<JsonObject>)
        .method("static JObject FromObject(object o)", jsonFromObject<JsonObject>,
                "The JSON object of any value");
    library
        .type("class Newtonsoft.Json.Linq.JValue : JToken, IComparable",
              "A JSON string, number, boolean, date or null")
        .method("new(object value)",
                [](Env& env, Args a) {
                    if (const auto* other = a[0].as<JsonScalar>())
                        return Value::ofObject(new JsonScalar(other->kind(), other->value));
                    auto made = tokenOf(env, a[0]);
                    return made ? made.value() : Value();
                })
        .property(
            "object Value", [](Env&, Args a) { return a[0].get<JsonScalar>().value; },
            "The .NET value",
            [](Env&, Args a) {
                a[0].get<JsonScalar>().assign(a[1]);
                return Value();
            })
        .method("static JValue CreateNull()", [](Env&, Args) { return makeScalar({}).value(); })
        .method(
            "static JValue CreateComment(string value)",
            [](Env&, Args a) { return Value::ofObject(new JsonScalar(JsonKind::Comment, a[0])); })
        .method("static JValue CreateUndefined()",
                [](Env&, Args) {
                    return Value::ofObject(new JsonScalar(JsonKind::Undefined, Value()));
                })
        .method("int CompareTo(JValue obj)",
                [](Env& env, Args a) {
                    return a[1].isNull()
                        ? Value::ofInt(1)
                        : Value::ofInt(orderValues(env, a[0].get<JsonScalar>().value,
                                                   a[1].get<JsonScalar>().value));
                })
        .method(
            "static JValue CreateString(string value)",
            [](Env&, Args a) { return Value::ofObject(new JsonScalar(JsonKind::String, a[0])); })
        .method("string ToString(string format)",
                [](Env& env, Args a) {
                    auto text = formatValue(a[0].get<JsonScalar>().value, a[1].text());
                    return text ? Value::ofString(std::move(*text))
                                : env.format("Input string was not in a correct format.");
                })
        .method("string ToString(IFormatProvider formatProvider)",
                [](Env&, Args a) { return Value::ofString(textOf(a[0])); });
    library.type("class Newtonsoft.Json.Linq.JRaw : JValue", "JSON text written as it stands")
        .method("new(object rawJson)",
                [](Env&, Args a) { return Value::ofObject(new JsonScalar(JsonKind::Raw, a[0])); })
        .method("new(JRaw other)", cloneJson);
}

} // namespace gatelens::expression
