#include "proxy/gateway/policies/state/cached_value.h"

#include <charconv>

namespace gatelens::proxy {

using expression::Value;

CachedValue CachedValue::of(const Value& value)
{
    CachedValue cached;
    if (value.isBytes()) {
        cached.m_kind = Kind::Bytes;
        cached.m_text = value.bytes();
    } else if (value.isString())
        return ofText(std::string(value.text()));
    else if (value.isObject()) {
        const std::string type = value.typeName();
        const bool isJson = type == "JObject" || type == "JArray" || type == "JValue";
        cached.m_kind = isJson ? Kind::Json : Kind::Text;
        cached.m_text = value.toText();
    } else
        cached.m_scalar = value;
    return cached;
}

CachedValue CachedValue::ofText(std::string text)
{
    CachedValue cached;
    cached.m_kind = Kind::Text;
    cached.m_text = std::move(text);
    return cached;
}

Value CachedValue::restore() const
{
    switch (m_kind) {
    case Kind::Scalar:
        return m_scalar;
    case Kind::Text:
        return Value::ofString(m_text);
    case Kind::Bytes:
        return Value::ofBytes(m_text);
    case Kind::Json:
    case Kind::Int:
    case Kind::Long:
    case Kind::Double:
    case Kind::Boolean:
        break;
    }
    Result<Value> json = Value::ofJson(m_text);
    return json ? std::move(*json) : Value::ofString(m_text);
}

std::string CachedValue::serialized() const
{
    if (m_kind != Kind::Scalar)
        return static_cast<char>(m_kind) + m_text;
    Kind kind = Kind::Text;
    switch (m_scalar.tag()) {
    case expression::Tag::Int32:
        kind = Kind::Int;
        break;
    case expression::Tag::Int64:
        kind = Kind::Long;
        break;
    case expression::Tag::Double:
        kind = Kind::Double;
        break;
    case expression::Tag::Boolean:
        kind = Kind::Boolean;
        break;
    default:
        break;
    }
    return static_cast<char>(kind) + m_scalar.toText();
}

CachedValue CachedValue::deserialized(std::string_view bytes)
{
    if (bytes.empty())
        return ofText({});
    const auto kind = static_cast<Kind>(bytes[0]);
    CachedValue cached = ofText(std::string(bytes.substr(1)));
    if (kind == Kind::Bytes || kind == Kind::Json)
        cached.m_kind = kind;
    std::int64_t whole = 0;
    double number = 0;
    const char* const begin = cached.m_text.data();
    const char* const end = begin + cached.m_text.size();
    const bool isWhole = std::from_chars(begin, end, whole).ec == std::errc();
    if (kind == Kind::Int && isWhole)
        return of(Value::ofInt(static_cast<std::int32_t>(whole)));
    if (kind == Kind::Long && isWhole)
        return of(Value::ofLong(whole));
    if (kind == Kind::Double && std::from_chars(begin, end, number).ec == std::errc())
        return of(Value::ofDouble(number));
    if (kind == Kind::Boolean)
        return of(Value::ofBool(cached.m_text == "True"));
    return cached;
}

} // namespace gatelens::proxy
