#pragma once

#include "core/base/json_writer.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace gatelens {

/// Writes OTLP attributes (`{"key":…,"value":{…}}`) as elements of an array that is open already.
class OtlpAttributes
{
public:
    explicit OtlpAttributes(JsonWriter& json)
        : m_json(json)
    {
    }

    void text(std::string_view key, std::string_view value);
    void textIfSet(std::string_view key, std::string_view value)
    {
        if (!value.empty())
            text(key, value);
    }
    void integer(std::string_view key, std::int64_t value); ///< a decimal string, as OTLP demands
    void number(std::string_view key, double value);
    void flag(std::string_view key, bool value);
    void texts(std::string_view key, const std::vector<std::string_view>& values);
    void bytes(std::string_view key, std::string_view base64);

private:
    void begin(std::string_view key);
    void end();

    JsonWriter& m_json;
};

} // namespace gatelens
