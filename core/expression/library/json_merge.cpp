#include "core/expression/library/json_merge.h"

#include "core/expression/runtime/objects.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// MergeArrayHandling, with its numbers.
enum class ArrayHandling
{
    Concat,
    Union,
    Replace,
    Merge,
};

struct MergeSettings
{
    ArrayHandling arrays = ArrayHandling::Concat;
    bool takesNulls = false;
};

void mergeInto(Env& env, JsonContainer& target, const JsonToken& source,
               const MergeSettings& settings);

void mergeItem(Env& env, JsonArray& target, std::size_t index, const JsonToken& item,
               const MergeSettings& settings)
{
    JsonToken& known = target.at(index);
    if (known.isContainer())
        mergeInto(env, static_cast<JsonContainer&>(known), item, settings);
    else if (item.kind() != JsonKind::Null || settings.takesNulls)
        target.setAt(env, index, deepClone(item));
}

void mergeArrays(Env& env, JsonArray& target, const JsonArray& source,
                 const MergeSettings& settings)
{
    // A merge of an array with itself must not grow what it reads.
    const auto items = source.items();
    if (settings.arrays == ArrayHandling::Replace)
        target.clear();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (env.raised() || !env.step())
            return;
        if (settings.arrays == ArrayHandling::Merge && i < target.size()) {
            mergeItem(env, target, i, *items[i], settings);
            continue;
        }
        const bool isKnown = settings.arrays == ArrayHandling::Union
            && std::any_of(target.items().begin(), target.items().end(),
                           [&](const auto& one) { return deepEquals(one.get(), items[i].get()); });
        if (!isKnown)
            target.add(env, deepClone(*items[i]));
    }
}

void mergeObjects(Env& env, JsonObject& target, const JsonObject& source,
                  const MergeSettings& settings)
{
    for (const auto& property : source.properties()) {
        auto* known = target.get(property->name);
        const auto& content = *property->value();
        if (known == nullptr)
            target.set(env, property->name, deepClone(content));
        else if (known->isContainer() && known->kind() == content.kind())
            mergeInto(env, static_cast<JsonContainer&>(*known), content, settings);
        else if (content.kind() != JsonKind::Null || settings.takesNulls)
            target.set(env, property->name, deepClone(content));
        if (env.raised())
            return;
    }
}

/// Objects by name, arrays as the settings say; what does not fit is passed over.
void mergeInto(Env& env, JsonContainer& target, const JsonToken& source,
               const MergeSettings& settings)
{
    const DepthGuard depth(env);
    if (!depth || target.kind() != source.kind())
        return;
    if (target.kind() == JsonKind::Array)
        mergeArrays(env, static_cast<JsonArray&>(target), static_cast<const JsonArray&>(source),
                    settings);
    else if (target.kind() == JsonKind::Object)
        mergeObjects(env, static_cast<JsonObject&>(target), static_cast<const JsonObject&>(source),
                     settings);
}

MergeSettings settingsOf(const Value& value)
{
    MergeSettings settings;
    if (const auto* record = value.as<RecordObject>()) {
        settings.arrays = static_cast<ArrayHandling>(record->fields[0].asLong());
        settings.takesNulls = record->fields[1].asLong() == 1;
    }
    return settings;
}

template<std::size_t index>
Value setting(Env&, Args a)
{
    return a[0].get<RecordObject>().fields[index];
}

template<std::size_t index>
Value setSetting(Env&, Args a)
{
    a[0].get<RecordObject>().fields[index] = a[1];
    return {};
}

} // namespace

Value mergeJson(Env& env, Args a)
{
    auto& target = a[0].get<JsonContainer>();
    const auto settings = settingsOf(a.size() > 2 ? a[2] : Value());
    if (const auto* source = a[1].as<JsonToken>()) {
        mergeInto(env, target, *source, settings);
    } else if (target.kind() == JsonKind::Array && !a[1].isString() && !a[1].isBytes()
               && a[1].as<Sequence>() != nullptr) {
        const auto made = toToken(env, a[1]);
        if (made)
            mergeInto(env, target, *made, settings);
    }
    return {};
}

void registerJsonMerge(LibraryBuilder& library)
{
    library.type("enum Newtonsoft.Json.Linq.MergeArrayHandling")
        .values({"Concat", "Union", "Replace", "Merge"});
    library.type("enum Newtonsoft.Json.Linq.MergeNullValueHandling").values({"Ignore", "Merge"});
    library.type("class Newtonsoft.Json.Linq.JsonMergeSettings", "How JSON is merged")
        .unlisted()
        .method("new()",
                [](Env&, Args a) {
                    const auto& known = Library::instance();
                    return makeValue<RecordObject>(
                        *a.site().result,
                        std::vector<Value>{
                            Value::ofEnum(*known.find("MergeArrayHandling")->self, 0),
                            Value::ofEnum(*known.find("MergeNullValueHandling")->self, 0)});
                })
        .property("MergeArrayHandling MergeArrayHandling", setting<0>, "What becomes of two arrays",
                  setSetting<0>)
        .property("MergeNullValueHandling MergeNullValueHandling", setting<1>,
                  "Whether null replaces a value", setSetting<1>);
}

} // namespace gatelens::expression
