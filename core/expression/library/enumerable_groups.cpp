#include "core/expression/library/families.h"
#include "core/expression/library/sequence_steps.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/operators.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

// --- groups --------------------------------------------------------------------------------------

/// A look-up table: groups in the order of their first element.
class LookupObject final : public Sequence
{
public:
    LookupObject(const Type& lookupType, const Type* groupType, const Value& comparer)
        : m_type(&lookupType)
        , m_groupType(groupType)
        , m_index(make<DictionaryObject>(*core().object, comparer))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] std::optional<std::size_t> knownCount() const override { return m_index->size(); }
    [[nodiscard]] IteratorPtr iterate(Env&) override
    {
        return iterator([self = Ref(this), at = std::size_t{0}](Env&, Value& out) mutable {
            if (at >= self->m_index->size())
                return false;
            out = self->m_index->all()[at++].second;
            return true;
        });
    }
    GroupObject& group(const Value& key)
    {
        if (const auto found = m_index->find(key))
            return found->get<GroupObject>();
        const Value made = makeValue<GroupObject>(*m_groupType, key);
        m_index->add(key, made);
        return made.get<GroupObject>();
    }
    [[nodiscard]] std::optional<Value> find(const Value& key) const { return m_index->find(key); }

private:
    const Type* m_type;
    const Type* m_groupType;
    Ref<DictionaryObject> m_index;
};

/// Groups the source by key; the element function may be null.
Ref<LookupObject> grouped(Env& env, const Type* resultType, const Type* groupType,
                          const Value& source, const Value& key, const Value& element,
                          const Value& comparer)
{
    auto lookup = make<LookupObject>(*resultType, groupType, comparer);
    const auto run = iterate(env, source);
    Value item;
    while (run->next(env, item)) {
        const Value itemKey = env.call(key, item);
        if (env.raised() || !env.charge(64))
            break;
        Value content = element.isNull() ? item : env.call(element, item);
        if (env.raised())
            break;
        lookup->group(itemKey).items.push_back(std::move(content));
    }
    return lookup;
}

const Type* groupingOf(const Type* key, const Type* element)
{
    return genericOf("IGrouping", {key, element});
}

/// GroupBy(key [, element] [, result] [, comparer]): which function is which follows from the
/// delegate types.
Value groupBy(Env& env, Args a)
{
    if (isNull(env, a[0]) || isNull(env, a[1], "keySelector"))
        return {};
    Value element;
    Value result;
    Value comparer;
    for (std::size_t i = 2; i < a.size(); ++i) {
        if (a[i].isNull())
            continue;
        if (a[i].as<FunctionObject>() == nullptr)
            comparer = a[i];
        else if (a[i].type()->arguments.size() == 3)
            result = a[i];
        else
            element = a[i];
    }
    const auto& types = a.site().typeArguments;
    const Type* groupType = groupingOf(types[1], element.isNull() ? types[0] : types[2]);
    const Value source = a[0];
    const Value key = a[1];
    const Type* sequenceType = a.site().result;
    return lazySequence(sequenceType, [=](Env&) -> IteratorPtr {
        return iterator([=, groups = std::shared_ptr<Iterator>()](Env& e, Value& out) mutable {
            if (groups == nullptr) {
                const auto lookup
                    = grouped(e, sequenceType, groupType, source, key, element, comparer);
                if (e.raised())
                    return false;
                groups = lookup->iterate(e);
            }
            if (!groups->next(e, out))
                return false;
            if (!result.isNull()) {
                const Value groupKey = out.get<GroupObject>().key;
                Value made = e.call(result, groupKey, out);
                out = std::move(made);
            }
            return !e.raised();
        });
    });
}

Value toLookup(Env& env, Args a)
{
    if (isNull(env, a[0]) || isNull(env, a[1], "keySelector"))
        return {};
    Value element;
    Value comparer;
    for (std::size_t i = 2; i < a.size(); ++i)
        (a[i].as<FunctionObject>() == nullptr ? comparer : element) = a[i];
    const auto& types = a.site().typeArguments;
    const Type* groupType = groupingOf(types[1], element.isNull() ? types[0] : types[2]);
    return grouped(env, a.site().result, groupType, a[0], a[1], element, comparer).value();
}

template<bool isGroup>
Value join(Env& env, Args a)
{
    if (isNull(env, a[0], "outer") || isNull(env, a[1], "inner"))
        return {};
    const Value inner = a[1];
    const Value outerKey = a[2];
    const Value innerKey = a[3];
    const Value result = a[4];
    const Value comparer = a.size() > 5 ? a[5] : Value();
    const auto& types = a.site().typeArguments;
    const Type* groupType = groupingOf(types[2], types[1]);
    const Type* elements = genericOf("IEnumerable", {types[1]});
    return lazy(env, a, [=](Run run) {
        return [=, lookup = Ref<LookupObject>(), outer = Value(), matches = std::vector<Value>(),
                at = std::size_t{0}](Env& e, Value& out) mutable {
            if (!lookup)
                lookup = grouped(e, elements, groupType, inner, innerKey, {}, comparer);
            for (;;) {
                if (e.raised())
                    return false;
                if (!isGroup && at < matches.size()) {
                    out = e.call(result, outer, matches[at++]);
                    return !e.raised();
                }
                if (!run->next(e, outer))
                    return false;
                const Value key = e.call(outerKey, outer);
                if (e.raised())
                    return false;
                const auto found = key.isNull() ? std::nullopt : lookup->find(key);
                if (isGroup) {
                    const Value group = found ? *found : newArray(types[1], {});
                    out = e.call(result, outer, group);
                    return !e.raised();
                }
                matches = found ? found->get<GroupObject>().items : std::vector<Value>();
                at = 0;
            }
        };
    });
}

} // namespace

void registerSequenceGroups(TypeBuilder& type)
{
    type.method("static IEnumerable<IGrouping<K, T>> GroupBy<T, K>(this IEnumerable<T> source, "
                "Func<T, K> keySelector)",
                groupBy, "Groups of equal key")
        .method("static IEnumerable<IGrouping<K, T>> GroupBy<T, K>(this IEnumerable<T> source, "
                "Func<T, K> keySelector, IEqualityComparer<K> comparer)",
                groupBy)
        .method("static IEnumerable<IGrouping<K, E>> GroupBy<T, K, E>(this IEnumerable<T> source, "
                "Func<T, K> keySelector, Func<T, E> elementSelector)",
                groupBy)
        .method("static IEnumerable<R> GroupBy<T, K, R>(this IEnumerable<T> source, Func<T, K> "
                "keySelector, Func<K, IEnumerable<T>, R> resultSelector)",
                groupBy)
        .method(
            "static IEnumerable<R> GroupBy<T, K, E, R>(this IEnumerable<T> source, Func<T, K> "
            "keySelector, Func<T, E> elementSelector, Func<K, IEnumerable<E>, R> resultSelector)",
            groupBy)
        .method(
            "static IEnumerable<IGrouping<K, E>> GroupBy<T, K, E>(this IEnumerable<T> source, "
            "Func<T, K> keySelector, Func<T, E> elementSelector, IEqualityComparer<K> comparer)",
            groupBy)
        .method("static IEnumerable<R> GroupBy<T, K, R>(this IEnumerable<T> source, Func<T, K> "
                "keySelector, Func<K, IEnumerable<T>, R> resultSelector, IEqualityComparer<K> "
                "comparer)",
                groupBy)
        .method("static IEnumerable<R> GroupBy<T, K, E, R>(this IEnumerable<T> source, Func<T, K> "
                "keySelector, Func<T, E> elementSelector, Func<K, IEnumerable<E>, R> "
                "resultSelector, IEqualityComparer<K> comparer)",
                groupBy)
        .method("static IEnumerable<R> Join<O, I, K, R>(this IEnumerable<O> outer, IEnumerable<I> "
                "inner, Func<O, K> outerKeySelector, Func<I, K> innerKeySelector, Func<O, I, R> "
                "resultSelector, IEqualityComparer<K> comparer)",
                join<false>)
        .method("static IEnumerable<R> GroupJoin<O, I, K, R>(this IEnumerable<O> outer, "
                "IEnumerable<I> inner, Func<O, K> outerKeySelector, Func<I, K> innerKeySelector, "
                "Func<O, IEnumerable<I>, R> resultSelector, IEqualityComparer<K> comparer)",
                join<true>)
        .method("static IEnumerable<R> Join<O, I, K, R>(this IEnumerable<O> outer, IEnumerable<I> "
                "inner, Func<O, K> outerKeySelector, Func<I, K> innerKeySelector, Func<O, I, R> "
                "resultSelector)",
                join<false>)
        .method("static IEnumerable<R> GroupJoin<O, I, K, R>(this IEnumerable<O> outer, "
                "IEnumerable<I> inner, Func<O, K> outerKeySelector, Func<I, K> innerKeySelector, "
                "Func<O, IEnumerable<I>, R> resultSelector)",
                join<true>)
        .method("static ILookup<K, T> ToLookup<T, K>(this IEnumerable<T> source, Func<T, K> "
                "keySelector, IEqualityComparer<K> comparer)",
                toLookup)
        .method("static ILookup<K, E> ToLookup<T, K, E>(this IEnumerable<T> source, Func<T, K> "
                "keySelector, Func<T, E> elementSelector, IEqualityComparer<K> comparer)",
                toLookup)
        .method("static ILookup<K, T> ToLookup<T, K>(this IEnumerable<T> source, Func<T, K> "
                "keySelector)",
                toLookup)
        .method("static ILookup<K, E> ToLookup<T, K, E>(this IEnumerable<T> source, Func<T, K> "
                "keySelector, Func<T, E> elementSelector)",
                toLookup);
}

void registerSequenceTypes(LibraryBuilder& library)
{
    library.type("interface System.Linq.IOrderedEnumerable<T> : IEnumerable<T>",
                 "A sorted sequence");
    library.type("interface System.Linq.IGrouping<K, T> : IEnumerable<T>", "Elements of equal key")
        .property(
            "K Key", [](Env&, Args a) { return a[0].get<GroupObject>().key; },
            "What the elements share");
    library
        .type("interface System.Linq.ILookup<K, T> : IEnumerable<IGrouping<K, T>>", "Groups by key")
        .property("int Count",
                  [](Env&, Args a) {
                      return Value::ofInt(static_cast<std::int32_t>(
                          a[0].get<LookupObject>().knownCount().value_or(0)));
                  })
        .method("IEnumerable<T> this[K key]",
                [](Env&, Args a) {
                    const auto found = a[0].get<LookupObject>().find(a[1]);
                    return found ? *found : newArray(a.site().result->arguments[0], {});
                })
        .method("bool Contains(K key)", [](Env&, Args a) {
            return Value::ofBool(a[0].get<LookupObject>().find(a[1]).has_value());
        });
}

} // namespace gatelens::expression
