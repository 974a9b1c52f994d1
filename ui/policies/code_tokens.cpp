#include "ui/policies/code_tokens.h"

#include "core/policy/document.h"

#include <algorithm>
#include <array>

namespace gatelens::ui {
namespace {

constexpr std::array<std::string_view, 48> kKeywords{
    "as",       "bool",    "break",   "byte",   "case",   "catch",   "char",  "const",
    "continue", "decimal", "default", "do",     "double", "else",    "false", "finally",
    "float",    "for",     "foreach", "from",   "if",     "in",      "int",   "is",
    "long",     "nameof",  "new",     "null",   "object", "orderby", "out",   "return",
    "select",   "short",   "string",  "switch", "throw",  "true",    "try",   "typeof",
    "uint",     "ulong",   "using",   "var",    "void",   "when",    "where", "while"};

bool isIdentifier(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool isNameCharacter(char c)
{
    return isIdentifier(c) || c == '-' || c == '.' || c == ':'
        || static_cast<unsigned char>(c) >= 0x80;
}

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class Tokenizer
{
public:
    explicit Tokenizer(std::string_view text)
        : m_text(text)
    {
    }

    std::vector<CodeRun> run()
    {
        while (m_at < m_text.size()) {
            if (starts("<!--"))
                until("-->", CodeToken::Comment);
            else if (starts("<![CDATA["))
                until("]]>", CodeToken::Text);
            else if (starts("<?"))
                until("?>", CodeToken::Comment);
            else if (m_text[m_at] == '<')
                tag();
            else
                content(CodeToken::Text, '<');
        }
        return std::move(m_runs);
    }

private:
    [[nodiscard]] bool starts(std::string_view prefix) const
    {
        return m_text.substr(m_at).starts_with(prefix);
    }

    void take(std::size_t length, CodeToken token)
    {
        if (length == 0)
            return;
        m_at += length;
        if (!m_runs.empty() && m_runs.back().token == token)
            m_runs.back().length += length;
        else
            m_runs.push_back({length, token});
    }

    void until(std::string_view end, CodeToken token)
    {
        const auto found = m_text.find(end, m_at);
        take((found == std::string_view::npos ? m_text.size() : found + end.size()) - m_at, token);
    }

    void tag()
    {
        take(starts("</") ? 2 : 1, CodeToken::Tag);
        while (m_at < m_text.size() && isNameCharacter(m_text[m_at]))
            take(1, CodeToken::Tag);
        while (m_at < m_text.size() && m_text[m_at] != '<') {
            const char c = m_text[m_at];
            if (c == '>') {
                take(1, CodeToken::Tag);
                return;
            }
            if (c == '"' || c == '\'')
                value(c);
            else if (isBlank(c) || c == '=')
                take(1, CodeToken::Text);
            else
                take(1, c == '/' ? CodeToken::Tag : CodeToken::AttributeName);
        }
    }

    void value(char quote)
    {
        take(1, CodeToken::AttributeValue);
        content(CodeToken::AttributeValue, quote);
        if (m_at < m_text.size() && m_text[m_at] == quote)
            take(1, CodeToken::AttributeValue);
    }

    /// Text or a value up to `end`, with the expressions and named values in it.
    void content(CodeToken token, char end)
    {
        while (m_at < m_text.size() && m_text[m_at] != end) {
            if (token == CodeToken::AttributeValue && m_text[m_at] == '<')
                return; // the closing quote is missing: do not colour the rest of the document
            if (starts("@(") || starts("@{"))
                expression();
            else if (starts("{{"))
                namedValue();
            else
                take(1, token);
        }
    }

    void namedValue()
    {
        const auto close = m_text.find("}}", m_at);
        const auto lineEnd = m_text.find('\n', m_at);
        const bool isClosed = close != std::string_view::npos && close < lineEnd;
        take(isClosed ? close + 2 - m_at : 2, CodeToken::NamedValue);
    }

    void expression()
    {
        const auto found = policy::expressionEnd(m_text, m_at);
        // An unfinished expression is coloured to the end of its line.
        const auto end = found.value_or(std::min(m_text.find('\n', m_at), m_text.size()));
        take(std::min<std::size_t>(2, end - m_at), CodeToken::Expression);
        while (m_at < end)
            expressionPart(end);
    }

    void expressionPart(std::size_t end)
    {
        const char c = m_text[m_at];
        if (c == '"' || c == '\'') {
            const auto close = stringEnd(c, end);
            take(close - m_at, CodeToken::ExpressionString);
        } else if (starts("//")) {
            take(std::min(m_text.find('\n', m_at), end) - m_at, CodeToken::Comment);
        } else if (starts("/*")) {
            const auto close = m_text.find("*/", m_at);
            take(std::min(close == std::string_view::npos ? end : close + 2, end) - m_at,
                 CodeToken::Comment);
        } else if (starts("{{")) {
            namedValue();
        } else if (isIdentifier(c)) {
            word(end);
        } else {
            take(1, CodeToken::Expression);
        }
    }

    [[nodiscard]] std::size_t stringEnd(char quote, std::size_t end) const
    {
        const bool isVerbatim = m_at > 0 && m_text[m_at - 1] == '@';
        auto at = m_at + 1;
        while (at < end && m_text[at] != quote)
            at += m_text[at] == '\\' && !isVerbatim ? 2 : 1;
        return std::min(at + 1, end);
    }

    void word(std::size_t end)
    {
        auto after = m_at;
        while (after < end && isIdentifier(m_text[after]))
            ++after;
        const auto text = m_text.substr(m_at, after - m_at);
        const bool isMember = m_at > 0 && m_text[m_at - 1] == '.';
        const bool isKeyword
            = !isMember && std::binary_search(kKeywords.begin(), kKeywords.end(), text);
        take(text.size(), isKeyword ? CodeToken::Keyword : CodeToken::Expression);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<CodeRun> m_runs;
};

} // namespace

std::vector<CodeRun> tokenize(std::string_view text) { return Tokenizer(text).run(); }

} // namespace gatelens::ui
