#pragma once

#include "core/expression/runtime/objects.h"
#include "core/expression/types/library.h"

#include <vector>

namespace gatelens::expression {

// What functions on arrays and lists need to know of their forms: `byte[]` is packed, all others
// hold values.

[[nodiscard]] std::size_t arrayLength(const Value& array);
/// The elements, as values.
[[nodiscard]] std::vector<Value> arrayItems(const Value& array);
void assignItem(const Value& array, std::size_t index, const Value& item);
/// `items` from position `at` on; they must fit.
void assignItems(const Value& array, const std::vector<Value>& items, std::size_t at = 0);
/// True when the array may hold every one of the values.
[[nodiscard]] bool acceptsItems(const Value& array, const std::vector<Value>& items);
/// True with an ArgumentNullException raised when there is no array.
[[nodiscard]] bool isNullArray(Env& env, const Value& array);
/// The part of an array or list that a call names by start and count; false with the exception
/// raised that .NET raises when it does not lie inside.
[[nodiscard]] bool isRangeInside(Env& env, std::int64_t start, std::int64_t count,
                                 std::size_t length, std::string_view startName = "index");

/// Sort, BinarySearch and the finding functions over ranges, of System.Array and of List<T>.
void registerArraySearch(TypeBuilder& type);
void registerListSearch(TypeBuilder& type);

/// Sorts by an order that may raise or contradict itself, keeping equal elements in place; false
/// when it raised.
template<class Order>
bool sortByOrder(Env& env, std::vector<Value>& items, Order order)
{
    // Merge sort never reaches past the ends, whatever the order says.
    std::vector<Value> sorted = items;
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
                    return false;
            }
        }
        std::swap(sorted, buffer);
    }
    items = std::move(sorted);
    return true;
}

/// Position of `wanted` in sorted items, or the complement of where it belongs.
template<class Order>
std::int32_t binarySearch(std::int64_t start, std::int64_t count, Order orderAt)
{
    std::int64_t low = start;
    std::int64_t high = start + count - 1;
    while (low <= high) {
        const auto middle = (low + high) / 2;
        const int order = orderAt(static_cast<std::size_t>(middle));
        if (order == 0)
            return static_cast<std::int32_t>(middle);
        if (order < 0)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return static_cast<std::int32_t>(~low);
}

} // namespace gatelens::expression
