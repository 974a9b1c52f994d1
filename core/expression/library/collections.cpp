#include "core/expression/library/collections.h"

#include "core/expression/json/token.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/operators.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

constexpr std::size_t kHashFrom = 9;

Value modified(Env& env)
{
    return env.invalidOperation("Collection was modified; enumeration operation may not execute.");
}

Value missingKey(Env& env)
{
    return env.raise("KeyNotFoundException", "The given key was not present in the dictionary.");
}

Value rangeError(Env& env)
{
    return env.raise("ArgumentOutOfRangeException",
                     "Index was out of range. Must be non-negative and less than the size of the "
                     "collection.\nParameter name: index");
}

std::vector<Value>& list(const Value& value) { return value.get<ListObject>().items; }

ListObject& touched(const Value& value)
{
    auto& object = value.get<ListObject>();
    object.changed();
    return object;
}

bool isInside(const Value& index, std::size_t size)
{
    return index.asLong() >= 0 && static_cast<std::size_t>(index.asLong()) < size;
}

std::int64_t positionOf(const std::vector<Value>& items, const Value& wanted, std::size_t from = 0)
{
    for (std::size_t i = from; i < items.size(); ++i) {
        if (items[i].equals(wanted))
            return static_cast<std::int64_t>(i);
    }
    return -1;
}

bool test(Env& env, const Value& predicate, const Value& item)
{
    const Value result = env.call(predicate, item);
    return !env.raised() && result.asBool();
}

/// Sorts with an order that may raise; insertion keeps equal elements in place.
template<class Order>
void sortValues(Env& env, std::vector<Value>& items, Order order)
{
    std::vector<Value> sorted = items;
    // A comparer that contradicts itself must not reach past the ends: merge sort never does.
    std::vector<Value> buffer(sorted.size());
    for (std::size_t width = 1; width < sorted.size(); width *= 2) {
        for (std::size_t begin = 0; begin < sorted.size(); begin += 2 * width) {
            const std::size_t middle = std::min(begin + width, sorted.size());
            const std::size_t end = std::min(begin + 2 * width, sorted.size());
            std::size_t left = begin;
            std::size_t right = middle;
            for (std::size_t at = begin; at < end; ++at) {
                const bool takesLeft
                    = left < middle && (right >= end || order(sorted[left], sorted[right]) <= 0);
                buffer[at] = std::move(takesLeft ? sorted[left++] : sorted[right++]);
                if (env.raised() || !env.step())
                    return;
            }
        }
        std::swap(sorted, buffer);
    }
    items = std::move(sorted);
}

void registerList(LibraryBuilder& library)
{
    library
        .type("class System.Collections.Generic.List<T> : IList<T>, IReadOnlyList<T>",
              "A list that grows")
        .method("new()",
                [](Env&, Args a) {
                    return makeValue<ListObject>(*a.site().result, std::vector<Value>());
                })
        .method("new(int capacity)",
                [](Env&, Args a) {
                    return makeValue<ListObject>(*a.site().result, std::vector<Value>());
                })
        .method("new(IEnumerable<T> collection)",
                [](Env& env, Args a) {
                    if (a[0].isNull())
                        return env.argumentNull("collection");
                    return makeValue<ListObject>(*a.site().result, drain(env, a[0]));
                })
        .property(
            "int Count",
            [](Env&, Args a) { return Value::ofInt(static_cast<std::int32_t>(list(a[0]).size())); },
            "Number of elements")
        .property("int Capacity",
                  [](Env&, Args a) {
                      return Value::ofInt(static_cast<std::int32_t>(list(a[0]).capacity()));
                  })
        .method("T this[int index]",
                [](Env& env, Args a) {
                    return isInside(a[1], list(a[0]).size())
                        ? list(a[0])[static_cast<std::size_t>(a[1].asInt())]
                        : rangeError(env);
                })
        .method("set T this[int index]",
                [](Env& env, Args a) {
                    if (!isInside(a[1], list(a[0]).size()))
                        return rangeError(env);
                    touched(a[0]).items[static_cast<std::size_t>(a[1].asInt())] = a[2];
                    return Value();
                })
        .method(
            "void Add(T item)",
            [](Env& env, Args a) {
                if (env.charge(sizeof(Value)))
                    touched(a[0]).items.push_back(a[1]);
                return Value();
            },
            "Adds at the end")
        .method(
            "void AddRange(IEnumerable<T> collection)",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("collection");
                auto items = drain(env, a[1]);
                auto& target = touched(a[0]).items;
                target.insert(target.end(), items.begin(), items.end());
                return Value();
            },
            "Adds all at the end")
        .method("void Insert(int index, T item)",
                [](Env& env, Args a) {
                    if (a[1].asInt() < 0
                        || static_cast<std::size_t>(a[1].asInt()) > list(a[0]).size())
                        return rangeError(env);
                    auto& items = touched(a[0]).items;
                    items.insert(items.begin() + a[1].asInt(), a[2]);
                    return env.charge(sizeof(Value)) && env.step() ? Value() : Value();
                })
        .method("void InsertRange(int index, IEnumerable<T> collection)",
                [](Env& env, Args a) {
                    if (a[1].asInt() < 0
                        || static_cast<std::size_t>(a[1].asInt()) > list(a[0]).size())
                        return rangeError(env);
                    auto added = drain(env, a[2]);
                    auto& items = touched(a[0]).items;
                    items.insert(items.begin() + a[1].asInt(), added.begin(), added.end());
                    return Value();
                })
        .method(
            "bool Remove(T item)",
            [](Env&, Args a) {
                const auto position = positionOf(list(a[0]), a[1]);
                if (position < 0)
                    return Value::ofBool(false);
                auto& items = touched(a[0]).items;
                items.erase(items.begin() + position);
                return Value::ofBool(true);
            },
            "Removes the first equal element")
        .method("void RemoveAt(int index)",
                [](Env& env, Args a) {
                    if (!isInside(a[1], list(a[0]).size()))
                        return rangeError(env);
                    auto& items = touched(a[0]).items;
                    items.erase(items.begin() + a[1].asInt());
                    return Value();
                })
        .method("void RemoveRange(int index, int count)",
                [](Env& env, Args a) {
                    auto& items = touched(a[0]).items;
                    if (a[1].asInt() < 0 || a[2].asInt() < 0)
                        return rangeError(env);
                    if (a[1].asLong() + a[2].asLong() > static_cast<std::int64_t>(items.size()))
                        return env.argument("Offset and length were out of bounds for the array.");
                    items.erase(items.begin() + a[1].asInt(),
                                items.begin() + a[1].asInt() + a[2].asInt());
                    return Value();
                })
        .method("int RemoveAll(Predicate<T> match)",
                [](Env& env, Args a) {
                    std::vector<Value> kept;
                    const auto items = list(a[0]);
                    for (const auto& item : items) {
                        if (!test(env, a[1], item))
                            kept.push_back(item);
                        if (env.raised())
                            return Value();
                    }
                    const auto removed = items.size() - kept.size();
                    touched(a[0]).items = std::move(kept);
                    return Value::ofInt(static_cast<std::int32_t>(removed));
                })
        .method("void Clear()",
                [](Env&, Args a) {
                    touched(a[0]).items.clear();
                    return Value();
                })
        .method("bool Contains(T item)",
                [](Env&, Args a) { return Value::ofBool(positionOf(list(a[0]), a[1]) >= 0); })
        .method("int IndexOf(T item)",
                [](Env&, Args a) {
                    return Value::ofInt(static_cast<std::int32_t>(positionOf(list(a[0]), a[1])));
                })
        .method("int LastIndexOf(T item)",
                [](Env&, Args a) {
                    const auto& items = list(a[0]);
                    for (std::size_t i = items.size(); i-- > 0;) {
                        if (items[i].equals(a[1]))
                            return Value::ofInt(static_cast<std::int32_t>(i));
                    }
                    return Value::ofInt(-1);
                })
        .method("void Reverse()",
                [](Env&, Args a) {
                    auto& items = touched(a[0]).items;
                    std::reverse(items.begin(), items.end());
                    return Value();
                })
        .method(
            "void Sort()",
            [](Env& env, Args a) {
                sortValues(env, touched(a[0]).items,
                           [&](const Value& x, const Value& y) { return orderValues(env, x, y); });
                return Value();
            },
            "Sorts in place")
        .method("void Sort(Comparison<T> comparison)",
                [](Env& env, Args a) {
                    const Value comparison = a[1];
                    sortValues(env, touched(a[0]).items, [&](const Value& x, const Value& y) {
                        return env.call(comparison, x, y).asInt();
                    });
                    return Value();
                })
        .method("void Sort(IComparer<T> comparer)",
                [](Env& env, Args a) {
                    const Value comparer = a[1];
                    sortValues(env, touched(a[0]).items, [&](const Value& x, const Value& y) {
                        return orderValues(env, x, y, comparer);
                    });
                    return Value();
                })
        .method(
            "T Find(Predicate<T> match)",
            [](Env& env, Args a) {
                for (const auto& item : std::vector<Value>(list(a[0]))) {
                    if (test(env, a[1], item))
                        return item;
                    if (env.raised())
                        return Value();
                }
                return defaultOf(a.site().result);
            },
            "The first element that passes the test, or default")
        .method("T FindLast(Predicate<T> match)",
                [](Env& env, Args a) {
                    const std::vector<Value> items = list(a[0]);
                    for (auto item = items.rbegin(); item != items.rend(); ++item) {
                        if (test(env, a[1], *item))
                            return *item;
                        if (env.raised())
                            return Value();
                    }
                    return defaultOf(a.site().result);
                })
        .method("List<T> FindAll(Predicate<T> match)",
                [](Env& env, Args a) {
                    std::vector<Value> found;
                    for (const auto& item : std::vector<Value>(list(a[0]))) {
                        if (test(env, a[1], item))
                            found.push_back(item);
                        if (env.raised())
                            return Value();
                    }
                    return makeValue<ListObject>(*a.site().result, std::move(found));
                })
        .method("int FindIndex(Predicate<T> match)",
                [](Env& env, Args a) {
                    const std::vector<Value> items = list(a[0]);
                    for (std::size_t i = 0; i < items.size(); ++i) {
                        if (test(env, a[1], items[i]))
                            return Value::ofInt(static_cast<std::int32_t>(i));
                        if (env.raised())
                            return Value();
                    }
                    return Value::ofInt(-1);
                })
        .method("int FindLastIndex(Predicate<T> match)",
                [](Env& env, Args a) {
                    const std::vector<Value> items = list(a[0]);
                    for (std::size_t i = items.size(); i-- > 0;) {
                        if (test(env, a[1], items[i]))
                            return Value::ofInt(static_cast<std::int32_t>(i));
                        if (env.raised())
                            return Value();
                    }
                    return Value::ofInt(-1);
                })
        .method("bool Exists(Predicate<T> match)",
                [](Env& env, Args a) {
                    const std::vector<Value> items = list(a[0]);
                    return Value::ofBool(
                        std::any_of(items.begin(), items.end(),
                                    [&](const Value& item) { return test(env, a[1], item); }));
                })
        .method("bool TrueForAll(Predicate<T> match)",
                [](Env& env, Args a) {
                    const std::vector<Value> items = list(a[0]);
                    return Value::ofBool(
                        std::all_of(items.begin(), items.end(),
                                    [&](const Value& item) { return test(env, a[1], item); }));
                })
        .method("void ForEach(Action<T> action)",
                [](Env& env, Args a) {
                    for (const auto& item : std::vector<Value>(list(a[0]))) {
                        env.call(a[1], item);
                        if (env.raised())
                            break;
                    }
                    return Value();
                })
        .method("List<R> ConvertAll<R>(Converter<T, R> converter)",
                [](Env& env, Args a) {
                    std::vector<Value> converted;
                    for (const auto& item : std::vector<Value>(list(a[0]))) {
                        converted.push_back(env.call(a[1], item));
                        if (env.raised())
                            return Value();
                    }
                    return makeValue<ListObject>(*a.site().result, std::move(converted));
                })
        .method("List<T> GetRange(int index, int count)",
                [](Env& env, Args a) {
                    const auto& items = list(a[0]);
                    if (a[1].asInt() < 0 || a[2].asInt() < 0)
                        return rangeError(env);
                    if (a[1].asLong() + a[2].asLong() > static_cast<std::int64_t>(items.size()))
                        return env.argument("Offset and length were out of bounds for the array.");
                    const auto begin = items.begin() + a[1].asInt();
                    return makeValue<ListObject>(*a.site().result,
                                                 std::vector<Value>(begin, begin + a[2].asInt()));
                })
        .method(
            "T[] ToArray()",
            [](Env&, Args a) { return newArray(a.site().result->element(), list(a[0])); },
            "The elements as an array")
        .method("void CopyTo(T[] array)",
                [](Env& env, Args a) {
                    const auto& items = list(a[0]);
                    if (auto* bytes = a[1].as<BytesObject>();
                        bytes != nullptr && bytes->bytes.size() >= items.size()) {
                        for (std::size_t i = 0; i < items.size(); ++i)
                            bytes->bytes[i] = static_cast<char>(items[i].asLong());
                        return Value();
                    }
                    auto* array = a[1].as<ArrayObject>();
                    if (array == nullptr || array->items.size() < items.size())
                        return env.argument("Destination array was not long enough.");
                    std::copy(items.begin(), items.end(), array->items.begin());
                    return Value();
                })
        .method("int BinarySearch(T item)", [](Env& env, Args a) {
            const auto& items = list(a[0]);
            std::int64_t low = 0;
            std::int64_t high = static_cast<std::int64_t>(items.size()) - 1;
            while (low <= high) {
                const auto middle = (low + high) / 2;
                const int order = orderValues(env, items[static_cast<std::size_t>(middle)], a[1]);
                if (order == 0)
                    return Value::ofInt(static_cast<std::int32_t>(middle));
                if (order < 0)
                    low = middle + 1;
                else
                    high = middle - 1;
            }
            return Value::ofInt(static_cast<std::int32_t>(~low));
        });
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
    if (auto* object = writable(env, a[0]); object != nullptr && env.charge(64))
        object->set(a[1], a[2]);
    return {};
}

Value addKey(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("key");
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
    std::vector<Value> items;
    const Type* element = a.site().result->arguments[0];
    if (const auto* known = dictionary(a[0])) {
        for (auto& entry : known->entries())
            items.push_back(wantsKeys ? std::move(entry.first) : std::move(entry.second));
    } else if (const auto* object = a[0].as<JsonObject>()) {
        for (const auto& property : object->properties())
            items.push_back(wantsKeys ? Value::ofText(property->name) : property->value().value());
    }
    return newList(element, std::move(items));
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
    if (auto* object = writable(env, a[0]))
        object->clear();
    return {};
}

Value countAll(Env&, Args a)
{
    return Value::ofInt(static_cast<std::int32_t>(countOf(a[0]).value_or(0)));
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

Value newDictionary(Env&, Args a)
{
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

void registerDictionary(LibraryBuilder& library)
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
        .property("int Count", countAll, "Number of entries")
        .method("V this[K key]", getItem)
        .method("set V this[K key]", setItem)
        .property("IEnumerable<K> Keys", half<true>, "The keys")
        .property("IEnumerable<V> Values", half<false>, "The values")
        .method("void Add(K key, V value)", addKey, "Adds; ArgumentException when the key is there")
        .method("bool TryAdd(K key, V value)",
                [](Env& env, Args a) {
                    auto* object = writable(env, a[0]);
                    return Value::ofBool(object != nullptr && object->add(a[1], a[2]));
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
        .property("V Value", [](Env&, Args a) { return a[0].get<RecordObject>().fields[1]; });
}

DictionaryObject& setKeys(const Value& value) { return value.get<SetObject>().keys; }

Value newSet(Env& env, Args a)
{
    Value comparer;
    Value source;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto* known = a[i].as<TextComparerObject>();
        (known != nullptr ? comparer : source) = a[i];
    }
    auto made = make<SetObject>(*a.site().result, comparer);
    if (!source.isNull()) {
        for (auto& item : drain(env, source))
            made->keys.add(std::move(item), {});
    }
    return made.value();
}

/// The other side of a set operation, with this set's comparer.
Ref<SetObject> otherSet(Env& env, Args a)
{
    auto made = make<SetObject>(*a.site().receiver, setKeys(a[0]).comparer());
    if (a[1].isNull()) {
        env.argumentNull("other");
        return made;
    }
    for (auto& item : drain(env, a[1]))
        made->keys.add(std::move(item), {});
    return made;
}

bool containsAll(const DictionaryObject& keys, const DictionaryObject& others)
{
    return std::all_of(others.all().begin(), others.all().end(), [&](const DictionaryEntry& entry) {
        return keys.find(entry.first).has_value();
    });
}

void registerSet(LibraryBuilder& library)
{
    library.type("interface System.Collections.Generic.ISet<T> : ICollection<T>",
                 "Elements without repeats");
    library
        .type("class System.Collections.Generic.HashSet<T> : ISet<T>, IReadOnlyCollection<T>",
              "Elements without repeats")
        .method("new()", newSet)
        .method("new(IEnumerable<T> collection)", newSet)
        .method("new(IEqualityComparer<T> comparer)", newSet)
        .method("new(IEnumerable<T> collection, IEqualityComparer<T> comparer)", newSet)
        .property("int Count",
                  [](Env&, Args a) {
                      return Value::ofInt(static_cast<std::int32_t>(setKeys(a[0]).size()));
                  })
        .method(
            "bool Add(T item)",
            [](Env& env, Args a) {
                return Value::ofBool(env.charge(64) && setKeys(a[0]).add(a[1], {}));
            },
            "False when it is there already")
        .method("bool Contains(T item)",
                [](Env&, Args a) { return Value::ofBool(setKeys(a[0]).find(a[1]).has_value()); })
        .method("bool Remove(T item)",
                [](Env&, Args a) { return Value::ofBool(setKeys(a[0]).remove(a[1])); })
        .method("void Clear()",
                [](Env&, Args a) {
                    setKeys(a[0]).clear();
                    return Value();
                })
        .method("void UnionWith(IEnumerable<T> other)",
                [](Env& env, Args a) {
                    for (auto& item : drain(env, a[1]))
                        setKeys(a[0]).add(std::move(item), {});
                    return Value();
                })
        .method("void IntersectWith(IEnumerable<T> other)",
                [](Env& env, Args a) {
                    const auto other = otherSet(env, a);
                    for (const auto& entry : setKeys(a[0]).entries()) {
                        if (!other->keys.find(entry.first))
                            setKeys(a[0]).remove(entry.first);
                    }
                    return Value();
                })
        .method("void ExceptWith(IEnumerable<T> other)",
                [](Env& env, Args a) {
                    for (const auto& item : drain(env, a[1]))
                        setKeys(a[0]).remove(item);
                    return Value();
                })
        .method("void SymmetricExceptWith(IEnumerable<T> other)",
                [](Env& env, Args a) {
                    const auto other = otherSet(env, a);
                    for (const auto& entry : other->keys.entries()) {
                        if (!setKeys(a[0]).remove(entry.first))
                            setKeys(a[0]).add(entry.first, {});
                    }
                    return Value();
                })
        .method("bool IsSubsetOf(IEnumerable<T> other)",
                [](Env& env, Args a) {
                    return Value::ofBool(containsAll(otherSet(env, a)->keys, setKeys(a[0])));
                })
        .method("bool IsSupersetOf(IEnumerable<T> other)",
                [](Env& env, Args a) {
                    return Value::ofBool(containsAll(setKeys(a[0]), otherSet(env, a)->keys));
                })
        .method("bool IsProperSubsetOf(IEnumerable<T> other)",
                [](Env& env, Args a) {
                    const auto other = otherSet(env, a);
                    return Value::ofBool(containsAll(other->keys, setKeys(a[0]))
                                         && other->keys.size() > setKeys(a[0]).size());
                })
        .method("bool IsProperSupersetOf(IEnumerable<T> other)",
                [](Env& env, Args a) {
                    const auto other = otherSet(env, a);
                    return Value::ofBool(containsAll(setKeys(a[0]), other->keys)
                                         && other->keys.size() < setKeys(a[0]).size());
                })
        .method("bool SetEquals(IEnumerable<T> other)",
                [](Env& env, Args a) {
                    const auto other = otherSet(env, a);
                    return Value::ofBool(containsAll(other->keys, setKeys(a[0]))
                                         && other->keys.size() == setKeys(a[0]).size());
                })
        .method("bool Overlaps(IEnumerable<T> other)",
                [](Env& env, Args a) {
                    for (const auto& item : drain(env, a[1])) {
                        if (setKeys(a[0]).find(item))
                            return Value::ofBool(true);
                    }
                    return Value::ofBool(false);
                })
        .method("int RemoveWhere(Predicate<T> match)", [](Env& env, Args a) {
            int removed = 0;
            for (const auto& entry : setKeys(a[0]).entries()) {
                if (test(env, a[1], entry.first) && setKeys(a[0]).remove(entry.first))
                    ++removed;
                if (env.raised())
                    break;
            }
            return Value::ofInt(removed);
        });
}

std::deque<Value>& queue(const Value& value) { return value.get<QueueObject>().items; }

template<bool isStack, bool takes>
Value nextOf(Env& env, Args a)
{
    auto& items = queue(a[0]);
    if (items.empty())
        return env.invalidOperation(isStack ? "Stack empty." : "Queue empty.");
    Value item = isStack ? items.back() : items.front();
    if (takes) {
        if (isStack)
            items.pop_back();
        else
            items.pop_front();
    }
    return item;
}

template<bool isStack>
Value newQueue(Env& env, Args a)
{
    auto made = make<QueueObject>(*a.site().result, isStack);
    if (a.size() > 0 && a[0].isObject()) {
        for (auto& item : drain(env, a[0]))
            made->items.push_back(std::move(item));
    }
    return made.value();
}

template<bool isStack>
void registerQueue(TypeBuilder type)
{
    type.method("new()", newQueue<isStack>)
        .method("new(int capacity)", newQueue<isStack>)
        .method("new(IEnumerable<T> collection)", newQueue<isStack>)
        .property("int Count",
                  [](Env&, Args a) {
                      return Value::ofInt(static_cast<std::int32_t>(queue(a[0]).size()));
                  })
        .method(isStack ? "void Push(T item)" : "void Enqueue(T item)",
                [](Env& env, Args a) {
                    if (env.charge(sizeof(Value)))
                        queue(a[0]).push_back(a[1]);
                    return Value();
                })
        .method(isStack ? "T Pop()" : "T Dequeue()", nextOf<isStack, true>)
        .method("T Peek()", nextOf<isStack, false>)
        .method("void Clear()",
                [](Env&, Args a) {
                    queue(a[0]).clear();
                    return Value();
                })
        .method("bool Contains(T item)",
                [](Env&, Args a) {
                    return Value::ofBool(
                        std::any_of(queue(a[0]).begin(), queue(a[0]).end(),
                                    [&](const Value& item) { return item.equals(a[1]); }));
                })
        .method("T[] ToArray()", [](Env& env, Args a) {
            return newArray(a.site().result->element(), drain(env, a[0]));
        });
}

template<std::size_t index>
Value field(Env&, Args a)
{
    return a[0].get<RecordObject>().fields[index];
}

Value makeRecord(Env&, Args a)
{
    std::vector<Value> fields;
    for (std::size_t i = 0; i < a.size(); ++i)
        fields.push_back(a[i]);
    return makeValue<RecordObject>(*a.site().result, std::move(fields));
}

void registerTuples(LibraryBuilder& library)
{
    library.type("class System.Tuple<A>")
        .method("new(A item1)", makeRecord)
        .property("A Item1", field<0>);
    library.type("class System.Tuple<A, B>")
        .method("new(A item1, B item2)", makeRecord)
        .property("A Item1", field<0>)
        .property("B Item2", field<1>);
    library.type("class System.Tuple<A, B, C>")
        .method("new(A item1, B item2, C item3)", makeRecord)
        .property("A Item1", field<0>)
        .property("B Item2", field<1>)
        .property("C Item3", field<2>);
    library.type("class System.Tuple<A, B, C, D>")
        .method("new(A item1, B item2, C item3, D item4)", makeRecord)
        .property("A Item1", field<0>)
        .property("B Item2", field<1>)
        .property("C Item3", field<2>)
        .property("D Item4", field<3>);
    library.type("class System.Tuple<A, B, C, D, E>")
        .method("new(A item1, B item2, C item3, D item4, E item5)", makeRecord)
        .property("A Item1", field<0>)
        .property("B Item2", field<1>)
        .property("C Item3", field<2>)
        .property("D Item4", field<3>)
        .property("E Item5", field<4>);
    library.type("static System.Tuple", "Makes tuples")
        .method("static Tuple<A> Create<A>(A item1)", makeRecord)
        .method("static Tuple<A, B> Create<A, B>(A item1, B item2)", makeRecord)
        .method("static Tuple<A, B, C> Create<A, B, C>(A item1, B item2, C item3)", makeRecord)
        .method("static Tuple<A, B, C, D> Create<A, B, C, D>(A item1, B item2, C item3, D item4)",
                makeRecord)
        .method("static Tuple<A, B, C, D, E> Create<A, B, C, D, E>(A item1, B item2, C item3, D "
                "item4, E item5)",
                makeRecord);
}

} // namespace

IteratorPtr ListObject::iterate(Env&)
{
    return iterator(
        [self = Ref(this), at = std::size_t{0}, version = m_version](Env& env, Value& out) mutable {
            if (self->m_version != version) {
                modified(env);
                return false;
            }
            if (at >= self->items.size())
                return false;
            out = self->items[at++];
            return true;
        });
}

IteratorPtr DictionaryBase::iterate(Env&)
{
    const Type* pair = elementTypeOf(&type());
    return iterator([pair, all = entries(), at = std::size_t{0}](Env&, Value& out) mutable {
        if (at >= all.size())
            return false;
        out = pairOf(pair, all[at].first, all[at].second);
        ++at;
        return true;
    });
}

std::size_t HashedKeys::find(const std::vector<DictionaryEntry>& entries, const Value& key) const
{
    if (entries.size() < kHashFrom) {
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (m_comparer.equal(entries[i].first, key))
                return i;
        }
        return npos;
    }
    const auto [begin, end] = m_index.equal_range(m_comparer.hash(key));
    for (auto candidate = begin; candidate != end; ++candidate) {
        if (m_comparer.equal(entries[candidate->second].first, key))
            return candidate->second;
    }
    return npos;
}

void HashedKeys::added(const std::vector<DictionaryEntry>& entries)
{
    if (entries.size() == kHashFrom)
        rebuild(entries);
    else if (entries.size() > kHashFrom)
        m_index.emplace(m_comparer.hash(entries.back().first), entries.size() - 1);
}

void HashedKeys::rebuild(const std::vector<DictionaryEntry>& entries)
{
    m_index.clear();
    if (entries.size() < kHashFrom)
        return;
    for (std::size_t i = 0; i < entries.size(); ++i)
        m_index.emplace(m_comparer.hash(entries[i].first), i);
}

std::optional<Value> DictionaryObject::find(const Value& key) const
{
    const auto at = m_keys.find(m_entries, key);
    return at == HashedKeys::npos ? std::nullopt : std::optional(m_entries[at].second);
}

IteratorPtr DictionaryObject::iterate(Env&)
{
    const Type* pair = elementTypeOf(m_type);
    return iterator([self = Ref(this), pair, at = std::size_t{0},
                     version = m_version](Env& env, Value& out) mutable {
        if (self->m_version != version) {
            modified(env);
            return false;
        }
        if (at >= self->m_entries.size())
            return false;
        out = pairOf(pair, self->m_entries[at].first, self->m_entries[at].second);
        ++at;
        return true;
    });
}

bool DictionaryObject::add(Value key, Value value)
{
    if (m_keys.find(m_entries, key) != HashedKeys::npos)
        return false;
    m_entries.emplace_back(std::move(key), std::move(value));
    m_keys.added(m_entries);
    ++m_version;
    return true;
}

void DictionaryObject::set(Value key, Value value)
{
    const auto at = m_keys.find(m_entries, key);
    ++m_version;
    if (at != HashedKeys::npos) {
        m_entries[at].second = std::move(value);
        return;
    }
    m_entries.emplace_back(std::move(key), std::move(value));
    m_keys.added(m_entries);
}

bool DictionaryObject::remove(const Value& key)
{
    const auto at = m_keys.find(m_entries, key);
    if (at == HashedKeys::npos)
        return false;
    m_entries.erase(m_entries.begin() + static_cast<std::ptrdiff_t>(at));
    m_keys.rebuild(m_entries);
    ++m_version;
    return true;
}

void DictionaryObject::clear()
{
    m_entries.clear();
    m_keys.rebuild(m_entries);
    ++m_version;
}

IteratorPtr SetObject::iterate(Env&)
{
    return iterator([self = Ref(this), all = keys.entries(),
                     at = std::size_t{0}](Env& env, Value& out) mutable {
        if (self->keys.size() != all.size()) {
            modified(env);
            return false;
        }
        if (at >= all.size())
            return false;
        out = all[at++].first;
        return true;
    });
}

IteratorPtr QueueObject::iterate(Env&)
{
    std::vector<Value> all(items.begin(), items.end());
    if (isStack)
        std::reverse(all.begin(), all.end());
    return iterator([all = std::move(all), at = std::size_t{0}](Env&, Value& out) mutable {
        if (at >= all.size())
            return false;
        out = all[at++];
        return true;
    });
}

IteratorPtr GroupObject::iterate(Env&)
{
    return iterator([self = Ref(this), at = std::size_t{0}](Env&, Value& out) mutable {
        if (at >= self->items.size())
            return false;
        out = self->items[at++];
        return true;
    });
}

std::optional<std::size_t> countOf(const Value& sequence)
{
    if (sequence.isString())
        return lengthUtf16(sequence.text());
    if (const auto* token = sequence.as<JsonToken>(); token != nullptr && token->isContainer())
        return static_cast<const JsonContainer*>(token)->size();
    const auto* known = sequence.as<Sequence>();
    return known == nullptr ? std::nullopt : known->knownCount();
}

std::optional<Value> elementAt(const Value& sequence, std::size_t index)
{
    if (const auto* items = sequence.as<ListObject>())
        return index < items->items.size() ? std::optional(items->items[index]) : std::nullopt;
    if (const auto* array = sequence.as<ArrayObject>())
        return index < array->items.size() ? std::optional(array->items[index]) : std::nullopt;
    if (const auto* bytes = sequence.as<BytesObject>())
        return index < bytes->bytes.size() ? std::optional(
                   Value::ofInteger(Tag::Byte, static_cast<std::uint8_t>(bytes->bytes[index])))
                                           : std::nullopt;
    if (const auto* array = sequence.as<JsonArray>())
        return index < array->size() ? std::optional(Value::ofObject(&array->at(index)))
                                     : std::nullopt;
    return std::nullopt;
}

Value pairOf(const Type* type, Value key, Value value)
{
    return makeValue<RecordObject>(*type, std::vector<Value>{std::move(key), std::move(value)});
}

Value newList(const Type* element, std::vector<Value> items)
{
    return makeValue<ListObject>(*genericOf("List", {element}), std::move(items));
}

void registerCollections(LibraryBuilder& library)
{
    registerList(library);
    registerDictionary(library);
    registerSet(library);
    registerQueue<false>(
        library.type("class System.Collections.Generic.Queue<T> : IReadOnlyCollection<T>",
                     "First in, first out"));
    registerQueue<true>(
        library.type("class System.Collections.Generic.Stack<T> : IReadOnlyCollection<T>",
                     "Last in, first out"));
    registerTuples(library);
}

void registerInterfaces(LibraryBuilder& library)
{
    const auto at = [](Env& env, Args a) {
        auto item = a[1].asInt() < 0 ? std::nullopt
                                     : elementAt(a[0], static_cast<std::size_t>(a[1].asInt()));
        return item ? std::move(*item) : rangeError(env);
    };
    const auto contains = [](Env& env, Args a) {
        for (const auto& item : drain(env, a[0])) {
            if (item.equals(a[1]))
                return Value::ofBool(true);
        }
        return Value::ofBool(false);
    };
    library.type("interface System.Collections.IEnumerable", "Something to enumerate");
    library.type("interface System.Collections.IEnumerator")
        .method("bool MoveNext()", [](Env& env, Args) { return env.notSupported("Use foreach."); });
    library.type("interface System.Collections.Generic.IEnumerable<T> : IEnumerable",
                 "A sequence of elements");
    library.type("interface System.Collections.Generic.IEnumerator<T> : IEnumerator");
    library.type("interface System.Collections.Generic.IReadOnlyCollection<T> : IEnumerable<T>")
        .property("int Count", countAll, "Number of elements");
    library.type("interface System.Collections.Generic.IReadOnlyList<T> : IReadOnlyCollection<T>")
        .method("T this[int index]", at);
    library.type("interface System.Collections.Generic.ICollection<T> : IEnumerable<T>")
        .property("int Count", countAll, "Number of elements")
        .property("bool IsReadOnly",
                  [](Env&, Args a) {
                      return Value::ofBool(a[0].as<ListObject>() == nullptr
                                           && a[0].as<DictionaryObject>() == nullptr);
                  })
        .method("bool Contains(T item)", contains)
        .method("void Add(T item)",
                [](Env& env, Args a) {
                    if (auto* list = a[0].as<ListObject>()) {
                        list->items.push_back(a[1]);
                        list->changed();
                        return Value();
                    }
                    if (auto* set = a[0].as<SetObject>()) {
                        set->keys.add(a[1], {});
                        return Value();
                    }
                    if (auto* dictionary = a[0].as<DictionaryObject>()) {
                        const auto* pair = a[1].as<RecordObject>();
                        if (pair != nullptr && !dictionary->add(pair->fields[0], pair->fields[1]))
                            return env.argument(
                                "An item with the same key has already been added.");
                        return Value();
                    }
                    return env.notSupported("Collection was of a fixed size.");
                })
        .method("bool Remove(T item)",
                [](Env& env, Args a) {
                    if (auto* set = a[0].as<SetObject>())
                        return Value::ofBool(set->keys.remove(a[1]));
                    auto* list = a[0].as<ListObject>();
                    if (list == nullptr)
                        return env.notSupported("Collection was of a fixed size.");
                    const auto position = positionOf(list->items, a[1]);
                    if (position >= 0) {
                        list->items.erase(list->items.begin() + position);
                        list->changed();
                    }
                    return Value::ofBool(position >= 0);
                })
        .method("void Clear()", [](Env& env, Args a) {
            if (auto* set = a[0].as<SetObject>()) {
                set->keys.clear();
                return Value();
            }
            auto* list = a[0].as<ListObject>();
            if (list == nullptr)
                return env.notSupported("Collection was of a fixed size.");
            list->items.clear();
            list->changed();
            return Value();
        });
    library.type("interface System.Collections.Generic.IList<T> : ICollection<T>")
        .method("T this[int index]", at)
        .method("set T this[int index]",
                [](Env& env, Args a) {
                    const auto size = countOf(a[0]).value_or(0);
                    if (!isInside(a[1], size))
                        return rangeError(env);
                    const auto index = static_cast<std::size_t>(a[1].asInt());
                    if (auto* list = a[0].as<ListObject>()) {
                        list->items[index] = a[2];
                        list->changed();
                    } else if (auto* array = a[0].as<ArrayObject>()) {
                        if (!a[2].isNull() && !isInstance(a[2], array->type().element()))
                            return env.raise("ArrayTypeMismatchException",
                                             "Attempted to access an element as a type "
                                             "incompatible with the array.");
                        array->items[index] = a[2];
                    } else if (auto* bytes = a[0].as<BytesObject>()) {
                        bytes->bytes[index] = static_cast<char>(a[2].asLong());
                    }
                    return Value();
                })
        .method("int IndexOf(T item)",
                [](Env& env, Args a) {
                    return Value::ofInt(
                        static_cast<std::int32_t>(positionOf(drain(env, a[0]), a[1])));
                })
        .method("void Insert(int index, T item)",
                [](Env& env, Args a) {
                    auto* list = a[0].as<ListObject>();
                    if (list == nullptr)
                        return env.notSupported("Collection was of a fixed size.");
                    if (a[1].asInt() < 0
                        || static_cast<std::size_t>(a[1].asInt()) > list->items.size())
                        return rangeError(env);
                    list->items.insert(list->items.begin() + a[1].asInt(), a[2]);
                    list->changed();
                    return Value();
                })
        .method("void RemoveAt(int index)", [](Env& env, Args a) {
            auto* list = a[0].as<ListObject>();
            if (list == nullptr)
                return env.notSupported("Collection was of a fixed size.");
            if (!isInside(a[1], list->items.size()))
                return rangeError(env);
            list->items.erase(list->items.begin() + a[1].asInt());
            list->changed();
            return Value();
        });
}

} // namespace gatelens::expression
