#include "core/expression/library/collection_families.h"
#include "core/expression/library/collections.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

DictionaryObject& setKeys(const Value& value) { return value.get<SetObject>().keys; }

Value newSet(Env& env, Args a)
{
    Value comparer;
    Value source;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].as<TextComparerObject>() != nullptr || a[i].as<EqualityObject>() != nullptr)
            comparer = a[i];
        else if (a[i].isString() || a[i].as<Sequence>() != nullptr)
            source = a[i];
        else if (i == 0 && a[i].isNull() && a.size() == 1)
            return env.argumentNull("collection");
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

Value addToSet(Env& env, Args a)
{
    return Value::ofBool(env.charge(64) && setKeys(a[0]).add(a[1], {}));
}

/// Sets are equal when they have the same elements.
class SetEquality final : public EqualityObject
{
public:
    explicit SetEquality(const Type& comparerType)
        : m_type(&comparerType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] bool equalKeys(const Value& left, const Value& right) const override
    {
        const auto* one = left.as<SetObject>();
        const auto* other = right.as<SetObject>();
        if (one == nullptr || other == nullptr)
            return one == other;
        return one->keys.size() == other->keys.size() && containsAll(one->keys, other->keys);
    }
    [[nodiscard]] std::size_t hashKey(const Value& value) const override
    {
        const auto* set = value.as<SetObject>();
        return set == nullptr ? 0 : set->keys.size();
    }

private:
    const Type* m_type;
};

void registerSetOperations(TypeBuilder& type)
{
    type.method("void UnionWith(IEnumerable<T> other)",
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
                if (passesTest(env, a[1], entry.first) && setKeys(a[0]).remove(entry.first))
                    ++removed;
                if (env.raised())
                    break;
            }
            return Value::ofInt(removed);
        });
}

void registerHashSet(LibraryBuilder& library)
{
    auto shared = library.type("interface System.Collections.Generic.ISet<T> : ICollection<T>",
                               "Elements without repeats");
    shared.method("bool Add(T item)", addToSet);
    registerSetOperations(shared);
    auto type = library.type(
        "class System.Collections.Generic.HashSet<T> : ISet<T>, IReadOnlyCollection<T>",
        "Elements without repeats");
    type.method("new()", newSet)
        .method("new(IEnumerable<T> collection)", newSet)
        .method("new(int capacity)", newSet)
        .method("new(IEqualityComparer<T> comparer)",
                [](Env&, Args a) { return makeValue<SetObject>(*a.site().result, a[0]); })
        .method("new(IEnumerable<T> collection, IEqualityComparer<T> comparer)", newSet)
        .property("IEqualityComparer<T> Comparer",
                  [](Env&, Args a) {
                      const Value& known = setKeys(a[0]).comparer();
                      return known.isNull() ? makeValue<RecordObject>(
                                 *genericOf("EqualityComparer", a.site().result->arguments),
                                 std::vector<Value>())
                                            : known;
                  })
        .method("static IEqualityComparer<HashSet<T>> CreateSetComparer()",
                [](Env&, Args a) {
                    return makeValue<SetEquality>(
                        *genericOf("EqualityComparer", a.site().result->arguments));
                })
        .property("int Count",
                  [](Env&, Args a) {
                      return Value::ofInt(static_cast<std::int32_t>(setKeys(a[0]).size()));
                  })
        .method("bool Add(T item)", addToSet, "False when it is there already")
        .method("bool TryGetValue(T equalValue, out T actualValue)",
                [](Env&, Args a) {
                    for (const auto& entry : setKeys(a[0]).all()) {
                        if (setKeys(a[0]).isSameKey(entry.first, a[1])) {
                            *a[2].address() = entry.first;
                            return Value::ofBool(true);
                        }
                    }
                    return Value::ofBool(false);
                })
        .method("void CopyTo(T[] array)", copyElements)
        .method("void CopyTo(T[] array, int arrayIndex)", copyElements)
        .method("void CopyTo(T[] array, int arrayIndex, int count)",
                [](Env& env, Args a) {
                    auto items = drain(env, a[0]);
                    if (a[3].asInt() < 0)
                        return env.argumentRange("count");
                    items.resize(std::min(items.size(), static_cast<std::size_t>(a[3].asInt())));
                    return copyInto(env, items, a[1], a[2].asLong());
                })
        .method("void TrimExcess()", [](Env&, Args) { return Value(); })
        .method("IEnumerator<T> GetEnumerator()", enumeratorOf)
        .method("bool Contains(T item)",
                [](Env&, Args a) { return Value::ofBool(setKeys(a[0]).find(a[1]).has_value()); })
        .method("bool Remove(T item)",
                [](Env&, Args a) { return Value::ofBool(setKeys(a[0]).remove(a[1])); })
        .method("void Clear()", [](Env&, Args a) {
            setKeys(a[0]).clear();
            return Value();
        });
    registerSetOperations(type);
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

template<bool isStack, bool takes>
Value tryNext(Env& env, Args a)
{
    if (queue(a[0]).empty())
        return Value::ofBool(false);
    *a[1].address() = nextOf<isStack, takes>(env, a);
    return Value::ofBool(true);
}

template<bool isStack>
Value newQueue(Env& env, Args a)
{
    auto made = make<QueueObject>(*a.site().result, isStack);
    if (a.size() > 0 && a[0].isNull())
        return env.argumentNull("collection");
    if (a.size() > 0 && a[0].isInteger() && a[0].asInt() < 0)
        return env.argumentRange("capacity");
    if (a.size() > 0 && !a[0].isInteger()) {
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
        .method(isStack ? "bool TryPop(out T result)" : "bool TryDequeue(out T result)",
                tryNext<isStack, true>)
        .method("bool TryPeek(out T result)", tryNext<isStack, false>)
        .method("void CopyTo(T[] array, int arrayIndex)", copyElements)
        .method("void TrimExcess()", [](Env&, Args) { return Value(); })
        .method("IEnumerator<T> GetEnumerator()", enumeratorOf)
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

} // namespace

void registerSetsAndQueues(LibraryBuilder& library)
{
    registerHashSet(library);
    registerQueue<false>(
        library.type("class System.Collections.Generic.Queue<T> : IReadOnlyCollection<T>",
                     "First in, first out"));
    registerQueue<true>(
        library.type("class System.Collections.Generic.Stack<T> : IReadOnlyCollection<T>",
                     "Last in, first out"));
}

} // namespace gatelens::expression
