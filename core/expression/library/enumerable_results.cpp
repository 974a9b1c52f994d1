#include "core/expression/library/families.h"
#include "core/expression/library/sequence_steps.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/operators.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

Value noElements(Env& env) { return env.invalidOperation("Sequence contains no elements"); }

Value noMatch(Env& env) { return env.invalidOperation("Sequence contains no matching element"); }

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
        if (hasTest && !passesTest(env, a[1], item)) {
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
        if (a.size() == 1 || passesTest(env, a[1], item))
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
        if (!passesTest(env, a[1], item))
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
        number += a.size() == 1 || passesTest(env, a[1], item) ? 1 : 0;
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

} // namespace

void registerSequenceResults(TypeBuilder& type)
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

} // namespace gatelens::expression
