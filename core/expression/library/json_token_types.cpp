#include "core/expression/json/token.h"
#include "core/expression/library/annotation_members.h"
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

/// Value<T>(key).
Value valueByKey(Env& env, Args a)
{
    const Value found = jsonItemAt(env, a);
    return env.raised() ? Value() : jsonValueOf(env, found, a.site().typeArguments[0]);
}

/// Values<T>() of an array: each child converted.
Value valuesAs(Env& env, Args a)
{
    const Type* type = a.site().typeArguments[0];
    std::vector<Value> values;
    for (const auto& child : childTokens(tokenIn(a[0]))) {
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
    const auto found = selectTokens(env, tokenIn(a[0]), a[1].text());
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
    auto& self = tokenIn(a[0]);
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
    auto& self = tokenIn(a[0]);
    if (self.parent() == nullptr)
        return env.invalidOperation("The parent is missing.");
    const auto by = a[1].isNull() ? makeScalar({}) : Ref(a[1].as<JsonToken>());
    self.parent()->replace(env, self, by);
    return {};
}

template<int direction>
Value sibling(Env&, Args a)
{
    const auto& self = tokenIn(a[0]);
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
    const auto& self = tokenIn(a[0]);
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
    const auto& self = tokenIn(a[0]);
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
    const auto& self = tokenIn(a[0]);
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

} // namespace

void registerJsonToken(LibraryBuilder& library)
{
    registerJsonExtensions(library);
    auto type
        = library.type("class Newtonsoft.Json.Linq.JToken : IEnumerable<JToken>", "Any JSON value");
    registerAnnotations<JsonToken>(type);
    type.method("JToken this[object key]", jsonItemAt)
        .method("set JToken this[object key]", setJsonItemAt)
        .property(
            "JTokenType Type",
            [](Env&, Args a) {
                return Value::ofEnum(*a.site().result,
                                     static_cast<std::int64_t>(tokenIn(a[0]).kind()));
            },
            "Object, Array, String, Integer …")
        .property(
            "JContainer Parent", [](Env&, Args a) { return tokenOrNull(tokenIn(a[0]).parent()); },
            "The property, array or object around it, or null")
        .property("JToken Root",
                  [](Env&, Args a) {
                      JsonToken* root = &tokenIn(a[0]);
                      while (root->parent() != nullptr)
                          root = root->parent();
                      return tokenOrNull(root);
                  })
        .property("string Path", [](Env&, Args a) { return Value::ofString(tokenIn(a[0]).path()); })
        .property("bool HasValues",
                  [](Env&, Args a) { return Value::ofBool(!childTokens(tokenIn(a[0])).empty()); })
        .property("JToken First", edge<true>)
        .property("JToken Last", edge<false>)
        .property("JToken Next", sibling<1>)
        .property("JToken Previous", sibling<-1>)
        .method("IEnumerable<JToken> Children()", jsonChildList)
        .method("IEnumerable<T> Children<T>()",
                [](Env&, Args a) {
                    std::vector<Value> found;
                    for (auto& child : childTokens(tokenIn(a[0]))) {
                        if (isInstance(child, a.site().typeArguments[0]))
                            found.push_back(std::move(child));
                    }
                    return newArray(a.site().typeArguments[0], std::move(found));
                })
        .method("IEnumerable<T> Values<T>()", valuesAs, "The children converted to T")
        .method(
            "IEnumerable<JToken> Ancestors()",
            [](Env&, Args a) { return newArray(tokenType(), jsonAncestors(tokenIn(a[0]), false)); },
            "What it stands in, innermost first")
        .method(
            "IEnumerable<JToken> AncestorsAndSelf()",
            [](Env&, Args a) { return newArray(tokenType(), jsonAncestors(tokenIn(a[0]), true)); })
        .method("IEnumerable<JToken> AfterSelf()", siblingsOf<true>)
        .method("IEnumerable<JToken> BeforeSelf()", siblingsOf<false>)
        .method("void AddAfterSelf(object content)", addSibling<true>)
        .method("void AddBeforeSelf(object content)", addSibling<false>)
        .property("static JTokenEqualityComparer EqualityComparer",
                  [](Env&, Args) { return tokenComparer(); })
        .method("T Value<T>(object key)", valueByKey, "The child converted to T, or default")
        .method(
            "T ToObject<T>()",
            [](Env& env, Args a) {
                return fromToken(env, tokenIn(a[0]), a.site().typeArguments[0]);
            },
            "The .NET value of this JSON")
        .method("object ToObject(Type objectType)",
                [](Env& env, Args a) {
                    return fromToken(env, tokenIn(a[0]), a[1].get<TypeObject>().described);
                })
        .method("T ToObject<T>(JsonSerializer jsonSerializer)",
                [](Env& env, Args a) {
                    return a[1].isNull() ? env.argumentNull("jsonSerializer")
                                         : fromToken(env, tokenIn(a[0]), a.site().typeArguments[0]);
                })
        .method("object ToObject(Type objectType, JsonSerializer jsonSerializer)",
                [](Env& env, Args a) {
                    return a[2].isNull()
                        ? env.argumentNull("jsonSerializer")
                        : fromToken(env, tokenIn(a[0]), a[1].get<TypeObject>().described);
                })
        .method("JToken SelectToken(string path)", selectToken, "The token at a JSONPath, or null")
        .method("JToken SelectToken(string path, bool errorWhenNoMatch)", selectToken)
        .method(
            "IEnumerable<JToken> SelectTokens(string path)",
            [](Env& env, Args a) {
                return a[1].isNull()
                    ? env.argumentNull("path")
                    : newArray(tokenType(), selectTokens(env, tokenIn(a[0]), a[1].text()));
            },
            "All tokens at a JSONPath")
        .method("IEnumerable<JToken> SelectTokens(string path, bool errorWhenNoMatch)",
                [](Env& env, Args a) {
                    auto found = selectTokens(env, tokenIn(a[0]), a[1].text());
                    if (found.empty() && a[2].asBool())
                        return env.raise("JsonException",
                                         "Path '" + a[1].toText() + "' did not match any token.");
                    return newArray(tokenType(), std::move(found));
                })
        .method(
            "JToken DeepClone()",
            [](Env& env, Args a) {
                const auto copy = deepClone(tokenIn(a[0]));
                env.keep(copy.value());
                return copy.value();
            },
            "A copy of the whole tree")
        .method("void Remove()", removeSelf, "Takes it out of its parent")
        .method("void Replace(JToken value)", replaceSelf)
        .method("string ToString(Formatting formatting, params object[] converters)", formatted,
                "JSON text, indented or compact")
        .method("static JToken Parse(string json)", parseJsonAs<JsonToken>, "Reads JSON")
        .method("static JToken FromObject(object o)", jsonFromObject<JsonToken>,
                "JSON of any value")
        .method("static JToken FromObject(object o, JsonSerializer jsonSerializer)",
                jsonFromObject<JsonToken>)
        .method(
            "static bool DeepEquals(JToken t1, JToken t2)",
            [](Env&, Args a) {
                return Value::ofBool(deepEquals(a[0].as<JsonToken>(), a[1].as<JsonToken>()));
            },
            "Same content; order of properties does not matter");
    registerConversions(type);
}

} // namespace gatelens::expression
