#include "core/expression/library/collections.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/operators.h"

#include <algorithm>

// System.Linq.Enumerable. Everything that gives a sequence is lazy: the source is run when the
// result is, each time anew.

namespace gatelens::expression {

namespace {

bool isNull(Env& env, const Value& source, std::string_view name = "source")
{
    if (source.isNull())
        env.argumentNull(name);
    return source.isNull();
}

bool passes(Env& env, const Value& test, const Value& item)
{
    const Value result = env.call(test, item);
    return !env.raised() && result.asBool();
}

Value noElements(Env& env) { return env.invalidOperation("Sequence contains no elements"); }

Value noMatch(Env& env) { return env.invalidOperation("Sequence contains no matching element"); }

/// A lazy sequence over a single source; `start` makes the stepping function of one run.
template<class Start>
Value lazy(Env& env, Args a, Start start)
{
    if (isNull(env, a[0]))
        return {};
    return lazySequence(a.site().result, [source = a[0], start](Env& inner) -> IteratorPtr {
        const DepthGuard depth(inner);
        if (!depth)
            return iterator([](Env&, Value&) { return false; });
        auto run = std::shared_ptr<Iterator>(iterate(inner, source));
        return iterator([step = start(std::move(run))](Env& env2, Value& out) mutable {
            const DepthGuard guard(env2);
            return guard && step(env2, out);
        });
    });
}

using Run = std::shared_ptr<Iterator>;

Value where(Env& env, Args a)
{
    if (isNull(env, a[0]) || isNull(env, a[1], "predicate"))
        return {};
    const Value test = a[1];
    const bool isIndexed = a[1].type() != nullptr && a[1].type()->arguments.size() == 3;
    return lazy(env, a, [test, isIndexed](Run run) {
        return [run, test, isIndexed, index = 0](Env& e, Value& out) mutable {
            while (run->next(e, out)) {
                const bool keeps = isIndexed ? e.call(test, out, Value::ofInt(index++)).asBool()
                                             : passes(e, test, out);
                if (e.raised())
                    return false;
                if (keeps)
                    return true;
            }
            return false;
        };
    });
}

Value select(Env& env, Args a)
{
    if (isNull(env, a[0]) || isNull(env, a[1], "selector"))
        return {};
    const Value map = a[1];
    const bool isIndexed = a[1].type() != nullptr && a[1].type()->arguments.size() == 3;
    return lazy(env, a, [map, isIndexed](Run run) {
        return [run, map, isIndexed, index = 0](Env& e, Value& out) mutable {
            if (!run->next(e, out))
                return false;
            Value mapped = isIndexed ? e.call(map, out, Value::ofInt(index++)) : e.call(map, out);
            out = std::move(mapped);
            return !e.raised();
        };
    });
}

Value selectMany(Env& env, Args a)
{
    if (isNull(env, a[0]) || isNull(env, a[1], "selector"))
        return {};
    const Value inner = a[1];
    const Value result = a.size() > 2 ? a[2] : Value();
    const bool isIndexed = a[1].type() != nullptr && a[1].type()->arguments.size() == 3;
    return lazy(env, a, [inner, result, isIndexed](Run run) {
        return [run, inner, result, isIndexed, outer = Value(), index = 0,
                current = std::shared_ptr<Iterator>()](Env& e, Value& out) mutable {
            for (;;) {
                if (current == nullptr) {
                    if (!run->next(e, outer))
                        return false;
                    const Value many = isIndexed ? e.call(inner, outer, Value::ofInt(index++))
                                                 : e.call(inner, outer);
                    if (e.raised())
                        return false;
                    current = iterate(e, many);
                    if (e.raised())
                        return false;
                }
                if (current->next(e, out)) {
                    if (!result.isNull()) {
                        Value combined = e.call(result, outer, out);
                        out = std::move(combined);
                    }
                    return !e.raised();
                }
                if (e.raised())
                    return false;
                current = nullptr;
            }
        };
    });
}

Value take(Env& env, Args a)
{
    const auto count = a[1].asLong();
    return lazy(env, a, [count](Run run) {
        return [run, left = count](Env& e, Value& out) mutable {
            return left-- > 0 && run->next(e, out);
        };
    });
}

Value skip(Env& env, Args a)
{
    const auto count = a[1].asLong();
    return lazy(env, a, [count](Run run) {
        return [run, left = count](Env& e, Value& out) mutable {
            for (; left > 0; --left) {
                if (!run->next(e, out))
                    return false;
            }
            return run->next(e, out);
        };
    });
}

Value takeWhile(Env& env, Args a)
{
    if (isNull(env, a[0]) || isNull(env, a[1], "predicate"))
        return {};
    const Value test = a[1];
    const bool isIndexed = a[1].type() != nullptr && a[1].type()->arguments.size() == 3;
    return lazy(env, a, [test, isIndexed](Run run) {
        return [run, test, isIndexed, index = 0, isDone = false](Env& e, Value& out) mutable {
            if (isDone || !run->next(e, out))
                return false;
            const bool keeps = isIndexed ? e.call(test, out, Value::ofInt(index++)).asBool()
                                         : passes(e, test, out);
            isDone = !keeps;
            return keeps && !e.raised();
        };
    });
}

Value skipWhile(Env& env, Args a)
{
    if (isNull(env, a[0]) || isNull(env, a[1], "predicate"))
        return {};
    const Value test = a[1];
    const bool isIndexed = a[1].type() != nullptr && a[1].type()->arguments.size() == 3;
    return lazy(env, a, [test, isIndexed](Run run) {
        return [run, test, isIndexed, index = 0, isSkipping = true](Env& e, Value& out) mutable {
            while (run->next(e, out)) {
                if (!isSkipping)
                    return true;
                const bool skips = isIndexed ? e.call(test, out, Value::ofInt(index++)).asBool()
                                             : passes(e, test, out);
                if (e.raised())
                    return false;
                if (!skips) {
                    isSkipping = false;
                    return true;
                }
            }
            return false;
        };
    });
}

Value concat(Env& env, Args a)
{
    if (isNull(env, a[1], "second"))
        return {};
    const Value second = a[1];
    return lazy(env, a, [second](Run run) {
        return [run, second, isSecond = false](Env& e, Value& out) mutable {
            if (run->next(e, out))
                return true;
            if (isSecond || e.raised())
                return false;
            isSecond = true;
            run = iterate(e, second);
            return run->next(e, out);
        };
    });
}

Value append(Env& env, Args a)
{
    const Value last = a[1];
    return lazy(env, a, [last](Run run) {
        return [run, last, isDone = false](Env& e, Value& out) mutable {
            if (!isDone && run->next(e, out))
                return true;
            if (isDone || e.raised())
                return false;
            isDone = true;
            out = last;
            return true;
        };
    });
}

Value prepend(Env& env, Args a)
{
    const Value first = a[1];
    return lazy(env, a, [first](Run run) {
        return [run, first, isStarted = false](Env& e, Value& out) mutable {
            if (isStarted)
                return run->next(e, out);
            isStarted = true;
            out = first;
            return true;
        };
    });
}

Value zip(Env& env, Args a)
{
    if (isNull(env, a[1], "second"))
        return {};
    const Value second = a[1];
    const Value combine = a.size() > 2 ? a[2] : Value();
    return lazy(env, a, [second, combine](Run run) {
        return [run, second, combine, other = Run()](Env& e, Value& out) mutable {
            if (other == nullptr)
                other = iterate(e, second);
            Value right;
            if (!run->next(e, out) || !other->next(e, right))
                return false;
            Value result = combine.isNull()
                ? makeValue<RecordObject>(*tupleOf({core().object, core().object}),
                                          std::vector<Value>{out, right})
                : e.call(combine, out, right);
            out = std::move(result);
            return !e.raised();
        };
    });
}

Value distinct(Env& env, Args a)
{
    const Value comparer = a.size() > 1 ? a[1] : Value();
    return lazy(env, a, [comparer](Run run) {
        auto seen = make<SetObject>(*core().object, comparer);
        return [run, seen](Env& e, Value& out) mutable {
            while (run->next(e, out)) {
                if (seen->keys.add(out, {}))
                    return true;
            }
            return false;
        };
    });
}

/// Except and Intersect: elements once, (not) in the second sequence.
template<bool wantsPresent>
Value setOperation(Env& env, Args a)
{
    if (isNull(env, a[1], "second"))
        return {};
    const Value second = a[1];
    const Value comparer = a.size() > 2 ? a[2] : Value();
    return lazy(env, a, [second, comparer](Run run) {
        auto other = make<SetObject>(*core().object, comparer);
        return [run, second, other, isFilled = false](Env& e, Value& out) mutable {
            if (!isFilled) {
                isFilled = true;
                for (auto& item : drain(e, second))
                    other->keys.add(std::move(item), {});
            }
            while (!e.raised() && run->next(e, out)) {
                if (wantsPresent ? other->keys.remove(out) : other->keys.add(out, {}))
                    return true;
            }
            return false;
        };
    });
}

Value unite(Env& env, Args a)
{
    Value both = concat(env, Args(&a[0], 2, a.site()));
    if (env.raised())
        return {};
    Value values[2] = {both, a.size() > 2 ? a[2] : Value()};
    return distinct(env, Args(values, 2, a.site()));
}

Value reverse(Env& env, Args a)
{
    return lazy(env, a, [](Run run) {
        return [run, items = std::vector<Value>(), isFilled = false](Env& e, Value& out) mutable {
            if (!isFilled) {
                isFilled = true;
                Value item;
                while (run->next(e, item))
                    items.push_back(std::move(item));
            }
            if (items.empty() || e.raised())
                return false;
            out = std::move(items.back());
            items.pop_back();
            return true;
        };
    });
}

/// TakeLast and SkipLast: the end of the source, or all but it.
template<bool takes>
Value lastOnes(Env& env, Args a)
{
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(a[1].asLong(), 0));
    return lazy(env, a, [count](Run run) {
        return [run, count, items = std::vector<Value>(), isFilled = false,
                at = std::size_t{0}](Env& e, Value& out) mutable {
            if (!isFilled) {
                isFilled = true;
                Value item;
                while (run->next(e, item))
                    items.push_back(std::move(item));
                const auto kept = std::min(count, items.size());
                if (takes)
                    items.erase(items.begin(), items.end() - static_cast<std::ptrdiff_t>(kept));
                else
                    items.resize(items.size() - kept);
            }
            if (e.raised() || at >= items.size())
                return false;
            out = std::move(items[at++]);
            return true;
        };
    });
}

Value defaultIfEmpty(Env& env, Args a)
{
    const Value initial = a.size() > 1 ? a[1] : defaultOf(a.site().result->arguments[0]);
    return lazy(env, a, [initial](Run run) {
        return [run, initial, isStarted = false](Env& e, Value& out) mutable {
            if (run->next(e, out)) {
                isStarted = true;
                return true;
            }
            if (isStarted || e.raised())
                return false;
            isStarted = true;
            out = initial;
            return true;
        };
    });
}

Value castAll(Env& env, Args a)
{
    const Type* type = a.site().typeArguments[0];
    return lazy(env, a, [type](Run run) {
        return [run, type](Env& e, Value& out) {
            if (!run->next(e, out))
                return false;
            if (out.isNull() ? !type->acceptsNull() : !isInstance(out, type)) {
                if (out.isNull())
                    e.nullReference();
                else
                    e.invalidCast(out, *type);
                return false;
            }
            return true;
        };
    });
}

Value ofType(Env& env, Args a)
{
    const Type* type = a.site().typeArguments[0];
    return lazy(env, a, [type](Run run) {
        return [run, type](Env& e, Value& out) {
            while (run->next(e, out)) {
                if (!out.isNull() && isInstance(out, type))
                    return true;
            }
            return false;
        };
    });
}

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

// --- single results
// --------------------------------------------------------------------------------

enum class Pick
{
    First,
    Last,
    Single
};

template<Pick pick, bool orDefault>
Value pickOne(Env& env, Args a)
{
    if (isNull(env, a[0]))
        return {};
    const bool hasTest = a.size() > 1;
    if (hasTest && isNull(env, a[1], "predicate"))
        return {};
    const auto run = iterate(env, a[0]);
    Value item;
    Value chosen;
    bool isFound = false;
    while (run->next(env, item)) {
        if (hasTest && !passes(env, a[1], item)) {
            if (env.raised())
                return {};
            continue;
        }
        if (pick == Pick::Single && isFound)
            return env.invalidOperation(hasTest ? "Sequence contains more than one matching element"
                                                : "Sequence contains more than one element");
        chosen = item;
        isFound = true;
        if (pick == Pick::First)
            break;
    }
    if (env.raised())
        return {};
    if (isFound)
        return chosen;
    if (orDefault)
        return defaultOf(a.site().result);
    return hasTest ? noMatch(env) : noElements(env);
}

template<bool orDefault>
Value elementAtIndex(Env& env, Args a)
{
    if (isNull(env, a[0]))
        return {};
    auto left = a[1].asLong();
    if (left >= 0) {
        const auto run = iterate(env, a[0]);
        Value item;
        while (run->next(env, item)) {
            if (left-- == 0)
                return item;
        }
        if (env.raised())
            return {};
    }
    return orDefault ? defaultOf(a.site().result) : env.argumentRange("index");
}

Value any(Env& env, Args a)
{
    if (isNull(env, a[0]) || (a.size() > 1 && isNull(env, a[1], "predicate")))
        return {};
    const auto run = iterate(env, a[0]);
    Value item;
    while (run->next(env, item)) {
        if (a.size() == 1 || passes(env, a[1], item))
            return Value::ofBool(true);
        if (env.raised())
            return {};
    }
    return Value::ofBool(false);
}

Value all(Env& env, Args a)
{
    if (isNull(env, a[0]) || isNull(env, a[1], "predicate"))
        return {};
    const auto run = iterate(env, a[0]);
    Value item;
    while (run->next(env, item)) {
        if (!passes(env, a[1], item))
            return env.raised() ? Value() : Value::ofBool(false);
    }
    return Value::ofBool(true);
}

template<Tag tag>
Value count(Env& env, Args a)
{
    if (isNull(env, a[0]))
        return {};
    std::int64_t number = 0;
    if (const auto known = a.size() == 1 ? countOf(a[0]) : std::nullopt)
        return Value::ofInteger(tag, static_cast<std::int64_t>(*known));
    const auto run = iterate(env, a[0]);
    Value item;
    while (run->next(env, item)) {
        number += a.size() == 1 || passes(env, a[1], item) ? 1 : 0;
        if (env.raised())
            return {};
    }
    return Value::ofInteger(tag, number);
}

Value contains(Env& env, Args a)
{
    if (isNull(env, a[0]))
        return {};
    const KeyComparer comparer(a.size() > 2 ? a[2] : Value());
    const auto run = iterate(env, a[0]);
    Value item;
    while (run->next(env, item)) {
        if (comparer.equal(item, a[1]))
            return Value::ofBool(true);
    }
    return Value::ofBool(false);
}

Value sequenceEqual(Env& env, Args a)
{
    if (isNull(env, a[0], "first") || isNull(env, a[1], "second"))
        return {};
    const KeyComparer comparer(a.size() > 2 ? a[2] : Value());
    const auto left = iterate(env, a[0]);
    const auto right = iterate(env, a[1]);
    Value x;
    Value y;
    for (;;) {
        const bool hasX = left->next(env, x);
        const bool hasY = right->next(env, y);
        if (!hasX || !hasY)
            return Value::ofBool(hasX == hasY);
        if (!comparer.equal(x, y))
            return Value::ofBool(false);
    }
}

Value aggregate(Env& env, Args a)
{
    if (isNull(env, a[0]))
        return {};
    const bool hasSeed = a.size() > 2;
    const Value& combine = a[hasSeed ? 2 : 1];
    const auto run = iterate(env, a[0]);
    Value result = hasSeed ? a[1] : Value();
    Value item;
    if (!hasSeed && !run->next(env, result))
        return env.raised() ? Value() : noElements(env);
    while (run->next(env, item)) {
        Value next = env.call(combine, result, item);
        if (env.raised())
            return {};
        result = std::move(next);
    }
    if (env.raised())
        return {};
    return a.size() > 3 ? env.call(a[3], result) : result;
}

/// Runs over the numbers of Sum, Average, Min and Max; null values of nullable types are left out.
template<class Visit>
bool eachNumber(Env& env, Args a, Visit visit)
{
    if (isNull(env, a[0]))
        return false;
    const auto run = iterate(env, a[0]);
    Value item;
    while (run->next(env, item)) {
        Value number = a.size() > 1 ? env.call(a[1], item) : item;
        if (env.raised())
            return false;
        if (!number.isNull() && !visit(number))
            return false;
    }
    return !env.raised();
}

Value sum(Env& env, Args a)
{
    const Type* type = a.site().result->withoutNullable();
    Value total = defaultOf(type);
    // Float sums in double, as .NET does.
    if (type->tag == Tag::Single) {
        double real = 0;
        eachNumber(env, a, [&](const Value& number) {
            real += static_cast<double>(number.asSingle());
            return true;
        });
        return Value::ofSingle(static_cast<float>(real));
    }
    auto* add = binaryOperator("+", type->tag, true);
    eachNumber(env, a, [&](const Value& number) {
        total = add(env, total, convertNumber(env, number, type->tag, false));
        return !env.raised();
    });
    return total;
}

Value average(Env& env, Args a)
{
    const Type* type = a.site().result->withoutNullable();
    std::int64_t number = 0;
    Value total = defaultOf(type);
    auto* add = binaryOperator("+", type->tag, true);
    const bool succeeded = eachNumber(env, a, [&](const Value& one) {
        total = add(env, total, convertNumber(env, one, type->tag, false));
        ++number;
        return !env.raised();
    });
    if (!succeeded)
        return {};
    if (number == 0)
        return a.site().result->isNullable() ? Value() : noElements(env);
    return binaryOperator("/", type->tag, false)(
        env, total, convertNumber(env, Value::ofLong(number), type->tag, false));
}

template<bool wantsMax>
Value extreme(Env& env, Args a)
{
    Value best;
    bool isFound = false;
    const bool succeeded = eachNumber(env, a, [&](const Value& number) {
        if (!isFound || (orderValues(env, number, best) > 0) == wantsMax) {
            if (!isFound || orderValues(env, number, best) != 0)
                best = number;
        }
        isFound = true;
        return !env.raised();
    });
    if (!succeeded)
        return {};
    if (isFound || a.site().result->acceptsNull())
        return best;
    return noElements(env);
}

Value toDictionary(Env& env, Args a)
{
    if (isNull(env, a[0]))
        return {};
    Value element;
    Value comparer;
    for (std::size_t i = 2; i < a.size(); ++i)
        (a[i].as<TextComparerObject>() != nullptr ? comparer : element) = a[i];
    auto made = make<DictionaryObject>(*a.site().result, comparer);
    const auto run = iterate(env, a[0]);
    Value item;
    while (run->next(env, item)) {
        Value key = env.call(a[1], item);
        if (env.raised())
            return {};
        Value content = element.isNull() ? item : env.call(element, item);
        if (env.raised())
            return {};
        if (key.isNull())
            return env.argumentNull("key");
        if (!env.charge(64))
            return {};
        if (!made->add(std::move(key), std::move(content)))
            return env.argument("An item with the same key has already been added.");
    }
    return env.raised() ? Value() : made.value();
}

Value toList(Env& env, Args a)
{
    if (isNull(env, a[0]))
        return {};
    auto items = drain(env, a[0]);
    return env.raised() ? Value() : makeValue<ListObject>(*a.site().result, std::move(items));
}

Value toArray(Env& env, Args a)
{
    if (isNull(env, a[0]))
        return {};
    auto items = drain(env, a[0]);
    return env.raised() ? Value() : newArray(a.site().result->element(), std::move(items));
}

Value toHashSet(Env& env, Args a)
{
    if (isNull(env, a[0]))
        return {};
    auto made = make<SetObject>(*a.site().result, a.size() > 1 ? a[1] : Value());
    for (auto& item : drain(env, a[0]))
        made->keys.add(std::move(item), {});
    return made.value();
}

Value range(Env& env, Args a)
{
    const auto start = a[0].asLong();
    const auto number = a[1].asLong();
    if (number < 0 || start + number - 1 > INT32_MAX)
        return env.argumentRange("count");
    return lazySequence(a.site().result, [start, number](Env&) -> IteratorPtr {
        return iterator([next = start, end = start + number](Env&, Value& out) mutable {
            if (next >= end)
                return false;
            out = Value::ofInt(static_cast<std::int32_t>(next++));
            return true;
        });
    });
}

Value repeat(Env& env, Args a)
{
    if (a[1].asInt() < 0)
        return env.argumentRange("count");
    return lazySequence(a.site().result, [item = a[0], number = a[1].asInt()](Env&) -> IteratorPtr {
        return iterator([item, left = number](Env&, Value& out) mutable {
            if (left-- <= 0)
                return false;
            out = item;
            return true;
        });
    });
}

/// Declares the overloads of Sum, Average, Min or Max for each number type.
void numeric(TypeBuilder& type, std::string_view name, Function function, bool isAverage)
{
    static std::deque<std::string> texts;
    const auto declare = [&](const std::string& source, const std::string& result) {
        texts.push_back("static " + result + " " + std::string(name) + "(this IEnumerable<" + source
                        + "> source)");
        type.method(texts.back(), function);
        texts.push_back("static " + result + " " + std::string(name)
                        + "<T>(this IEnumerable<T> source, Func<T, " + source + "> selector)");
        type.method(texts.back(), function);
    };
    for (const std::string source : {"int", "long", "double", "decimal", "float"}) {
        const std::string result
            = isAverage && (source == "int" || source == "long") ? "double" : source;
        declare(source, result);
        declare(source + "?", result + "?");
    }
}

void registerLazy(TypeBuilder& type)
{
    type.method(
            "static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, bool> predicate)",
            where, "The elements that pass the test")
        .method("static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, int, bool> "
                "predicate)",
                where)
        .method(
            "static IEnumerable<R> Select<T, R>(this IEnumerable<T> source, Func<T, R> selector)",
            select, "What the function makes of each element")
        .method("static IEnumerable<R> Select<T, R>(this IEnumerable<T> source, Func<T, int, R> "
                "selector)",
                select)
        .method("static IEnumerable<R> SelectMany<T, R>(this IEnumerable<T> source, Func<T, "
                "IEnumerable<R>> selector)",
                selectMany, "The elements of all inner sequences")
        .method("static IEnumerable<R> SelectMany<T, R>(this IEnumerable<T> source, Func<T, int, "
                "IEnumerable<R>> selector)",
                selectMany)
        .method("static IEnumerable<R> SelectMany<T, C, R>(this IEnumerable<T> source, Func<T, "
                "IEnumerable<C>> collectionSelector, Func<T, C, R> resultSelector)",
                selectMany)
        .method("static IEnumerable<T> Take<T>(this IEnumerable<T> source, int count)", take,
                "The first elements")
        .method("static IEnumerable<T> Skip<T>(this IEnumerable<T> source, int count)", skip,
                "All but the first elements")
        .method("static IEnumerable<T> TakeWhile<T>(this IEnumerable<T> source, Func<T, bool> "
                "predicate)",
                takeWhile)
        .method("static IEnumerable<T> TakeWhile<T>(this IEnumerable<T> source, Func<T, int, bool> "
                "predicate)",
                takeWhile)
        .method("static IEnumerable<T> SkipWhile<T>(this IEnumerable<T> source, Func<T, bool> "
                "predicate)",
                skipWhile)
        .method("static IEnumerable<T> SkipWhile<T>(this IEnumerable<T> source, Func<T, int, bool> "
                "predicate)",
                skipWhile)
        .method("static IEnumerable<T> Concat<T>(this IEnumerable<T> first, IEnumerable<T> second)",
                concat, "Both, one after the other")
        .method("static IEnumerable<T> Append<T>(this IEnumerable<T> source, T element)", append)
        .method("static IEnumerable<T> Prepend<T>(this IEnumerable<T> source, T element)", prepend)
        .method("static IEnumerable<R> Zip<A, B, R>(this IEnumerable<A> first, IEnumerable<B> "
                "second, Func<A, B, R> resultSelector)",
                zip)
        .method("static IEnumerable<T> Distinct<T>(this IEnumerable<T> source)", distinct,
                "Each element once")
        .method("static IEnumerable<T> Distinct<T>(this IEnumerable<T> source, "
                "IEqualityComparer<T> comparer)",
                distinct)
        .method("static IEnumerable<T> Union<T>(this IEnumerable<T> first, IEnumerable<T> second)",
                unite)
        .method("static IEnumerable<T> Union<T>(this IEnumerable<T> first, IEnumerable<T> second, "
                "IEqualityComparer<T> comparer)",
                unite)
        .method(
            "static IEnumerable<T> Intersect<T>(this IEnumerable<T> first, IEnumerable<T> second)",
            setOperation<true>)
        .method("static IEnumerable<T> Intersect<T>(this IEnumerable<T> first, IEnumerable<T> "
                "second, IEqualityComparer<T> comparer)",
                setOperation<true>)
        .method("static IEnumerable<T> Except<T>(this IEnumerable<T> first, IEnumerable<T> second)",
                setOperation<false>)
        .method("static IEnumerable<T> Except<T>(this IEnumerable<T> first, IEnumerable<T> second, "
                "IEqualityComparer<T> comparer)",
                setOperation<false>)
        .method("static IEnumerable<T> Reverse<T>(this IEnumerable<T> source)", reverse,
                "In opposite order")
        .method("static IEnumerable<T> DefaultIfEmpty<T>(this IEnumerable<T> source)",
                defaultIfEmpty)
        .method(
            "static IEnumerable<T> DefaultIfEmpty<T>(this IEnumerable<T> source, T defaultValue)",
            defaultIfEmpty)
        .method("static IEnumerable<R> Cast<R>(this IEnumerable source)", castAll,
                "The elements as another type")
        .method("static IEnumerable<R> OfType<R>(this IEnumerable source)", ofType,
                "The elements of that type")
        .method("static IEnumerable<T> AsEnumerable<T>(this IEnumerable<T> source)",
                [](Env&, Args a) { return a[0]; })
        .method("static IEnumerable<int> Range(int start, int count)", range,
                "count numbers from start on")
        .method("static IEnumerable<T> Repeat<T>(T element, int count)", repeat)
        .method("static IEnumerable<T> Empty<T>()",
                [](Env&, Args a) { return newArray(a.site().typeArguments[0], {}); })
        .method("static IOrderedEnumerable<T> OrderBy<T, K>(this IEnumerable<T> source, Func<T, K> "
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
                thenBy<true>)
        .method("static IEnumerable<IGrouping<K, T>> GroupBy<T, K>(this IEnumerable<T> source, "
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
                join<true>);
}

void registerEager(TypeBuilder& type)
{
    type.method("static T First<T>(this IEnumerable<T> source)", pickOne<Pick::First, false>,
                "The first element; InvalidOperationException when there is none")
        .method("static T First<T>(this IEnumerable<T> source, Func<T, bool> predicate)",
                pickOne<Pick::First, false>)
        .method("static T FirstOrDefault<T>(this IEnumerable<T> source)",
                pickOne<Pick::First, true>, "The first element, or default")
        .method("static T FirstOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate)",
                pickOne<Pick::First, true>)
        .method("static T Last<T>(this IEnumerable<T> source)", pickOne<Pick::Last, false>)
        .method("static T Last<T>(this IEnumerable<T> source, Func<T, bool> predicate)",
                pickOne<Pick::Last, false>)
        .method("static T LastOrDefault<T>(this IEnumerable<T> source)", pickOne<Pick::Last, true>)
        .method("static T LastOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate)",
                pickOne<Pick::Last, true>)
        .method("static T Single<T>(this IEnumerable<T> source)", pickOne<Pick::Single, false>)
        .method("static T Single<T>(this IEnumerable<T> source, Func<T, bool> predicate)",
                pickOne<Pick::Single, false>)
        .method("static T SingleOrDefault<T>(this IEnumerable<T> source)",
                pickOne<Pick::Single, true>)
        .method("static T SingleOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate)",
                pickOne<Pick::Single, true>)
        .method("static T ElementAt<T>(this IEnumerable<T> source, int index)",
                elementAtIndex<false>)
        .method("static T ElementAtOrDefault<T>(this IEnumerable<T> source, int index)",
                elementAtIndex<true>)
        .method("static bool Any<T>(this IEnumerable<T> source)", any,
                "True when there is an element")
        .method("static bool Any<T>(this IEnumerable<T> source, Func<T, bool> predicate)", any,
                "True when an element passes the test")
        .method("static bool All<T>(this IEnumerable<T> source, Func<T, bool> predicate)", all,
                "True when all elements pass the test")
        .method("static int Count<T>(this IEnumerable<T> source)", count<Tag::Int32>,
                "Number of elements")
        .method("static int Count<T>(this IEnumerable<T> source, Func<T, bool> predicate)",
                count<Tag::Int32>)
        .method("static long LongCount<T>(this IEnumerable<T> source)", count<Tag::Int64>)
        .method("static long LongCount<T>(this IEnumerable<T> source, Func<T, bool> predicate)",
                count<Tag::Int64>)
        .method("static bool Contains<T>(this IEnumerable<T> source, T value)", contains,
                "True when an element equals value")
        .method("static bool Contains<T>(this IEnumerable<T> source, T value, IEqualityComparer<T> "
                "comparer)",
                contains)
        .method("static bool SequenceEqual<T>(this IEnumerable<T> first, IEnumerable<T> second)",
                sequenceEqual)
        .method("static bool SequenceEqual<T>(this IEnumerable<T> first, IEnumerable<T> second, "
                "IEqualityComparer<T> comparer)",
                sequenceEqual)
        .method("static T Aggregate<T>(this IEnumerable<T> source, Func<T, T, T> func)", aggregate,
                "Combines the elements one by one")
        .method("static A Aggregate<T, A>(this IEnumerable<T> source, A seed, Func<A, T, A> func)",
                aggregate)
        .method("static R Aggregate<T, A, R>(this IEnumerable<T> source, A seed, Func<A, T, A> "
                "func, Func<A, R> resultSelector)",
                aggregate)
        .method("static List<T> ToList<T>(this IEnumerable<T> source)", toList,
                "The elements as a List")
        .method("static T[] ToArray<T>(this IEnumerable<T> source)", toArray,
                "The elements as an array")
        .method("static HashSet<T> ToHashSet<T>(this IEnumerable<T> source, IEqualityComparer<T> "
                "comparer)",
                toHashSet)
        .method("static ILookup<K, T> ToLookup<T, K>(this IEnumerable<T> source, Func<T, K> "
                "keySelector, IEqualityComparer<K> comparer)",
                toLookup)
        .method("static ILookup<K, E> ToLookup<T, K, E>(this IEnumerable<T> source, Func<T, K> "
                "keySelector, Func<T, E> elementSelector, IEqualityComparer<K> comparer)",
                toLookup)
        .method("static IEnumerable<T> TakeLast<T>(this IEnumerable<T> source, int count)",
                lastOnes<true>)
        .method("static IEnumerable<T> SkipLast<T>(this IEnumerable<T> source, int count)",
                lastOnes<false>)
        .method("static HashSet<T> ToHashSet<T>(this IEnumerable<T> source)", toHashSet)
        .method("static Dictionary<K, T> ToDictionary<T, K>(this IEnumerable<T> source, Func<T, K> "
                "keySelector)",
                toDictionary, "The elements by key")
        .method("static Dictionary<K, T> ToDictionary<T, K>(this IEnumerable<T> source, Func<T, K> "
                "keySelector, IEqualityComparer<K> comparer)",
                toDictionary)
        .method("static Dictionary<K, E> ToDictionary<T, K, E>(this IEnumerable<T> source, Func<T, "
                "K> keySelector, Func<T, E> elementSelector)",
                toDictionary)
        .method("static Dictionary<K, E> ToDictionary<T, K, E>(this IEnumerable<T> source, Func<T, "
                "K> keySelector, Func<T, E> elementSelector, IEqualityComparer<K> comparer)",
                toDictionary)
        .method("static ILookup<K, T> ToLookup<T, K>(this IEnumerable<T> source, Func<T, K> "
                "keySelector)",
                toLookup)
        .method("static ILookup<K, E> ToLookup<T, K, E>(this IEnumerable<T> source, Func<T, K> "
                "keySelector, Func<T, E> elementSelector)",
                toLookup)
        .method("static T Max<T>(this IEnumerable<T> source)", extreme<true>, "The largest element")
        .method("static R Max<T, R>(this IEnumerable<T> source, Func<T, R> selector)",
                extreme<true>)
        .method("static T Min<T>(this IEnumerable<T> source)", extreme<false>,
                "The smallest element")
        .method("static R Min<T, R>(this IEnumerable<T> source, Func<T, R> selector)",
                extreme<false>);
    numeric(type, "Sum", sum, false);
    numeric(type, "Average", average, true);
}

} // namespace

void registerEnumerable(LibraryBuilder& library)
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
    auto type = library.type("static System.Linq.Enumerable", "Queries over sequences");
    registerLazy(type);
    registerEager(type);
}

} // namespace gatelens::expression
