#include "core/expression/library/name_values.h"

#include "core/expression/library/encodings.h"
#include "core/expression/library/web_forms.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

NameValuesObject& collection(const Value& value) { return value.get<NameValuesObject>(); }

std::optional<std::string> keyOf(const Value& value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toText());
}

Value keyValue(const std::optional<std::string>& name)
{
    return name ? Value::ofText(*name) : Value();
}

/// All values with commas between; null without any.
Value joined(const NameValuesObject::Entry* entry)
{
    if (entry == nullptr || entry->values.empty())
        return {};
    std::string out = entry->values.front();
    for (std::size_t i = 1; i < entry->values.size(); ++i)
        out += "," + entry->values[i];
    return Value::ofString(std::move(out));
}

/// The entry that a call names by its index; null with the exception raised.
NameValuesObject::Entry* entryAt(Env& env, Args a)
{
    auto& entries = collection(a[0]).entries;
    if (a[1].asInt() >= 0 && a[1].asLong() < static_cast<std::int64_t>(entries.size()))
        return &entries[static_cast<std::size_t>(a[1].asInt())];
    env.argumentRange("index");
    return nullptr;
}

Value valuesOf(const NameValuesObject::Entry* entry)
{
    return entry == nullptr || entry->values.empty() ? Value() : Value::ofStringList(entry->values);
}

Value valueNamed(Env&, Args a) { return joined(collection(a[0]).find(keyOf(a[1]))); }
Value valueAt(Env& env, Args a) { return joined(entryAt(env, a)); }

Value setValue(Env&, Args a)
{
    auto& self = collection(a[0]);
    auto* entry = self.find(keyOf(a[1]));
    if (entry == nullptr)
        entry = &self.entries.emplace_back(NameValuesObject::Entry{keyOf(a[1]), {}});
    entry->values.clear();
    if (!a[2].isNull())
        entry->values.push_back(a[2].toText());
    return {};
}

Value addValue(Env& env, Args a)
{
    if (env.charge(a[2].text().size() + 64))
        collection(a[0]).add(keyOf(a[1]), a[2].toText());
    return {};
}

Value addAll(Env& env, Args a)
{
    const auto added = collection(a[1]).entries;
    for (const auto& entry : added) {
        for (const auto& value : entry.values) {
            if (env.charge(value.size() + 64))
                collection(a[0]).add(entry.name, value);
        }
    }
    return {};
}

Value removeName(Env&, Args a)
{
    auto& self = collection(a[0]);
    if (auto* entry = self.find(keyOf(a[1])); entry != nullptr)
        self.entries.erase(self.entries.begin() + (entry - self.entries.data()));
    return {};
}

Value allNames(Env&, Args a)
{
    std::vector<Value> names;
    for (const auto& entry : collection(a[0]).entries)
        names.push_back(keyValue(entry.name));
    return newArray(core().string, std::move(names));
}

} // namespace

const Type& NameValuesObject::type() const noexcept
{
    static const Type* known = Library::instance().find("NameValueCollection")->self;
    return *known;
}

std::string NameValuesObject::toText() const
{
    if (!isQuery)
        return type().fullName;
    std::string out;
    for (const auto& entry : entries) {
        for (const auto& value : entry.values) {
            out += out.empty() ? "" : "&";
            if (entry.name)
                out += escapeForm(*entry.name, HexCase::Lower) + "=";
            out += escapeForm(value, HexCase::Lower);
        }
    }
    return out;
}

IteratorPtr NameValuesObject::iterate(Env&)
{
    return iterator(
        [self = Ref<NameValuesObject>(this), at = std::size_t{0}](Env&, Value& out) mutable {
            if (at >= self->entries.size())
                return false;
            out = keyValue(self->entries[at++].name);
            return true;
        });
}

NameValuesObject::Entry* NameValuesObject::find(const std::optional<std::string>& name)
{
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
        return entry.name.has_value() == name.has_value()
            && (!name || equalText(*entry.name, *name, Comparison::OrdinalIgnoreCase));
    });
    return found == entries.end() ? nullptr : &*found;
}

void NameValuesObject::add(std::optional<std::string> name, std::string value)
{
    auto* entry = find(name);
    if (entry == nullptr)
        entry = &entries.emplace_back(Entry{std::move(name), {}});
    entry->values.push_back(std::move(value));
}

Value parseQueryString(Env& env, std::string_view query, const Value& encoding)
{
    const auto decoded = [&](std::string_view text) {
        return encoding.isNull() ? formDecoded(text) : decodeWith(encoding, unescapeForm(text));
    };
    auto made = make<NameValuesObject>(true);
    if (query.starts_with('?'))
        query.remove_prefix(1);
    while (!query.empty()) {
        const auto part = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(part.size() + 1, query.size()));
        const auto equals = part.find('=');
        // Each part is compared with all names before it.
        if (!env.step(1 + made->entries.size()) || !env.charge(part.size() + 64))
            return {};
        if (equals == std::string_view::npos)
            made->add(std::nullopt, decoded(part));
        else
            made->add(decoded(part.substr(0, equals)), decoded(part.substr(equals + 1)));
    }
    return made.value();
}

void registerNameValues(LibraryBuilder& library)
{
    library
        .type("class System.Collections.Specialized.NameValueCollection : IEnumerable",
              "Names with one or more values each")
        .unlisted()
        .method("new()", [](Env&, Args) { return makeValue<NameValuesObject>(false); })
        .method("string this[string name]", valueNamed, "The values with commas between, or null")
        .method("set string this[string name]", setValue)
        .method("string this[int index]", valueAt)
        .method("string Get(string name)", valueNamed, "The values with commas between, or null")
        .method("string Get(int index)", valueAt)
        .method("string[] GetValues(string name)",
                [](Env&, Args a) { return valuesOf(collection(a[0]).find(keyOf(a[1]))); })
        .method("string[] GetValues(int index)",
                [](Env& env, Args a) { return valuesOf(entryAt(env, a)); })
        .method("string GetKey(int index)",
                [](Env& env, Args a) {
                    const auto* entry = entryAt(env, a);
                    return entry == nullptr ? Value() : keyValue(entry->name);
                })
        .method("void Set(string name, string value)", setValue, "Replaces the values of a name")
        .method("void Add(string name, string value)", addValue, "Adds one value to a name")
        .method("void Add(NameValueCollection c)", addAll)
        .method("void Remove(string name)", removeName)
        .method("void Clear()",
                [](Env&, Args a) {
                    collection(a[0]).entries.clear();
                    return Value();
                })
        .method("bool HasKeys()",
                [](Env&, Args a) {
                    const auto& entries = collection(a[0]).entries;
                    return Value::ofBool(
                        std::any_of(entries.begin(), entries.end(),
                                    [](const auto& entry) { return entry.name.has_value(); }));
                })
        .property("string[] AllKeys", allNames, "The names in order")
        .property("string[] Keys", allNames)
        .property("int Count", [](Env&, Args a) {
            return Value::ofInt(static_cast<std::int32_t>(collection(a[0]).entries.size()));
        });
}

} // namespace gatelens::expression
