#pragma once

#include "core/expression/json/token.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/comparers.h"
#include "core/expression/library/families.h"
#include "core/expression/library/json_access.h"
#include "core/expression/library/json_merge.h"
#include "core/expression/library/json_settings.h"
#include "core/expression/library/xml_json.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/text.h"

namespace gatelens::expression {

// Building of JSON trees that the families of Json.NET share.

inline JsonToken& tokenIn(const Value& value) { return value.get<JsonToken>(); }

inline JsonObject& objectIn(const Value& value) { return value.get<JsonObject>(); }

inline JsonArray& arrayIn(const Value& value) { return value.get<JsonArray>(); }

inline Value tokenOrNull(JsonToken* found) { return Value::ofObject(found); }

inline const Type* tokenType()
{
    static const Type* known = Library::instance().find("JToken")->self;
    return known;
}

/// JArray and JObject constructors and Add take any content: tokens, values, sequences of them.
inline bool addJson(Env& env, JsonContainer& target, const Value& content)
{
    const bool isPlain
        = content.as<JsonToken>() != nullptr || content.isString() || content.isBytes();
    if (!isPlain && content.as<Sequence>() != nullptr) {
        for (const auto& item : drain(env, content)) {
            if (!addJson(env, target, item))
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

inline Value jsonItemAt(Env& env, Args a) { return jsonItem(env, a[0], a[1]); }

inline Value setJsonItemAt(Env& env, Args a)
{
    auto& self = tokenIn(a[0]);
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

inline Value jsonChildList(Env&, Args a)
{
    return newArray(tokenType(), childTokens(tokenIn(a[0])));
}

inline Value cloneJson(Env& env, Args a)
{
    return a[0].isNull() ? env.argumentNull("other") : deepClone(tokenIn(a[0])).value();
}

template<class T>
Value parseJsonAs(Env& env, Args a)
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

/// FromObject(o[, serializer]).
template<class T>
Value jsonFromObject(Env& env, Args a)
{
    const bool lacksSerializer = a.size() > 1 && a[1].isNull();
    if (a[0].isNull() || lacksSerializer)
        return env.argumentNull(a[0].isNull() ? "o" : "jsonSerializer");
    auto made = toToken(env, a[0], writingIn(a.size() > 1 ? a[1] : Value()));
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

void registerJsonToken(LibraryBuilder& library);
void registerJsonContainers(
    LibraryBuilder& library); ///< JContainer, JProperty, JArray, JConstructor
void registerJsonObject(LibraryBuilder& library); ///< JObject, JValue, JRaw
void registerJsonConvert(LibraryBuilder& library);
void registerJsonSettings(LibraryBuilder& library);

} // namespace gatelens::expression
