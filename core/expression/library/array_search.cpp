#include "core/expression/library/array_items.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/comparers.h"
#include "core/expression/runtime/operators.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// Sorts the part [start, start + count) of an array, and a second one along with it.
Value sortPart(Env& env, const Value& keys, const Value& items, std::int64_t start,
               std::int64_t count, const Value& comparer)
{
    const auto order = [&](const Value& x, const Value& y) {
        return comparer.as<FunctionObject>() != nullptr ? env.call(comparer, x, y).asInt()
                                                        : orderValues(env, x, y, comparer);
    };
    const auto allKeys = arrayItems(keys);
    const auto begin = allKeys.begin() + start;
    if (items.isNull()) {
        std::vector<Value> part(begin, begin + count);
        if (sortByOrder(env, part, order))
            assignItems(keys, part, static_cast<std::size_t>(start));
        return {};
    }
    // Positions are sorted by their keys; both arrays follow.
    std::vector<Value> positions;
    for (std::int64_t i = start; i < start + count; ++i)
        positions.push_back(Value::ofLong(i));
    const auto keyAt = [&](const Value& position) -> const Value& {
        return allKeys[static_cast<std::size_t>(position.asLong())];
    };
    if (!sortByOrder(env, positions,
                     [&](const Value& x, const Value& y) { return order(keyAt(x), keyAt(y)); }))
        return {};
    const auto allItems = arrayItems(items);
    std::vector<Value> sortedKeys;
    std::vector<Value> sortedItems;
    for (const auto& position : positions) {
        sortedKeys.push_back(keyAt(position));
        sortedItems.push_back(allItems[static_cast<std::size_t>(position.asLong())]);
    }
    assignItems(keys, sortedKeys, static_cast<std::size_t>(start));
    assignItems(items, sortedItems, static_cast<std::size_t>(start));
    return {};
}

/// Sort(array[, comparer or comparison]).
Value sortWhole(Env& env, Args a)
{
    if (isNullArray(env, a[0]))
        return {};
    return sortPart(env, a[0], {}, 0, static_cast<std::int64_t>(arrayLength(a[0])),
                    a.size() > 1 ? a[1] : Value());
}

/// Sort(array, index, length[, comparer]).
Value sortRange(Env& env, Args a)
{
    if (isNullArray(env, a[0])
        || !isRangeInside(env, a[1].asLong(), a[2].asLong(), arrayLength(a[0])))
        return {};
    return sortPart(env, a[0], {}, a[1].asLong(), a[2].asLong(), a.size() > 3 ? a[3] : Value());
}

/// Sort(keys, items[, comparer]).
Value sortPairs(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("keys");
    const auto length = arrayLength(a[0]);
    if (!a[1].isNull() && arrayLength(a[1]) < length)
        return env.argument("Offset and length were out of bounds for the array or count is "
                            "greater than the number of elements from index to the end.");
    return sortPart(env, a[0], a[1], 0, static_cast<std::int64_t>(length),
                    a.size() > 2 ? a[2] : Value());
}

/// Sort(keys, items, index, length[, comparer]).
Value sortPairsRange(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("keys");
    const auto length
        = a[1].isNull() ? arrayLength(a[0]) : std::min(arrayLength(a[0]), arrayLength(a[1]));
    if (!isRangeInside(env, a[2].asLong(), a[3].asLong(), length))
        return {};
    return sortPart(env, a[0], a[1], a[2].asLong(), a[3].asLong(), a.size() > 4 ? a[4] : Value());
}

Value searchPart(Env& env, const Value& array, std::int64_t start, std::int64_t count,
                 const Value& wanted, const Value& comparer)
{
    const auto items = arrayItems(array);
    const auto found = binarySearch(start, count, [&](std::size_t at) {
        return env.raised() ? 0 : orderValues(env, items[at], wanted, comparer);
    });
    return Value::ofInt(found);
}

/// BinarySearch(array, value[, comparer]).
Value searchWhole(Env& env, Args a)
{
    if (isNullArray(env, a[0]))
        return {};
    return searchPart(env, a[0], 0, static_cast<std::int64_t>(arrayLength(a[0])), a[1],
                      a.size() > 2 ? a[2] : Value());
}

/// BinarySearch(array, index, length, value[, comparer]).
Value searchRange(Env& env, Args a)
{
    if (isNullArray(env, a[0])
        || !isRangeInside(env, a[1].asLong(), a[2].asLong(), arrayLength(a[0])))
        return {};
    return searchPart(env, a[0], a[1].asLong(), a[2].asLong(), a[3], a.size() > 4 ? a[4] : Value());
}

/// The elements that a forward search looks at: [start, start + count), the whole by default.
struct SearchRange
{
    std::int64_t start = 0;
    std::int64_t count = 0;
};

std::optional<SearchRange> forwardRange(Env& env, Args a, std::size_t at, std::size_t given,
                                        std::int64_t length)
{
    SearchRange range{0, length};
    if (given > 0)
        range = {a[at].asLong(), length - a[at].asLong()};
    if (given > 1)
        range.count = a[at + 1].asLong();
    if (range.start < 0 || range.start > length) {
        env.argumentRange("startIndex");
        return std::nullopt;
    }
    if (range.count < 0 || range.start + range.count > length) {
        env.argumentRange("count");
        return std::nullopt;
    }
    return range;
}

/// A backward search looks at (start - count, start], from the end by default.
std::optional<SearchRange> backwardRange(Env& env, Args a, std::size_t at, std::size_t given,
                                         std::int64_t length)
{
    SearchRange range{length - 1, length};
    if (given > 0)
        range = {a[at].asLong(), a[at].asLong() + 1};
    if (given > 1)
        range.count = a[at + 1].asLong();
    if (length == 0)
        return SearchRange{-1, 0};
    if (range.start < 0 || range.start >= length) {
        env.argumentRange("startIndex");
        return std::nullopt;
    }
    if (range.count < 0 || range.start - range.count + 1 < 0) {
        env.argumentRange("count");
        return std::nullopt;
    }
    return range;
}

/// IndexOf and LastIndexOf(array, value[, startIndex[, count]]).
template<bool isLast>
Value indexOfItem(Env& env, Args a)
{
    if (isNullArray(env, a[0]))
        return {};
    const auto items = arrayItems(a[0]);
    const auto length = static_cast<std::int64_t>(items.size());
    const auto range = isLast ? backwardRange(env, a, 2, a.size() - 2, length)
                              : forwardRange(env, a, 2, a.size() - 2, length);
    if (!range)
        return {};
    for (std::int64_t i = 0; i < range->count; ++i) {
        const auto at = static_cast<std::size_t>(isLast ? range->start - i : range->start + i);
        if (items[at].equals(a[1]))
            return Value::ofInt(static_cast<std::int32_t>(at));
    }
    return Value::ofInt(-1);
}

/// FindIndex and FindLastIndex(array, [startIndex[, count], ]match).
template<bool isLast>
Value findIndexOf(Env& env, Args a)
{
    if (isNullArray(env, a[0]))
        return {};
    const auto items = arrayItems(a[0]);
    const auto length = static_cast<std::int64_t>(items.size());
    const auto range = isLast ? backwardRange(env, a, 1, a.size() - 2, length)
                              : forwardRange(env, a, 1, a.size() - 2, length);
    if (!range)
        return {};
    const Value& match = a[a.size() - 1];
    if (match.isNull())
        return env.argumentNull("match");
    for (std::int64_t i = 0; i < range->count; ++i) {
        const auto at = static_cast<std::size_t>(isLast ? range->start - i : range->start + i);
        if (passesTest(env, match, items[at]))
            return Value::ofInt(static_cast<std::int32_t>(at));
        if (env.raised())
            return {};
    }
    return Value::ofInt(-1);
}

} // namespace

bool isRangeInside(Env& env, std::int64_t start, std::int64_t count, std::size_t length,
                   std::string_view startName)
{
    if (start < 0 || count < 0) {
        env.argumentRange(start < 0 ? startName : "count");
        return false;
    }
    if (start + count > static_cast<std::int64_t>(length)) {
        env.argument("Offset and length were out of bounds for the array or count is greater than "
                     "the number of elements from index to the end of the source collection.");
        return false;
    }
    return true;
}

void registerArraySearch(TypeBuilder& type)
{
    type.method("static void Sort(Array array)", sortWhole)
        .method("static void Sort<T>(T[] array)", sortWhole, "Sorts in place")
        .method("static void Sort<T>(T[] array, IComparer<T> comparer)", sortWhole)
        .method("static void Sort<T>(T[] array, Comparison<T> comparison)", sortWhole)
        .method("static void Sort(Array array, int index, int length)", sortRange)
        .method("static void Sort<T>(T[] array, int index, int length)", sortRange)
        .method("static void Sort<T>(T[] array, int index, int length, IComparer<T> comparer)",
                sortRange)
        .method("static void Sort(Array keys, Array items)", sortPairs)
        .method("static void Sort<K, V>(K[] keys, V[] items)", sortPairs,
                "Sorts the keys in place, and the items along with them")
        .method("static void Sort<K, V>(K[] keys, V[] items, IComparer<K> comparer)", sortPairs)
        .method("static void Sort<K, V>(K[] keys, V[] items, int index, int length)",
                sortPairsRange)
        .method("static void Sort<K, V>(K[] keys, V[] items, int index, int length, IComparer<K> "
                "comparer)",
                sortPairsRange)
        .method("static int BinarySearch(Array array, object value)", searchWhole)
        .method("static int BinarySearch<T>(T[] array, T value)", searchWhole,
                "Position in a sorted array, or the complement of where it belongs")
        .method("static int BinarySearch<T>(T[] array, T value, IComparer<T> comparer)",
                searchWhole)
        .method("static int BinarySearch<T>(T[] array, int index, int length, T value)",
                searchRange)
        .method("static int BinarySearch<T>(T[] array, int index, int length, T value, "
                "IComparer<T> comparer)",
                searchRange)
        .method("static int IndexOf(Array array, object value)", indexOfItem<false>)
        .method("static int IndexOf<T>(T[] array, T value)", indexOfItem<false>)
        .method("static int IndexOf<T>(T[] array, T value, int startIndex)", indexOfItem<false>)
        .method("static int IndexOf<T>(T[] array, T value, int startIndex, int count)",
                indexOfItem<false>)
        .method("static int LastIndexOf(Array array, object value)", indexOfItem<true>)
        .method("static int LastIndexOf<T>(T[] array, T value)", indexOfItem<true>)
        .method("static int LastIndexOf<T>(T[] array, T value, int startIndex)", indexOfItem<true>)
        .method("static int LastIndexOf<T>(T[] array, T value, int startIndex, int count)",
                indexOfItem<true>)
        .method("static int FindIndex<T>(T[] array, Predicate<T> match)", findIndexOf<false>)
        .method("static int FindIndex<T>(T[] array, int startIndex, Predicate<T> match)",
                findIndexOf<false>)
        .method("static int FindIndex<T>(T[] array, int startIndex, int count, Predicate<T> match)",
                findIndexOf<false>)
        .method("static int FindLastIndex<T>(T[] array, Predicate<T> match)", findIndexOf<true>)
        .method("static int FindLastIndex<T>(T[] array, int startIndex, Predicate<T> match)",
                findIndexOf<true>)
        .method("static int FindLastIndex<T>(T[] array, int startIndex, int count, Predicate<T> "
                "match)",
                findIndexOf<true>);
}

void registerListSearch(TypeBuilder& type)
{
    type.method("void Sort()", sortWhole, "Sorts in place")
        .method("void Sort(Comparison<T> comparison)",
                [](Env& env, Args a) {
                    return a[1].isNull() ? env.argumentNull("comparison") : sortWhole(env, a);
                })
        .method("void Sort(IComparer<T> comparer)", sortWhole)
        .method("void Sort(int index, int count, IComparer<T> comparer)", sortRange)
        .method("int BinarySearch(T item)", searchWhole)
        .method("int BinarySearch(T item, IComparer<T> comparer)", searchWhole)
        .method("int BinarySearch(int index, int count, T item, IComparer<T> comparer)",
                searchRange)
        .method("int IndexOf(T item)", indexOfItem<false>)
        .method("int IndexOf(T item, int index)", indexOfItem<false>)
        .method("int IndexOf(T item, int index, int count)", indexOfItem<false>)
        .method("int LastIndexOf(T item)", indexOfItem<true>)
        .method("int LastIndexOf(T item, int index)", indexOfItem<true>)
        .method("int LastIndexOf(T item, int index, int count)", indexOfItem<true>)
        .method("int FindIndex(Predicate<T> match)", findIndexOf<false>)
        .method("int FindIndex(int startIndex, Predicate<T> match)", findIndexOf<false>)
        .method("int FindIndex(int startIndex, int count, Predicate<T> match)", findIndexOf<false>)
        .method("int FindLastIndex(Predicate<T> match)", findIndexOf<true>)
        .method("int FindLastIndex(int startIndex, Predicate<T> match)", findIndexOf<true>)
        .method("int FindLastIndex(int startIndex, int count, Predicate<T> match)",
                findIndexOf<true>);
}

} // namespace gatelens::expression
