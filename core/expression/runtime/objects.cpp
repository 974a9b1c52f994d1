#include "core/expression/runtime/objects.h"

#include "core/expression/runtime/format.h"
#include "core/expression/runtime/text.h"
#include "core/expression/types/library.h"

#include <algorithm>
#include <vector>

namespace gatelens::expression {

namespace {

constexpr int kMaxNestedText = 100;

/// How deep ToString() of records inside records may go.
class TextDepth
{
public:
    TextDepth() { ++depth(); }
    TextDepth(const TextDepth&) = delete;
    TextDepth& operator=(const TextDepth&) = delete;
    ~TextDepth() { --depth(); }
    [[nodiscard]] bool isTooDeep() const { return depth() > kMaxNestedText; }

private:
    static int& depth()
    {
        thread_local int value = 0;
        return value;
    }
};

std::size_t combine(std::size_t seed, std::size_t hash)
{
    return seed ^ (hash + 0x9E3779B97F4A7C15ULL + (seed << 6) + (seed >> 2));
}

} // namespace

std::string Object::toText() const { return type().fullName; }

bool Object::equals(const Value& other) const noexcept
{
    return other.isObject() && other.object() == this;
}

std::size_t Object::hash() const noexcept { return std::hash<const void*>()(this); }

void Object::destroy() const noexcept
{
    // The destructor of a container releases its parts, which would recurse as deep as the
    // structure is; parts found while one is being destroyed wait in a list instead.
    thread_local const Object* waiting = nullptr;
    thread_local bool isDestroying = false;
    m_next = std::exchange(waiting, this);
    if (isDestroying)
        return;
    isDestroying = true;
    while (waiting != nullptr)
        delete std::exchange(waiting, waiting->m_next);
    isDestroying = false;
}

const Type& StringObject::type() const noexcept { return *core().string; }

const Type& Cell::type() const noexcept { return *core().object; }

IteratorPtr ArrayObject::iterate(Env&)
{
    return iterator([self = Ref(this), at = std::size_t{0}](Env&, Value& out) mutable {
        if (at >= self->items.size())
            return false;
        out = self->items[at++];
        return true;
    });
}

IteratorPtr BytesObject::iterate(Env&)
{
    return iterator([self = Ref(this), at = std::size_t{0}](Env&, Value& out) mutable {
        if (at >= self->bytes.size())
            return false;
        out = Value::ofInteger(Tag::Byte, static_cast<std::uint8_t>(self->bytes[at++]));
        return true;
    });
}

std::string GuidObject::toText() const { return formatGuid(bytes, 'D'); }

bool GuidObject::equals(const Value& other) const noexcept
{
    const auto* guid = other.as<GuidObject>();
    return guid != nullptr && guid->bytes == bytes;
}

std::size_t GuidObject::hash() const noexcept
{
    std::size_t seed = 0;
    for (const auto byte : bytes)
        seed = combine(seed, byte);
    return seed;
}

std::string RecordObject::toText() const
{
    const TextDepth depth;
    if (depth.isTooDeep())
        return "…";
    std::string out;
    if (m_type->kind == TypeKind::Anonymous) {
        out = "{ ";
        for (std::size_t i = 0; i < fields.size(); ++i)
            out += (i > 0 ? ", " : "") + m_type->fieldNames[i] + " = " + textOf(fields[i]);
        return out + " }";
    }
    const std::string_view name
        = m_type->definition == nullptr ? std::string_view() : m_type->definition->name;
    if (name == "KeyValuePair")
        return "[" + textOf(fields[0]) + ", " + textOf(fields[1]) + "]";
    const bool isTuple = name == "Tuple";
    if (!isTuple && m_type->kind != TypeKind::ValueTuple)
        return m_type->fullName;
    out = "(";
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto text = textOf(fields[i]);
        // The eighth item of a Tuple is a tuple, whose items stand beside the others.
        if (isTuple && i == 7 && text.starts_with('('))
            text = text.substr(1, text.size() - 2);
        out += (i > 0 ? ", " : "") + text;
    }
    return out + ")";
}

bool RecordObject::equals(const Value& other) const noexcept
{
    const auto* record = other.as<RecordObject>();
    if (record == nullptr || record->fields.size() != fields.size())
        return false;
    const bool isTuple
        = m_type->kind == TypeKind::ValueTuple && record->m_type->kind == TypeKind::ValueTuple;
    if (m_type != record->m_type && !isTuple)
        return false;
    const TextDepth depth;
    if (depth.isTooDeep())
        return false;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!fields[i].equals(record->fields[i]))
            return false;
    }
    return true;
}

std::size_t RecordObject::hash() const noexcept
{
    const TextDepth depth;
    std::size_t seed = fields.size();
    for (const auto& field : fields)
        seed = combine(seed, depth.isTooDeep() ? 0 : field.hash());
    return seed;
}

bool TypeObject::equals(const Value& other) const noexcept
{
    const auto* type = other.as<TypeObject>();
    return type != nullptr && type->described == described;
}

Value newArray(const Type* element, std::vector<Value> items)
{
    if (element == core().byte) {
        std::string bytes;
        bytes.reserve(items.size());
        for (const auto& item : items)
            bytes.push_back(static_cast<char>(item.asLong()));
        return Value::ofBytes(std::move(bytes));
    }
    return makeValue<ArrayObject>(*arrayOf(element), std::move(items));
}

std::vector<Value> drain(Env& env, const Value& sequence)
{
    std::vector<Value> items;
    if (const auto* array = sequence.as<ArrayObject>(); array != nullptr)
        return array->items;
    const auto run = iterate(env, sequence);
    Value item;
    while (run->next(env, item)) {
        if (!env.charge(sizeof(Value)))
            break;
        items.push_back(std::move(item));
    }
    if (env.raised())
        items.clear();
    return items;
}

std::optional<std::array<std::uint8_t, 16>> parseGuid(std::string_view text)
{
    text = trimWhiteSpace(text);
    if (text.size() == 38
        && ((text.front() == '{' && text.back() == '}')
            || (text.front() == '(' && text.back() == ')')))
        text = text.substr(1, 36);
    std::string digits;
    if (text.size() == 36) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
            if (isDash != (text[i] == '-'))
                return std::nullopt;
            if (!isDash)
                digits.push_back(text[i]);
        }
    } else {
        digits = std::string(text);
    }
    if (digits.size() != 32)
        return std::nullopt;
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < 32; ++i) {
        const char c = digits[i];
        int nibble = -1;
        if (c >= '0' && c <= '9')
            nibble = c - '0';
        else if (c >= 'a' && c <= 'f')
            nibble = c - 'a' + 10;
        else if (c >= 'A' && c <= 'F')
            nibble = c - 'A' + 10;
        if (nibble < 0)
            return std::nullopt;
        bytes[i / 2] = static_cast<std::uint8_t>(bytes[i / 2] * 16 + nibble);
    }
    return bytes;
}

std::string formatGuid(const std::array<std::uint8_t, 16>& bytes, char form)
{
    static constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (form != 'N' && (i == 4 || i == 6 || i == 8 || i == 10))
            out.push_back('-');
        out.push_back(kHex[bytes[i] >> 4]);
        out.push_back(kHex[bytes[i] & 15]);
    }
    if (form == 'B')
        return "{" + out + "}";
    if (form == 'P')
        return "(" + out + ")";
    if (form != 'X')
        return out;
    const auto hex = formatGuid(bytes, 'N');
    std::string braces
        = "{0x" + hex.substr(0, 8) + ",0x" + hex.substr(8, 4) + ",0x" + hex.substr(12, 4) + ",{";
    for (std::size_t i = 16; i < 32; i += 2)
        braces += (i > 16 ? ",0x" : "0x") + hex.substr(i, 2);
    return braces + "}}";
}

// --- sequences that outlive their evaluation -----------------------------------------------------

OutlivingSequence::~OutlivingSequence()
{
    for (auto& variable : m_variables)
        variable.get<Cell>().content = Value();
}

IteratorPtr OutlivingSequence::iterate(Env& env)
{
    return iterator(
        [self = Ref(this), run = std::shared_ptr<Iterator>(expression::iterate(env, inner))](
            Env& inside, Value& out) { return run->next(inside, out); });
}

// --- delegates -----------------------------------------------------------------------------------

namespace {

std::vector<Value> callsOf(const Value& function)
{
    if (const auto* many = function.as<MulticastObject>())
        return many->parts;
    return function.isNull() ? std::vector<Value>() : std::vector<Value>{function};
}

Value delegateOf(const Value& like, std::vector<Value> calls)
{
    if (calls.empty())
        return {};
    return calls.size() == 1 ? calls.front()
                             : makeValue<MulticastObject>(*like.type(), std::move(calls));
}

} // namespace

Value MulticastObject::invoke(Env& env, Value* arguments, std::size_t count)
{
    Value result;
    for (const auto& part : parts) {
        // A callee may take its arguments away.
        std::vector<Value> copy(arguments, arguments + count);
        result = env.invoke(part, copy.data(), count);
        if (env.raised())
            return {};
    }
    return result;
}

bool MulticastObject::equals(const Value& other) const noexcept
{
    const auto* many = other.as<MulticastObject>();
    return many != nullptr
        && std::equal(parts.begin(), parts.end(), many->parts.begin(), many->parts.end(),
                      [](const Value& a, const Value& b) { return a.isSameObject(b); });
}

Value combineDelegates(const Value& left, const Value& right)
{
    auto calls = callsOf(left);
    for (auto& call : callsOf(right))
        calls.push_back(std::move(call));
    return delegateOf(left.isNull() ? right : left, std::move(calls));
}

Value removeDelegate(const Value& left, const Value& right)
{
    auto calls = callsOf(left);
    const auto removed = callsOf(right);
    const auto found
        = std::find_end(calls.begin(), calls.end(), removed.begin(), removed.end(),
                        [](const Value& a, const Value& b) { return a.isSameObject(b); });
    if (removed.empty() || found == calls.end())
        return left;
    calls.erase(found, found + static_cast<std::ptrdiff_t>(removed.size()));
    return delegateOf(left, std::move(calls));
}

} // namespace gatelens::expression
