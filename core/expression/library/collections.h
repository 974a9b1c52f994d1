#pragma once

#include "core/expression/library/comparers.h"
#include "core/expression/runtime/objects.h"

#include <deque>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gatelens::expression {

/// A System.Collections.Generic.List<T>.
class ListObject final : public Sequence
{
public:
    ListObject(const Type& listType, std::vector<Value> content)
        : items(std::move(content))
        , m_type(&listType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] IteratorPtr iterate(Env& env) override;
    [[nodiscard]] std::optional<std::size_t> knownCount() const override { return items.size(); }
    void changed() noexcept { ++m_version; } ///< running enumerations notice

    std::vector<Value> items;

private:
    const Type* m_type;
    std::uint32_t m_version = 0;
};

using DictionaryEntry = std::pair<Value, Value>;

/// Anything with keys: a Dictionary, or a view of headers, parameters, variables.
class DictionaryBase : public Sequence
{
public:
    [[nodiscard]] virtual std::optional<Value> find(const Value& key) const = 0;
    [[nodiscard]] virtual std::vector<DictionaryEntry> entries() const = 0;
    [[nodiscard]] virtual std::size_t size() const = 0;
    [[nodiscard]] std::optional<std::size_t> knownCount() const override { return size(); }
    [[nodiscard]] IteratorPtr iterate(Env& env) override;
};

/// Keys by hash, in the order they were added.
class HashedKeys
{
public:
    HashedKeys() = default;
    explicit HashedKeys(const Value& comparer)
        : m_comparer(comparer)
    {
    }
    /// Position of the key, or npos.
    [[nodiscard]] std::size_t find(const std::vector<DictionaryEntry>& entries,
                                   const Value& key) const;
    void added(const std::vector<DictionaryEntry>& entries);
    void rebuild(const std::vector<DictionaryEntry>& entries);
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

private:
    KeyComparer m_comparer;
    std::unordered_multimap<std::size_t, std::size_t>
        m_index; ///< hash to position; empty while few
};

/// A System.Collections.Generic.Dictionary<K, V>, or a HashSet<T> whose values do not matter.
class DictionaryObject final : public DictionaryBase
{
public:
    DictionaryObject(const Type& dictionaryType, const Value& comparer = {})
        : m_type(&dictionaryType)
        , m_keys(comparer)
        , m_comparer(comparer)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] std::optional<Value> find(const Value& key) const override;
    [[nodiscard]] std::vector<DictionaryEntry> entries() const override { return m_entries; }
    [[nodiscard]] std::size_t size() const override { return m_entries.size(); }
    [[nodiscard]] IteratorPtr iterate(Env& env) override;
    [[nodiscard]] const std::vector<DictionaryEntry>& all() const noexcept { return m_entries; }
    [[nodiscard]] const Value& comparer() const noexcept { return m_comparer; }
    [[nodiscard]] bool isSameKey(const Value& left, const Value& right) const
    {
        return KeyComparer(m_comparer).equal(left, right);
    }

    /// False when the key is there already.
    bool add(Value key, Value value);
    void set(Value key, Value value);
    bool remove(const Value& key);
    void clear();

private:
    const Type* m_type;
    std::vector<DictionaryEntry> m_entries;
    HashedKeys m_keys;
    Value m_comparer;
    std::uint32_t m_version = 0;
};

/// A HashSet<T>.
class SetObject final : public Sequence
{
public:
    SetObject(const Type& setType, const Value& comparer)
        : keys(*core().object, comparer)
        , m_type(&setType)
    {
        keys.retain(); // it is a part of this object, never released by others
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] IteratorPtr iterate(Env& env) override;
    [[nodiscard]] std::optional<std::size_t> knownCount() const override { return keys.size(); }

    DictionaryObject keys;

private:
    const Type* m_type;
};

/// A Queue<T> or Stack<T>.
class QueueObject final : public Sequence
{
public:
    QueueObject(const Type& queueType, bool isLastFirst)
        : m_type(&queueType)
        , isStack(isLastFirst)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] IteratorPtr iterate(Env& env) override;
    [[nodiscard]] std::optional<std::size_t> knownCount() const override { return items.size(); }

private:
    const Type* m_type;

public:
    const bool isStack;
    std::deque<Value> items;
};

/// A ReadOnlyCollection<T>: a view of a list or array.
class ReadOnlyObject final : public Sequence
{
public:
    ReadOnlyObject(const Type& viewType, Value list)
        : source(std::move(list))
        , m_type(&viewType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] IteratorPtr iterate(Env& env) override;
    [[nodiscard]] std::optional<std::size_t> knownCount() const override;

    const Value source;

private:
    const Type* m_type;
};

/// Dictionary.Keys or Values: what is in the dictionary now.
class HalvesObject final : public Sequence
{
public:
    HalvesObject(const Type& viewType, Value dictionary, bool wantsKeys)
        : m_type(&viewType)
        , m_dictionary(std::move(dictionary))
        , m_wantsKeys(wantsKeys)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] IteratorPtr iterate(Env& env) override;
    [[nodiscard]] std::optional<std::size_t> knownCount() const override;

private:
    const Type* m_type;
    Value m_dictionary;
    bool m_wantsKeys;
};

/// What GetEnumerator gives: one run, stepped by hand.
class EnumeratorObject final : public Object
{
public:
    EnumeratorObject(const Type& enumeratorType, Value sequence, Value initial)
        : current(std::move(initial))
        , m_type(&enumeratorType)
        , m_source(std::move(sequence))
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    bool moveNext(Env& env);
    void reset() noexcept { m_run.reset(); }

    Value current;

private:
    const Type* m_type;
    Value m_source;
    IteratorPtr m_run;
};

/// A group of GroupBy or ToLookup: a key and its elements.
class GroupObject final : public Sequence
{
public:
    GroupObject(const Type& groupType, Value groupKey)
        : key(std::move(groupKey))
        , m_type(&groupType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] IteratorPtr iterate(Env& env) override;
    [[nodiscard]] std::optional<std::size_t> knownCount() const override { return items.size(); }

    Value key;
    std::vector<Value> items;

private:
    const Type* m_type;
};

// --- what the families of collections share
// -------------------------------------------------------

Value collectionModified(Env& env);
[[nodiscard]] Value indexOutOfRange(Env& env);
[[nodiscard]] bool isIndexInside(const Value& index, std::size_t size);
/// Position of the first equal element, or -1.
[[nodiscard]] std::int64_t positionOf(const std::vector<Value>& items, const Value& wanted);
/// Calls a Predicate; false when it raised.
[[nodiscard]] bool passesTest(Env& env, const Value& predicate, const Value& item);
/// GetEnumerator of anything that can be enumerated.
[[nodiscard]] Value enumeratorOf(Env& env, Args a);
/// CopyTo(array[, arrayIndex]) of any collection.
[[nodiscard]] Value copyElements(Env& env, Args a);
/// Puts the elements into an array from a position on, with .NET's checks.
Value copyInto(Env& env, const std::vector<Value>& items, const Value& array, std::int64_t at);
/// The Count property of any collection.
[[nodiscard]] Value countElements(Env& env, Args a);

/// Elements of an array, list, string … by position without enumerating; nullopt for others.
[[nodiscard]] std::optional<std::size_t> countOf(const Value& sequence);
[[nodiscard]] std::optional<Value> elementAt(const Value& sequence, std::size_t index);
/// `new KeyValuePair<K, V>(key, value)` of the closed type.
[[nodiscard]] Value pairOf(const Type* type, Value key, Value value);
/// `new List<element>`.
[[nodiscard]] Value newList(const Type* element, std::vector<Value> items);

} // namespace gatelens::expression
