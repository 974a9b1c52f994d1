#include "core/workspace/json_document.h"

#include "core/base/json_text.h"
#include "core/base/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace gatelens {

namespace {

constexpr std::string_view kWhitespace = " \t\r\n";
constexpr int kMaxJsonDepth = 200;
constexpr char32_t kReplacement = 0xFFFD; ///< for half of a surrogate pair

bool isHighSurrogate(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }

bool isLowSurrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// Recursive descent over RFC 8259; the first mistake ends it.
class Parser
{
public:
    explicit Parser(std::string_view text)
        : m_text(text)
    {
        if (m_text.substr(0, 3) == "\xEF\xBB\xBF")
            m_at = 3;
    }

    bool parse(JsonNode& root)
    {
        skipWhitespace();
        if (!parseValue(root, 0))
            return false;
        skipWhitespace();
        return m_at == m_text.size() || fail("end of file");
    }

    [[nodiscard]] std::size_t offset() const { return m_at; }
    [[nodiscard]] const std::string& expected() const { return m_expected; }

private:
    bool fail(std::string_view expected)
    {
        m_expected = expected;
        return false;
    }

    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    void skipWhitespace()
    {
        m_at = std::min(m_text.find_first_not_of(kWhitespace, m_at), m_text.size());
    }

    bool parseValue(JsonNode& node, int depth)
    {
        if (depth > kMaxJsonDepth)
            return fail("less nesting");
        node.range.begin = m_at;
        const bool isValue = parseByKind(node, depth);
        node.range.end = m_at;
        return isValue;
    }

    bool parseByKind(JsonNode& node, int depth)
    {
        switch (peek()) {
        case '{':
            return parseObject(node, depth);
        case '[':
            return parseArray(node, depth);
        case '"':
            node.kind = JsonKind::String;
            return parseString(node.text);
        case 't':
            return parseWord("true", JsonKind::Bool, node);
        case 'f':
            return parseWord("false", JsonKind::Bool, node);
        case 'n':
            return parseWord("null", JsonKind::Null, node);
        default:
            return parseNumber(node);
        }
    }

    bool parseWord(std::string_view word, JsonKind kind, JsonNode& node)
    {
        if (m_text.substr(m_at, word.size()) != word)
            return fail("a value");
        node.kind = kind;
        node.text = word;
        m_at += word.size();
        return true;
    }

    bool skipDigits()
    {
        const std::size_t begin = m_at;
        while (peek() >= '0' && peek() <= '9')
            ++m_at;
        return m_at > begin;
    }

    bool parseNumber(JsonNode& node)
    {
        const std::size_t begin = m_at;
        if (peek() == '-')
            ++m_at;
        const bool isZero = peek() == '0';
        if (!skipDigits() || (isZero && m_text[m_at - 1] != '0')) {
            m_at = begin;
            return fail("a value");
        }
        if (peek() == '.') {
            ++m_at;
            if (!skipDigits())
                return fail("a digit");
        }
        if (peek() == 'e' || peek() == 'E') {
            ++m_at;
            if (peek() == '+' || peek() == '-')
                ++m_at;
            if (!skipDigits())
                return fail("a digit");
        }
        node.kind = JsonKind::Number;
        node.text = m_text.substr(begin, m_at - begin);
        return true;
    }

    bool parseString(std::string& out)
    {
        ++m_at;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '"') {
                ++m_at;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20)
                return fail("the closing quote of a string on its line");
            if (c == '\\') {
                if (!parseEscape(out))
                    return false;
            } else {
                out += c;
                ++m_at;
            }
        }
        return fail("the closing quote of a string");
    }

    bool parseEscape(std::string& out)
    {
        static constexpr std::string_view kEscapes = "\"\\/bfnrt";
        static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
        ++m_at;
        const char c = peek();
        if (const std::size_t index = kEscapes.find(c);
            c != '\0' && index != std::string_view::npos) {
            out += kMeanings[index];
            ++m_at;
            return true;
        }
        if (c != 'u')
            return fail("an escape such as \\n");
        std::uint32_t unit = 0;
        if (!parseHex(unit))
            return false;
        while (isHighSurrogate(unit) && m_text.substr(m_at, 2) == "\\u") {
            ++m_at;
            std::uint32_t next = 0;
            if (!parseHex(next))
                return false;
            if (isLowSurrogate(next)) {
                unit = 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00);
            } else {
                appendUtf8(out, kReplacement);
                unit = next;
            }
        }
        const bool isHalf = isHighSurrogate(unit) || isLowSurrogate(unit);
        appendUtf8(out, isHalf ? kReplacement : unit);
        return true;
    }

    bool parseHex(std::uint32_t& unit)
    {
        ++m_at;
        for (int i = 0; i < 4; ++i, ++m_at) {
            const char c = peek();
            const bool isDigit = c >= '0' && c <= '9';
            const bool isLetter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (!isDigit && !isLetter)
                return fail("four hexadecimal digits");
            unit
                = unit * 16 + static_cast<std::uint32_t>(isDigit ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        return true;
    }

    bool parseArray(JsonNode& node, int depth)
    {
        node.kind = JsonKind::Array;
        ++m_at;
        skipWhitespace();
        if (peek() == ']') {
            ++m_at;
            return true;
        }
        while (true) {
            skipWhitespace();
            if (!parseValue(node.elements.emplace_back(), depth + 1))
                return false;
            skipWhitespace();
            if (peek() == ']') {
                ++m_at;
                return true;
            }
            if (peek() != ',')
                return fail("\",\" or \"]\"");
            ++m_at;
        }
    }

    bool parseObject(JsonNode& node, int depth)
    {
        node.kind = JsonKind::Object;
        ++m_at;
        skipWhitespace();
        if (peek() == '}') {
            ++m_at;
            return true;
        }
        while (true) {
            skipWhitespace();
            if (peek() != '"')
                return fail("a member name in quotes");
            JsonMember& member = node.members.emplace_back();
            member.nameRange.begin = m_at;
            if (!parseString(member.name))
                return false;
            member.nameRange.end = m_at;
            skipWhitespace();
            if (peek() != ':')
                return fail("\":\"");
            ++m_at;
            skipWhitespace();
            if (!parseValue(member.value, depth + 1))
                return false;
            skipWhitespace();
            if (peek() == '}') {
                ++m_at;
                return true;
            }
            if (peek() != ',')
                return fail("\",\" or \"}\"");
            ++m_at;
        }
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_expected;
};

std::string_view lineBreakOf(std::string_view text)
{
    const std::size_t at = text.find('\n');
    return at != std::string_view::npos && at > 0 && text[at - 1] == '\r' ? "\r\n" : "\n";
}

/// White space at the begin of the line that holds `offset`.
std::string_view indentationOf(std::string_view text, std::size_t offset)
{
    const std::size_t lineBreak
        = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    const std::size_t begin = lineBreak == std::string_view::npos ? 0 : lineBreak + 1;
    const std::size_t end = std::min(text.find_first_not_of(" \t", begin), offset);
    return text.substr(begin, end - begin);
}

/// `{"c": {"d": value}}` for the rest of a path, indented below `indentation`.
std::string nestedValue(const std::vector<std::string>& path, std::size_t from,
                        std::string_view value, const std::string& indentation,
                        std::string_view lineBreak)
{
    if (from == path.size())
        return std::string(value);
    const std::string inner = indentation + "  ";
    return fmt::format("{{{0}{1}{2}: {3}{0}{4}}}", lineBreak, inner, jsonString(path[from]),
                       nestedValue(path, from + 1, value, inner, lineBreak), indentation);
}

} // namespace

const JsonNode* JsonNode::member(std::string_view name) const
{
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const JsonMember& one) { return one.name == name; });
    return found == members.end() ? nullptr : &found->value;
}

Result<JsonDocument> JsonDocument::parse(std::string text, std::string file)
{
    JsonDocument document;
    document.m_text = std::move(text);
    document.m_file = std::move(file);
    document.m_lines = LineIndex(document.m_text);
    Parser parser(document.m_text);
    if (!parser.parse(document.m_root))
        return Error{ErrorCode::Malformed,
                     fmt::format("This is not JSON: expected {} here.", parser.expected()),
                     document.positionOf(parser.offset())};
    return document;
}

Result<TextEdit> JsonDocument::setMember(const std::vector<std::string>& path,
                                         std::string_view valueSource) const
{
    const JsonNode* object = &m_root;
    for (std::size_t step = 0; step < path.size(); ++step) {
        if (!object->isObject())
            return Error{
                ErrorCode::Unsupported,
                fmt::format("Cannot set \"{}\": the value above it is no object.", path[step]),
                positionOf(object->range.begin)};
        if (const JsonNode* next = object->member(path[step])) {
            object = next;
            continue;
        }
        const std::string_view lineBreak = lineBreakOf(m_text);
        if (!object->members.empty()) {
            const JsonMember& last = object->members.back();
            const std::string indentation(indentationOf(m_text, last.nameRange.begin));
            const bool isOnOwnLine
                = m_text.find_last_not_of(" \t", last.nameRange.begin - 1) != std::string::npos
                && m_text[m_text.find_last_not_of(" \t", last.nameRange.begin - 1)] == '\n';
            const std::string separator
                = isOnOwnLine ? fmt::format(",{}{}", lineBreak, indentation) : ", ";
            return TextEdit{
                {last.value.range.end, last.value.range.end},
                fmt::format("{}{}: {}", separator, jsonString(path[step]),
                            nestedValue(path, step + 1, valueSource, indentation, lineBreak))};
        }
        const std::string indentation(indentationOf(m_text, object->range.begin));
        const std::vector<std::string> rest(path.begin() + static_cast<std::ptrdiff_t>(step),
                                            path.end());
        return TextEdit{object->range, nestedValue(rest, 0, valueSource, indentation, lineBreak)};
    }
    return TextEdit{object->range, std::string(valueSource)};
}

TextEdit JsonDocument::removeMember(const std::vector<std::string>& path) const
{
    const JsonNode* object = &m_root;
    for (std::size_t step = 0; step + 1 < path.size() && object != nullptr; ++step)
        object = object->member(path[step]);
    if (object == nullptr || path.empty())
        return {};
    const auto& members = object->members;
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const JsonMember& one) { return one.name == path.back(); });
    if (found == members.end())
        return {};
    if (found != members.begin())
        return {{std::prev(found)->value.range.end, found->value.range.end}, ""};
    if (std::next(found) != members.end())
        return {{found->nameRange.begin, std::next(found)->nameRange.begin}, ""};
    return {object->range, "{}"};
}

std::string jsonString(std::string_view text)
{
    std::string out;
    appendJsonString(out, text);
    return out;
}

} // namespace gatelens
