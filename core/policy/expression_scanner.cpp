#include "core/policy/expression_scanner.h"

#include "core/base/whitespace.h"

#include <algorithm>
#include <utility>

namespace gatelens::policy {

namespace {

/// Interpolated strings nest through their holes; deeper than this is no text of a person.
constexpr int kMaxHoleDepth = 64;

/// A lexer of C# that knows only what can hide a bracket: literals and comments.
class Scanner
{
public:
    explicit Scanner(std::string_view text)
        : m_text(text)
    {
    }

    /// Scans from the opening bracket at `at` to after its match.
    bool scanBrackets(std::size_t& at, int depth)
    {
        std::string closers;
        while (at < m_text.size()) {
            if (scanLiteral(at, depth)) {
                if (m_isBroken)
                    return false;
                continue;
            }
            const char c = m_text[at++];
            if (c == '(' || c == '{' || c == '[') {
                closers += c == '(' ? ')' : c == '{' ? '}' : ']';
            } else if (c == ')' || c == '}' || c == ']') {
                if (closers.back() != c)
                    return fail(at - 1, "a bracket has no match");
                closers.pop_back();
                if (closers.empty())
                    return true;
            }
        }
        return fail(m_text.size(), "");
    }

    [[nodiscard]] const ScanFailure& failure() const { return m_failure; }
    std::vector<TextRange> takeLiterals() { return std::move(m_literals); }

private:
    /// Keeps the first failure: it is the innermost.
    bool fail(std::size_t offset, std::string_view reason)
    {
        if (!m_hasFailed)
            m_failure = {offset, std::string(reason)};
        m_hasFailed = true;
        return false;
    }

    [[nodiscard]] char peek(std::size_t at) const { return at < m_text.size() ? m_text[at] : '\0'; }
    [[nodiscard]] bool startsWith(std::size_t at, std::string_view prefix) const
    {
        return m_text.substr(at, prefix.size()) == prefix;
    }

    /// Skips the literal or comment at `at`, if one begins there; sets m_isBroken when it does not
    /// end.
    bool scanLiteral(std::size_t& at, int depth)
    {
        const std::size_t begin = at;
        bool isEnded = false;
        if (startsWith(at, "//"))
            isEnded = skipLineComment(at);
        else if (startsWith(at, "/*"))
            isEnded = skipBlockComment(at);
        else if (startsWith(at, "$@\"") || startsWith(at, "@$\""))
            isEnded = skipInterpolated(at += 3, true, depth);
        else if (startsWith(at, "$\""))
            isEnded = skipInterpolated(at += 2, false, depth);
        else if (startsWith(at, "@\""))
            isEnded = skipVerbatim(at += 2);
        else if (m_text[at] == '"')
            isEnded = skipQuoted(++at, '"');
        else if (m_text[at] == '\'')
            isEnded = skipQuoted(++at, '\'');
        else
            return false;
        if (!isEnded) {
            m_isBroken = true;
            fail(begin, "a literal or comment is not closed");
        }
        if (depth == 0 && isEnded)
            m_literals.push_back({begin, at});
        return true;
    }

    bool skipLineComment(std::size_t& at) const
    {
        at = std::min(m_text.find('\n', at), m_text.size());
        return true;
    }

    bool skipBlockComment(std::size_t& at) const
    {
        const std::size_t end = m_text.find("*/", at + 2);
        if (end == std::string_view::npos)
            return false;
        at = end + 2;
        return true;
    }

    /// A regular string or character literal; neither spans lines in C#.
    bool skipQuoted(std::size_t& at, char quote) const
    {
        while (at < m_text.size()) {
            const char c = m_text[at++];
            if (c == quote)
                return true;
            if (c == '\n')
                return false;
            if (c == '\\' && at < m_text.size())
                ++at;
        }
        return false;
    }

    bool skipVerbatim(std::size_t& at) const
    {
        while (at < m_text.size()) {
            if (m_text[at++] != '"')
                continue;
            if (peek(at) != '"')
                return true;
            ++at;
        }
        return false;
    }

    bool skipInterpolated(std::size_t& at, bool isVerbatim, int depth)
    {
        while (at < m_text.size()) {
            const char c = m_text[at];
            if (c == '"') {
                ++at;
                if (!isVerbatim || peek(at) != '"')
                    return true;
                ++at;
            } else if ((c == '{' || c == '}') && peek(at + 1) == c) {
                at += 2;
            } else if (c == '{') {
                if (depth >= kMaxHoleDepth || !skipHole(at, depth + 1))
                    return false;
            } else if (c == '\\' && !isVerbatim) {
                at += 2;
            } else if (c == '\n' && !isVerbatim) {
                return false;
            } else {
                ++at;
            }
        }
        return false;
    }

    /// The "{code[,alignment][:format]}" of an interpolated string.
    bool skipHole(std::size_t& at, int depth)
    {
        std::string closers = "}";
        ++at;
        while (at < m_text.size()) {
            if (closers.size() == 1 && m_text[at] == ':')
                return skipFormat(at);
            if (scanLiteral(at, depth)) {
                if (m_isBroken)
                    return false;
                continue;
            }
            const char c = m_text[at++];
            if (c == '(' || c == '{' || c == '[') {
                closers += c == '(' ? ')' : c == '{' ? '}' : ']';
            } else if (c == ')' || c == '}' || c == ']') {
                if (closers.back() != c)
                    return fail(at - 1, "a bracket has no match");
                closers.pop_back();
                if (closers.empty())
                    return true;
            }
        }
        return false;
    }

    bool skipFormat(std::size_t& at) const
    {
        const std::size_t end = m_text.find_first_of("}\"\n", at);
        if (end == std::string_view::npos || m_text[end] != '}')
            return false;
        at = end + 1;
        return true;
    }

    std::string_view m_text;
    std::vector<TextRange> m_literals;
    ScanFailure m_failure;
    bool m_hasFailed = false;
    bool m_isBroken = false;
};

} // namespace

bool startsExpression(std::string_view text, std::size_t offset)
{
    return offset + 1 < text.size() && text[offset] == '@'
        && (text[offset + 1] == '(' || text[offset + 1] == '{');
}

std::optional<ScannedExpression> scanExpression(std::string_view text, std::size_t begin,
                                                ScanFailure* failure)
{
    if (!startsExpression(text, begin))
        return std::nullopt;
    Scanner scanner(text);
    std::size_t at = begin + 1;
    if (!scanner.scanBrackets(at, 0)) {
        if (failure != nullptr)
            *failure = scanner.failure();
        return std::nullopt;
    }
    return ScannedExpression{at, scanner.takeLiterals()};
}

std::optional<std::size_t> expressionEnd(std::string_view text, std::size_t begin)
{
    const auto scanned = scanExpression(text, begin);
    if (!scanned)
        return std::nullopt;
    return scanned->end;
}

bool isWholeExpression(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(kWhitespace);
    if (begin == std::string_view::npos)
        return false;
    const auto end = expressionEnd(text, begin);
    return end && text.find_first_not_of(kWhitespace, *end) == std::string_view::npos;
}

} // namespace gatelens::policy
