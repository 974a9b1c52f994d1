#include "core/expression/json/token.h"

#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/types/library.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

constexpr std::size_t kIndexFrom = 12;
/// Room that a container begins with: growing from one costs more than this wastes.
constexpr std::size_t kUsualChildren = 4;
constexpr int kMaxTreeDepth = 512;

const Type* knownType(std::string_view name) { return Library::instance().find(name)->self; }

int heightOf(const JsonToken& token)
{
    if (token.isScalar())
        return 1;
    const auto& container = static_cast<const JsonContainer&>(token);
    int height = 0;
    for (std::size_t i = 0; i < container.size(); ++i)
        height = std::max(height, heightOf(container.at(i)));
    return height + 1;
}

int depthOf(const JsonToken* token)
{
    int depth = 0;
    for (; token != nullptr; token = token->parent())
        ++depth;
    return depth;
}

} // namespace

const Type& JsonToken::type() const noexcept
{
    static const Type* types[]
        = {knownType("JObject"),   knownType("JArray"), knownType("JConstructor"),
           knownType("JProperty"), knownType("JRaw"),   knownType("JValue")};
    switch (m_kind) {
    case JsonKind::Object:
        return *types[0];
    case JsonKind::Array:
        return *types[1];
    case JsonKind::Constructor:
        return *types[2];
    case JsonKind::Property:
        return *types[3];
    case JsonKind::Raw:
        return *types[4];
    default:
        return *types[5];
    }
}

const Value& JsonToken::scalar() const noexcept
{
    return static_cast<const JsonScalar*>(this)->value;
}

std::string JsonToken::toText() const
{
    if (isScalar())
        return textOf(scalar());
    return writeJson(Value::ofObject(const_cast<JsonToken*>(this)), JsonStyle::Indented);
}

std::string JsonToken::toCompactText() const
{
    return writeJson(Value::ofObject(const_cast<JsonToken*>(this)), JsonStyle::Compact);
}

IteratorPtr JsonToken::iterate(Env& env)
{
    if (m_kind == JsonKind::Object) {
        static const Type* pair = genericOf("KeyValuePair", {core().string, knownType("JToken")});
        return iterator([self = Ref(static_cast<JsonObject*>(this)),
                         at = std::size_t{0}](Env&, Value& out) mutable {
            if (at >= self->size())
                return false;
            const auto& property = self->properties()[at++];
            out = makeValue<RecordObject>(
                *pair,
                std::vector<Value>{Value::ofText(property->name), property->value().value()});
            return true;
        });
    }
    if (isScalar()) {
        env.invalidOperation("Cannot access child value on Newtonsoft.Json.Linq.JValue.");
        return iterator([](Env&, Value&) { return false; });
    }
    return iterator([self = Ref(static_cast<JsonContainer*>(this)),
                     at = std::size_t{0}](Env&, Value& out) mutable {
        if (at >= self->size())
            return false;
        out = Value::ofObject(&self->at(at++));
        return true;
    });
}

std::string JsonToken::path() const
{
    std::string out;
    for (const JsonToken* token = this; token->m_parent != nullptr; token = token->m_parent) {
        if (token->kind() == JsonKind::Property) {
            const auto& name = static_cast<const JsonProperty*>(token)->name;
            const bool isPlain = name.find_first_of(" .'/\"[]()\t\n\r\f\b\\") == std::string::npos;
            const auto part = isPlain ? name : "['" + name + "']";
            out = part + (out.empty() || out.front() == '[' ? "" : ".") + out;
        } else if (token->m_parent->kind() == JsonKind::Array) {
            const auto* array = static_cast<const JsonArray*>(token->m_parent);
            for (std::size_t i = 0; i < array->size(); ++i) {
                if (&array->at(i) == token)
                    out = "[" + std::to_string(i) + "]"
                        + (out.empty() || out.front() == '[' ? "" : ".") + out;
            }
        }
    }
    return out;
}

void JsonScalar::assign(Value content)
{
    value = std::move(content);
    m_kind = makeScalar(value)->kind();
}

bool JsonScalar::equals(const Value& other) const noexcept
{
    const auto* token = other.as<JsonToken>();
    return token != nullptr && deepEquals(this, token);
}

// --- containers ----------------------------------------------------------------------------------

JsonContainer::~JsonContainer() = default;

Ref<JsonToken> JsonContainer::adopt(Env* env, Ref<JsonToken> child)
{
    // Only properties stand in objects, and they stand nowhere else.
    bool isCycle = false;
    for (const JsonToken* ancestor = this; ancestor != nullptr; ancestor = ancestor->parent())
        isCycle = isCycle || ancestor == child.get();
    if (child->parent() != nullptr || isCycle)
        child = deepClone(*child);
    if (depthOf(this) + heightOf(*child) > kMaxTreeDepth) {
        env->raise("InsufficientExecutionStackException",
                   "The JSON document is nested too deeply.");
        return {};
    }
    child->m_parent = this;
    return child;
}

JsonProperty::JsonProperty(std::string propertyName, Ref<JsonToken> content)
    : JsonContainer(JsonKind::Property)
    , name(std::move(propertyName))
    , m_value(content->parent() == nullptr ? std::move(content) : deepClone(*content))
{
    attach(*m_value);
}

bool JsonProperty::remove(const JsonToken&) { return false; }

bool JsonProperty::replace(Env& env, const JsonToken&, const Ref<JsonToken>& by)
{
    return setValue(env, by);
}

bool JsonProperty::setValue(Env& env, Ref<JsonToken> content)
{
    if (content.get() == m_value.get())
        return true;
    auto adopted = adopt(&env, std::move(content));
    if (!adopted)
        return false;
    orphan(*m_value);
    m_value = std::move(adopted);
    return true;
}

JsonObject::~JsonObject()
{
    for (const auto& property : m_properties)
        orphan(*property);
}

JsonProperty* JsonObject::find(std::string_view name) const noexcept
{
    if (m_properties.size() >= kIndexFrom) {
        const auto found = m_index.find(name);
        return found == m_index.end() ? nullptr : m_properties[found->second].get();
    }
    for (const auto& property : m_properties) {
        if (property->name == name)
            return property.get();
    }
    return nullptr;
}

JsonToken* JsonObject::get(std::string_view name) const noexcept
{
    const auto* property = find(name);
    return property == nullptr ? nullptr : property->value().get();
}

bool JsonObject::insertBeside(Env& env, const JsonToken& sibling, Ref<JsonProperty> property,
                              bool isAfter)
{
    const auto position = std::find_if(m_properties.begin(), m_properties.end(),
                                       [&](const auto& one) { return one.get() == &sibling; });
    const auto at = position - m_properties.begin() + (isAfter ? 1 : 0);
    if (!add(env, std::move(property)))
        return false;
    std::rotate(m_properties.begin() + at, m_properties.end() - 1, m_properties.end());
    reindex();
    return true;
}

void JsonObject::reindex()
{
    m_index.clear();
    if (m_properties.size() < kIndexFrom)
        return;
    for (std::size_t i = 0; i < m_properties.size(); ++i)
        m_index.emplace(m_properties[i]->name, i);
}

void JsonObject::put(std::string name, Ref<JsonToken> content)
{
    if (const auto* known = find(name)) {
        const auto index = static_cast<std::size_t>(
            std::find_if(m_properties.begin(), m_properties.end(),
                         [&](const auto& one) { return one.get() == known; })
            - m_properties.begin());
        auto fresh = make<JsonProperty>(std::move(name), std::move(content));
        attach(*fresh);
        orphan(*m_properties[index]);
        m_properties[index] = std::move(fresh);
        reindex();
        return;
    }
    auto property = make<JsonProperty>(std::move(name), std::move(content));
    attach(*property);
    if (m_properties.empty())
        m_properties.reserve(kUsualChildren);
    m_properties.push_back(std::move(property));
    if (m_properties.size() == kIndexFrom)
        reindex();
    else if (m_properties.size() > kIndexFrom)
        m_index.emplace(m_properties.back()->name, m_properties.size() - 1);
}

bool JsonObject::set(Env& env, std::string_view name, Ref<JsonToken> content)
{
    if (auto* property = find(name))
        return property->setValue(env, std::move(content));
    return add(env, make<JsonProperty>(std::string(name), std::move(content)));
}

bool JsonObject::add(Env& env, Ref<JsonProperty> property)
{
    if (find(property->name) != nullptr) {
        env.argument("Can not add property " + property->name
                     + " to Newtonsoft.Json.Linq.JObject. Property with the same name already "
                       "exists on object.");
        return false;
    }
    auto adopted = adopt(&env, Ref<JsonToken>(property.get()));
    if (!adopted || !env.charge(96 + property->name.size()))
        return false;
    m_properties.push_back(Ref(static_cast<JsonProperty*>(adopted.get())));
    if (m_properties.size() == kIndexFrom)
        reindex();
    else if (m_properties.size() > kIndexFrom)
        m_index.emplace(m_properties.back()->name, m_properties.size() - 1);
    return true;
}

bool JsonObject::remove(const JsonToken& child)
{
    const auto found = std::find_if(m_properties.begin(), m_properties.end(),
                                    [&](const auto& one) { return one.get() == &child; });
    if (found == m_properties.end())
        return false;
    orphan(**found);
    m_properties.erase(found);
    reindex();
    return true;
}

bool JsonObject::removeNamed(std::string_view name)
{
    auto* property = find(name);
    return property != nullptr && remove(*property);
}

bool JsonObject::replace(Env& env, const JsonToken& child, const Ref<JsonToken>& by)
{
    const auto found = std::find_if(m_properties.begin(), m_properties.end(),
                                    [&](const auto& one) { return one.get() == &child; });
    if (found == m_properties.end())
        return false;
    if (by->kind() != JsonKind::Property) {
        env.argument("Can not add a token that is no JProperty to Newtonsoft.Json.Linq.JObject.");
        return false;
    }
    auto adopted = adopt(&env, by);
    if (!adopted)
        return false;
    orphan(**found);
    *found = Ref(static_cast<JsonProperty*>(adopted.get()));
    reindex();
    return true;
}

void JsonObject::clear()
{
    for (const auto& property : m_properties)
        orphan(*property);
    m_properties.clear();
    m_index.clear();
}

JsonArray::~JsonArray()
{
    for (const auto& item : m_items)
        orphan(*item);
}

void JsonArray::put(Ref<JsonToken> item)
{
    if (m_items.empty())
        m_items.reserve(kUsualChildren);
    attach(*item);
    m_items.push_back(std::move(item));
}

bool JsonArray::insert(Env& env, std::size_t index, Ref<JsonToken> item)
{
    if (item->kind() == JsonKind::Property) {
        env.argument("Can not add Newtonsoft.Json.Linq.JProperty to Newtonsoft.Json.Linq.JArray.");
        return false;
    }
    auto adopted = adopt(&env, std::move(item));
    if (!adopted || !env.charge(64))
        return false;
    m_items.insert(m_items.begin() + static_cast<std::ptrdiff_t>(index), std::move(adopted));
    return true;
}

bool JsonArray::setAt(Env& env, std::size_t index, Ref<JsonToken> item)
{
    if (item.get() == m_items[index].get())
        return true;
    auto adopted = adopt(&env, std::move(item));
    if (!adopted)
        return false;
    orphan(*m_items[index]);
    m_items[index] = std::move(adopted);
    return true;
}

void JsonArray::removeAt(std::size_t index)
{
    orphan(*m_items[index]);
    m_items.erase(m_items.begin() + static_cast<std::ptrdiff_t>(index));
}

bool JsonArray::remove(const JsonToken& child)
{
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (m_items[i].get() == &child) {
            removeAt(i);
            return true;
        }
    }
    return false;
}

bool JsonArray::replace(Env& env, const JsonToken& child, const Ref<JsonToken>& by)
{
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (m_items[i].get() == &child)
            return setAt(env, i, by);
    }
    return false;
}

void JsonArray::clear()
{
    for (const auto& item : m_items)
        orphan(*item);
    m_items.clear();
}

// --- copies and comparison -----------------------------------------------------------------------

Value jsonChildren(Value value)
{
    const auto* object = value.as<JsonObject>();
    if (object == nullptr)
        return value;
    std::vector<Value> children;
    for (const auto& property : object->properties())
        children.push_back(property.value());
    return newArray(knownType("JToken"), std::move(children));
}

Ref<JsonToken> makeScalar(Value value)
{
    JsonKind kind = JsonKind::String;
    switch (value.tag()) {
    case Tag::Null:
        kind = JsonKind::Null;
        break;
    case Tag::Boolean:
        kind = JsonKind::Boolean;
        break;
    case Tag::Char:
        value = Value::ofString(textOf(value));
        break;
    case Tag::SByte:
    case Tag::Byte:
    case Tag::Int16:
    case Tag::UInt16:
    case Tag::Int32:
    case Tag::UInt32:
    case Tag::Int64:
    case Tag::UInt64:
        kind = JsonKind::Integer;
        // JValue keeps long; other integers become it when they fit.
        if (!(value.tag() == Tag::UInt64 && value.asLong() < 0))
            value = Value::ofLong(value.asLong());
        break;
    case Tag::Enum:
        kind = JsonKind::Integer;
        value = Value::ofLong(value.asLong());
        break;
    case Tag::Single:
    case Tag::Double:
    case Tag::Decimal:
        kind = JsonKind::Float;
        break;
    case Tag::DateTime:
    case Tag::DateTimeOffset:
        kind = JsonKind::Date;
        break;
    case Tag::TimeSpan:
        kind = JsonKind::TimeSpan;
        break;
    case Tag::Object:
        if (value.as<GuidObject>() != nullptr)
            kind = JsonKind::Guid;
        else if (value.isBytes())
            kind = JsonKind::Bytes;
        else if (value.type()->name == "Uri")
            kind = JsonKind::Uri;
        else if (value.type()->name == "BigInteger")
            kind = JsonKind::Integer;
        break;
    default:
        break;
    }
    return Ref<JsonToken>::fresh(new JsonScalar(kind, std::move(value)));
}

Ref<JsonToken> deepClone(const JsonToken& token)
{
    switch (token.kind()) {
    case JsonKind::Object: {
        auto copy = make<JsonObject>();
        for (const auto& property : static_cast<const JsonObject&>(token).properties())
            copy->put(property->name, deepClone(*property->value()));
        return Ref<JsonToken>(copy.get());
    }
    case JsonKind::Array:
    case JsonKind::Constructor: {
        auto copy = make<JsonArray>(token.kind());
        copy->constructor = static_cast<const JsonArray&>(token).constructor;
        for (const auto& item : static_cast<const JsonArray&>(token).items())
            copy->put(deepClone(*item));
        return Ref<JsonToken>(copy.get());
    }
    case JsonKind::Property: {
        const auto& property = static_cast<const JsonProperty&>(token);
        return Ref<JsonToken>::fresh(new JsonProperty(property.name, deepClone(*property.value())));
    }
    default:
        return Ref<JsonToken>::fresh(new JsonScalar(token.kind(), token.scalar()));
    }
}

bool deepEquals(const JsonToken* left, const JsonToken* right)
{
    if (left == nullptr || right == nullptr)
        return left == right;
    if (left->isScalar() && right->isScalar()) {
        const auto& a = left->scalar();
        const auto& b = right->scalar();
        const bool bothNumbers = (a.isInteger() || a.tag() == Tag::Double || a.tag() == Tag::Decimal
                                  || a.tag() == Tag::Single)
            && (b.isInteger() || b.tag() == Tag::Double || b.tag() == Tag::Decimal
                || b.tag() == Tag::Single);
        if (left->kind() != right->kind() && !bothNumbers)
            return false;
        if (bothNumbers && a.tag() != b.tag()) {
            const auto x = a.toDouble();
            const auto y = b.toDouble();
            return x && y && *x == *y && left->kind() == right->kind();
        }
        return a.equals(b);
    }
    if (left->kind() != right->kind())
        return false;
    const auto& a = static_cast<const JsonContainer&>(*left);
    const auto& b = static_cast<const JsonContainer&>(*right);
    if (a.size() != b.size())
        return false;
    if (left->kind() == JsonKind::Object) {
        for (const auto& property : static_cast<const JsonObject&>(a).properties()) {
            const auto* other = static_cast<const JsonObject&>(b).get(property->name);
            if (other == nullptr || !deepEquals(property->value().get(), other))
                return false;
        }
        return true;
    }
    if (left->kind() == JsonKind::Property
        && static_cast<const JsonProperty&>(a).name != static_cast<const JsonProperty&>(b).name)
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!deepEquals(&a.at(i), &b.at(i)))
            return false;
    }
    return true;
}

Ref<JsonToken> tokenOf(Env& env, const Value& value)
{
    if (auto* token = value.as<JsonToken>())
        return Ref<JsonToken>(token);
    const bool isPlain = !value.isObject() || value.isBytes() || value.as<GuidObject>() != nullptr
        || value.type()->name == "Uri" || value.type()->name == "BigInteger";
    if (isPlain)
        return makeScalar(value);
    env.argument("Could not determine JSON object type for type " + value.fullTypeName() + ".");
    return {};
}

} // namespace gatelens::expression
