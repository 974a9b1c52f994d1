#include "core/expression/library/families.h"
#include "core/expression/library/sequence_steps.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/operators.h"

#include <algorithm>

// System.Linq.Enumerable. Everything that gives a sequence is lazy: the source is run when the
// result is, each time anew.

namespace gatelens::expression {

namespace {

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
                                             : passesTest(e, test, out);
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
                                         : passesTest(e, test, out);
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
                                             : passesTest(e, test, out);
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

} // namespace

void registerSequenceSteps(TypeBuilder& type)
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
        .method("static IEnumerable<T> TakeLast<T>(this IEnumerable<T> source, int count)",
                lastOnes<true>)
        .method("static IEnumerable<T> SkipLast<T>(this IEnumerable<T> source, int count)",
                lastOnes<false>);
}

void registerEnumerable(LibraryBuilder& library)
{
    registerSequenceTypes(library);
    auto type = library.type("static System.Linq.Enumerable", "Queries over sequences");
    registerSequenceSteps(type);
    registerSequenceOrder(type);
    registerSequenceGroups(type);
    registerSequenceResults(type);
}

} // namespace gatelens::expression
