#include "proxy/gateway/policies/state/cached_value.h"

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
        break;
    }
    Result<Value> json = Value::ofJson(m_text);
    return json ? std::move(*json) : Value::ofString(m_text);
}

std::string CachedValue::serialized() const
{
    if (m_kind == Kind::Scalar)
        return static_cast<char>(Kind::Text) + m_scalar.toText();
    return static_cast<char>(m_kind) + m_text;
}

CachedValue CachedValue::deserialized(std::string_view bytes)
{
    CachedValue cached;
    cached.m_kind = Kind::Text;
    if (bytes.empty())
        return cached;
    if (bytes[0] == static_cast<char>(Kind::Bytes))
        cached.m_kind = Kind::Bytes;
    else if (bytes[0] == static_cast<char>(Kind::Json))
        cached.m_kind = Kind::Json;
    cached.m_text = bytes.substr(1);
    return cached;
}

} // namespace gatelens::proxy
