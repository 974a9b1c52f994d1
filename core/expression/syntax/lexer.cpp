#include "core/expression/syntax/lexer.h"

#include "core/base/utf8.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>

namespace gatelens::expression {

namespace {

constexpr auto kKeywords = std::to_array<std::string_view>(
    {"abstract", "as",         "base",    "bool",     "break",     "byte",     "case",
     "catch",    "char",       "checked", "class",    "const",     "continue", "decimal",
     "default",  "delegate",   "do",      "double",   "else",      "enum",     "event",
     "explicit", "extern",     "false",   "finally",  "fixed",     "float",    "for",
     "foreach",  "goto",       "if",      "implicit", "in",        "int",      "interface",
     "internal", "is",         "lock",    "long",     "namespace", "new",      "null",
     "object",   "operator",   "out",     "override", "params",    "private",  "protected",
     "public",   "readonly",   "ref",     "return",   "sbyte",     "sealed",   "short",
     "sizeof",   "stackalloc", "static",  "string",   "struct",    "switch",   "this",
     "throw",    "true",       "try",     "typeof",   "uint",      "ulong",    "unchecked",
     "unsafe",   "ushort",     "using",   "virtual",  "void",      "volatile", "while"});

constexpr auto kLongPunctuation = std::to_array<std::string_view>(
    {"<<=", "\?\?=", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "++", "--",
     "+=",  "-=",    "*=", "/=", "%=", "&=", "|=", "^=", "->", "<<", "::"});

bool isIdentifierStart(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'
        || static_cast<unsigned char>(c) >= 0x80;
}

bool isIdentifierPart(char c)
{
    return isIdentifierStart(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::size_t skipVerbatim(std::string_view source, std::size_t at, std::size_t end)
{
    for (; at < end; ++at) {
        if (source[at] != '"')
            continue;
        if (at + 1 < end && source[at + 1] == '"')
            ++at;
        else
            return at + 1;
    }
    return std::string_view::npos;
}

std::size_t skipQuoted(std::string_view source, std::size_t at, std::size_t end, char quote)
{
    for (; at < end; ++at) {
        if (source[at] == '\\')
            ++at;
        else if (source[at] == quote)
            return at + 1;
        else if (source[at] == '\n')
            return std::string_view::npos;
    }
    return std::string_view::npos;
}

/// Behind the hole of an interpolated string that begins at `at` (behind its brace).
std::size_t skipHole(std::string_view source, std::size_t at, std::size_t end)
{
    int depth = 0;
    while (at < end) {
        const char c = source[at];
        const auto literal = skipLiteralOrComment(source, at, end);
        if (literal == std::string_view::npos)
            return literal;
        if (literal != at) {
            at = literal;
            continue;
        }
        if (c == '(' || c == '[' || c == '{')
            ++depth;
        else if (c == ')' || c == ']')
            --depth;
        else if (c == '}' && depth-- == 0)
            return at + 1;
        else if (c == ':' && depth == 0 && !(at + 1 < end && source[at + 1] == ':')) {
            // The format runs to the closing brace and has no literals of its own.
            while (at < end && source[at] != '}')
                ++at;
            return at < end ? at + 1 : std::string_view::npos;
        }
        ++at;
    }
    return std::string_view::npos;
}

std::size_t skipInterpolated(std::string_view source, std::size_t at, std::size_t end,
                             bool isVerbatim)
{
    while (at < end) {
        const char c = source[at];
        const bool isDoubled = at + 1 < end && source[at + 1] == c;
        if (c == '"') {
            if (!isVerbatim || !isDoubled)
                return at + 1;
            at += 2;
        } else if (c == '\\' && !isVerbatim) {
            at += 2;
        } else if (c == '{' && isDoubled) {
            at += 2;
        } else if (c == '{') {
            at = skipHole(source, at + 1, end);
            if (at == std::string_view::npos)
                return at;
        } else if (c == '\n' && !isVerbatim) {
            return std::string_view::npos;
        } else {
            ++at;
        }
    }
    return std::string_view::npos;
}

class Lexer
{
public:
    Lexer(std::string_view source, std::uint32_t begin, std::uint32_t end, Diagnostics& diagnostics)
        : m_source(source)
        , m_at(begin)
        , m_end(end)
        , m_diagnostics(diagnostics)
    {
    }

    std::vector<Token> run()
    {
        m_tokens.reserve((m_end - m_at) / 4 + 4);
        while (skipBlank() && m_at < m_end) {
            if (!readToken()) {
                break;
            }
        }
        add(TokenKind::End, m_end, m_end);
        return std::move(m_tokens);
    }

private:
    bool fail(std::size_t offset, std::string code, std::string message)
    {
        m_diagnostics.push_back(
            {static_cast<std::uint32_t>(offset), 1, false, std::move(code), std::move(message)});
        return false;
    }

    Token& add(TokenKind kind, std::size_t begin, std::size_t end)
    {
        Token token;
        token.kind = kind;
        token.offset = static_cast<std::uint32_t>(begin);
        token.end = static_cast<std::uint32_t>(end);
        token.text = m_source.substr(begin, end - begin);
        m_tokens.push_back(std::move(token));
        return m_tokens.back();
    }

    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_end ? m_source[m_at + ahead] : '\0';
    }

    bool skipBlank()
    {
        while (m_at < m_end) {
            const char c = m_source[m_at];
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f') {
                ++m_at;
            } else if (m_source.substr(m_at, 2) == "\xC2\xA0") {
                m_at += 2;
            } else if (m_source.substr(m_at, 3) == "\xEF\xBB\xBF") {
                m_at += 3;
            } else if (c == '/' && (peek(1) == '/' || peek(1) == '*')) {
                const auto next = skipLiteralOrComment(m_source, m_at, m_end);
                if (next == std::string_view::npos)
                    return fail(m_at, "CS1035", "End of expression found, '*/' expected");
                m_at = next;
            } else {
                break;
            }
        }
        return true;
    }

    bool readToken()
    {
        const char c = peek();
        if (isDigit(c) || (c == '.' && isDigit(peek(1))))
            return readNumber();
        if (c == '"')
            return readString();
        if (c == '\'')
            return readCharacter();
        if (c == '@' && peek(1) == '"')
            return readVerbatim();
        if ((c == '$' && (peek(1) == '"' || (peek(1) == '@' && peek(2) == '"')))
            || (c == '@' && peek(1) == '$' && peek(2) == '"'))
            return readInterpolated();
        if (isIdentifierStart(c) || (c == '@' && isIdentifierStart(peek(1))))
            return readWord();
        return readPunctuation();
    }

    bool readWord()
    {
        const bool isEscaped = peek() == '@';
        const auto begin = m_at + (isEscaped ? 1 : 0);
        m_at = begin;
        while (m_at < m_end && isIdentifierPart(m_source[m_at]))
            ++m_at;
        auto& token = add(TokenKind::Identifier, begin, m_at);
        if (!isEscaped && isKeyword(token.text))
            token.kind = TokenKind::Keyword;
        return true;
    }

    bool readPunctuation()
    {
        for (const auto candidate : kLongPunctuation) {
            if (m_source.substr(m_at, std::min(candidate.size(), m_end - m_at)) == candidate) {
                add(TokenKind::Punctuation, m_at, m_at + candidate.size());
                m_at += candidate.size();
                return true;
            }
        }
        if (std::string_view("()[]{}.,;:?+-*/%&|^~!<>=").find(peek()) == std::string_view::npos)
            return fail(m_at, "CS1056", std::string("Unexpected character '") + peek() + "'");
        add(TokenKind::Punctuation, m_at, m_at + 1);
        ++m_at;
        return true;
    }

    bool readString()
    {
        const auto begin = m_at++;
        std::string text;
        while (m_at < m_end && m_source[m_at] != '"') {
            if (m_source[m_at] == '\n')
                return fail(begin, "CS1010", "Newline in constant");
            if (m_source[m_at] != '\\') {
                text.push_back(m_source[m_at++]);
                continue;
            }
            ++m_at;
            if (!readEscape(m_source, m_at, m_end, text))
                return fail(m_at - 1, "CS1009", "Unrecognized escape sequence");
        }
        if (m_at >= m_end)
            return fail(begin, "CS1010", "Newline in constant: the string is not closed");
        ++m_at;
        add(TokenKind::String, begin, m_at).value
            = Value::ofLiteral(joinSurrogates(std::move(text)));
        return true;
    }

    bool readVerbatim()
    {
        const auto begin = m_at;
        const auto end = skipVerbatim(m_source, m_at + 2, m_end);
        if (end == std::string_view::npos)
            return fail(begin, "CS1039", "Unterminated string literal");
        std::string text;
        for (std::size_t i = m_at + 2; i + 1 < end; ++i) {
            text.push_back(m_source[i]);
            if (m_source[i] == '"')
                ++i;
        }
        m_at = end;
        add(TokenKind::String, begin, end).value = Value::ofLiteral(text);
        return true;
    }

    bool readInterpolated()
    {
        const auto begin = m_at;
        const auto quote = m_source.find('"', m_at);
        const auto end = skipInterpolated(m_source, quote + 1, m_end, quote == m_at + 2);
        if (end == std::string_view::npos || end > m_end)
            return fail(begin, "CS1039", "Unterminated string literal");
        m_at = end;
        add(TokenKind::Interpolated, begin, end);
        return true;
    }

    bool readCharacter()
    {
        const auto begin = m_at++;
        std::string text;
        if (m_at < m_end && m_source[m_at] == '\'')
            return fail(begin, "CS1011", "Empty character literal");
        while (m_at < m_end && m_source[m_at] != '\'' && m_source[m_at] != '\n') {
            if (m_source[m_at] != '\\') {
                text.push_back(m_source[m_at++]);
                continue;
            }
            ++m_at;
            if (!readEscape(m_source, m_at, m_end, text))
                return fail(m_at - 1, "CS1009", "Unrecognized escape sequence");
        }
        if (m_at >= m_end || m_source[m_at] != '\'')
            return fail(begin, "CS1010",
                        "Newline in constant: the character literal is not closed");
        ++m_at;
        const auto units = toUtf16(text);
        if (units.size() != 1)
            return fail(begin, "CS1012",
                        "Too many characters in character literal: use double quotes for a string");
        add(TokenKind::Character, begin, m_at).value = Value::ofChar(units.front());
        return true;
    }

    bool readNumber()
    {
        const auto begin = m_at;
        if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X'))
            return readBased(begin, 16);
        if (peek() == '0' && (peek(1) == 'b' || peek(1) == 'B'))
            return readBased(begin, 2);
        std::string digits = takeDigits();
        bool isReal = false;
        if (peek() == '.' && isDigit(peek(1))) {
            isReal = true;
            ++m_at;
            digits += "." + takeDigits();
        }
        if ((peek() == 'e' || peek() == 'E')
            && (isDigit(peek(1)) || ((peek(1) == '+' || peek(1) == '-') && isDigit(peek(2))))) {
            isReal = true;
            digits += "e";
            ++m_at;
            if (!isDigit(peek()))
                digits.push_back(m_source[m_at++]);
            digits += takeDigits();
        }
        const char suffix = static_cast<char>(std::tolower(static_cast<unsigned char>(peek())));
        if (suffix == 'f' || suffix == 'd' || suffix == 'm') {
            ++m_at;
            return addReal(begin, digits, suffix);
        }
        if (isReal)
            return addReal(begin, digits, 'd');
        std::uint64_t value = 0;
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (parsed.ec != std::errc())
            return fail(begin, "CS1021", "Integral constant is too large");
        return addInteger(begin, value);
    }

    /// A run of digit separators between digits counts as a digit 0, as in the reference compiler
    /// (mcs), whose values the conformance cases hold. The language itself would skip them, hence
    /// the warning.
    std::string takeDigits()
    {
        const auto begin = m_at;
        std::string digits;
        for (; m_at < m_end && (isDigit(m_source[m_at]) || m_source[m_at] == '_'); ++m_at) {
            if (m_source[m_at] == '_')
                continue;
            if (m_at > begin && m_source[m_at - 1] == '_')
                digits.push_back('0');
            digits.push_back(m_source[m_at]);
        }
        if (m_source.substr(begin, m_at - begin).find('_') != std::string_view::npos)
            m_diagnostics.push_back({static_cast<std::uint32_t>(begin),
                                     static_cast<std::uint32_t>(m_at - begin), true, "GL5002",
                                     "Compilers read digit separators differently: this one takes "
                                     "the number for "
                                         + digits + ". Write it without '_'"});
        return digits;
    }

    bool readBased(std::size_t begin, int base)
    {
        m_at += 2;
        std::string digits;
        while (m_at < m_end
               && (std::isxdigit(static_cast<unsigned char>(m_source[m_at])) != 0
                   || m_source[m_at] == '_')) {
            if (base == 2 && m_source[m_at] != '_' && m_source[m_at] != '0'
                && m_source[m_at] != '1')
                break;
            if (m_source[m_at] != '_')
                digits.push_back(m_source[m_at]);
            ++m_at;
        }
        std::uint64_t value = 0;
        const auto parsed
            = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
        if (digits.empty() || parsed.ec != std::errc())
            return fail(begin, digits.empty() ? "CS1013" : "CS1021",
                        digits.empty() ? "Invalid number" : "Integral constant is too large");
        return addInteger(begin, value);
    }

    bool addInteger(std::size_t begin, std::uint64_t value)
    {
        bool isUnsigned = false;
        bool isLong = false;
        for (;; ++m_at) {
            const char c = peek();
            if ((c == 'u' || c == 'U') && !isUnsigned)
                isUnsigned = true;
            else if ((c == 'l' || c == 'L') && !isLong)
                isLong = true;
            else
                break;
        }
        if (isIdentifierPart(peek()))
            return fail(m_at, "CS1002", "; expected");
        Tag tag = Tag::UInt64;
        if (value <= 0x7FFFFFFFU && !isUnsigned && !isLong)
            tag = Tag::Int32;
        else if (value <= 0xFFFFFFFFU && !isLong)
            tag = Tag::UInt32;
        else if (value <= 0x7FFFFFFFFFFFFFFFU && !isUnsigned)
            tag = Tag::Int64;
        add(TokenKind::Number, begin, m_at).value
            = Value::ofInteger(tag, static_cast<std::int64_t>(value));
        return true;
    }

    bool addReal(std::size_t begin, const std::string& digits, char suffix)
    {
        Value value;
        if (suffix == 'm') {
            const auto number = Decimal::parse(digits);
            if (!number)
                return fail(begin, "CS0594",
                            "Floating-point constant is outside the range of type 'decimal'");
            value = Value::ofDecimal(*number);
        } else if (suffix == 'f') {
            value = Value::ofSingle(std::strtof(digits.c_str(), nullptr));
        } else {
            value = Value::ofDouble(std::strtod(digits.c_str(), nullptr));
        }
        add(TokenKind::Number, begin, m_at).value = std::move(value);
        return true;
    }

    std::string_view m_source;
    std::size_t m_at;
    std::size_t m_end;
    Diagnostics& m_diagnostics;
    std::vector<Token> m_tokens;
};

} // namespace

std::vector<Token> tokenize(std::string_view source, std::uint32_t begin, std::uint32_t end,
                            Diagnostics& diagnostics)
{
    return Lexer(source, begin, end, diagnostics).run();
}

bool isKeyword(std::string_view word)
{
    return std::binary_search(kKeywords.begin(), kKeywords.end(), word);
}

std::size_t skipLiteralOrComment(std::string_view source, std::size_t at, std::size_t end)
{
    const auto peek
        = [&](std::size_t ahead) { return at + ahead < end ? source[at + ahead] : '\0'; };
    switch (source[at]) {
    case '"':
        return skipQuoted(source, at + 1, end, '"');
    case '\'':
        return skipQuoted(source, at + 1, end, '\'');
    case '@':
        if (peek(1) == '"')
            return skipVerbatim(source, at + 2, end);
        if (peek(1) == '$' && peek(2) == '"')
            return skipInterpolated(source, at + 3, end, true);
        return at;
    case '$':
        if (peek(1) == '"')
            return skipInterpolated(source, at + 2, end, false);
        if (peek(1) == '@' && peek(2) == '"')
            return skipInterpolated(source, at + 3, end, true);
        return at;
    case '/':
        if (peek(1) == '/') {
            const auto newLine = source.substr(0, end).find('\n', at);
            return newLine == std::string_view::npos ? end : newLine;
        }
        if (peek(1) == '*') {
            const auto close = source.substr(0, end).find("*/", at + 2);
            return close == std::string_view::npos ? close : close + 2;
        }
        return at;
    default:
        return at;
    }
}

bool readEscape(std::string_view source, std::size_t& at, std::size_t end, std::string& out)
{
    if (at >= end)
        return false;
    const auto readHex = [&](std::size_t least, std::size_t most) -> std::int64_t {
        std::int64_t code = 0;
        std::size_t count = 0;
        while (count < most && at < end
               && std::isxdigit(static_cast<unsigned char>(source[at])) != 0) {
            const char digit
                = static_cast<char>(std::tolower(static_cast<unsigned char>(source[at])));
            code = code * 16 + (digit <= '9' ? digit - '0' : digit - 'a' + 10);
            ++at;
            ++count;
        }
        return count >= least ? code : -1;
    };
    const char c = source[at++];
    static constexpr std::string_view kNames = "'\"\\0abfnrtv";
    static constexpr std::string_view kMeanings("'\"\\\0\a\b\f\n\r\t\v", 11);
    if (const auto simple = kNames.find(c); simple != std::string_view::npos) {
        out.push_back(kMeanings[simple]);
        return true;
    }
    std::int64_t code = -1;
    if (c == 'u')
        code = readHex(4, 4);
    else if (c == 'x')
        code = readHex(1, 4);
    else if (c == 'U')
        code = readHex(8, 8);
    if (code < 0 || code > 0x10FFFF)
        return false;
    appendUtf8(out, static_cast<char32_t>(code));
    return true;
}

} // namespace gatelens::expression
