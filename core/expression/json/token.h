#pragma once

#include "core/expression/json/options.h"
#include "core/expression/runtime/annotations.h"
#include "core/expression/runtime/env.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gatelens::expression {

/// JTokenType, with its numbers.
enum class JsonKind : std::uint8_t
{
    None,
    Object,
    Array,
    Constructor,
    Property,
    Comment,
    Integer,
    Float,
    String,
    Boolean,
    Null,
    Undefined,
    Date,
    Raw,
    Bytes,
    Guid,
    Uri,
    TimeSpan,
};

class JsonContainer;
class RecordObject;

/// A JToken. Children are owned by their container and know it; a container that goes away leaves
/// its surviving children without a parent.
class JsonToken : public Sequence
{
public:
    explicit JsonToken(JsonKind kind) noexcept
        : m_kind(kind)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override;
    [[nodiscard]] std::string toText() const override; ///< ToString(): indented; scalars bare
    [[nodiscard]] std::string toCompactText() const; ///< ToString(Formatting.None)
    [[nodiscard]] IteratorPtr iterate(Env& env) override;

    [[nodiscard]] JsonKind kind() const noexcept { return m_kind; }
    [[nodiscard]] bool isScalar() const noexcept { return m_kind > JsonKind::Property; }
    [[nodiscard]] bool isContainer() const noexcept { return !isScalar(); }
    /// What a scalar holds.
    [[nodiscard]] const Value& scalar() const noexcept;
    [[nodiscard]] JsonContainer* parent() const noexcept { return m_parent; }
    [[nodiscard]] std::string path() const;

    Annotations annotations;

protected:
    JsonKind m_kind;

private:
    friend class JsonContainer;
    JsonContainer* m_parent = nullptr;
};

/// A JValue, or a JRaw (whose text is written as it stands).
class JsonScalar final : public JsonToken
{
public:
    JsonScalar(JsonKind kind, Value content)
        : JsonToken(kind)
        , value(std::move(content))
    {
    }
    void assign(Value content);
    /// JValue.Equals; JToken itself compares by reference.
    [[nodiscard]] bool equals(const Value& other) const noexcept override;
    [[nodiscard]] std::size_t hash() const noexcept override { return value.hash(); }

    Value value;
};

/// A token with children: object, array or property.
class JsonContainer : public JsonToken
{
public:
    using JsonToken::JsonToken;
    ~JsonContainer() override;
    [[nodiscard]] virtual std::size_t size() const noexcept = 0;
    [[nodiscard]] virtual JsonToken& at(std::size_t index) const = 0;
    /// Takes a child out; false when it is none.
    virtual bool remove(const JsonToken& child) = 0;
    virtual bool replace(Env& env, const JsonToken& child, const Ref<JsonToken>& by) = 0;

protected:
    /// Makes `child` (a copy when it already has a parent) one of this container; null with an
    /// exception when that would make a cycle or nest too deeply.
    Ref<JsonToken> adopt(Env* env, Ref<JsonToken> child);
    static void orphan(JsonToken& child) noexcept { child.m_parent = nullptr; }
    /// For readers and copies: a child that is certainly fresh.
    void attach(JsonToken& child) noexcept { child.m_parent = this; }
};

class JsonProperty final : public JsonContainer
{
public:
    JsonProperty(std::string propertyName, Ref<JsonToken> content);
    ~JsonProperty() override { orphan(*m_value); }
    [[nodiscard]] std::size_t size() const noexcept override { return 1; }
    [[nodiscard]] JsonToken& at(std::size_t) const override { return *m_value; }
    bool remove(const JsonToken& child) override;
    bool replace(Env& env, const JsonToken& child, const Ref<JsonToken>& by) override;
    [[nodiscard]] const Ref<JsonToken>& value() const noexcept { return m_value; }
    bool setValue(Env& env, Ref<JsonToken> content);

    const std::string name;

private:
    Ref<JsonToken> m_value;
};

class JsonObject final : public JsonContainer
{
public:
    JsonObject()
        : JsonContainer(JsonKind::Object)
    {
    }
    ~JsonObject() override;
    [[nodiscard]] std::size_t size() const noexcept override { return m_properties.size(); }
    [[nodiscard]] JsonToken& at(std::size_t index) const override { return *m_properties[index]; }
    [[nodiscard]] const std::vector<Ref<JsonProperty>>& properties() const noexcept
    {
        return m_properties;
    }
    [[nodiscard]] JsonProperty* find(std::string_view name) const noexcept;
    /// Null when there is none.
    [[nodiscard]] JsonToken* get(std::string_view name) const noexcept;
    /// Adds or replaces.
    bool set(Env& env, std::string_view name, Ref<JsonToken> content);
    /// Raises ArgumentException for a name that is there.
    bool add(Env& env, Ref<JsonProperty> property);
    bool remove(const JsonToken& child) override;
    bool removeNamed(std::string_view name);
    bool replace(Env& env, const JsonToken& child, const Ref<JsonToken>& by) override;
    void clear();
    /// Adds a property before or behind the one that stands there.
    bool insertBeside(Env& env, const JsonToken& sibling, Ref<JsonProperty> property, bool isAfter);
    /// For the reader: the last of equal names wins.
    void put(std::string name, Ref<JsonToken> content);

private:
    void reindex();

    std::vector<Ref<JsonProperty>> m_properties;
    std::unordered_map<std::string_view, std::size_t> m_index; ///< only when there are many
};

/// A JArray, or a JConstructor, whose items are its arguments.
class JsonArray final : public JsonContainer
{
public:
    explicit JsonArray(JsonKind kind = JsonKind::Array)
        : JsonContainer(kind)
    {
    }
    ~JsonArray() override;
    [[nodiscard]] std::size_t size() const noexcept override { return m_items.size(); }
    [[nodiscard]] JsonToken& at(std::size_t index) const override { return *m_items[index]; }
    [[nodiscard]] const std::vector<Ref<JsonToken>>& items() const noexcept { return m_items; }
    bool insert(Env& env, std::size_t index, Ref<JsonToken> item);
    bool add(Env& env, Ref<JsonToken> item) { return insert(env, m_items.size(), std::move(item)); }
    bool setAt(Env& env, std::size_t index, Ref<JsonToken> item);
    void removeAt(std::size_t index);
    bool remove(const JsonToken& child) override;
    bool replace(Env& env, const JsonToken& child, const Ref<JsonToken>& by) override;
    void clear();
    /// For the reader.
    void put(Ref<JsonToken> item);

    std::string constructor; ///< name of a JConstructor

private:
    std::vector<Ref<JsonToken>> m_items;
};

/// An object as the array of its properties; anything else as it is.
[[nodiscard]] Value jsonChildren(Value value);
[[nodiscard]] Ref<JsonToken> makeScalar(Value value); ///< kind by the value's type
[[nodiscard]] Ref<JsonToken> deepClone(const JsonToken& token);
[[nodiscard]] bool deepEquals(const JsonToken* left, const JsonToken* right);

/// A token for any value: tokens stay, null becomes JSON null, plain values become scalars; null
/// with an ArgumentException for what has no JSON form of its own (use `toToken` of convert.h).
[[nodiscard]] Ref<JsonToken> tokenOf(Env& env, const Value& value);

// --- reading ------------------------------------------------------------------------------------

/// Malformed with the position in the text.
[[nodiscard]] Result<Value> readJson(std::string_view text);
/// Raises JsonReaderException. The root is kept alive until the evaluation ends. Text that looks
/// like a date becomes one unless it is to stay text.
[[nodiscard]] Ref<JsonToken> parseJson(Env& env, std::string_view text,
                                       const JsonReading& reading = {});
/// The date that a JSON text stands for, or the text.
[[nodiscard]] Value dateOrText(std::string text, const JsonReading& reading = {});

// --- writing ------------------------------------------------------------------------------------

/// The JSON text of a token or plain value.
[[nodiscard]] std::string writeJson(const Value& value, JsonStyle style);
/// Whether NullValueHandling and DefaultValueHandling leave a member in.
[[nodiscard]] bool isMemberWritten(const RecordObject& record, std::size_t index,
                                   const JsonWriting& writing);
/// JsonConvert.SerializeObject of any value: lazy sequences run now, and may raise.
[[nodiscard]] Value serialize(Env& env, const Value& value, const JsonWriting& writing);

// --- querying -----------------------------------------------------------------------------------

/// SelectTokens: JSONPath. Raises JsonException for a path that cannot be read.
[[nodiscard]] std::vector<Value> selectTokens(Env& env, JsonToken& root, std::string_view path);

// --- converting ---------------------------------------------------------------------------------

/// ToObject<T>.
[[nodiscard]] Value fromToken(Env& env, const JsonToken& token, const Type* type);
/// DeserializeObject<T>: reads the text for that type, with the exceptions of Json.NET's reader.
[[nodiscard]] Value deserializeJson(Env& env, std::string_view text, const Type* type,
                                    const JsonReading& reading = {});
/// The token of a text that is deserialized; null with its exceptions.
[[nodiscard]] Ref<JsonToken> parseDeserialized(Env& env, std::string_view text,
                                               const JsonReading& reading);
/// What deserializing makes of a token of such a text.
[[nodiscard]] Value deserializeToken(Env& env, const JsonToken& token, const Type* type,
                                     const JsonReading& reading);
/// FromObject.
[[nodiscard]] Ref<JsonToken> toToken(Env& env, const Value& value, const JsonWriting& writing = {});
/// The explicit conversions of JToken: null for a null or JSON null that the type accepts.
[[nodiscard]] Value castToken(Env& env, const Value& token, const Type* type);

} // namespace gatelens::expression
