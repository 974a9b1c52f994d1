#include "core/expression/library/comparers.h"
#include "core/expression/library/json_access.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"

namespace gatelens::expression {

namespace {

/// What `each` gives for the tokens of a sequence, one after the other.
template<class Each>
Value overTokens(Env& env, Args a, const Type* element, Each each)
{
    if (a[0].isNull())
        return env.argumentNull("source");
    std::vector<Value> all;
    for (const auto& one : drain(env, a[0])) {
        if (one.as<JsonToken>() == nullptr)
            continue;
        for (auto& found : each(one)) {
            if (env.raised() || !env.charge(sizeof(Value)))
                return {};
            all.push_back(std::move(found));
        }
    }
    return env.raised() ? Value() : newArray(element, std::move(all));
}

const Type* tokenElement() { return Library::instance().find("JToken")->self; }

std::vector<Value> convertedAll(Env& env, std::vector<Value> tokens, const Type* type)
{
    for (auto& one : tokens) {
        one = jsonValueOf(env, one, type);
        if (env.raised())
            return {};
    }
    return tokens;
}

/// Values<T>(): the tokens converted; an object gives its values.
Value valuesOfTokens(Env& env, Args a)
{
    const Type* type = a.site().typeArguments.back();
    return overTokens(env, a, type,
                      [&](const Value& one) { return convertedAll(env, {one}, type); });
}

/// Values(key) and Values<T>(key).
template<bool converts>
Value valuesByKey(Env& env, Args a)
{
    const Type* type = converts ? a.site().typeArguments[0] : tokenElement();
    return overTokens(env, a, type, [&](const Value& one) {
        std::vector<Value> found{jsonItem(env, one, a[1])};
        if (env.raised() || found[0].isNull())
            found.clear();
        return converts ? convertedAll(env, std::move(found), type) : found;
    });
}

/// Values() without key: the children of each; of an object its values.
Value valuesOfAll(Env& env, Args a)
{
    return overTokens(env, a, tokenElement(), [&](const Value& one) {
        auto children = childTokens(one.get<JsonToken>());
        for (auto& child : children) {
            if (const auto* property = child.as<JsonProperty>())
                child = property->value().value();
        }
        return children;
    });
}

template<bool withSelf>
Value ancestorsOfAll(Env& env, Args a)
{
    return overTokens(env, a, tokenElement(), [&](const Value& one) {
        return jsonAncestors(one.get<JsonToken>(), withSelf);
    });
}

template<bool withSelf>
Value descendantsOfAll(Env& env, Args a)
{
    return overTokens(env, a, tokenElement(), [&](const Value& one) {
        return jsonDescendants(env, one.get<JsonToken>(), withSelf);
    });
}

Value childrenOfAll(Env& env, Args a)
{
    return overTokens(env, a, tokenElement(),
                      [&](const Value& one) { return childTokens(one.get<JsonToken>()); });
}

Value propertiesOfAll(Env& env, Args a)
{
    const Type* property = Library::instance().find("JProperty")->self;
    return overTokens(env, a, property,
                      [&](const Value& one) { return childTokens(one.get<JsonToken>()); });
}

Value valueOfOne(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("value");
    if (a[0].as<JsonToken>() == nullptr)
        return env.argument("Source value must be a JToken.");
    return jsonValueOf(env, a[0], a.site().typeArguments[0]);
}

} // namespace

void registerJsonExtensions(LibraryBuilder& library)
{
    library.type("interface Newtonsoft.Json.Linq.IJEnumerable<T> : IEnumerable<T>");
    library
        .type("class Newtonsoft.Json.Linq.JTokenEqualityComparer : IEqualityComparer<JToken>",
              "Equality of JSON by content")
        .method("new()", [](Env&, Args) { return tokenComparer(); })
        .method("bool Equals(JToken x, JToken y)",
                [](Env&, Args a) { return Value::ofBool(KeyComparer(a[0]).equal(a[1], a[2])); })
        .method("int GetHashCode(JToken obj)", [](Env&, Args a) {
            return Value::ofInt(static_cast<std::int32_t>(KeyComparer(a[0]).hash(a[1])));
        });
    library.type("static Newtonsoft.Json.Linq.Extensions")
        .method("static T Value<T>(this JToken value)", valueOfOne, "The token converted to T")
        .method("static IEnumerable<T> Values<T>(this IEnumerable<JToken> source)", valuesOfTokens,
                "The tokens converted to T")
        .method("static IEnumerable<JToken> Values(this IEnumerable<JToken> source)", valuesOfAll)
        .method("static IEnumerable<JToken> Values(this IEnumerable<JToken> source, object key)",
                valuesByKey<false>, "The children of that key")
        .method("static IEnumerable<T> Values<T>(this IEnumerable<JToken> source, object key)",
                valuesByKey<true>)
        .method("static IEnumerable<JToken> Children<T>(this IEnumerable<T> source)", childrenOfAll)
        .method("static IEnumerable<JProperty> Properties(this IEnumerable<JObject> source)",
                propertiesOfAll)
        .method("static IEnumerable<JToken> Ancestors<T>(this IEnumerable<T> source)",
                ancestorsOfAll<false>)
        .method("static IEnumerable<JToken> AncestorsAndSelf<T>(this IEnumerable<T> source)",
                ancestorsOfAll<true>)
        .method("static IEnumerable<JToken> Descendants<T>(this IEnumerable<T> source)",
                descendantsOfAll<false>)
        .method("static IEnumerable<JToken> DescendantsAndSelf<T>(this IEnumerable<T> source)",
                descendantsOfAll<true>)
        .method("static IEnumerable<JToken> AsJEnumerable(this IEnumerable<JToken> source)",
                [](Env&, Args a) { return a[0]; });
}

} // namespace gatelens::expression
