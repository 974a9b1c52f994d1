#include "core/expression/library/array_items.h"
#include "core/expression/library/collection_families.h"
#include "core/expression/library/collections.h"
#include "core/expression/runtime/operators.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

std::vector<Value>& list(const Value& value) { return value.get<ListObject>().items; }

ListObject& touched(const Value& value)
{
    auto& object = value.get<ListObject>();
    object.changed();
    return object;
}

void registerReadOnly(LibraryBuilder& library)
{
    library
        .type("class System.Collections.ObjectModel.ReadOnlyCollection<T> : IList<T>, "
              "IReadOnlyList<T>",
              "A view of a list for reading")
        .method("new(IList<T> list)",
                [](Env& env, Args a) {
                    return a[0].isNull() ? env.argumentNull("list")
                                         : makeValue<ReadOnlyObject>(*a.site().result, a[0]);
                })
        .property("int Count", countElements, "Number of elements")
        .method("T this[int index]",
                [](Env& env, Args a) {
                    auto item = a[1].asInt() < 0
                        ? std::nullopt
                        : elementAt(a[0], static_cast<std::size_t>(a[1].asInt()));
                    return item ? std::move(*item) : indexOutOfRange(env);
                })
        .method(
            "bool Contains(T value)",
            [](Env& env, Args a) { return Value::ofBool(positionOf(drain(env, a[0]), a[1]) >= 0); })
        .method("int IndexOf(T value)",
                [](Env& env, Args a) {
                    return Value::ofInt(
                        static_cast<std::int32_t>(positionOf(drain(env, a[0]), a[1])));
                })
        .method("void CopyTo(T[] array, int index)", copyElements)
        .method("IEnumerator<T> GetEnumerator()", enumeratorOf);
}

} // namespace

void registerList(LibraryBuilder& library)
{
    auto type
        = library.type("class System.Collections.Generic.List<T> : IList<T>, IReadOnlyList<T>",
                       "A list that grows");
    type.method("new()",
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
        .property(
            "int Capacity",
            [](Env&, Args a) {
                return Value::ofInt(static_cast<std::int32_t>(list(a[0]).capacity()));
            },
            {},
            [](Env& env, Args a) {
                if (a[1].asInt() < 0 || static_cast<std::size_t>(a[1].asInt()) < list(a[0]).size())
                    return env.argumentRange("value");
                if (env.charge(static_cast<std::uint64_t>(a[1].asInt()) * sizeof(Value)))
                    list(a[0]).reserve(static_cast<std::size_t>(a[1].asInt()));
                return Value();
            })
        .method("T this[int index]",
                [](Env& env, Args a) {
                    return isIndexInside(a[1], list(a[0]).size())
                        ? list(a[0])[static_cast<std::size_t>(a[1].asInt())]
                        : indexOutOfRange(env);
                })
        .method("set T this[int index]",
                [](Env& env, Args a) {
                    if (!isIndexInside(a[1], list(a[0]).size()))
                        return indexOutOfRange(env);
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
                        return indexOutOfRange(env);
                    auto& items = touched(a[0]).items;
                    items.insert(items.begin() + a[1].asInt(), a[2]);
                    return env.charge(sizeof(Value)) && env.step() ? Value() : Value();
                })
        .method("void InsertRange(int index, IEnumerable<T> collection)",
                [](Env& env, Args a) {
                    if (a[1].asInt() < 0
                        || static_cast<std::size_t>(a[1].asInt()) > list(a[0]).size())
                        return indexOutOfRange(env);
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
                    if (!isIndexInside(a[1], list(a[0]).size()))
                        return indexOutOfRange(env);
                    auto& items = touched(a[0]).items;
                    items.erase(items.begin() + a[1].asInt());
                    return Value();
                })
        .method("void RemoveRange(int index, int count)",
                [](Env& env, Args a) {
                    auto& items = touched(a[0]).items;
                    if (a[1].asInt() < 0 || a[2].asInt() < 0)
                        return indexOutOfRange(env);
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
                        if (!passesTest(env, a[1], item))
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
        .method("void Reverse(int index, int count)",
                [](Env& env, Args a) {
                    if (!isRangeInside(env, a[1].asLong(), a[2].asLong(), list(a[0]).size()))
                        return Value();
                    auto& items = touched(a[0]).items;
                    std::reverse(items.begin() + a[1].asInt(),
                                 items.begin() + a[1].asInt() + a[2].asInt());
                    return Value();
                })
        .method(
            "ReadOnlyCollection<T> AsReadOnly()",
            [](Env&, Args a) { return makeValue<ReadOnlyObject>(*a.site().result, a[0]); },
            "The list as others may read it")
        .method("void TrimExcess()", [](Env&, Args) { return Value(); })
        .method("IEnumerator<T> GetEnumerator()", enumeratorOf)
        .method("void CopyTo(T[] array)", copyElements)
        .method("void CopyTo(T[] array, int arrayIndex)", copyElements)
        .method("void CopyTo(int index, T[] array, int arrayIndex, int count)",
                [](Env& env, Args a) {
                    if (!isRangeInside(env, a[1].asLong(), a[4].asLong(), list(a[0]).size()))
                        return Value();
                    const auto begin = list(a[0]).begin() + a[1].asInt();
                    return copyInto(env, {begin, begin + a[4].asInt()}, a[2], a[3].asLong());
                })
        .method("void Reverse()",
                [](Env&, Args a) {
                    auto& items = touched(a[0]).items;
                    std::reverse(items.begin(), items.end());
                    return Value();
                })
        .method(
            "T Find(Predicate<T> match)",
            [](Env& env, Args a) {
                for (const auto& item : std::vector<Value>(list(a[0]))) {
                    if (passesTest(env, a[1], item))
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
                        if (passesTest(env, a[1], *item))
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
                        if (passesTest(env, a[1], item))
                            found.push_back(item);
                        if (env.raised())
                            return Value();
                    }
                    return makeValue<ListObject>(*a.site().result, std::move(found));
                })
        .method("bool Exists(Predicate<T> match)",
                [](Env& env, Args a) {
                    const std::vector<Value> items = list(a[0]);
                    return Value::ofBool(
                        std::any_of(items.begin(), items.end(), [&](const Value& item) {
                            return passesTest(env, a[1], item);
                        }));
                })
        .method("bool TrueForAll(Predicate<T> match)",
                [](Env& env, Args a) {
                    const std::vector<Value> items = list(a[0]);
                    return Value::ofBool(
                        std::all_of(items.begin(), items.end(), [&](const Value& item) {
                            return passesTest(env, a[1], item);
                        }));
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
                        return indexOutOfRange(env);
                    if (a[1].asLong() + a[2].asLong() > static_cast<std::int64_t>(items.size()))
                        return env.argument("Offset and length were out of bounds for the array.");
                    const auto begin = items.begin() + a[1].asInt();
                    return makeValue<ListObject>(*a.site().result,
                                                 std::vector<Value>(begin, begin + a[2].asInt()));
                })
        .method(
            "T[] ToArray()",
            [](Env&, Args a) { return newArray(a.site().result->element(), list(a[0])); },
            "The elements as an array");
    registerListSearch(type);
    registerReadOnly(library);
}

} // namespace gatelens::expression
