#include "core/expression/value.h"

#include "core/expression/json/token.h"
#include "core/expression/library/facts_view.h"
#include "core/expression/library/jwt.h"
#include "core/expression/library/views.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/parse.h"
#include "core/expression/runtime/text.h"
#include "core/expression/types/library.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

constexpr std::size_t kInlineText = 12;
constexpr std::uint16_t kLiteralIdentity = 1;
constexpr std::int64_t kUnixEpochTicks = 621355968000000000;

/// Two short strings of equal text are the same object only when one is a copy of the other; the
/// number tells that apart without an allocation.
std::uint16_t nextIdentity() noexcept
{
    thread_local std::uint16_t last = kLiteralIdentity;
    if (++last <= kLiteralIdentity)
        last = kLiteralIdentity + 1;
    return last;
}

Error conversionError(const Value& value, std::string_view target)
{
    return {ErrorCode::Malformed,
            "'" + value.toDisplay(60) + "' (" + value.typeName() + ") is not a "
                + std::string(target),
            {}};
}

/// A JValue gives what it holds.
const Value& unwrapped(const Value& value)
{
    const auto* token = value.as<JsonToken>();
    return token != nullptr && token->isScalar() ? token->scalar() : value;
}

} // namespace

void Value::retain() const noexcept { object()->retain(); }

void Value::release() noexcept { object()->release(); }

Value Value::shortString(std::string_view text, std::uint16_t identity) noexcept
{
    Value result(Tag::ShortString, static_cast<std::uint8_t>(text.size()));
    result.store<std::uint16_t>(2, identity);
    if (!text.empty())
        std::memcpy(result.raw() + 4, text.data(), text.size());
    return result;
}

Value Value::ofString(std::string text)
{
    if (text.size() <= kInlineText)
        return shortString(text, nextIdentity());
    Value result(Tag::String);
    const auto* object = new StringObject(std::move(text));
    object->retainFresh();
    result.store<const Object*>(8, object);
    return result;
}

Value Value::ofText(std::string_view text)
{
    return text.size() <= kInlineText ? shortString(text, nextIdentity())
                                      : ofString(std::string(text));
}

Value Value::ofLiteral(std::string_view text)
{
    return text.size() <= kInlineText ? shortString(text, kLiteralIdentity)
                                      : ofString(std::string(text));
}

Value Value::ofDecimal(const Decimal& value) noexcept
{
    const unsigned signAndScale = value.scale() | (value.isNegative() ? 0x80U : 0U);
    Value result(Tag::Decimal, static_cast<std::uint8_t>(signAndScale));
    result.store<std::uint32_t>(4, value.high());
    result.store<std::uint64_t>(8, value.low());
    return result;
}

Decimal Value::asDecimal() const noexcept
{
    const auto high = static_cast<Decimal::Wide>(load<std::uint32_t>(4));
    return {(high << 64) | load<std::uint64_t>(8), static_cast<std::uint8_t>(detail() & 0x7FU),
            (detail() & 0x80U) != 0};
}

Value Value::ofBytes(std::string bytes) { return makeValue<BytesObject>(std::move(bytes)); }

Value Value::ofGuid(std::string_view text)
{
    return makeValue<GuidObject>(parseGuid(text).value_or(std::array<std::uint8_t, 16>{}));
}

Value Value::ofDateTime(Timestamp time)
{
    return ofDateTimeTicks(time.time_since_epoch().count() * 10 + kUnixEpochTicks, ClockKind::Utc);
}

Value Value::ofDateTimeTicks(std::int64_t ticks, ClockKind kind) noexcept
{
    Value result(Tag::DateTime, static_cast<std::uint8_t>(kind));
    result.store<std::int64_t>(8, ticks);
    return result;
}

Value Value::ofDateTimeOffset(std::int64_t localTicks, std::int16_t offsetMinutes) noexcept
{
    Value result = scalar(Tag::DateTimeOffset, localTicks);
    result.store<std::int16_t>(2, offsetMinutes);
    return result;
}

Value Value::ofEnum(const Type& type, std::int64_t value) noexcept
{
    Value result = scalar(Tag::Enum, value);
    result.store<std::uint32_t>(4, type.number);
    return result;
}

Value Value::ofResponse(std::shared_ptr<ResponseMessage> response)
{
    return response == nullptr ? Value() : responseValue(std::move(response));
}

std::shared_ptr<const ResponseMessage> Value::response() const
{
    auto* const object = as<ResponseObject>();
    if (object == nullptr)
        return nullptr;
    // The exchange's own response lives elsewhere: what is handed out is a copy.
    return object->shared() ? std::shared_ptr<const ResponseMessage>(object->shared())
                            : std::make_shared<const ResponseMessage>(object->response());
}

Value Value::ofJwt(std::string_view token) { return parseJwt(token); }

Result<Value> Value::ofJson(std::string_view text) { return readJson(text); }

Value Value::ofStringList(const std::vector<std::string>& items)
{
    std::vector<Value> values;
    values.reserve(items.size());
    for (const auto& item : items)
        values.push_back(ofText(item));
    return newArray(core().string, std::move(values));
}

Value Value::ofObject(Object* object) noexcept
{
    if (object == nullptr)
        return {};
    Value result(Tag::Object);
    object->retain();
    result.store<Object*>(8, object);
    return result;
}

Value Value::owning(Object* object) noexcept
{
    Value result(Tag::Object);
    result.store<Object*>(8, object);
    return result;
}

Value Value::ofAddress(Value* variable) noexcept
{
    Value result(Tag::ByReference);
    result.store<Value*>(8, variable);
    return result;
}

bool Value::isBytes() const noexcept
{
    return isObject() && dynamic_cast<BytesObject*>(object()) != nullptr;
}

std::string_view Value::bytes() const noexcept
{
    const auto* array = as<BytesObject>();
    return array == nullptr ? std::string_view() : std::string_view(array->bytes);
}

std::string_view Value::text() const noexcept
{
    if (tag() == Tag::ShortString)
        return {reinterpret_cast<const char*>(raw() + 4), detail()};
    if (tag() == Tag::String)
        return static_cast<const StringObject*>(object())->text;
    return {};
}

const Type* Value::type() const noexcept
{
    switch (tag()) {
    case Tag::Null:
    case Tag::ByReference:
        return nullptr;
    case Tag::Enum:
        return typeByNumber(load<std::uint32_t>(4));
    case Tag::Object:
        return &object()->type();
    default:
        return typeOfTag(tag());
    }
}

std::string Value::typeName() const
{
    const auto* known = type();
    return known == nullptr ? "null" : known->name;
}

std::string Value::fullTypeName() const
{
    const auto* known = type();
    return known == nullptr ? "" : known->fullName;
}

std::string Value::toText() const { return textOf(*this); }

std::string Value::toDisplay(std::size_t limit) const
{
    std::string shown;
    if (isNull())
        return "null";
    if (const auto* token = as<JsonToken>(); token != nullptr)
        shown = token->toCompactText();
    else if (isBytes())
        shown = "byte[" + std::to_string(bytes().size()) + "]";
    else if (isString())
        shown = "\"" + toText() + "\"";
    else
        shown = toText();
    if (shown.size() > limit) {
        std::size_t cut = limit;
        while (cut > 0 && (static_cast<unsigned char>(shown[cut]) & 0xC0) == 0x80)
            --cut;
        shown.resize(cut);
        shown += "…";
    }
    return shown;
}

Result<bool> Value::toBool() const
{
    const auto& value = unwrapped(*this);
    if (value.tag() == Tag::Boolean)
        return value.asBool();
    if (value.isString()) {
        if (const auto parsed = parseBoolean(value.text()))
            return *parsed;
    }
    return conversionError(*this, "Boolean");
}

Result<std::int64_t> Value::toLong() const
{
    const auto& value = unwrapped(*this);
    if (value.isInteger() && !(value.tag() == Tag::UInt64 && value.asLong() < 0))
        return value.asLong();
    if (value.tag() == Tag::Enum)
        return value.asLong();
    if (value.tag() == Tag::Double || value.tag() == Tag::Single) {
        const double number
            = value.tag() == Tag::Double ? value.asDouble() : static_cast<double>(value.asSingle());
        if (number >= -9.2e18 && number <= 9.2e18
            && number == static_cast<double>(static_cast<std::int64_t>(number)))
            return static_cast<std::int64_t>(number);
    }
    if (value.tag() == Tag::Decimal) {
        if (const auto whole = value.asDecimal().toInt64();
            whole && Decimal::of(*whole).compare(value.asDecimal()) == 0)
            return *whole;
    }
    if (value.isString()) {
        if (const auto parsed = parseInteger(value.text()))
            return *parsed;
    }
    return conversionError(*this, "whole number");
}

Result<std::int32_t> Value::toInt() const
{
    auto number = toLong();
    if (!number)
        return conversionError(*this, "whole number");
    if (*number < INT32_MIN || *number > INT32_MAX)
        return conversionError(*this, "whole number of 32 bits");
    return static_cast<std::int32_t>(*number);
}

Result<double> Value::toDouble() const
{
    const auto& value = unwrapped(*this);
    if (value.tag() == Tag::Double)
        return value.asDouble();
    if (value.tag() == Tag::Single)
        return static_cast<double>(value.asSingle());
    if (value.tag() == Tag::Decimal)
        return value.asDecimal().toDouble();
    if (value.tag() == Tag::UInt64)
        return static_cast<double>(value.asUnsigned());
    if (value.isInteger())
        return static_cast<double>(value.asLong());
    if (value.isString()) {
        if (const auto parsed = parseReal(value.text()))
            return *parsed;
    }
    return conversionError(*this, "number");
}

std::string Value::toBody() const { return isBytes() ? std::string(bytes()) : toText(); }

bool Value::isSameObject(const Value& other) const noexcept
{
    if (tag() != other.tag())
        return false;
    switch (tag()) {
    case Tag::Null:
        return true;
    case Tag::ShortString:
        return m_head == other.m_head && m_content == other.m_content;
    case Tag::String:
        return object() == other.object();
    case Tag::Object:
        return object() == other.object() || object()->identity() == other.object()->identity();
    default:
        return false;
    }
}

bool Value::equals(const Value& other) const noexcept
{
    if (isString() && other.isString())
        return text() == other.text();
    if (tag() != other.tag())
        return false;
    switch (tag()) {
    case Tag::Null:
        return true;
    case Tag::Single:
        return asSingle() == other.asSingle()
            || (asSingle() != asSingle() && other.asSingle() != other.asSingle());
    case Tag::Double:
        return asDouble() == other.asDouble()
            || (asDouble() != asDouble() && other.asDouble() != other.asDouble());
    case Tag::Decimal:
        return asDecimal().compare(other.asDecimal()) == 0;
    case Tag::Enum:
        return asLong() == other.asLong() && load<std::uint32_t>(4) == other.load<std::uint32_t>(4);
    case Tag::DateTimeOffset:
        return asLong() - offsetMinutes() * 600000000LL
            == other.asLong() - other.offsetMinutes() * 600000000LL;
    case Tag::Object:
        return object() == other.object() || object()->equals(other);
    default:
        return asLong() == other.asLong();
    }
}

std::size_t Value::hash() const noexcept
{
    switch (tag()) {
    case Tag::Null:
        return 0;
    case Tag::ShortString:
    case Tag::String:
        return hashText(text());
    case Tag::Double:
        return std::hash<double>()(asDouble());
    case Tag::Single:
        return std::hash<float>()(asSingle());
    case Tag::Decimal:
        return std::hash<double>()(asDecimal().toDouble());
    case Tag::DateTimeOffset:
        return std::hash<std::int64_t>()(asLong() - offsetMinutes() * 600000000LL);
    case Tag::Object:
        return object()->hash();
    default:
        return std::hash<std::int64_t>()(asLong());
    }
}

void Variables::set(std::string_view name, Value value)
{
    for (auto& entry : m_entries) {
        if (entry.first == name) {
            entry.second = std::move(value);
            return;
        }
    }
    m_entries.emplace_back(std::string(name), std::move(value));
}

const Value* Variables::find(std::string_view name) const noexcept
{
    for (const auto& entry : m_entries) {
        if (entry.first == name)
            return &entry.second;
    }
    return nullptr;
}

void Variables::keepTree(const Value& part, Value root, std::uint32_t ownReferences)
{
    std::erase_if(m_trees, [](const KeptTree& kept) {
        return kept.part.object()->references() <= kept.ownReferences;
    });
    m_trees.push_back({part, std::move(root), ownReferences});
}

bool Variables::remove(std::string_view name)
{
    return std::erase_if(m_entries, [&](const Entry& entry) { return entry.first == name; }) != 0;
}

} // namespace gatelens::expression
