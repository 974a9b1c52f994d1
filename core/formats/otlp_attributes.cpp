#include "core/formats/otlp_attributes.h"

namespace gatelens {

void OtlpAttributes::begin(std::string_view key)
{
    m_json.open('{');
    m_json.text("key", key);
    m_json.open("value", '{');
}

void OtlpAttributes::end()
{
    m_json.close('}');
    m_json.close('}');
}

void OtlpAttributes::text(std::string_view key, std::string_view value)
{
    begin(key);
    m_json.text("stringValue", value);
    end();
}

void OtlpAttributes::integer(std::string_view key, std::int64_t value)
{
    begin(key);
    m_json.text("intValue", std::to_string(value));
    end();
}

void OtlpAttributes::number(std::string_view key, double value)
{
    begin(key);
    m_json.number("doubleValue", value);
    end();
}

void OtlpAttributes::flag(std::string_view key, bool value)
{
    begin(key);
    m_json.flag("boolValue", value);
    end();
}

void OtlpAttributes::texts(std::string_view key, const std::vector<std::string_view>& values)
{
    begin(key);
    m_json.open("arrayValue", '{');
    m_json.open("values", '[');
    for (const std::string_view value : values) {
        m_json.open('{');
        m_json.text("stringValue", value);
        m_json.close('}');
    }
    m_json.close(']');
    m_json.close('}');
    end();
}

void OtlpAttributes::bytes(std::string_view key, std::string_view base64)
{
    begin(key);
    m_json.text("bytesValue", base64);
    end();
}

} // namespace gatelens
