#include "core/expression/json/token.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/comparers.h"
#include "core/expression/library/families.h"
#include "core/expression/library/json_access.h"
#include "core/expression/library/json_merge.h"
#include "core/expression/library/xml_json.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/text.h"

namespace gatelens::expression {

namespace {

JsonToken& token(const Value& value) { return value.get<JsonToken>(); }

JsonObject& object(const Value& value) { return value.get<JsonObject>(); }

JsonArray& array(const Value& value) { return value.get<JsonArray>(); }

Value orNull(JsonToken* found) { return Value::ofObject(found); }

const Type* tokenType()
{
    static const Type* known = Library::instance().find("JToken")->self;
    return known;
}

/// JArray and JObject constructors and Add take any content: tokens, values, sequences of them.
bool addContent(Env& env, JsonContainer& target, const Value& content)
{
    const bool isPlain
        = content.as<JsonToken>() != nullptr || content.isString() || content.isBytes();
    if (!isPlain && content.as<Sequence>() != nullptr) {
        for (const auto& item : drain(env, content)) {
            if (!addContent(env, target, item))
                return false;
        }
        return !env.raised();
    }
    if (target.kind() == JsonKind::Object) {
        auto* property = content.as<JsonProperty>();
        if (property == nullptr) {
            env.argument("Can not add "
                         + (content.isNull() ? std::string("null") : content.fullTypeName())
                         + " to Newtonsoft.Json.Linq.JObject.");
            return false;
        }
        return static_cast<JsonObject&>(target).add(env, Ref(property));
    }
    auto made = tokenOf(env, content);
    return made && static_cast<JsonArray&>(target).add(env, std::move(made));
}

Value index(Env& env, Args a) { return jsonItem(env, a[0], a[1]); }

Value setIndex(Env& env, Args a)
{
    auto& self = token(a[0]);
    const Value& key = a[1];
    auto content = a[2].isNull() ? makeScalar({}) : Ref(a[2].as<JsonToken>());
    if (self.isScalar())
        return env.invalidOperation("Cannot set child value on " + a[0].fullTypeName() + ".");
    if (self.kind() == JsonKind::Object) {
        if (!key.isString())
            return env.argument("Set JObject values with invalid key value: " + key.toDisplay()
                                + ". Object property name expected.");
        static_cast<JsonObject&>(self).set(env, key.text(), std::move(content));
        return {};
    }
    if (!key.isInteger() || self.kind() == JsonKind::Property)
        return env.argument("Set JArray values with invalid key value: " + key.toDisplay()
                            + ". Array position index expected.");
    auto& items = static_cast<JsonArray&>(self);
    if (key.asLong() < 0 || static_cast<std::size_t>(key.asLong()) >= items.size())
        return env.argumentRange("index");
    items.setAt(env, static_cast<std::size_t>(key.asLong()), std::move(content));
    return {};
}

Value children(Env&, Args a) { return newArray(tokenType(), childTokens(token(a[0]))); }

template<bool withSelf>
Value descendants(Env& env, Args a)
{
    return newArray(tokenType(), jsonDescendants(env, token(a[0]), withSelf));
}

Value cloneOf(Env& env, Args a)
{
    return a[0].isNull() ? env.argumentNull("other") : deepClone(token(a[0])).value();
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
    if (a.size() > 1 && !addContent(env, *made, a[1]))
        return {};
    return made.value();
}

/// Value<T>(key).
Value valueByKey(Env& env, Args a)
{
    const Value found = index(env, a);
    return env.raised() ? Value() : jsonValueOf(env, found, a.site().typeArguments[0]);
}

/// Values<T>() of an array: each child converted.
Value valuesAs(Env& env, Args a)
{
    const Type* type = a.site().typeArguments[0];
    std::vector<Value> values;
    for (const auto& child : childTokens(token(a[0]))) {
        values.push_back(jsonValueOf(env, child, type));
        if (env.raised())
            return {};
    }
    return newArray(type, std::move(values));
}

Value selectToken(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("path");
    const auto found = selectTokens(env, token(a[0]), a[1].text());
    if (env.raised())
        return {};
    if (found.size() > 1)
        return env.raise("JsonException", "Path returned multiple tokens.");
    if (!found.empty())
        return found.front();
    if (a.size() > 2 && a[2].asBool())
        return env.raise("JsonException", "Path '" + a[1].toText() + "' did not match a token.");
    return {};
}

Value removeSelf(Env& env, Args a)
{
    auto& self = token(a[0]);
    const Value alive = a[0];
    if (self.parent() == nullptr)
        return env.invalidOperation("The parent is missing.");
    if (!self.parent()->remove(self))
        return env.raise("JsonException",
                         "Cannot add or remove items from Newtonsoft.Json.Linq.JProperty.");
    return {};
}

Value replaceSelf(Env& env, Args a)
{
    auto& self = token(a[0]);
    if (self.parent() == nullptr)
        return env.invalidOperation("The parent is missing.");
    const auto by = a[1].isNull() ? makeScalar({}) : Ref(a[1].as<JsonToken>());
    self.parent()->replace(env, self, by);
    return {};
}

template<int direction>
Value sibling(Env&, Args a)
{
    const auto& self = token(a[0]);
    if (self.parent() == nullptr)
        return {};
    const auto all = childTokens(*self.parent());
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].object() == &self) {
            const auto next = static_cast<std::int64_t>(i) + direction;
            return next < 0 || next >= static_cast<std::int64_t>(all.size())
                ? Value()
                : all[static_cast<std::size_t>(next)];
        }
    }
    return {};
}

template<bool isAfter>
Value siblingsOf(Env&, Args a)
{
    std::vector<Value> found;
    const auto& self = token(a[0]);
    bool isPast = false;
    if (self.parent() != nullptr) {
        for (auto& one : childTokens(*self.parent())) {
            const bool isSelf = one.object() == &self;
            if (!isSelf && isPast == isAfter)
                found.push_back(std::move(one));
            isPast = isPast || isSelf;
        }
    }
    return newArray(tokenType(), std::move(found));
}

/// AddAfterSelf and AddBeforeSelf, in an array or (a property) in an object.
template<bool isAfter>
Value addSibling(Env& env, Args a)
{
    const auto& self = token(a[0]);
    if (self.parent() == nullptr)
        return env.invalidOperation("The parent is missing.");
    if (auto* parent = dynamic_cast<JsonArray*>(self.parent())) {
        std::size_t at = 0;
        while (&parent->at(at) != &self)
            ++at;
        auto made = tokenOf(env, a[1]);
        if (made)
            parent->insert(env, at + (isAfter ? 1 : 0), std::move(made));
        return {};
    }
    auto* parent = dynamic_cast<JsonObject*>(self.parent());
    auto* property = a[1].as<JsonProperty>();
    if (parent == nullptr || property == nullptr)
        return env.raise("JsonException", "Cannot add a value beside this one.");
    parent->insertBeside(env, self, Ref(property), isAfter);
    return {};
}

template<bool isFirst>
Value edge(Env& env, Args a)
{
    const auto& self = token(a[0]);
    if (self.isScalar())
        return env.invalidOperation("Cannot access child value on " + a[0].fullTypeName() + ".");
    const auto all = childTokens(self);
    if (all.empty())
        return {};
    return isFirst ? all.front() : all.back();
}

Value formatted(Env& env, Args a)
{
    const auto style = a.size() > 1 && a[1].tag() == Tag::Enum && a[1].asLong() == 0
        ? JsonStyle::Compact
        : JsonStyle::Indented;
    auto text = writeJson(a[0], style);
    return env.charge(text.size()) ? Value::ofString(std::move(text)) : Value();
}

template<class T>
Value parseAs(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("json");
    const auto parsed = parseJson(env, a[0].text());
    if (!parsed)
        return {};
    if (dynamic_cast<T*>(parsed.get()) == nullptr)
        return env.raise("JsonReaderException",
                         "Error reading " + a.site().result->name
                             + " from JsonReader. Current JsonReader item is not an "
                             + std::string(a.site().result->name == "JArray" ? "array" : "object")
                             + ".");
    return parsed.value();
}

template<class T>
Value fromObject(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("o");
    auto made = toToken(env, a[0]);
    if (!made)
        return {};
    if (a[0].as<JsonToken>() != nullptr)
        made = deepClone(*made);
    if (dynamic_cast<T*>(made.get()) == nullptr)
        return env.argument("Object serialized to " + made->type().name + ". "
                            + a.site().result->name + " instance expected.");
    env.keep(made.value());
    return made.value();
}

Value implicitToken(Env& env, Args a)
{
    auto made = tokenOf(env, a[0]);
    return made ? made.value() : Value();
}

Value explicitCast(Env& env, Args a) { return castToken(env, a[0], a.site().result); }

void registerConversions(TypeBuilder& type)
{
    static std::deque<std::string> texts;
    for (const std::string name :
         {"bool", "sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong", "float",
          "double", "decimal", "DateTime", "DateTimeOffset", "TimeSpan", "Guid", "char"}) {
        for (const std::string suffix : {"", "?"}) {
            if (name != "char")
                texts.push_back("static implicit operator JToken(" + name + suffix + " value)"),
                    type.method(texts.back(), implicitToken);
            texts.push_back("static explicit operator " + name + suffix + "(JToken value)");
            type.method(texts.back(), explicitCast);
        }
    }
    for (const std::string name : {"string", "byte[]", "Uri"}) {
        texts.push_back("static implicit operator JToken(" + name + " value)");
        type.method(texts.back(), implicitToken);
        texts.push_back("static explicit operator " + name + "(JToken value)");
        type.method(texts.back(), explicitCast);
    }
}

void registerToken(LibraryBuilder& library)
{
    registerJsonExtensions(library);
    auto type
        = library.type("class Newtonsoft.Json.Linq.JToken : IEnumerable<JToken>", "Any JSON value");
    type.method("JToken this[object key]", index)
        .method("set JToken this[object key]", setIndex)
        .property(
            "JTokenType Type",
            [](Env&, Args a) {
                return Value::ofEnum(*a.site().result,
                                     static_cast<std::int64_t>(token(a[0]).kind()));
            },
            "Object, Array, String, Integer …")
        .property(
            "JContainer Parent", [](Env&, Args a) { return orNull(token(a[0]).parent()); },
            "The property, array or object around it, or null")
        .property("JToken Root",
                  [](Env&, Args a) {
                      JsonToken* root = &token(a[0]);
                      while (root->parent() != nullptr)
                          root = root->parent();
                      return orNull(root);
                  })
        .property("string Path", [](Env&, Args a) { return Value::ofString(token(a[0]).path()); })
        .property("bool HasValues",
                  [](Env&, Args a) { return Value::ofBool(!childTokens(token(a[0])).empty()); })
        .property("JToken First", edge<true>)
        .property("JToken Last", edge<false>)
        .property("JToken Next", sibling<1>)
        .property("JToken Previous", sibling<-1>)
        .method("IEnumerable<JToken> Children()", children)
        .method("IEnumerable<T> Children<T>()",
                [](Env&, Args a) {
                    std::vector<Value> found;
                    for (auto& child : childTokens(token(a[0]))) {
                        if (isInstance(child, a.site().typeArguments[0]))
                            found.push_back(std::move(child));
                    }
                    return newArray(a.site().typeArguments[0], std::move(found));
                })
        .method("IEnumerable<T> Values<T>()", valuesAs, "The children converted to T")
        .method(
            "IEnumerable<JToken> Ancestors()",
            [](Env&, Args a) { return newArray(tokenType(), jsonAncestors(token(a[0]), false)); },
            "What it stands in, innermost first")
        .method(
            "IEnumerable<JToken> AncestorsAndSelf()",
            [](Env&, Args a) { return newArray(tokenType(), jsonAncestors(token(a[0]), true)); })
        .method("IEnumerable<JToken> AfterSelf()", siblingsOf<true>)
        .method("IEnumerable<JToken> BeforeSelf()", siblingsOf<false>)
        .method("void AddAfterSelf(object content)", addSibling<true>)
        .method("void AddBeforeSelf(object content)", addSibling<false>)
        .property("static JTokenEqualityComparer EqualityComparer",
                  [](Env&, Args) { return tokenComparer(); })
        .method("T Value<T>(object key)", valueByKey, "The child converted to T, or default")
        .method(
            "T ToObject<T>()",
            [](Env& env, Args a) { return fromToken(env, token(a[0]), a.site().typeArguments[0]); },
            "The .NET value of this JSON")
        .method("object ToObject(Type objectType)",
                [](Env& env, Args a) {
                    return fromToken(env, token(a[0]), a[1].get<TypeObject>().described);
                })
        .method("JToken SelectToken(string path)", selectToken, "The token at a JSONPath, or null")
        .method("JToken SelectToken(string path, bool errorWhenNoMatch)", selectToken)
        .method(
            "IEnumerable<JToken> SelectTokens(string path)",
            [](Env& env, Args a) {
                return a[1].isNull()
                    ? env.argumentNull("path")
                    : newArray(tokenType(), selectTokens(env, token(a[0]), a[1].text()));
            },
            "All tokens at a JSONPath")
        .method("IEnumerable<JToken> SelectTokens(string path, bool errorWhenNoMatch)",
                [](Env& env, Args a) {
                    auto found = selectTokens(env, token(a[0]), a[1].text());
                    if (found.empty() && a[2].asBool())
                        return env.raise("JsonException",
                                         "Path '" + a[1].toText() + "' did not match any token.");
                    return newArray(tokenType(), std::move(found));
                })
        .method(
            "JToken DeepClone()",
            [](Env& env, Args a) {
                const auto copy = deepClone(token(a[0]));
                env.keep(copy.value());
                return copy.value();
            },
            "A copy of the whole tree")
        .method("void Remove()", removeSelf, "Takes it out of its parent")
        .method("void Replace(JToken value)", replaceSelf)
        .method("string ToString(Formatting formatting, params object[] converters)", formatted,
                "JSON text, indented or compact")
        .method("static JToken Parse(string json)", parseAs<JsonToken>, "Reads JSON")
        .method("static JToken FromObject(object o)", fromObject<JsonToken>, "JSON of any value")
        .method(
            "static bool DeepEquals(JToken t1, JToken t2)",
            [](Env&, Args a) {
                return Value::ofBool(deepEquals(a[0].as<JsonToken>(), a[1].as<JsonToken>()));
            },
            "Same content; order of properties does not matter");
    registerConversions(type);
}

void registerContainers(LibraryBuilder& library)
{
    const auto addAll = [](Env& env, Args a) {
        addContent(env, static_cast<JsonContainer&>(token(a[0])), a[1]);
        return Value();
    };
    library
        .type("class Newtonsoft.Json.Linq.JContainer : JToken", "A JSON object, array or property")
        .property(
            "int Count",
            [](Env&, Args a) {
                return Value::ofInt(static_cast<std::int32_t>(childTokens(token(a[0])).size()));
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
                    addContent(env, static_cast<JsonContainer&>(token(a[0])), a[1]);
                    return Value();
                })
        .method("void ReplaceAll(object content)",
                [](Env& env, Args a) {
                    if (auto* items = a[0].as<JsonArray>())
                        items->clear();
                    else if (auto* members = a[0].as<JsonObject>())
                        members->clear();
                    addContent(env, static_cast<JsonContainer&>(token(a[0])), a[1]);
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
        .method("new(JProperty other)", cloneOf)
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
                        if (!addContent(env, *items, a[1]))
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
                    if (!addContent(env, *items, a[1]))
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
        .method("new(JArray other)", cloneOf)
        .method(
            "new(object content)",
            [](Env& env, Args a) {
                auto made = make<JsonArray>();
                return addContent(env, *made, a[0]) ? made.value() : Value();
            },
            "An array of the content; a sequence gives its elements")
        .method("new(params object[] content)",
                [](Env& env, Args a) {
                    if (a[0].isNull())
                        return env.argumentNull("content");
                    auto made = make<JsonArray>();
                    return addContent(env, *made, a[0]) ? made.value() : Value();
                })
        .method("JToken this[int index]", index)
        .method("set JToken this[int index]", setIndex)
        .method("IEnumerator<JToken> GetEnumerator()", enumeratorOf)
        .method("void CopyTo(JToken[] array, int arrayIndex)", copyElements)
        .method(
            "void Add(JToken item)",
            [](Env& env, Args a) {
                array(a[0]).add(env, a[1].isNull() ? makeScalar({}) : Ref(a[1].as<JsonToken>()));
                return Value();
            },
            "Adds at the end")
        .method("void Insert(int index, JToken item)",
                [](Env& env, Args a) {
                    if (a[1].asInt() < 0
                        || static_cast<std::size_t>(a[1].asInt()) > array(a[0]).size())
                        return env.argumentRange("index");
                    array(a[0]).insert(env, static_cast<std::size_t>(a[1].asInt()),
                                       a[2].isNull() ? makeScalar({}) : Ref(a[2].as<JsonToken>()));
                    return Value();
                })
        .method("void RemoveAt(int index)",
                [](Env& env, Args a) {
                    if (a[1].asInt() < 0
                        || static_cast<std::size_t>(a[1].asInt()) >= array(a[0]).size())
                        return env.argumentRange("index");
                    array(a[0]).removeAt(static_cast<std::size_t>(a[1].asInt()));
                    return Value();
                })
        .method("bool Remove(JToken item)",
                [](Env&, Args a) {
                    return Value::ofBool(a[1].as<JsonToken>() != nullptr
                                         && array(a[0]).remove(token(a[1])));
                })
        .method("void Clear()",
                [](Env&, Args a) {
                    array(a[0]).clear();
                    return Value();
                })
        .method("bool Contains(JToken item)",
                [](Env&, Args a) {
                    for (const auto& one : array(a[0]).items()) {
                        if (one.value().isSameObject(a[1]))
                            return Value::ofBool(true);
                    }
                    return Value::ofBool(false);
                })
        .method("int IndexOf(JToken item)",
                [](Env&, Args a) {
                    const auto& all = array(a[0]).items();
                    for (std::size_t i = 0; i < all.size(); ++i) {
                        if (all[i].value().isSameObject(a[1]))
                            return Value::ofInt(static_cast<std::int32_t>(i));
                    }
                    return Value::ofInt(-1);
                })
        .method("static JArray Parse(string json)", parseAs<JsonArray>, "Reads a JSON array")
        .method("static JArray FromObject(object o)", fromObject<JsonArray>,
                "The JSON array of a sequence");
    library
        .type("class Newtonsoft.Json.Linq.JConstructor : JContainer",
              "A JavaScript constructor call, `new Name(…)`")
        .method("new()", makeConstructor)
        .method("new(string name)", makeConstructor)
        .method("new(JConstructor other)", cloneOf)
        .method("new(string name, object content)", makeConstructor)
        .method("new(string name, params object[] content)", makeConstructor)
        .property(
            "string Name",
            [](Env&, Args a) {
                const auto& name = array(a[0]).constructor;
                return name.empty() ? Value() : Value::ofText(name);
            },
            "The constructor's name",
            [](Env&, Args a) {
                array(a[0]).constructor = a[1].toText();
                return Value();
            });
}

void registerObject(LibraryBuilder& library)
{
    library
        .type("class Newtonsoft.Json.Linq.JObject : IDictionary<string, JToken>, JContainer",
              "A JSON object")
        .method("new()", [](Env&, Args) { return makeValue<JsonObject>(); })
        .method("new(JObject other)", cloneOf)
        .method("new(object content)",
                [](Env& env, Args a) {
                    auto made = make<JsonObject>();
                    return addContent(env, *made, a[0]) ? made.value() : Value();
                })
        .method(
            "new(params object[] content)",
            [](Env& env, Args a) {
                if (a[0].isNull())
                    return env.argumentNull("content");
                auto made = make<JsonObject>();
                return addContent(env, *made, a[0]) ? made.value() : Value();
            },
            "An object of the properties")
        .method("IEnumerator<KeyValuePair<string, JToken>> GetEnumerator()", enumeratorOf)
        .method("JToken this[string propertyName]", index)
        .method("set JToken this[string propertyName]", setIndex)
        .method(
            "void Add(string propertyName, JToken value)",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("propertyName");
                object(a[0]).add(
                    env,
                    make<JsonProperty>(a[1].toText(),
                                       a[2].isNull() ? makeScalar({}) : Ref(a[2].as<JsonToken>())));
                return Value();
            },
            "Adds a property; ArgumentException when it is there")
        .method(
            "bool Remove(string propertyName)",
            [](Env&, Args a) { return Value::ofBool(object(a[0]).removeNamed(a[1].text())); },
            "Removes a property")
        .method(
            "JProperty Property(string name)",
            [](Env&, Args a) { return orNull(object(a[0]).find(a[1].text())); },
            "The property of that name, or null")
        .method(
            "IEnumerable<JProperty> Properties()",
            [](Env&, Args a) {
                return newArray(a.site().result->arguments[0], childTokens(token(a[0])));
            },
            "The properties in order")
        .method("IEnumerable<JToken> PropertyValues()",
                [](Env&, Args a) {
                    std::vector<Value> values;
                    for (const auto& property : object(a[0]).properties())
                        values.push_back(property->value().value());
                    return newArray(tokenType(), std::move(values));
                })
        .method(
            "bool ContainsKey(string propertyName)",
            [](Env& env, Args a) {
                return a[1].isNull() ? env.argumentNull("propertyName")
                                     : Value::ofBool(object(a[0]).get(a[1].text()) != nullptr);
            },
            "True when there is such a property")
        .method("bool TryGetValue(string propertyName, out JToken value)",
                [](Env&, Args a) {
                    *a[2].address()
                        = a[1].isNull() ? Value() : orNull(object(a[0]).get(a[1].text()));
                    return Value::ofBool(!a[2].address()->isNull());
                })
        .method(
            "bool TryGetValue(string propertyName, StringComparison comparison, out JToken value)",
            [](Env&, Args a) {
                for (const auto& property : object(a[0]).properties()) {
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
                    return a[1].isNull() ? Value() : orNull(object(a[0]).get(a[1].text()));
                })
        .method("JToken GetValue(string propertyName, StringComparison comparison)",
                [](Env&, Args a) {
                    if (auto* exact = object(a[0]).get(a[1].text()))
                        return orNull(exact);
                    for (const auto& property : object(a[0]).properties()) {
                        if (equalText(property->name, a[1].text(),
                                      static_cast<Comparison>(a[2].asLong())))
                            return property->value().value();
                    }
                    return Value();
                })
        .method("static JObject Parse(string json)", parseAs<JsonObject>, "Reads a JSON object")
        .method("static JObject FromObject(object o)", fromObject<JsonObject>,
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
        .method("new(JRaw other)", cloneOf);
}

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

void registerSettings(LibraryBuilder& library)
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

void registerConvertClass(LibraryBuilder& library)
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

} // namespace

void registerJson(LibraryBuilder& library)
{
    registerConvertClass(library);
    registerSettings(library);
    registerJsonMerge(library);
    registerToken(library);
    registerContainers(library);
    registerObject(library);
}

} // namespace gatelens::expression
