#include "core/expression/json/token.h"
#include "core/expression/library/collection_families.h"
#include "core/expression/library/collections.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

Value missingKey(Env& env)
{
    return env.raise("KeyNotFoundException", "The given key was not present in the dictionary.");
}

DictionaryBase* dictionary(const Value& value) { return value.as<DictionaryBase>(); }

DictionaryObject* writable(Env& env, const Value& value)
{
    auto* object = value.as<DictionaryObject>();
    if (object == nullptr)
        env.notSupported("Collection is read-only.");
    return object;
}

/// Looks a key up in a dictionary or a JObject.
std::optional<Value> look(const Value& value, const Value& key)
{
    if (const auto* known = dictionary(value))
        return known->find(key);
    if (const auto* object = value.as<JsonObject>()) {
        if (auto* token = object->get(key.text()))
            return Value::ofObject(token);
    }
    return std::nullopt;
}

Value getItem(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("key");
    auto found = look(a[0], a[1]);
    return found ? std::move(*found) : missingKey(env);
}

Value setItem(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("key");
    if (auto* json = a[0].as<JsonObject>())
        json->set(env, a[1].text(), a[2].isNull() ? makeScalar({}) : Ref(a[2].as<JsonToken>()));
    else if (auto* object = writable(env, a[0]); object != nullptr && env.charge(64))
        object->set(a[1], a[2]);
    return {};
}

Value addKey(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("key");
    if (auto* json = a[0].as<JsonObject>()) {
        json->add(env,
                  make<JsonProperty>(a[1].toText(),
                                     a[2].isNull() ? makeScalar({}) : Ref(a[2].as<JsonToken>())));
        return {};
    }
    auto* object = writable(env, a[0]);
    if (object != nullptr && env.charge(64) && !object->add(a[1], a[2]))
        return env.argument("An item with the same key has already been added.");
    return {};
}

Value containsKey(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("key");
    return Value::ofBool(look(a[0], a[1]).has_value());
}

Value tryGetValue(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("key");
    auto found = look(a[0], a[1]);
    // Without a value, `out` keeps the default that the caller put there.
    if (found)
        *a[2].address() = *found;
    return Value::ofBool(found.has_value());
}

template<bool wantsKeys>
Value half(Env&, Args a)
{
    return makeValue<HalvesObject>(*a.site().result, a[0], wantsKeys);
}

Value removeKey(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("key");
    if (auto* object = a[0].as<JsonObject>())
        return Value::ofBool(object->removeNamed(a[1].text()));
    auto* object = writable(env, a[0]);
    return Value::ofBool(object != nullptr && object->remove(a[1]));
}

Value clearAll(Env& env, Args a)
{
    if (auto* json = a[0].as<JsonObject>())
        json->clear();
    else if (auto* object = writable(env, a[0]))
        object->clear();
    return {};
}

Value copyDictionary(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("dictionary");
    auto made = make<DictionaryObject>(*a.site().result, a.size() > 1 ? a[1] : Value());
    if (const auto* source = dictionary(a[0])) {
        for (auto& entry : source->entries())
            made->set(std::move(entry.first), std::move(entry.second));
    }
    return made.value();
}

/// A Dictionary of key-value pairs.
Value copyPairs(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("collection");
    auto made = make<DictionaryObject>(*a.site().result, a.size() > 1 ? a[1] : Value());
    for (const auto& item : drain(env, a[0])) {
        const auto& fields = item.get<RecordObject>().fields;
        if (fields[0].isNull())
            return env.argumentNull("key");
        if (!env.charge(64))
            return {};
        if (!made->add(fields[0], fields[1]))
            return env.argument("An item with the same key has already been added.");
    }
    return made.value();
}

Value newDictionary(Env& env, Args a)
{
    if (a.size() > 0 && a[0].tag() == Tag::Int32 && a[0].asInt() < 0)
        return env.argumentRange("capacity");
    Value comparer;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].isObject())
            comparer = a[i];
    }
    return makeValue<DictionaryObject>(*a.site().result, comparer);
}

Value getOrDefault(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("key");
    auto found = look(a[0], a[1]);
    if (found)
        return std::move(*found);
    return a.size() > 2 ? a[2] : defaultOf(a.site().result);
}

} // namespace

void registerDictionaries(LibraryBuilder& library)
{
    library
        .type("interface System.Collections.Generic.IReadOnlyDictionary<K, V> : "
              "IReadOnlyCollection<KeyValuePair<K, V>>",
              "Keys and values to read")
        .method("V this[K key]", getItem)
        .property("IEnumerable<K> Keys", half<true>, "The keys")
        .property("IEnumerable<V> Values", half<false>, "The values")
        .method("bool ContainsKey(K key)", containsKey, "True when there is such a key")
        .method("bool TryGetValue(K key, out V value)", tryGetValue,
                "The value of the key; false when there is none");
    library
        .type("interface System.Collections.Generic.IDictionary<K, V> : "
              "ICollection<KeyValuePair<K, V>>",
              "Keys and values")
        .method("V this[K key]", getItem)
        .method("set V this[K key]", setItem)
        .property("ICollection<K> Keys", half<true>)
        .property("ICollection<V> Values", half<false>)
        .method("bool ContainsKey(K key)", containsKey)
        .method("bool TryGetValue(K key, out V value)", tryGetValue)
        .method("void Add(K key, V value)", addKey)
        .method("bool Remove(K key)", removeKey)
        .method("void Clear()", clearAll);
    library
        .type("class System.Collections.Generic.Dictionary<K, V> : IDictionary<K, V>, "
              "IReadOnlyDictionary<K, V>",
              "Values by key")
        .method("new()", newDictionary)
        .method("new(int capacity)", newDictionary)
        .method("new(IEqualityComparer<K> comparer)", newDictionary,
                "Keys compared by the comparer, as StringComparer.OrdinalIgnoreCase")
        .method("new(int capacity, IEqualityComparer<K> comparer)", newDictionary)
        .method("new(IDictionary<K, V> dictionary)", copyDictionary)
        .method("new(IDictionary<K, V> dictionary, IEqualityComparer<K> comparer)", copyDictionary)
        .property("int Count", countElements, "Number of entries")
        .method("V this[K key]", getItem)
        .method("set V this[K key]", setItem)
        .method("new(IEnumerable<KeyValuePair<K, V>> collection)", copyPairs)
        .method("new(IEnumerable<KeyValuePair<K, V>> collection, IEqualityComparer<K> comparer)",
                copyPairs)
        .property("ICollection<K> Keys", half<true>, "The keys")
        .property("ICollection<V> Values", half<false>, "The values")
        .property("IEqualityComparer<K> Comparer",
                  [](Env&, Args a) {
                      const Value& known = a[0].get<DictionaryObject>().comparer();
                      return known.isNull() ? makeValue<RecordObject>(
                                 *genericOf("EqualityComparer", a.site().result->arguments),
                                 std::vector<Value>())
                                            : known;
                  })
        .method("bool Remove(K key, out V value)",
                [](Env& env, Args a) {
                    if (a[1].isNull())
                        return env.argumentNull("key");
                    auto* object = writable(env, a[0]);
                    const auto found = object == nullptr ? std::nullopt : object->find(a[1]);
                    if (found)
                        *a[2].address() = *found;
                    return Value::ofBool(found && object->remove(a[1]));
                })
        .method("int EnsureCapacity(int capacity)",
                [](Env& env, Args a) {
                    return a[1].asInt() < 0 ? env.argumentRange("capacity") : Value(a[1]);
                })
        .method("void TrimExcess()", [](Env&, Args) { return Value(); })
        .method("IEnumerator<KeyValuePair<K, V>> GetEnumerator()", enumeratorOf)
        .method("void Add(K key, V value)", addKey, "Adds; ArgumentException when the key is there")
        .method("bool TryAdd(K key, V value)",
                [](Env& env, Args a) {
                    if (a[1].isNull())
                        return env.argumentNull("key");
                    auto* object = writable(env, a[0]);
                    return Value::ofBool(object != nullptr && env.charge(64)
                                         && object->add(a[1], a[2]));
                })
        .method("bool Remove(K key)", removeKey, "Removes; false when there is no such key")
        .method("bool ContainsKey(K key)", containsKey, "True when there is such a key")
        .method("bool ContainsValue(V value)",
                [](Env&, Args a) {
                    const auto entries = dictionary(a[0])->entries();
                    return Value::ofBool(std::any_of(
                        entries.begin(), entries.end(),
                        [&](const DictionaryEntry& entry) { return entry.second.equals(a[1]); }));
                })
        .method("bool TryGetValue(K key, out V value)", tryGetValue,
                "The value of the key; false when there is none")
        .method("void Clear()", clearAll);
    library.type("static System.Collections.Generic.CollectionExtensions")
        .unlisted()
        .method("static V GetValueOrDefault<K, V>(this Dictionary<K, V> dictionary, K key)",
                getOrDefault)
        .method("static V GetValueOrDefault<K, V>(this Dictionary<K, V> dictionary, K key, V "
                "defaultValue)",
                getOrDefault)
        .method("static V GetValueOrDefault<K, V>(this IDictionary<K, V> dictionary, K key)",
                getOrDefault)
        .method("static V GetValueOrDefault<K, V>(this IDictionary<K, V> dictionary, K key, V "
                "defaultValue)",
                getOrDefault);
    library.type("struct System.Collections.Generic.KeyValuePair<K, V>", "A key with its value")
        .method("new(K key, V value)",
                [](Env&, Args a) { return pairOf(a.site().result, a[0], a[1]); })
        .property("K Key", [](Env&, Args a) { return a[0].get<RecordObject>().fields[0]; })
        .property("V Value", [](Env&, Args a) { return a[0].get<RecordObject>().fields[1]; })
        .method("void Deconstruct(out K key, out V value)", [](Env&, Args a) {
            *a[1].address() = a[0].get<RecordObject>().fields[0];
            *a[2].address() = a[0].get<RecordObject>().fields[1];
            return Value();
        });
}

} // namespace gatelens::expression
