#include "core/expression/library/regex_pattern.h"

#include "core/base/utf8.h"
#include "core/expression/library/regex.h"
#include "core/expression/library/regex_class.h"
#include "core/expression/library/regex_node.h"
#include "core/expression/runtime/text.h"

#include <algorithm>
#include <cstdlib>

namespace gatelens::expression {

namespace {

constexpr int kMaxNesting = 150;
constexpr std::string_view kWordClass = "\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}";

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isWordByte(char c)
{
    return isDigit(c) || isLetter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool isBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Reads a .NET pattern. It is read twice: what `\12` or `(?(x)…)` means depends on the groups,
/// which the first reading finds.
class PatternReader
{
public:
    PatternReader(std::string_view pattern, std::int64_t options,
                  const std::vector<RegexPattern::Group>* groups)
        : m_pattern(pattern)
        , m_options(options)
        , m_known(groups)
    {
    }

    RegexNodePtr read()
    {
        auto node = alternation();
        if (m_error.empty() && m_at < m_pattern.size())
            fail("Too many )'s.");
        return node;
    }

    [[nodiscard]] const std::string& error() const { return m_error; }
    [[nodiscard]] bool isUnsupported() const { return m_isUnsupported; }

    /// The groups found, as .NET numbers them.
    [[nodiscard]] std::vector<RegexPattern::Group> groups() const
    {
        std::vector<RegexPattern::Group> all;
        const auto add = [&](std::uint32_t number, const std::string& name, std::uint32_t native) {
            for (auto& group : all) {
                if (group.number == number) {
                    group.natives.push_back(native);
                    return;
                }
            }
            all.push_back({name, number, {native}});
        };
        std::uint32_t next = 1;
        for (const auto& found : m_found) {
            if (found.name.empty())
                add(next, std::to_string(next), found.native), ++next;
            else if (isDigit(found.name[0]))
                add(static_cast<std::uint32_t>(std::strtoul(found.name.c_str(), nullptr, 10)),
                    found.name, found.native);
        }
        for (const auto& found : m_found) {
            if (found.name.empty() || isDigit(found.name[0]))
                continue;
            const auto known = std::find_if(all.begin(), all.end(), [&](const auto& group) {
                return group.name == found.name;
            });
            if (known != all.end()) {
                known->natives.push_back(found.native);
                continue;
            }
            const auto isTaken = [&](std::uint32_t number) {
                return std::any_of(all.begin(), all.end(),
                                   [&](const auto& group) { return group.number == number; });
            };
            while (isTaken(next))
                ++next;
            all.push_back({found.name, next++, {found.native}});
        }
        std::stable_sort(all.begin(), all.end(),
                         [](const auto& a, const auto& b) { return a.number < b.number; });
        return all;
    }

private:
    struct Found
    {
        std::string name;
        std::uint32_t native = 0;
    };

    // --- reading -------------------------------------------------------------------------------

    [[nodiscard]] bool atEnd() const { return m_at >= m_pattern.size(); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_pattern.size() ? m_pattern[m_at + ahead] : '\0';
    }
    [[nodiscard]] bool startsWith(std::string_view text) const
    {
        return !atEnd() && m_pattern.substr(m_at).starts_with(text);
    }
    [[nodiscard]] bool has(std::int64_t option) const { return (m_options & option) != 0; }

    void fail(std::string message)
    {
        if (m_error.empty())
            m_error = std::move(message);
        m_at = m_pattern.size();
    }
    void unsupported(std::string message)
    {
        m_isUnsupported = m_isUnsupported || m_error.empty();
        fail(std::move(message));
    }

    static RegexNodePtr make(RegexNode::Kind kind, std::string text = {}, int width = 0)
    {
        auto node = std::make_unique<RegexNode>();
        node->kind = kind;
        node->text = std::move(text);
        node->width = width;
        return node;
    }
    static RegexNodePtr text(std::string content, int width)
    {
        return make(RegexNode::Kind::Text, std::move(content), width);
    }

    /// White space and comments that IgnorePatternWhitespace leaves out, and (?#…) comments.
    void skipIgnored()
    {
        for (;;) {
            if (has(kRegexIgnoreWhitespace) && isBlank(peek()) && !atEnd()) {
                ++m_at;
            } else if (has(kRegexIgnoreWhitespace) && peek() == '#') {
                while (!atEnd() && peek() != '\n')
                    ++m_at;
            } else if (startsWith("(?#")) {
                const auto close = m_pattern.find(')', m_at);
                if (close == std::string_view::npos) {
                    fail("Unterminated (?#...) comment.");
                    return;
                }
                m_at = close + 1;
            } else {
                return;
            }
        }
    }

    // --- structure -----------------------------------------------------------------------------

    RegexNodePtr alternation()
    {
        auto node = make(RegexNode::Kind::Alternation);
        if (++m_depth > kMaxNesting)
            fail("The pattern is nested too deeply.");
        // Options set inside end with the group.
        const auto outer = m_options;
        do
            node->parts.push_back(sequence());
        while (accept('|'));
        m_options = outer;
        --m_depth;
        return node;
    }

    bool accept(char c)
    {
        if (atEnd() || peek() != c)
            return false;
        ++m_at;
        return true;
    }

    RegexNodePtr sequence()
    {
        auto node = make(RegexNode::Kind::Sequence);
        for (skipIgnored(); !atEnd() && peek() != '|' && peek() != ')'; skipIgnored()) {
            auto part = atom();
            if (part != nullptr)
                node->parts.push_back(repeated(std::move(part)));
        }
        return node;
    }

    /// True when the braces here are a quantifier, not plain text.
    [[nodiscard]] bool isBraceQuantifier() const
    {
        std::size_t ahead = 1;
        if (peek() != '{' || !isDigit(peek(ahead)))
            return false;
        while (isDigit(peek(ahead)))
            ++ahead;
        if (peek(ahead) == ',')
            ++ahead;
        while (isDigit(peek(ahead)))
            ++ahead;
        return peek(ahead) == '}';
    }

    [[nodiscard]] bool isQuantifier() const
    {
        return !atEnd() && (peek() == '*' || peek() == '+' || peek() == '?' || isBraceQuantifier());
    }

    int number()
    {
        int value = 0;
        for (; isDigit(peek()); ++m_at) {
            value = value * 10 + (peek() - '0');
            if (value > 60000) {
                unsupported("Repeat counts above 60,000 are not supported.");
                return 0;
            }
        }
        return value;
    }

    RegexNodePtr repeated(RegexNodePtr part)
    {
        skipIgnored();
        if (!isQuantifier())
            return part;
        auto node = make(RegexNode::Kind::Repeat);
        const auto begin = m_at;
        const char mark = m_pattern[m_at++];
        node->least = mark == '+' ? 1 : 0;
        node->most = mark == '?' ? 1 : -1;
        if (mark == '{') {
            node->least = node->most = number();
            if (accept(','))
                node->most = isDigit(peek()) ? number() : -1;
            ++m_at;
            if (node->most >= 0 && node->least > node->most)
                fail("Illegal {x,y} with x > y.");
        }
        node->text = std::string(m_pattern.substr(begin, std::min(m_at, m_pattern.size()) - begin));
        skipIgnored();
        if (accept('?'))
            node->text += "?";
        skipIgnored();
        if (isQuantifier())
            fail("Nested quantifier " + std::string(1, peek()) + ".");
        // An option setting or an assertion alone cannot carry PCRE2's quantifier.
        const bool needsGroup = part->kind == RegexNode::Kind::Text && part->width == 0;
        if (needsGroup) {
            auto group = make(RegexNode::Kind::Group, "(?:");
            group->parts.push_back(std::move(part));
            part = std::move(group);
        }
        node->parts.push_back(std::move(part));
        return node;
    }

    RegexNodePtr atom()
    {
        const char c = peek();
        switch (c) {
        case '(':
            return group();
        case '[':
            ++m_at;
            return text(characterClass(), 1);
        case '\\':
            return escape();
        case '.':
            ++m_at;
            return text(".", 1);
        case '^':
        case '$':
            ++m_at;
            return text(std::string(1, c), 0);
        case '*':
        case '+':
        case '?':
            fail("Quantifier {x,y} following nothing.");
            return nullptr;
        case '{':
            if (isBraceQuantifier()) {
                fail("Quantifier {x,y} following nothing.");
                return nullptr;
            }
            break;
        default:
            break;
        }
        return text(literal(nextCharacter()), 1);
    }

    char32_t nextCharacter() { return atEnd() ? 0 : nextCodePoint(m_pattern, m_at); }

    /// A character that stands for itself.
    static std::string literal(char32_t c)
    {
        std::string out;
        if (c < 0x80 && !isWordByte(static_cast<char>(c)))
            out.push_back('\\');
        if (c == 0)
            return "\\x00";
        appendUtf8(out, c);
        return out;
    }

    // --- groups --------------------------------------------------------------------------------

    RegexNodePtr closed(RegexNodePtr group)
    {
        group->parts.push_back(alternation());
        if (!accept(')'))
            fail("Not enough )'s.");
        return group;
    }

    RegexNodePtr group()
    {
        ++m_at;
        if (!accept('?')) {
            if (has(kRegexExplicitCapture))
                return closed(make(RegexNode::Kind::Group, "(?:"));
            return capture({});
        }
        for (const std::string_view mark : {":", "=", "!", ">"}) {
            if (startsWith(mark)) {
                ++m_at;
                return closed(make(RegexNode::Kind::Group, "(?" + std::string(mark)));
            }
        }
        if (startsWith("<=") || startsWith("<!")) {
            auto node
                = make(RegexNode::Kind::LookBehind, "(?" + std::string(m_pattern.substr(m_at, 2)));
            m_at += 2;
            return closed(std::move(node));
        }
        if (peek() == '<' || peek() == '\'')
            return namedGroup();
        if (peek() == '(')
            return conditional();
        return options();
    }

    RegexNodePtr capture(std::string name)
    {
        auto node = make(RegexNode::Kind::Group, "(");
        node->isCapture = true;
        m_found.push_back({std::move(name), static_cast<std::uint32_t>(m_found.size() + 1)});
        return closed(std::move(node));
    }

    std::string groupName()
    {
        const auto begin = m_at;
        while (isWordByte(peek()) && !atEnd())
            ++m_at;
        return std::string(m_pattern.substr(begin, m_at - begin));
    }

    RegexNodePtr namedGroup()
    {
        const char close = m_pattern[m_at++] == '<' ? '>' : '\'';
        auto name = groupName();
        if (peek() == '-') {
            ++m_at;
            const auto other = groupName();
            if (m_known == nullptr)
                return accept(close) ? closed(make(RegexNode::Kind::Group, "(?:")) : nullptr;
            if (nativeOf(other) == 0)
                fail("Reference to undefined group name " + other + ".");
            unsupported("Balancing groups (?<a-b>...) are not supported.");
            return nullptr;
        }
        const bool isNumber = !name.empty() && isDigit(name[0]);
        if (name.empty() || !accept(close)
            || (isNumber
                && (name[0] == '0' || name.size() > 4
                    || !std::all_of(name.begin(), name.end(), isDigit)))) {
            fail("Invalid group name: Group names must begin with a word character.");
            return nullptr;
        }
        return capture(std::move(name));
    }

    /// PCRE2's number of a group given by its number's text or its name; 0 for none.
    [[nodiscard]] std::uint32_t nativeOf(std::string_view name) const
    {
        for (const auto& group : *m_known) {
            if (group.name == name)
                return group.natives.front();
        }
        return 0;
    }

    RegexNodePtr conditional()
    {
        const auto close = m_pattern.find(')', m_at);
        const auto name = close == std::string_view::npos
            ? std::string_view()
            : m_pattern.substr(m_at + 1, close - m_at - 1);
        const bool isName = !name.empty() && std::all_of(name.begin(), name.end(), isWordByte);
        const auto native = isName && m_known != nullptr ? nativeOf(name) : 0;
        auto node = make(RegexNode::Kind::Group);
        if (native != 0) {
            m_at = close + 1;
            node->text = "(?(" + std::to_string(native) + ")";
        } else if (isName && isDigit(name[0])) {
            if (m_known != nullptr)
                fail("(?(" + std::string(name) + ") ) reference to undefined group.");
            m_at = m_known != nullptr ? m_at : close + 1;
        } else {
            ++m_at;
            std::string problem;
            std::string condition;
            const bool isAssertion
                = startsWith("?=") || startsWith("?!") || startsWith("?<=") || startsWith("?<!");
            if (isAssertion)
                --m_at;
            auto test = isAssertion ? group() : closed(make(RegexNode::Kind::Group, "(?="));
            if (test != nullptr && !printRegex(*test, condition, problem))
                unsupported(problem);
            node->text = "(?" + condition;
        }
        node = closed(std::move(node));
        if (!node->parts.empty() && node->parts[0]->parts.size() > 2)
            fail("Too many | in (?()|).");
        return node;
    }

    /// (?imnsx-imnsx) and (?imnsx-imnsx:…).
    RegexNodePtr options()
    {
        std::string on;
        std::string off;
        auto after = m_options;
        bool isOff = false;
        for (; !atEnd() && peek() != ')' && peek() != ':'; ++m_at) {
            const char c = peek();
            if (c == '-' || c == '+') {
                isOff = c == '-';
                continue;
            }
            const auto lower = static_cast<char>(c | 0x20);
            std::int64_t bit = 0;
            if (lower == 'n')
                bit = kRegexExplicitCapture;
            else if (lower == 'x')
                bit = kRegexIgnoreWhitespace;
            if (bit == 0 && lower != 'i' && lower != 'm' && lower != 's') {
                fail("Unrecognized grouping construct.");
                return nullptr;
            }
            after = isOff ? after & ~bit : after | bit;
            if (bit == 0)
                (isOff ? off : on).push_back(lower);
        }
        const auto flags = on + (off.empty() ? "" : "-" + off);
        if (accept(')')) {
            m_options = after;
            return text(flags.empty() ? "" : "(?" + flags + ")", 0);
        }
        if (!accept(':')) {
            fail("Unrecognized grouping construct.");
            return nullptr;
        }
        const auto outer = m_options;
        m_options = after;
        auto node = closed(make(RegexNode::Kind::Group, "(?" + flags + ":"));
        m_options = outer;
        return node;
    }

    // --- escapes -------------------------------------------------------------------------------

    RegexNodePtr escape()
    {
        ++m_at;
        if (atEnd()) {
            fail("Illegal \\ at end of pattern.");
            return nullptr;
        }
        const char c = peek();
        if (std::string_view("bBAzZG").find(c) != std::string_view::npos) {
            ++m_at;
            return text("\\" + std::string(1, c), 0);
        }
        if (auto shorthand = classShorthand(); !shorthand.empty())
            return text(shorthand.size() > 2 ? "[" + shorthand + "]" : shorthand, 1);
        if (c == 'k' || c == '<' || c == '\'')
            return namedReference();
        if (isDigit(c) && c != '0')
            return numberedReference();
        return text(literal(characterEscape()), 1);
    }

    /// \d \w \s \p{…} and their opposites, as the inside of a class; "" for anything else.
    std::string classShorthand()
    {
        const char c = peek();
        const bool isEcma = has(kRegexEcmaScript);
        switch (c) {
        case 'd':
        case 'D':
        case 's':
        case 'S':
        case 'W':
            ++m_at;
            return "\\" + std::string(1, c);
        case 'w':
            ++m_at;
            return isEcma ? "\\w" : std::string(kWordClass);
        case 'p':
        case 'P':
            return property();
        default:
            return {};
        }
    }

    std::string property()
    {
        const bool isNegated = m_pattern[m_at++] == 'P';
        const auto close = m_pattern.find('}', m_at);
        if (peek() != '{' || close == std::string_view::npos) {
            fail("Malformed \\p{X} character escape.");
            return {};
        }
        const auto name = m_pattern.substr(m_at + 1, close - m_at - 1);
        m_at = close + 1;
        const auto known = regexProperty(name, isNegated);
        if (!known) {
            fail("Unknown property '" + std::string(name) + "'.");
            return {};
        }
        return *known;
    }

    RegexNodePtr reference(std::string_view name)
    {
        if (m_known == nullptr)
            return text("", 1);
        const auto native = nativeOf(name);
        if (native == 0) {
            fail("Reference to undefined group name or number " + std::string(name) + ".");
            return nullptr;
        }
        return text("\\g{" + std::to_string(native) + "}", 1);
    }

    RegexNodePtr namedReference()
    {
        if (peek() == 'k')
            ++m_at;
        const char close = peek() == '<' ? '>' : '\'';
        if (peek() != '<' && peek() != '\'') {
            fail("Malformed \\k<...> named back reference.");
            return nullptr;
        }
        ++m_at;
        const auto name = groupName();
        if (name.empty() || !accept(close)) {
            fail("Malformed \\k<...> named back reference.");
            return nullptr;
        }
        return reference(name);
    }

    RegexNodePtr numberedReference()
    {
        std::size_t length = 0;
        while (isDigit(peek(length)))
            ++length;
        const auto name = m_pattern.substr(m_at, length);
        const bool isKnown = m_known == nullptr || nativeOf(name) != 0;
        if (isKnown || length == 1) {
            m_at += length;
            return reference(name);
        }
        return text(literal(characterEscape()), 1);
    }

    char32_t hexadecimal(std::size_t digits)
    {
        char32_t value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            const char c = peek();
            const auto lower = static_cast<char>(c | 0x20);
            if (!isDigit(c) && !(lower >= 'a' && lower <= 'f')) {
                fail("Insufficient hexadecimal digits.");
                return 0;
            }
            value = value * 16 + static_cast<char32_t>(isDigit(c) ? c - '0' : lower - 'a' + 10);
            ++m_at;
        }
        return value;
    }

    char32_t characterEscape()
    {
        if (isDigit(peek())) {
            char32_t value = 0;
            for (int i = 0; i < 3 && peek() >= '0' && peek() <= '7'; ++i)
                value = value * 8 + static_cast<char32_t>(m_pattern[m_at++] - '0');
            return value & 0xFF;
        }
        const char c = peek();
        static constexpr std::string_view kNames = "abefnrtv";
        static constexpr std::string_view kMeanings = "\a\b\x1B\f\n\r\t\v";
        if (const auto known = kNames.find(c); known != std::string_view::npos) {
            ++m_at;
            return static_cast<char32_t>(kMeanings[known]);
        }
        if (c == 'x' || c == 'u') {
            ++m_at;
            return hexadecimal(c == 'x' ? 2 : 4);
        }
        if (c == 'c') {
            ++m_at;
            const auto control = static_cast<char>(peek() & ~0x20);
            if (atEnd() || control < '@' || control > '_') {
                fail(atEnd() ? "Missing control character." : "Unrecognized control character.");
                return 0;
            }
            ++m_at;
            return static_cast<char32_t>(control - '@');
        }
        if (static_cast<unsigned char>(c) < 0x80 && isWordByte(c)) {
            fail("Unrecognized escape sequence \\" + std::string(1, c) + ".");
            return 0;
        }
        return nextCharacter();
    }

    // --- classes -------------------------------------------------------------------------------

    /// Behind `[`: the class in PCRE2's syntax, `[a-z-[aeiou]]` as a look-ahead before it.
    std::string characterClass()
    {
        if (++m_depth > kMaxNesting)
            fail("The pattern is nested too deeply.");
        std::string items = accept('^') ? "^" : "";
        const auto start = items.size();
        std::string removed;
        bool isFirst = true;
        for (;; isFirst = false) {
            if (atEnd()) {
                fail("Unterminated [] set.");
                return {};
            }
            if (peek() == ']' && !isFirst)
                break;
            if (startsWith("-[") && !isFirst) {
                m_at += 2;
                removed = characterClass();
                if (peek() != ']')
                    fail("A subtraction must be the last element in a character class.");
                break;
            }
            classItem(items);
        }
        ++m_at;
        --m_depth;
        if (items.size() == start)
            fail("Unterminated [] set.");
        if (removed.empty())
            return "[" + items + "]";
        return "(?:(?!" + removed + ")[" + items + "])";
    }

    void classItem(std::string& items)
    {
        const auto first = classCharacter(items);
        if (!first || peek() != '-' || peek(1) == ']' || m_at + 1 >= m_pattern.size()
            || startsWith("-[")) {
            if (first)
                items += classLiteral(*first);
            return;
        }
        ++m_at;
        std::string shorthand;
        const auto last = classCharacter(shorthand);
        if (!last) {
            fail("Cannot include class " + shorthand + " in character range.");
            return;
        }
        if (*last < *first)
            fail("[x-y] range in reverse order.");
        items += classLiteral(*first) + "-" + classLiteral(*last);
    }

    /// A character of a class; nullopt when it was a shorthand, which is added to `items`.
    std::optional<char32_t> classCharacter(std::string& items)
    {
        if (peek() != '\\')
            return nextCharacter();
        ++m_at;
        if (auto shorthand = classShorthand(); !shorthand.empty()) {
            items += shorthand;
            return std::nullopt;
        }
        return characterEscape();
    }

    static std::string classLiteral(char32_t c)
    {
        // Halves of surrogate pairs are no characters to PCRE2 and never match.
        if (c >= 0xD800 && c < 0xE000)
            return "\\x{FFFF}";
        return literal(c);
    }

    std::string_view m_pattern;
    std::int64_t m_options;
    const std::vector<RegexPattern::Group>* m_known;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::vector<Found> m_found;
    std::string m_error;
    bool m_isUnsupported = false;
};

} // namespace

RegexPattern translateRegex(std::string_view pattern, std::int64_t options)
{
    RegexPattern result;
    PatternReader first(pattern, options, nullptr);
    const auto probe = first.read();
    const auto groups = first.groups();
    PatternReader reader(pattern, options, &groups);
    const auto node = first.error().empty() ? reader.read() : nullptr;
    const auto& failed = first.error().empty() ? reader : first;
    result.error = failed.error();
    result.isUnsupported = failed.isUnsupported();
    if (!result.error.empty())
        return result;
    result.groups = reader.groups();
    result.isUnsupported = !printRegex(*node, result.text, result.error);
    return result;
}

} // namespace gatelens::expression
