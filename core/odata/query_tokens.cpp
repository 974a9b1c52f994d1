#include "core/odata/query_tokens.h"

#include "core/odata/primitive.h"

#include <fmt/format.h>

namespace gatelens::odata {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool beginsName(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c == '@'
        || static_cast<unsigned char>(c) >= 0x80;
}

bool isInName(char c) { return beginsName(c) || isDigit(c) || c == '.'; }

bool isInLiteral(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == ':'
        || c == '-' || c == '+';
}

std::string_view blanksCut(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

class QueryTokenizer
{
public:
    explicit QueryTokenizer(std::string_view text)
        : m_text(text)
    {
    }

    Result<std::vector<QueryToken>> run()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == ' ' || c == '\t')
                ++m_at;
            else if (Result<void> read = next(c); !read)
                return read.error();
        }
        return std::move(m_tokens);
    }

private:
    Result<void> next(char c)
    {
        constexpr std::size_t kGuid = 36;
        const std::string_view rest = m_text.substr(m_at);
        if (c == '\'')
            return text({}, m_at);
        if (literalType(rest.substr(0, kGuid)) == "Edm.Guid") {
            add(QueryTokenKind::Literal, kGuid);
            return {};
        }
        const bool isNegative = c == '-' && rest.size() > 1 && (isDigit(rest[1]) || rest[1] == 'I');
        if (isDigit(c) || isNegative) {
            add(QueryTokenKind::Literal, lengthOf(rest, isInLiteral));
            return {};
        }
        if (beginsName(c)) {
            const std::size_t length = lengthOf(rest, isInName);
            if (length < rest.size() && rest[length] == '\'') {
                const std::size_t begin = m_at;
                m_at += length;
                return text(std::string(rest.substr(0, length)), begin);
            }
            add(QueryTokenKind::Name, length);
            return {};
        }
        if (std::string_view("()[]{}/,:;=*-\"").find(c) == std::string_view::npos)
            return Error{ErrorCode::Malformed, fmt::format("'{}' does not belong there", c), {}};
        add(QueryTokenKind::Symbol, 1);
        return {};
    }

    static std::size_t lengthOf(std::string_view text, bool (*belongs)(char))
    {
        std::size_t length = 1;
        while (length < text.size() && belongs(text[length]))
            ++length;
        return length;
    }

    void add(QueryTokenKind kind, std::size_t length)
    {
        m_tokens.push_back(
            {kind, std::string(m_text.substr(m_at, length)), {}, m_at, m_at + length});
        m_at += length;
    }

    Result<void> text(std::string prefix, std::size_t begin)
    {
        std::string content;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const bool isQuote = m_text[m_at] == '\'';
            if (isQuote && (m_at + 1 == m_text.size() || m_text[m_at + 1] != '\'')) {
                ++m_at;
                m_tokens.push_back(
                    {QueryTokenKind::Text, std::move(content), std::move(prefix), begin, m_at});
                return {};
            }
            m_at += isQuote ? 1 : 0;
            content += m_text[m_at];
        }
        return Error{ErrorCode::Malformed, "a text is not closed", {}};
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<QueryToken> m_tokens;
};

} // namespace

Result<std::vector<QueryToken>> queryTokens(std::string_view text)
{
    return QueryTokenizer(text).run();
}

std::vector<std::string_view> splitOutside(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    int depth = 0;
    bool isQuoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\'')
            isQuoted = !isQuoted; // '' inside a text closes and opens
        else if (!isQuoted)
            depth += c == '(' || c == '[' || c == '{' ? 1
                : c == ')' || c == ']' || c == '}'    ? -1
                                                      : 0;
        if (c == separator && depth == 0 && !isQuoted) {
            parts.push_back(blanksCut(text.substr(begin, at - begin)));
            begin = at + 1;
        }
    }
    parts.push_back(blanksCut(text.substr(begin)));
    return parts;
}

Bracketed takeBrackets(std::string_view text)
{
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || !text.ends_with(')'))
        return {text, {}, false};
    return {blanksCut(text.substr(0, open)), text.substr(open + 1, text.size() - open - 2), true};
}

} // namespace gatelens::odata
