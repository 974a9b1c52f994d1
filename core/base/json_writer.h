#pragma once

#include "core/base/json_text.h"

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatelens {

/// Writes compact JSON one member or element after the other, straight into text: for what is too
/// much, or too often, to build as a tree. The caller closes the brackets it opens.
class JsonWriter
{
public:
    void open(std::string_view name, char bracket)
    {
        key(name);
        m_out += bracket;
        m_needsComma = false;
    }
    void open(char bracket)
    {
        separate();
        m_out += bracket;
        m_needsComma = false;
    }
    void close(char bracket)
    {
        m_out += bracket;
        m_needsComma = true;
    }

    void text(std::string_view name, std::string_view value)
    {
        key(name);
        appendJsonString(m_out, value);
    }
    void textIfSet(std::string_view name, std::string_view value)
    {
        if (!value.empty())
            text(name, value);
    }
    void number(std::string_view name, double value)
    {
        key(name);
        appendJsonNumber(m_out, value);
    }
    void integer(std::string_view name, std::int64_t value)
    {
        key(name);
        appendInteger(value);
    }
    void flag(std::string_view name, bool value)
    {
        key(name);
        m_out += value ? "true" : "false";
    }
    /// A member whose value is JSON text already.
    void json(std::string_view name, std::string_view value)
    {
        key(name);
        m_out += value;
    }

    void textElement(std::string_view value)
    {
        separate();
        appendJsonString(m_out, value);
    }
    void numberElement(double value)
    {
        separate();
        appendJsonNumber(m_out, value);
    }
    /// An element that is JSON text already.
    void jsonElement(std::string_view value)
    {
        separate();
        m_out += value;
    }

    [[nodiscard]] const std::string& out() const { return m_out; }
    [[nodiscard]] std::string take() { return std::move(m_out); }

    /// Takes away what was written so far, to be sent on; writing goes on behind it.
    [[nodiscard]] std::string drain()
    {
        std::string text;
        text.swap(m_out);
        return text;
    }

private:
    void separate()
    {
        if (m_needsComma)
            m_out += ',';
        m_needsComma = true;
    }
    void key(std::string_view name)
    {
        separate();
        appendJsonString(m_out, name);
        m_out += ':';
    }
    void appendInteger(std::int64_t value)
    {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        m_out.append(digits, end);
    }

    std::string m_out;
    bool m_needsComma = false;
};

} // namespace gatelens
