#include "core/expression/library/json_build.h"
#include "core/expression/library/json_settings.h"

namespace gatelens::expression {

namespace {

Value cannotPopulate(Env& env, std::string_view what, const Value& target)
{
    return env.raise("JsonSerializationException",
                     "Cannot populate JSON " + std::string(what) + " onto type '"
                         + target.fullTypeName() + "'.");
}

void populateDictionary(Env& env, DictionaryObject& target, const JsonObject& object,
                        const JsonReading& reading)
{
    const auto& types = target.type().arguments;
    for (const auto& property : object.properties()) {
        Value key = fromToken(env, *makeScalar(Value::ofText(property->name)), types[0]);
        if (env.raised())
            return;
        Value content = deserializeToken(env, *property->value(), types[1], reading);
        if (env.raised() || !env.charge(2 * sizeof(Value)))
            return;
        target.set(std::move(key), std::move(content));
    }
}

void populateObject(Env& env, const Value& target, const JsonObject& object,
                    const JsonReading& reading)
{
    if (auto* dictionary = target.as<DictionaryObject>())
        populateDictionary(env, *dictionary, object, reading);
    else if (target.as<RecordObject>() == nullptr)
        cannotPopulate(env, "object", target);
    // The members of an anonymous object cannot be set: Json.NET leaves them as they are.
}

/// Adds an item to a List or HashSet; arrays keep their items.
void addPopulated(const Value& target, Value item)
{
    if (auto* list = target.as<ListObject>()) {
        list->items.push_back(std::move(item));
        list->changed();
    } else if (auto* set = target.as<SetObject>()) {
        set->keys.add(std::move(item), {});
    }
}

void populateArray(Env& env, const Value& target, const JsonArray& array,
                   const JsonReading& reading)
{
    const bool isCollection = target.as<ListObject>() != nullptr
        || target.as<SetObject>() != nullptr || target.as<ArrayObject>() != nullptr;
    if (!isCollection) {
        cannotPopulate(env, "array", target);
        return;
    }
    const Type* element = elementTypeOf(target.type());
    for (const auto& item : array.items()) {
        Value made = deserializeToken(env, *item, element, reading);
        if (env.raised() || !env.charge(sizeof(Value)))
            return;
        addPopulated(target, std::move(made));
    }
}

/// PopulateObject(value, target[, settings]): what was added before an error stays.
Value populate(Env& env, Args a)
{
    if (a[0].isNull() || a[1].isNull())
        return env.argumentNull(a[0].isNull() ? "s" : "target");
    const auto reading = readingIn(a.size() > 2 ? a[2] : Value());
    if (trimWhiteSpace(a[0].text()).empty())
        return env.raise("JsonSerializationException", "No JSON content found to populate with.");
    const auto parsed = parseDeserialized(env, a[0].text(), reading);
    if (!parsed)
        return {};
    if (parsed->kind() == JsonKind::Array)
        populateArray(env, a[1], static_cast<const JsonArray&>(*parsed), reading);
    else if (parsed->kind() == JsonKind::Object)
        populateObject(env, a[1], static_cast<const JsonObject&>(*parsed), reading);
    else
        cannotPopulate(env, "value", a[1]);
    return {};
}

} // namespace

void registerJsonPopulate(TypeBuilder& jsonConvert)
{
    jsonConvert
        .method("static void PopulateObject(string value, object target)", populate,
                "Adds the content of a JSON text to a list, set or dictionary")
        .method("static void PopulateObject(string value, object target, JsonSerializerSettings "
                "settings)",
                populate);
}

} // namespace gatelens::expression
