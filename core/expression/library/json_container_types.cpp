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

template<bool withSelf>
Value descendants(Env& env, Args a)
{
    return newArray(tokenType(), jsonDescendants(env, tokenIn(a[0]), withSelf));
}

Value makeConstructor(Env& env, Args a)
{
    if (a.size() > 0 && a[0].isNull())
        return env.argumentNull("name");
    auto made = make<JsonArray>(JsonKind::Constructor);
    if (a.size() > 0) {
        if (a[0].text().empty())
            return env.argument("Constructor name cannot be empty.\nParameter name: name");
        made->constructor = a[0].toText();
    }
    if (a.size() > 1 && !addJson(env, *made, a[1]))
        return {};
    return made.value();
}

} // namespace

void registerJsonContainers(LibraryBuilder& library)
{
    const auto addAll = [](Env& env, Args a) {
        addJson(env, static_cast<JsonContainer&>(tokenIn(a[0])), a[1]);
        return Value();
    };
    library
        .type("class Newtonsoft.Json.Linq.JContainer : JToken", "A JSON object, array or property")
        .property(
            "int Count",
            [](Env&, Args a) {
                return Value::ofInt(static_cast<std::int32_t>(childTokens(tokenIn(a[0])).size()));
            },
            "Number of children")
        .method("void Add(object content)", addAll, "Adds at the end")
        .method("void AddFirst(object content)",
                [](Env& env, Args a) {
                    if (auto* items = a[0].as<JsonArray>()) {
                        auto made = tokenOf(env, a[1]);
                        if (made)
                            items->insert(env, 0, std::move(made));
                        return Value();
                    }
                    addJson(env, static_cast<JsonContainer&>(tokenIn(a[0])), a[1]);
                    return Value();
                })
        .method("void ReplaceAll(object content)",
                [](Env& env, Args a) {
                    if (auto* items = a[0].as<JsonArray>())
                        items->clear();
                    else if (auto* members = a[0].as<JsonObject>())
                        members->clear();
                    addJson(env, static_cast<JsonContainer&>(tokenIn(a[0])), a[1]);
                    return Value();
                })
        .method("void RemoveAll()",
                [](Env&, Args a) {
                    if (auto* items = a[0].as<JsonArray>())
                        items->clear();
                    else if (auto* members = a[0].as<JsonObject>())
                        members->clear();
                    return Value();
                })
        .method("IEnumerable<JToken> Descendants()", descendants<false>, "All tokens below")
        .method("IEnumerable<JToken> DescendantsAndSelf()", descendants<true>)
        .method("void Merge(object content)", mergeJson,
                "Takes over the content of another object or array")
        .method("void Merge(object content, JsonMergeSettings settings)", mergeJson);
    library
        .type("class Newtonsoft.Json.Linq.JProperty : JContainer",
              "A name with its value in a JSON object")
        .method("new(JProperty other)", cloneJson)
        .method("new(string name, object content)",
                [](Env& env, Args a) {
                    if (a[0].isNull())
                        return env.argumentNull("name");
                    // Several values become an array.
                    Ref<JsonToken> content;
                    const bool isMany = a[1].as<JsonToken>() == nullptr && !a[1].isBytes()
                        && a[1].as<Sequence>() != nullptr;
                    if (isMany) {
                        auto items = make<JsonArray>();
                        if (!addJson(env, *items, a[1]))
                            return Value();
                        content = Ref<JsonToken>(items.get());
                    } else {
                        content = tokenOf(env, a[1]);
                    }
                    return content ? makeValue<JsonProperty>(a[0].toText(), std::move(content))
                                   : Value();
                })
        .method("new(string name, params object[] content)",
                [](Env& env, Args a) {
                    if (a[1].isNull())
                        return makeValue<JsonProperty>(a[0].toText(), makeScalar({}));
                    auto items = make<JsonArray>();
                    if (!addJson(env, *items, a[1]))
                        return Value();
                    return makeValue<JsonProperty>(a[0].toText(), Ref<JsonToken>(items.get()));
                })
        .property("string Name",
                  [](Env&, Args a) { return Value::ofText(a[0].get<JsonProperty>().name); })
        .property(
            "JToken Value", [](Env&, Args a) { return a[0].get<JsonProperty>().value().value(); },
            "The value",
            [](Env& env, Args a) {
                a[0].get<JsonProperty>().setValue(
                    env, a[1].isNull() ? makeScalar({}) : Ref(a[1].as<JsonToken>()));
                return Value();
            });
    library.type("class Newtonsoft.Json.Linq.JArray : IList<JToken>, JContainer", "A JSON array")
        .method("new()", [](Env&, Args) { return makeValue<JsonArray>(); })
        .method("new(JArray other)", cloneJson)
        .method(
            "new(object content)",
            [](Env& env, Args a) {
                auto made = make<JsonArray>();
                return addJson(env, *made, a[0]) ? made.value() : Value();
            },
            "An array of the content; a sequence gives its elements")
        .method("new(params object[] content)",
                [](Env& env, Args a) {
                    if (a[0].isNull())
                        return env.argumentNull("content");
                    auto made = make<JsonArray>();
                    return addJson(env, *made, a[0]) ? made.value() : Value();
                })
        .method("JToken this[int index]", jsonItemAt)
        .method("set JToken this[int index]", setJsonItemAt)
        .method("IEnumerator<JToken> GetEnumerator()", enumeratorOf)
        .method("void CopyTo(JToken[] array, int arrayIndex)", copyElements)
        .method(
            "void Add(JToken item)",
            [](Env& env, Args a) {
                arrayIn(a[0]).add(env, a[1].isNull() ? makeScalar({}) : Ref(a[1].as<JsonToken>()));
                return Value();
            },
            "Adds at the end")
        .method("void Insert(int index, JToken item)",
                [](Env& env, Args a) {
                    if (a[1].asInt() < 0
                        || static_cast<std::size_t>(a[1].asInt()) > arrayIn(a[0]).size())
                        return env.argumentRange("index");
                    arrayIn(a[0]).insert(env, static_cast<std::size_t>(a[1].asInt()),
                                         a[2].isNull() ? makeScalar({})
                                                       : Ref(a[2].as<JsonToken>()));
                    return Value();
                })
        .method("void RemoveAt(int index)",
                [](Env& env, Args a) {
                    if (a[1].asInt() < 0
                        || static_cast<std::size_t>(a[1].asInt()) >= arrayIn(a[0]).size())
                        return env.argumentRange("index");
                    arrayIn(a[0]).removeAt(static_cast<std::size_t>(a[1].asInt()));
                    return Value();
                })
        .method("bool Remove(JToken item)",
                [](Env&, Args a) {
                    return Value::ofBool(a[1].as<JsonToken>() != nullptr
                                         && arrayIn(a[0]).remove(tokenIn(a[1])));
                })
        .method("void Clear()",
                [](Env&, Args a) {
                    arrayIn(a[0]).clear();
                    return Value();
                })
        .method("bool Contains(JToken item)",
                [](Env&, Args a) {
                    for (const auto& one : arrayIn(a[0]).items()) {
                        if (one.value().isSameObject(a[1]))
                            return Value::ofBool(true);
                    }
                    return Value::ofBool(false);
                })
        .method("int IndexOf(JToken item)",
                [](Env&, Args a) {
                    const auto& all = arrayIn(a[0]).items();
                    for (std::size_t i = 0; i < all.size(); ++i) {
                        if (all[i].value().isSameObject(a[1]))
                            return Value::ofInt(static_cast<std::int32_t>(i));
                    }
                    return Value::ofInt(-1);
                })
        .method("static JArray Parse(string json)", parseJsonAs<JsonArray>, "Reads a JSON array")
        .method("static JArray FromObject(object o, JsonSerializer jsonSerializer)",
                jsonFromObject<JsonArray>)
        .method("static JArray FromObject(object o)", jsonFromObject<JsonArray>,
                "The JSON array of a sequence");
    library
        .type("class Newtonsoft.Json.Linq.JConstructor : JContainer",
              "A JavaScript constructor call, `new Name(…)`")
        .method("new()", makeConstructor)
        .method("new(string name)", makeConstructor)
        .method("new(JConstructor other)", cloneJson)
        .method("new(string name, object content)", makeConstructor)
        .method("new(string name, params object[] content)", makeConstructor)
        .property(
            "string Name",
            [](Env&, Args a) {
                const auto& name = arrayIn(a[0]).constructor;
                return name.empty() ? Value() : Value::ofText(name);
            },
            "The constructor's name",
            [](Env&, Args a) {
                arrayIn(a[0]).constructor = a[1].toText();
                return Value();
            });
}

} // namespace gatelens::expression
