#include "core/expression/json/token.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/operators.h"

#include <algorithm>

namespace gatelens::expression {

void registerInterfaces(LibraryBuilder& library)
{
    const auto at = [](Env& env, Args a) {
        auto item = a[1].asInt() < 0 ? std::nullopt
                                     : elementAt(a[0], static_cast<std::size_t>(a[1].asInt()));
        return item ? std::move(*item) : indexOutOfRange(env);
    };
    const auto contains = [](Env& env, Args a) {
        for (const auto& item : drain(env, a[0])) {
            if (item.equals(a[1]))
                return Value::ofBool(true);
        }
        return Value::ofBool(false);
    };
    const auto current = [](Env&, Args a) { return a[0].get<EnumeratorObject>().current; };
    library.type("interface System.Collections.IEnumerable", "Something to enumerate")
        .method("IEnumerator GetEnumerator()", enumeratorOf);
    library.type("interface System.Collections.IEnumerator", "Steps through a sequence")
        .method(
            "bool MoveNext()",
            [](Env& env, Args a) {
                return Value::ofBool(a[0].get<EnumeratorObject>().moveNext(env));
            },
            "Goes to the next element; false at the end")
        .method("void Reset()",
                [](Env&, Args a) {
                    a[0].get<EnumeratorObject>().reset();
                    return Value();
                })
        .property("object Current", current, "The element it stands at");
    library
        .type("interface System.Collections.Generic.IEnumerable<T> : IEnumerable",
              "A sequence of elements")
        .method("IEnumerator<T> GetEnumerator()", enumeratorOf);
    library.type("interface System.Collections.Generic.IEnumerator<T> : IEnumerator, IDisposable")
        .property("T Current", current);
    library.type("class System.CharEnumerator : IEnumerator<char>, IDisposable")
        .method("bool MoveNext()",
                [](Env& env, Args a) {
                    return Value::ofBool(a[0].get<EnumeratorObject>().moveNext(env));
                })
        .property("char Current", current);
    library.type("interface System.Collections.Generic.IReadOnlyCollection<T> : IEnumerable<T>")
        .property("int Count", countElements, "Number of elements");
    library.type("interface System.Collections.Generic.IReadOnlyList<T> : IReadOnlyCollection<T>")
        .method("T this[int index]", at);
    library.type("interface System.Collections.Generic.ICollection<T> : IEnumerable<T>")
        .property("int Count", countElements, "Number of elements")
        .property("bool IsReadOnly",
                  [](Env&, Args a) {
                      return Value::ofBool(
                          a[0].as<ListObject>() == nullptr && a[0].as<DictionaryObject>() == nullptr
                          && a[0].as<SetObject>() == nullptr && a[0].as<JsonToken>() == nullptr);
                  })
        .method("bool Contains(T item)", contains)
        .method("void CopyTo(T[] array, int arrayIndex)", copyElements)
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
                    if (!isIndexInside(a[1], size))
                        return indexOutOfRange(env);
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
                        return indexOutOfRange(env);
                    list->items.insert(list->items.begin() + a[1].asInt(), a[2]);
                    list->changed();
                    return Value();
                })
        .method("void RemoveAt(int index)", [](Env& env, Args a) {
            auto* list = a[0].as<ListObject>();
            if (list == nullptr)
                return env.notSupported("Collection was of a fixed size.");
            if (!isIndexInside(a[1], list->items.size()))
                return indexOutOfRange(env);
            list->items.erase(list->items.begin() + a[1].asInt());
            list->changed();
            return Value();
        });
}

} // namespace gatelens::expression
