#include "core/expression/library/families.h"
#include "core/expression/library/sequence_steps.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/operators.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

// --- order ---------------------------------------------------------------------------------------

/// The result of OrderBy; ThenBy adds keys.
class OrderedSequence final : public Sequence
{
public:
    struct Key
    {
        Value selector;
        Value comparer;
        bool isDescending = false;
    };
    OrderedSequence(const Type& type, Value source, std::vector<Key> keys)
        : m_type(&type)
        , m_source(std::move(source))
        , m_keys(std::move(keys))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] bool isLazy() const noexcept override { return true; }
    [[nodiscard]] const Value& source() const noexcept { return m_source; }
    [[nodiscard]] const std::vector<Key>& keys() const noexcept { return m_keys; }

    [[nodiscard]] IteratorPtr iterate(Env&) override
    {
        return iterator([self = Ref(this), items = std::vector<Value>(), isSorted = false,
                         at = std::size_t{0}](Env& env, Value& out) mutable {
            if (!isSorted) {
                isSorted = true;
                items = self->sorted(env);
            }
            if (at >= items.size() || env.raised())
                return false;
            out = std::move(items[at++]);
            return true;
        });
    }

private:
    [[nodiscard]] std::vector<Value> sorted(Env& env) const
    {
        struct Row
        {
            Value item;
            std::vector<Value> keys;
        };
        std::vector<Row> rows;
        for (auto& item : drain(env, m_source)) {
            auto& row = rows.emplace_back();
            for (const auto& key : m_keys) {
                row.keys.push_back(env.call(key.selector, item));
                if (env.raised())
                    return {};
            }
            row.item = std::move(item);
        }
        if (!env.step(rows.size() * 4))
            return {};
        std::stable_sort(rows.begin(), rows.end(), [&](const Row& left, const Row& right) {
            for (std::size_t i = 0; i < m_keys.size() && !env.raised(); ++i) {
                const int order = orderValues(env, left.keys[i], right.keys[i], m_keys[i].comparer);
                if (order != 0)
                    return m_keys[i].isDescending ? order > 0 : order < 0;
            }
            return false;
        });
        std::vector<Value> items;
        for (auto& row : rows)
            items.push_back(std::move(row.item));
        return items;
    }

    const Type* m_type;
    Value m_source;
    std::vector<Key> m_keys;
};

template<bool isDescending>
Value orderBy(Env& env, Args a)
{
    if (isNull(env, a[0]))
        return {};
    return makeValue<OrderedSequence>(
        *a.site().result, a[0],
        std::vector<OrderedSequence::Key>{{a[1], a.size() > 2 ? a[2] : Value(), isDescending}});
}

template<bool isDescending>
Value thenBy(Env& env, Args a)
{
    if (isNull(env, a[0]))
        return {};
    const auto* outliving = a[0].as<OutlivingSequence>();
    const auto& ordered = (outliving != nullptr ? outliving->inner : a[0]).get<OrderedSequence>();
    auto keys = ordered.keys();
    keys.push_back({a[1], a.size() > 2 ? a[2] : Value(), isDescending});
    return makeValue<OrderedSequence>(*a.site().result, ordered.source(), std::move(keys));
}

} // namespace

void registerSequenceOrder(TypeBuilder& type)
{
    type.method("static IOrderedEnumerable<T> OrderBy<T, K>(this IEnumerable<T> source, Func<T, K> "
                "keySelector)",
                orderBy<false>, "Sorted by key; equal ones keep their order")
        .method("static IOrderedEnumerable<T> OrderBy<T, K>(this IEnumerable<T> source, Func<T, K> "
                "keySelector, IComparer<K> comparer)",
                orderBy<false>)
        .method("static IOrderedEnumerable<T> OrderByDescending<T, K>(this IEnumerable<T> source, "
                "Func<T, K> keySelector)",
                orderBy<true>)
        .method("static IOrderedEnumerable<T> OrderByDescending<T, K>(this IEnumerable<T> source, "
                "Func<T, K> keySelector, IComparer<K> comparer)",
                orderBy<true>)
        .method("static IOrderedEnumerable<T> ThenBy<T, K>(this IOrderedEnumerable<T> source, "
                "Func<T, K> keySelector)",
                thenBy<false>)
        .method("static IOrderedEnumerable<T> ThenBy<T, K>(this IOrderedEnumerable<T> source, "
                "Func<T, K> keySelector, IComparer<K> comparer)",
                thenBy<false>)
        .method("static IOrderedEnumerable<T> ThenByDescending<T, K>(this IOrderedEnumerable<T> "
                "source, Func<T, K> keySelector)",
                thenBy<true>)
        .method("static IOrderedEnumerable<T> ThenByDescending<T, K>(this IOrderedEnumerable<T> "
                "source, Func<T, K> keySelector, IComparer<K> comparer)",
                thenBy<true>);
}

} // namespace gatelens::expression
