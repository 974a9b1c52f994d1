#include "core/expression/library/collections.h"

#include "core/expression/json/token.h"
#include "core/expression/library/array_items.h"
#include "core/expression/library/collection_families.h"
#include "core/expression/library/families.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

constexpr std::size_t kHashFrom = 9;

} // namespace

Value collectionModified(Env& env)
{
    return env.invalidOperation("Collection was modified; enumeration operation may not execute.");
}

Value indexOutOfRange(Env& env)
{
    return env.raise("ArgumentOutOfRangeException",
                     "Index was out of range. Must be non-negative and less than the size of the "
                     "collection.\nParameter name: index");
}

bool isIndexInside(const Value& index, std::size_t size)
{
    return index.asLong() >= 0 && static_cast<std::size_t>(index.asLong()) < size;
}

std::int64_t positionOf(const std::vector<Value>& items, const Value& wanted)
{
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].equals(wanted))
            return static_cast<std::int64_t>(i);
    }
    return -1;
}

bool passesTest(Env& env, const Value& predicate, const Value& item)
{
    const Value result = env.call(predicate, item);
    return !env.raised() && result.asBool();
}

bool EnumeratorObject::moveNext(Env& env)
{
    if (m_run == nullptr)
        m_run = expression::iterate(env, m_source);
    return !env.raised() && m_run->next(env, current) && !env.raised();
}

Value enumeratorOf(Env&, Args a)
{
    const Type* type = a.site().result;
    const Value initial = type->arguments.empty() ? Value() : defaultOf(type->arguments[0]);
    return makeValue<EnumeratorObject>(*type, a[0], initial);
}

Value copyInto(Env& env, const std::vector<Value>& items, const Value& array, std::int64_t at)
{
    if (array.isNull())
        return env.argumentNull("array");
    if (at < 0)
        return env.argumentRange("arrayIndex");
    if (static_cast<std::size_t>(at) + items.size() > arrayLength(array))
        return env.argument("Destination array was not long enough. Check destIndex and length, "
                            "and the array's lower bounds.");
    if (!acceptsItems(array, items))
        return env.raise("ArrayTypeMismatchException",
                         "The elements cannot be kept in an array of that type.");
    assignItems(array, items, static_cast<std::size_t>(at));
    return {};
}

Value copyElements(Env& env, Args a)
{
    const auto items = drain(env, a[0]);
    return env.raised() ? Value() : copyInto(env, items, a[1], a.size() > 2 ? a[2].asLong() : 0);
}

IteratorPtr ReadOnlyObject::iterate(Env& env) { return expression::iterate(env, source); }

std::optional<std::size_t> ReadOnlyObject::knownCount() const { return countOf(source); }

IteratorPtr HalvesObject::iterate(Env& env)
{
    return iterator(
        [run = std::shared_ptr<Iterator>(expression::iterate(env, m_dictionary)),
         field = m_wantsKeys ? std::size_t{0} : std::size_t{1}](Env& inside, Value& out) {
            if (!run->next(inside, out))
                return false;
            out = Value(out.get<RecordObject>().fields[field]);
            return true;
        });
}

std::optional<std::size_t> HalvesObject::knownCount() const { return countOf(m_dictionary); }

Value countElements(Env&, Args a)
{
    return Value::ofInt(static_cast<std::int32_t>(countOf(a[0]).value_or(0)));
}

IteratorPtr ListObject::iterate(Env&)
{
    return iterator(
        [self = Ref(this), at = std::size_t{0}, version = m_version](Env& env, Value& out) mutable {
            if (self->m_version != version) {
                collectionModified(env);
                return false;
            }
            if (at >= self->items.size())
                return false;
            out = self->items[at++];
            return true;
        });
}

IteratorPtr DictionaryBase::iterate(Env&)
{
    const Type* pair = elementTypeOf(&type());
    return iterator([pair, all = entries(), at = std::size_t{0}](Env&, Value& out) mutable {
        if (at >= all.size())
            return false;
        out = pairOf(pair, all[at].first, all[at].second);
        ++at;
        return true;
    });
}

std::size_t HashedKeys::find(const std::vector<DictionaryEntry>& entries, const Value& key) const
{
    if (entries.size() < kHashFrom) {
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (m_comparer.equal(entries[i].first, key))
                return i;
        }
        return npos;
    }
    const auto [begin, end] = m_index.equal_range(m_comparer.hash(key));
    for (auto candidate = begin; candidate != end; ++candidate) {
        if (m_comparer.equal(entries[candidate->second].first, key))
            return candidate->second;
    }
    return npos;
}

void HashedKeys::added(const std::vector<DictionaryEntry>& entries)
{
    if (entries.size() == kHashFrom)
        rebuild(entries);
    else if (entries.size() > kHashFrom)
        m_index.emplace(m_comparer.hash(entries.back().first), entries.size() - 1);
}

void HashedKeys::rebuild(const std::vector<DictionaryEntry>& entries)
{
    m_index.clear();
    if (entries.size() < kHashFrom)
        return;
    for (std::size_t i = 0; i < entries.size(); ++i)
        m_index.emplace(m_comparer.hash(entries[i].first), i);
}

std::optional<Value> DictionaryObject::find(const Value& key) const
{
    const auto at = m_keys.find(m_entries, key);
    return at == HashedKeys::npos ? std::nullopt : std::optional(m_entries[at].second);
}

IteratorPtr DictionaryObject::iterate(Env&)
{
    const Type* pair = elementTypeOf(m_type);
    return iterator([self = Ref(this), pair, at = std::size_t{0},
                     version = m_version](Env& env, Value& out) mutable {
        if (self->m_version != version) {
            collectionModified(env);
            return false;
        }
        if (at >= self->m_entries.size())
            return false;
        out = pairOf(pair, self->m_entries[at].first, self->m_entries[at].second);
        ++at;
        return true;
    });
}

bool DictionaryObject::add(Value key, Value value)
{
    if (m_keys.find(m_entries, key) != HashedKeys::npos)
        return false;
    m_entries.emplace_back(std::move(key), std::move(value));
    m_keys.added(m_entries);
    ++m_version;
    return true;
}

void DictionaryObject::set(Value key, Value value)
{
    const auto at = m_keys.find(m_entries, key);
    ++m_version;
    if (at != HashedKeys::npos) {
        m_entries[at].second = std::move(value);
        return;
    }
    m_entries.emplace_back(std::move(key), std::move(value));
    m_keys.added(m_entries);
}

bool DictionaryObject::remove(const Value& key)
{
    const auto at = m_keys.find(m_entries, key);
    if (at == HashedKeys::npos)
        return false;
    m_entries.erase(m_entries.begin() + static_cast<std::ptrdiff_t>(at));
    m_keys.rebuild(m_entries);
    ++m_version;
    return true;
}

void DictionaryObject::clear()
{
    m_entries.clear();
    m_keys.rebuild(m_entries);
    ++m_version;
}

IteratorPtr SetObject::iterate(Env&)
{
    return iterator([self = Ref(this), all = keys.entries(),
                     at = std::size_t{0}](Env& env, Value& out) mutable {
        if (self->keys.size() != all.size()) {
            collectionModified(env);
            return false;
        }
        if (at >= all.size())
            return false;
        out = all[at++].first;
        return true;
    });
}

IteratorPtr QueueObject::iterate(Env&)
{
    std::vector<Value> all(items.begin(), items.end());
    if (isStack)
        std::reverse(all.begin(), all.end());
    return iterator([self = Ref(this), all = std::move(all),
                     at = std::size_t{0}](Env& env, Value& out) mutable {
        if (self->items.size() != all.size()) {
            collectionModified(env);
            return false;
        }
        if (at >= all.size())
            return false;
        out = all[at++];
        return true;
    });
}

IteratorPtr GroupObject::iterate(Env&)
{
    return iterator([self = Ref(this), at = std::size_t{0}](Env&, Value& out) mutable {
        if (at >= self->items.size())
            return false;
        out = self->items[at++];
        return true;
    });
}

std::optional<std::size_t> countOf(const Value& sequence)
{
    if (sequence.isString())
        return lengthUtf16(sequence.text());
    if (const auto* token = sequence.as<JsonToken>(); token != nullptr && token->isContainer())
        return static_cast<const JsonContainer*>(token)->size();
    const auto* known = sequence.as<Sequence>();
    return known == nullptr ? std::nullopt : known->knownCount();
}

std::optional<Value> elementAt(const Value& sequence, std::size_t index)
{
    if (const auto* items = sequence.as<ListObject>())
        return index < items->items.size() ? std::optional(items->items[index]) : std::nullopt;
    if (const auto* view = sequence.as<ReadOnlyObject>())
        return elementAt(view->source, index);
    if (const auto* array = sequence.as<ArrayObject>())
        return index < array->items.size() ? std::optional(array->items[index]) : std::nullopt;
    if (const auto* bytes = sequence.as<BytesObject>())
        return index < bytes->bytes.size() ? std::optional(
                   Value::ofInteger(Tag::Byte, static_cast<std::uint8_t>(bytes->bytes[index])))
                                           : std::nullopt;
    if (const auto* array = sequence.as<JsonArray>())
        return index < array->size() ? std::optional(Value::ofObject(&array->at(index)))
                                     : std::nullopt;
    return std::nullopt;
}

Value pairOf(const Type* type, Value key, Value value)
{
    return makeValue<RecordObject>(*type, std::vector<Value>{std::move(key), std::move(value)});
}

Value newList(const Type* element, std::vector<Value> items)
{
    return makeValue<ListObject>(*genericOf("List", {element}), std::move(items));
}

void registerCollections(LibraryBuilder& library)
{
    registerList(library);
    registerDictionaries(library);
    registerSetsAndQueues(library);
    registerTuples(library);
}

} // namespace gatelens::expression
