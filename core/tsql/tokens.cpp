#include "core/tsql/tokens.h"

#include "core/base/line_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace gatelens::tsql {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool startsName(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
        || static_cast<unsigned char>(c) >= 0x80;
}

bool continuesName(char c) { return startsName(c) || isDigit(c) || c == '$' || c == '#'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

class Tokenizer
{
public:
    explicit Tokenizer(std::string_view text)
        : m_text(text)
    {
    }

    Result<Tokens> run()
    {
        while (m_at < m_text.size()) {
            const Result<void> read = next();
            if (!read)
                return read.error();
        }
        return std::move(m_tokens);
    }

private:
    Result<void> next()
    {
        const char c = m_text[m_at];
        if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            ++m_at;
            return {};
        }
        if (starts("--")) {
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
            return {};
        }
        if (starts("/*"))
            return comment();
        if (c == '\'' || ((c == 'N' || c == 'n') && peek(1) == '\'')) {
            m_begin = m_at;
            m_at += c == '\'' ? 0 : 1;
            return quoted(TokenKind::Text, '\'', '\'', "a text");
        }
        if (c == '[' || c == '"') {
            m_begin = m_at;
            return quoted(TokenKind::QuotedName, c == '[' ? ']' : '"', '"', "a name");
        }
        if (c == '#')
            return errorAt(ErrorCode::Unsupported, m_text, m_at,
                           "temporary tables are not kept locally; use a common table expression");
        if (isDigit(c) || (c == '.' && isDigit(peek(1))))
            return number();
        if (c == '@' || startsName(c))
            return word();
        return symbol();
    }

    [[nodiscard]] bool starts(std::string_view what) const
    {
        return m_text.substr(m_at).starts_with(what);
    }
    [[nodiscard]] char peek(std::size_t ahead) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }

    /// Comments of T-SQL stand inside each other, those of SQLite do not.
    Result<void> comment()
    {
        const std::size_t begin = m_at;
        int depth = 0;
        do {
            if (m_at >= m_text.size())
                return errorAt(ErrorCode::Malformed, m_text, begin, "a comment is not closed");
            const bool isOpened = starts("/*");
            const bool isClosed = starts("*/");
            depth += isOpened ? 1 : isClosed ? -1 : 0;
            m_at += isOpened || isClosed ? 2 : 1;
        } while (depth > 0);
        return {};
    }

    /// Reads up to `close`, which stands twice for itself, and writes it between `quote`s.
    Result<void> quoted(TokenKind kind, char close, char quote, std::string_view what)
    {
        std::string content(1, quote);
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == close && peek(1) != close) {
                ++m_at;
                m_tokens.push_back({kind, content + quote, m_begin});
                return {};
            }
            m_at += c == close ? 1 : 0;
            content += c;
            if (c == quote)
                content += quote;
        }
        return errorAt(ErrorCode::Malformed, m_text, m_begin,
                       fmt::format("{} that begins here is not closed", what));
    }

    Result<void> number()
    {
        const std::size_t begin = m_at;
        if (starts("0x") || starts("0X")) {
            m_at += 2;
            while (std::isxdigit(static_cast<unsigned char>(peek(0))) != 0)
                ++m_at;
            std::string digits(m_text.substr(begin + 2, m_at - begin - 2));
            if (digits.size() % 2 == 1)
                digits.insert(0, "0");
            m_tokens.push_back({TokenKind::Number, "X'" + digits + '\'', begin});
            return {};
        }
        while (isDigit(peek(0)) || peek(0) == '.')
            ++m_at;
        const bool isSigned = peek(1) == '+' || peek(1) == '-';
        if (lower(peek(0)) == 'e' && isDigit(peek(isSigned ? 2 : 1))) {
            m_at += isSigned ? 2 : 1;
            while (isDigit(peek(0)))
                ++m_at;
        }
        add(TokenKind::Number, begin);
        return {};
    }

    Result<void> word()
    {
        const std::size_t begin = m_at;
        while (peek(0) == '@')
            ++m_at;
        const std::size_t signs = m_at - begin;
        while (continuesName(peek(0)))
            ++m_at;
        if (signs > 0 && (signs > 2 || m_at == begin + signs))
            return errorAt(ErrorCode::Malformed, m_text, begin, "a name is missing after '@'");
        add(signs == 0       ? TokenKind::Word
                : signs == 1 ? TokenKind::Parameter
                             : TokenKind::SystemValue,
            begin);
        return {};
    }

    Result<void> symbol()
    {
        static constexpr std::array<std::string_view, 6> kPairs{"<>", "!=", "<=", ">=", "||", "=="};
        const std::size_t begin = m_at;
        const bool isPair
            = std::any_of(kPairs.begin(), kPairs.end(), [&](auto pair) { return starts(pair); });
        m_at += isPair ? 2 : 1;
        add(TokenKind::Symbol, begin);
        return {};
    }

    void add(TokenKind kind, std::size_t begin)
    {
        m_tokens.push_back({kind, std::string(m_text.substr(begin, m_at - begin)), begin});
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_begin = 0; ///< of the quoted token being read
    Tokens m_tokens;
};

} // namespace

Result<Tokens> tokenize(std::string_view text) { return Tokenizer(text).run(); }

bool isWord(const Token& token, std::string_view word)
{
    return token.kind == TokenKind::Word
        && std::equal(token.text.begin(), token.text.end(), word.begin(), word.end(),
                      [](char left, char right) { return lower(left) == right; });
}

bool isSymbol(const Token& token, std::string_view symbol)
{
    return token.kind == TokenKind::Symbol && token.text == symbol;
}

bool isWordAt(const Tokens& tokens, std::size_t index, std::string_view word)
{
    return index < tokens.size() && isWord(tokens[index], word);
}

bool isSymbolAt(const Tokens& tokens, std::size_t index, std::string_view symbol)
{
    return index < tokens.size() && isSymbol(tokens[index], symbol);
}

std::size_t behindBracket(const Tokens& tokens, std::size_t open)
{
    int depth = 0;
    for (std::size_t index = open; index < tokens.size(); ++index) {
        depth += isSymbol(tokens[index], "(") ? 1 : isSymbol(tokens[index], ")") ? -1 : 0;
        if (depth == 0)
            return index + 1;
    }
    return tokens.size();
}

Error errorAt(ErrorCode code, std::string_view text, std::size_t at, std::string message)
{
    return {code, std::move(message), LineIndex(text).positionOf(at, {})};
}

} // namespace gatelens::tsql
