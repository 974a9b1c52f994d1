#include "core/graphql/lexer.h"

#include "core/base/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace gatelens::graphql {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::size_t indentation(std::string_view line)
{
    const std::size_t first = line.find_first_not_of(" \t");
    return first == std::string_view::npos ? line.size() : first;
}

/// Specification 2.9.4: the common indentation and blank lines at both ends go.
std::string blockStringValue(std::string_view raw)
{
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at <= raw.size();) {
        const std::size_t end = std::min(raw.find('\n', at), raw.size());
        std::string_view line = raw.substr(at, end - at);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        lines.push_back(line);
        at = end + 1;
    }
    std::size_t common = std::string_view::npos;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (indentation(lines[i]) < lines[i].size())
            common = std::min(common, indentation(lines[i]));
    }
    for (std::size_t i = 1; i < lines.size() && common != std::string_view::npos; ++i)
        lines[i].remove_prefix(std::min(common, lines[i].size()));
    const auto isBlank = [](std::string_view line) { return indentation(line) == line.size(); };
    while (!lines.empty() && isBlank(lines.front()))
        lines.erase(lines.begin());
    while (!lines.empty() && isBlank(lines.back()))
        lines.pop_back();
    std::string value;
    for (const std::string_view line : lines) {
        if (!value.empty())
            value += '\n';
        value += line;
    }
    return value;
}

} // namespace

Lexer::Lexer(std::string_view text, std::string file)
    : m_text(text)
{
    m_position.file = std::move(file);
    m_position.line = 1;
    m_position.column = 1;
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (m_text.starts_with(kByteOrderMark))
        m_text.remove_prefix(kByteOrderMark.size());
}

void Lexer::advance(std::size_t count)
{
    for (; count > 0; --count) {
        if (m_text[m_at++] == '\n') {
            ++m_position.line;
            m_position.column = 1;
        } else
            ++m_position.column;
    }
}

void Lexer::skipIgnored()
{
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',')
            advance(1);
        else if (c == '#')
            advance(std::min(m_text.find('\n', m_at), m_text.size()) - m_at);
        else
            break;
    }
}

Error Lexer::error(std::string message) const
{
    return {ErrorCode::Malformed, std::move(message), m_position};
}

Result<Token> Lexer::next()
{
    skipIgnored();
    Token token;
    token.position = m_position;
    if (m_at == m_text.size())
        return token;
    const char c = m_text[m_at];
    if (isNameStart(c)) {
        std::size_t end = m_at;
        while (end < m_text.size() && (isNameStart(m_text[end]) || isDigit(m_text[end])))
            ++end;
        token.kind = TokenKind::Name;
        token.text = m_text.substr(m_at, end - m_at);
        advance(end - m_at);
        return token;
    }
    if (isDigit(c) || c == '-')
        return number();
    if (m_text.substr(m_at).starts_with("\"\"\""))
        return blockString();
    if (c == '"')
        return string();
    token.kind = TokenKind::Punctuator;
    if (m_text.substr(m_at).starts_with("..."))
        token.text = "...";
    else if (std::string_view("!$&():=@[]{|}").find(c) != std::string_view::npos)
        token.text = c;
    else
        return error(fmt::format("unexpected character '{}'", c));
    advance(token.text.size());
    return token;
}

Result<Token> Lexer::number()
{
    Token token;
    token.position = m_position;
    token.kind = TokenKind::Int;
    std::size_t end = m_at + (m_text[m_at] == '-' ? 1 : 0);
    const auto digits = [&] {
        const std::size_t begin = end;
        while (end < m_text.size() && isDigit(m_text[end]))
            ++end;
        return end - begin;
    };
    const std::size_t integerAt = end;
    const std::size_t integerDigits = digits();
    if (integerDigits == 0 || (integerDigits > 1 && m_text[integerAt] == '0'))
        return error("a number is malformed");
    if (end < m_text.size() && m_text[end] == '.') {
        token.kind = TokenKind::Float;
        ++end;
        if (digits() == 0)
            return error("a number needs digits after its point");
    }
    if (end < m_text.size() && (m_text[end] == 'e' || m_text[end] == 'E')) {
        token.kind = TokenKind::Float;
        ++end;
        if (end < m_text.size() && (m_text[end] == '+' || m_text[end] == '-'))
            ++end;
        if (digits() == 0)
            return error("a number needs digits in its exponent");
    }
    if (end < m_text.size() && isNameStart(m_text[end]))
        return error("a name follows a number without a blank");
    token.text = m_text.substr(m_at, end - m_at);
    advance(end - m_at);
    return token;
}

Result<void> Lexer::readEscape(std::string& into)
{
    static constexpr std::string_view kFrom = "\"\\/bfnrt";
    static constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
    advance(1);
    const char c = m_at < m_text.size() ? m_text[m_at] : '\0';
    if (const std::size_t simple = kFrom.find(c); c != '\0' && simple != std::string_view::npos) {
        into += kTo[simple];
        advance(1);
        return {};
    }
    if (c != 'u' || m_at + 5 > m_text.size())
        return error("an escape is malformed");
    std::uint32_t code = 0;
    const char* const digits = m_text.data() + m_at + 1;
    const auto [end, problem] = std::from_chars(digits, digits + 4, code, 16);
    if (problem != std::errc() || end != digits + 4)
        return error("an escape needs four hexadecimal digits");
    advance(5);
    const bool isHigh = code >= 0xD800 && code < 0xDC00;
    if (isHigh && m_text.substr(m_at).starts_with("\\u") && m_at + 6 <= m_text.size()) {
        std::uint32_t low = 0;
        const char* const second = m_text.data() + m_at + 2;
        const auto [stop, failure] = std::from_chars(second, second + 4, low, 16);
        if (failure == std::errc() && stop == second + 4 && low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
            advance(6);
        }
    }
    if (code >= 0xD800 && code < 0xE000)
        return error("an escape is half of a surrogate pair");
    appendUtf8(into, code);
    return {};
}

Result<Token> Lexer::string()
{
    Token token;
    token.position = m_position;
    token.kind = TokenKind::String;
    advance(1);
    while (m_at < m_text.size() && m_text[m_at] != '"') {
        if (m_text[m_at] == '\n')
            return error("a string is not closed on its line");
        if (m_text[m_at] == '\\') {
            const Result<void> escaped = readEscape(token.text);
            if (!escaped)
                return escaped.error();
            continue;
        }
        token.text += m_text[m_at];
        advance(1);
    }
    if (m_at == m_text.size())
        return error("a string is not closed");
    advance(1);
    return token;
}

Result<Token> Lexer::blockString()
{
    constexpr std::string_view kQuotes = "\"\"\"";
    Token token;
    token.position = m_position;
    token.kind = TokenKind::String;
    advance(kQuotes.size());
    std::string raw;
    while (m_at < m_text.size() && !m_text.substr(m_at).starts_with(kQuotes)) {
        if (m_text.substr(m_at).starts_with("\\\"\"\"")) {
            raw += kQuotes;
            advance(4);
            continue;
        }
        raw += m_text[m_at];
        advance(1);
    }
    if (m_at == m_text.size())
        return error("a block string is not closed");
    advance(kQuotes.size());
    token.text = blockStringValue(raw);
    return token;
}

} // namespace gatelens::graphql
