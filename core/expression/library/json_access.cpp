#include "core/expression/library/json_access.h"

#include "core/expression/library/comparers.h"
#include "core/expression/runtime/operators.h"

#include <functional>

namespace gatelens::expression {

namespace {

/// Equality of tokens by content.
class TokenComparer final : public EqualityObject
{
public:
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* self = Library::instance().find("JTokenEqualityComparer")->self;
        return *self;
    }
    [[nodiscard]] bool equalKeys(const Value& left, const Value& right) const override
    {
        return deepEquals(left.as<JsonToken>(), right.as<JsonToken>());
    }
    [[nodiscard]] std::size_t hashKey(const Value& value) const override
    {
        // Objects are equal whatever the order of their properties: only their size counts.
        const auto* known = value.as<JsonToken>();
        if (known == nullptr)
            return 0;
        return known->isScalar() ? known->scalar().hash() : childTokens(*known).size();
    }
};

} // namespace

Value tokenComparer() { return makeValue<TokenComparer>(); }

Value jsonItem(Env& env, const Value& container, const Value& key)
{
    auto& self = container.get<JsonToken>();
    if (self.isScalar())
        return env.invalidOperation("Cannot access child value on " + container.fullTypeName()
                                    + ".");
    if (self.kind() == JsonKind::Property) {
        if (!key.isInteger() || key.asLong() != 0)
            return env.argumentRange("index");
        return static_cast<JsonProperty&>(self).value().value();
    }
    if (self.kind() == JsonKind::Object) {
        if (!key.isString())
            return env.argument("Accessed JObject values with invalid key value: " + key.toDisplay()
                                + ". Object property name expected.");
        return Value::ofObject(static_cast<JsonObject&>(self).get(key.text()));
    }
    if (!key.isInteger())
        return env.argument("Accessed JArray values with invalid key value: " + key.toDisplay()
                            + ". Array position index expected.");
    auto& items = static_cast<JsonArray&>(self);
    if (key.asLong() < 0 || static_cast<std::size_t>(key.asLong()) >= items.size())
        return env.raise("ArgumentOutOfRangeException",
                         "Index was out of range. Must be non-negative and less than the size of "
                         "the collection.\nParameter name: index");
    return Value::ofObject(&items.at(static_cast<std::size_t>(key.asLong())));
}

std::vector<Value> childTokens(const JsonToken& self)
{
    std::vector<Value> children;
    if (self.isScalar())
        return children;
    const auto& container = static_cast<const JsonContainer&>(self);
    for (std::size_t i = 0; i < container.size(); ++i)
        children.push_back(Value::ofObject(&container.at(i)));
    return children;
}

Value jsonValueOf(Env& env, const Value& found, const Type* type)
{
    if (found.isNull())
        return defaultOf(type);
    const auto& known = found.get<JsonToken>();
    if (known.kind() == JsonKind::Property)
        return jsonValueOf(env, static_cast<const JsonProperty&>(known).value().value(), type);
    if (isInstance(found, type))
        return found;
    if (known.isContainer())
        return env.raise("InvalidCastException",
                         "Cannot cast " + found.fullTypeName()
                             + " to Newtonsoft.Json.Linq.JToken.");
    const Value& content = known.scalar();
    if (content.isNull() && !type->acceptsNull())
        return env.raise("InvalidCastException",
                         "Null object cannot be converted to a value type.");
    if (content.isNull())
        return {};
    // Value<T> converts by Convert.ChangeType, which knows only the plain types.
    const Type* plain = type->withoutNullable();
    if (isInstance(content, plain))
        return content;
    const auto& types = core();
    if (plain == types.guid || plain == types.timeSpan || plain == types.dateTimeOffset
        || plain == types.bytes || plain->isEnum() || plain->name == "Uri")
        return env.invalidCast(content, *plain);
    return castToken(env, found, type);
}

std::vector<Value> jsonAncestors(JsonToken& token, bool withSelf)
{
    std::vector<Value> all;
    for (JsonToken* one = withSelf ? &token : token.parent(); one != nullptr; one = one->parent())
        all.push_back(Value::ofObject(one));
    return all;
}

std::vector<Value> jsonDescendants(Env& env, const JsonToken& token, bool withSelf)
{
    std::vector<Value> all;
    const std::function<void(const JsonToken&)> visit = [&](const JsonToken& self) {
        for (auto& child : childTokens(self)) {
            if (!env.step() || !env.charge(sizeof(Value)))
                return;
            all.push_back(child);
            visit(child.get<JsonToken>());
        }
    };
    if (withSelf)
        all.push_back(Value::ofObject(const_cast<JsonToken*>(&token)));
    visit(token);
    return all;
}

} // namespace gatelens::expression
