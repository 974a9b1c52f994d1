#include "core/policy/document_reader.h"

#include "core/base/whitespace.h"
#include "core/policy/expression_scanner.h"
#include "core/policy/found_expression.h"
#include "core/policy/xml_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::policy {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
/// Deeper elements are read as text: no document of a person nests like this, and trees are walked
/// by recursion.
constexpr std::size_t kMaxElementDepth = 200;

bool isWhitespace(char c) { return kWhitespace.find(c) != std::string_view::npos; }

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':'
        || static_cast<unsigned char>(c) >= 0x80;
}

bool isNameCharacter(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(kWhitespace) == std::string_view::npos;
}

class Reader
{
public:
    explicit Reader(std::string_view text)
        : m_text(text)
    {
    }

    ReadDocument read()
    {
        m_open.emplace_back(); // collects the top level
        if (m_text.substr(0, kByteOrderMark.size()) == kByteOrderMark)
            m_at = kByteOrderMark.size();
        while (m_at < m_text.size())
            readNode();
        while (m_open.size() > 1) {
            const Node& element = m_open.back();
            report(element.openTag, "GL1003",
                   fmt::format("<{0}> is not closed; add </{0}>.", element.name));
            closeElement({m_text.size(), m_text.size()});
        }
        dropLayout(m_open.front());
        return {std::move(m_open.front().children), std::move(m_problems)};
    }

private:
    [[nodiscard]] bool startsWith(std::string_view prefix, std::size_t at) const
    {
        return m_text.substr(at, prefix.size()) == prefix;
    }
    [[nodiscard]] char peek(std::size_t at) const { return at < m_text.size() ? m_text[at] : '\0'; }
    [[nodiscard]] std::size_t skipWhitespace(std::size_t at) const
    {
        return std::min(m_text.find_first_not_of(kWhitespace, at), m_text.size());
    }

    void report(TextRange range, std::string_view code, std::string message,
                FindingSeverity severity = FindingSeverity::Error)
    {
        m_problems.push_back({range, severity, std::string(code), std::move(message)});
    }

    void readNode()
    {
        if (startsWith("<!--", m_at))
            readDelimited(NodeKind::Comment, "<!--", "-->");
        else if (startsWith("<![CDATA[", m_at))
            readDelimited(NodeKind::CData, "<![CDATA[", "]]>");
        else if (startsWith("<?", m_at))
            readDelimited(NodeKind::ProcessingInstruction, "<?", "?>");
        else if (startsWith("<!", m_at))
            readDeclaration();
        else if (startsWith("</", m_at) && isNameStart(peek(m_at + 2)))
            readCloseTag();
        else if (peek(m_at) == '<' && isNameStart(peek(m_at + 1))
                 && m_open.size() <= kMaxElementDepth)
            readElement();
        else
            readText();
    }

    void add(Node node) { m_open.back().children.push_back(std::move(node)); }

    void readDelimited(NodeKind kind, std::string_view opening, std::string_view closing)
    {
        Node node;
        node.kind = kind;
        const std::size_t inner = m_at + opening.size();
        std::size_t innerEnd = m_text.find(closing, inner);
        node.range = {m_at, m_text.size()};
        if (innerEnd == std::string_view::npos) {
            report({m_at, inner}, "GL1009",
                   fmt::format("\"{}\" is not closed by \"{}\".", opening, closing));
            innerEnd = m_text.size();
        } else {
            node.range.end = innerEnd + closing.size();
        }
        node.text = m_text.substr(inner, innerEnd - inner);
        if (kind == NodeKind::CData && isWholeExpression(node.text)) {
            node.isExpression = true;
            const std::size_t begin = skipWhitespace(inner);
            const std::size_t end = m_text.find_last_not_of(kWhitespace, innerEnd - 1) + 1;
            node.expressionRange = {begin, end};
            node.text = m_text.substr(begin, end - begin);
        }
        m_at = node.range.end;
        add(std::move(node));
    }

    void readDeclaration()
    {
        const std::size_t end = m_text.find('>', m_at);
        Node node;
        node.kind = NodeKind::ProcessingInstruction;
        node.range = {m_at, end == std::string_view::npos ? m_text.size() : end + 1};
        node.text = m_text.substr(m_at, node.range.size());
        report(node.range, "GL1015",
               "A document type declaration is not allowed in a policy; remove it.");
        m_at = node.range.end;
        add(std::move(node));
    }

    void readCloseTag()
    {
        const std::size_t begin = m_at;
        std::size_t nameEnd = begin + 2;
        while (isNameCharacter(peek(nameEnd)))
            ++nameEnd;
        const std::string_view name = m_text.substr(begin + 2, nameEnd - begin - 2);
        std::size_t end = skipWhitespace(nameEnd);
        if (peek(end) == '>')
            ++end;
        else
            report({begin, nameEnd}, "GL1005", fmt::format("</{} is not closed by \">\".", name));
        const TextRange tag{begin, end};
        m_at = end;

        const auto opener = std::find_if(m_open.rbegin(), m_open.rend() - 1,
                                         [&](const Node& element) { return element.name == name; });
        if (opener == m_open.rend() - 1) {
            report(tag, "GL1004",
                   fmt::format("</{0}> closes no element; remove it or add <{0}>.", name));
            return;
        }
        while (m_open.back().name != name) {
            const Node& inner = m_open.back();
            report(inner.openTag, "GL1003",
                   fmt::format("<{0}> is not closed before </{1}>; add </{0}>.", inner.name, name));
            closeElement({begin, begin});
        }
        closeElement(tag);
    }

    void closeElement(TextRange closeTag)
    {
        Node element = std::move(m_open.back());
        m_open.pop_back();
        element.closeTag = closeTag;
        element.range.end = closeTag.end;
        dropLayout(element);
        add(std::move(element));
    }

    /// White space around elements and comments is layout, not content.
    static void dropLayout(Node& element)
    {
        const auto isMarkup = [](const Node& node) { return node.kind != NodeKind::Text; };
        const bool isTopLevel = element.name.empty();
        if (!isTopLevel && std::none_of(element.children.begin(), element.children.end(), isMarkup))
            return;
        std::erase_if(element.children, [](const Node& node) {
            return node.kind == NodeKind::Text && isBlank(node.text);
        });
    }

    void readElement()
    {
        Node element;
        const std::size_t begin = m_at;
        std::size_t at = begin + 1;
        while (isNameCharacter(peek(at)))
            ++at;
        element.name = m_text.substr(begin + 1, at - begin - 1);
        m_at = at;
        while (readAttribute(element)) { }
        if (startsWith("/>", m_at)) {
            element.isSelfClosed = true;
            m_at += 2;
        } else if (peek(m_at) == '>') {
            ++m_at;
        } else {
            report({begin, m_at}, "GL1005",
                   fmt::format("The tag <{} is not closed by \">\".", element.name));
        }
        element.openTag = {begin, m_at};
        element.range = element.openTag;
        if (element.isSelfClosed)
            add(std::move(element));
        else
            m_open.push_back(std::move(element));
    }

    /// Reads the next attribute of a tag; false at the tag's end.
    bool readAttribute(Node& element)
    {
        m_at = skipWhitespace(m_at);
        if (m_at >= m_text.size() || peek(m_at) == '>' || peek(m_at) == '<'
            || startsWith("/>", m_at))
            return false;
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && !isWhitespace(m_text[m_at])
               && std::string_view("=/><\"'").find(m_text[m_at]) == std::string_view::npos)
            ++m_at;
        if (m_at == begin) {
            ++m_at;
            report({begin, m_at}, "GL1005",
                   fmt::format("Unexpected {} in the tag <{}>.", describe(m_text[begin]),
                               element.name));
            return true;
        }
        Attribute attribute;
        attribute.name = m_text.substr(begin, m_at - begin);
        attribute.nameRange = {begin, m_at};
        readValue(attribute);
        attribute.range = {begin, m_at};
        if (element.attribute(attribute.name) != nullptr)
            report(attribute.nameRange, "GL1008",
                   fmt::format("Attribute \"{}\" stands twice in <{}>; keep one.", attribute.name,
                               element.name));
        element.attributes.push_back(std::move(attribute));
        return true;
    }

    static std::string describe(char c)
    {
        return c == '"' ? std::string("quote") : fmt::format("\"{}\"", c);
    }

    void readValue(Attribute& attribute)
    {
        const std::size_t equals = skipWhitespace(m_at);
        if (peek(equals) != '=') {
            attribute.quote = '\0';
            attribute.valueRange = {m_at, m_at};
            report(attribute.nameRange, "GL1006",
                   fmt::format("Attribute \"{0}\" has no value; write {0}=\"…\".", attribute.name));
            return;
        }
        const std::size_t quoteAt = skipWhitespace(equals + 1);
        attribute.quote = peek(quoteAt);
        if (attribute.quote != '"' && attribute.quote != '\'') {
            readUnquoted(attribute, quoteAt);
            return;
        }
        m_at = quoteAt + 1;
        const std::size_t first = skipWhitespace(m_at);
        if (startsExpression(m_text, first))
            readExpressionValue(attribute, first);
        else
            readLiteralValue(attribute);
    }

    void readUnquoted(Attribute& attribute, std::size_t begin)
    {
        attribute.quote = '\0';
        m_at = begin;
        while (m_at < m_text.size() && !isWhitespace(m_text[m_at]) && m_text[m_at] != '>'
               && !startsWith("/>", m_at))
            ++m_at;
        attribute.valueRange = {begin, m_at};
        attribute.value = decodeEntities(m_text.substr(begin, m_at - begin));
        report(attribute.nameRange, "GL1006",
               fmt::format("The value of \"{0}\" needs quotes: write {0}=\"{1}\".", attribute.name,
                           attribute.value));
    }

    void readExpressionValue(Attribute& attribute, std::size_t begin)
    {
        const std::size_t valueBegin = m_at;
        if (auto found = findExpressionValue(begin, attribute.quote)) {
            const std::size_t quoteAt = skipWhitespace(found->range.end);
            attribute.isExpression = true;
            attribute.value = std::move(found->source);
            attribute.expressionRange = found->range;
            attribute.valueRange = {valueBegin, quoteAt};
            m_at = quoteAt + 1;
            return;
        }
        const std::size_t end = recoverValueEnd(begin, attribute.quote);
        attribute.valueRange = {valueBegin, end};
        attribute.value = decodeEntities(m_text.substr(valueBegin, end - valueBegin));
        m_at = std::min(end + (peek(end) == attribute.quote ? 1U : 0U), m_text.size());
    }

    /// The expression of an attribute; nullopt after reporting that there is none.
    std::optional<FoundExpression> findExpressionValue(std::size_t begin, char quote)
    {
        const std::size_t firstQuote = m_text.find(quote, begin);
        if (firstQuote != std::string_view::npos) {
            if (auto escaped = findEscapedExpression(m_text, begin, firstQuote))
                return escaped;
        }
        ScanFailure failure;
        const auto scanned = scanExpression(m_text, begin, &failure);
        if (!scanned) {
            reportUnended(begin, failure);
            return std::nullopt;
        }
        if (peek(skipWhitespace(scanned->end)) == quote)
            return foundExpression(m_text, begin, *scanned);
        // A bracket too few makes the scan run into the next tags before it finds a match there.
        const std::string_view inside = m_text.substr(begin, scanned->end - begin);
        if (inside.find("\">") != std::string_view::npos
            || inside.find("/>") != std::string_view::npos)
            reportUnended(begin, failure);
        else
            report({scanned->end, scanned->end + 1}, "GL1002",
                   "The expression ends here, but its attribute goes on; put the rest into the "
                   "expression.");
        return std::nullopt;
    }

    void reportUnended(std::size_t begin, const ScanFailure& failure)
    {
        report(
            {begin, begin + 2}, "GL1001",
            failure.reason.empty()
                ? std::string("The expression that begins here does not end.")
                : fmt::format("The expression that begins here does not end: {}.", failure.reason));
        if (!failure.reason.empty() && failure.offset > begin)
            report({failure.offset, failure.offset + 1}, "GL1001",
                   fmt::format("The expression is damaged here: {}.", failure.reason));
    }

    /// True when a tag can go on at `at`: its end, or a blank and then its end or an attribute.
    [[nodiscard]] bool canFollowValue(std::size_t at) const
    {
        const std::size_t next = skipWhitespace(at);
        if (next >= m_text.size() || m_text[next] == '>' || startsWith("/>", next))
            return true;
        std::size_t nameEnd = next;
        while (isNameCharacter(peek(nameEnd)))
            ++nameEnd;
        const std::size_t equals = skipWhitespace(nameEnd);
        return next > at && nameEnd > next && peek(equals) == '='
            && (peek(skipWhitespace(equals + 1)) == '"'
                || peek(skipWhitespace(equals + 1)) == '\'');
    }

    /// Where a damaged attribute value most likely ends.
    [[nodiscard]] std::size_t recoverValueEnd(std::size_t from, char quote) const
    {
        for (std::size_t at = m_text.find(quote, from); at != std::string_view::npos;
             at = m_text.find(quote, at + 1)) {
            if (canFollowValue(at + 1))
                return at;
        }
        return m_text.size();
    }

    void readLiteralValue(Attribute& attribute)
    {
        const std::size_t begin = m_at;
        std::size_t end = m_text.find(attribute.quote, begin);
        const std::string_view inside = m_text.substr(begin, end - begin);
        const bool runsIntoTags = inside.find('\n') != std::string_view::npos
            && inside.find('<') != std::string_view::npos;
        if (end == std::string_view::npos || runsIntoTags) {
            report({begin - 1, begin}, "GL1007",
                   fmt::format("The value of \"{}\" is not closed by a quote.", attribute.name));
            end = std::min(m_text.find_first_of("<>\n", begin), m_text.size());
            m_at = end;
        } else {
            end = checkAfterLiteral(attribute, end);
            m_at = end + 1;
        }
        attribute.valueRange = {begin, end};
        const DecodedText decoded = decodeEntitiesWithOffsets(m_text.substr(begin, end - begin));
        attribute.value = decoded.text;
        checkLiteral(attribute.valueRange, decoded);
    }

    /// What follows a literal's closing quote tells whether it was one; returns the value's end.
    std::size_t checkAfterLiteral(const Attribute& attribute, std::size_t end)
    {
        const char next = peek(end + 1);
        if (isWhitespace(next) || next == '/' || next == '>' || next == '?' || next == '\0')
            return end;
        if (isNameStart(next)) {
            const std::size_t nameEnd = m_text.find_first_of("=\"' \t\r\n/>", end + 1);
            if (nameEnd != std::string_view::npos && m_text[nameEnd] == '=') {
                report({end, end + 1}, "GL1005", "A blank is missing between two attributes.");
                return end;
            }
        }
        report({end, end + 1}, "GL1005",
               fmt::format("A quote inside the value of \"{}\" must be written as &quot;.",
                           attribute.name));
        const std::size_t recovered = recoverValueEnd(end + 1, attribute.quote);
        const bool isSameLine
            = m_text.substr(end, recovered - end).find('\n') == std::string_view::npos;
        return isSameLine && recovered < m_text.size() ? recovered : end;
    }

    void checkLiteral(TextRange range, const DecodedText& decoded)
    {
        const std::string_view raw = m_text.substr(range.begin, range.size());
        if (const std::size_t at = raw.find('<'); at != std::string_view::npos)
            report({range.begin + at, range.begin + at + 1}, "GL1016",
                   "\"<\" in a literal value should be written as &lt;.", FindingSeverity::Warning);
        if (decoded.hasUnknownEntity)
            reportAmpersand(range);
    }

    void reportAmpersand(TextRange range)
    {
        for (std::size_t at = m_text.find('&', range.begin); at < range.end;
             at = m_text.find('&', at + 1)) {
            if (findEntity(m_text, at) == at)
                continue;
            report({at, at + 1}, "GL1011", "\"&\" in literal text should be written as &amp;.",
                   FindingSeverity::Warning);
            return;
        }
    }

    /// True when the next text of the open element is its first content.
    [[nodiscard]] bool isAtFirstContent() const
    {
        const auto& before = m_open.back().children;
        return m_open.size() > 1 && std::all_of(before.begin(), before.end(), [](const Node& node) {
                   return node.kind == NodeKind::Comment
                       || (node.kind == NodeKind::Text && isBlank(node.text));
               });
    }

    void readText()
    {
        const std::size_t first = skipWhitespace(m_at);
        if (startsExpression(m_text, first) && isAtFirstContent())
            readExpressionText(first);
        else
            readLiteralText();
    }

    void readExpressionText(std::size_t begin)
    {
        Node node;
        node.kind = NodeKind::Text;
        ScanFailure failure;
        auto found = findExpressionText(begin, failure);
        if (found) {
            const std::size_t end = skipWhitespace(found->range.end);
            node.isExpression = true;
            node.text = std::move(found->source);
            node.expressionRange = found->range;
            node.range = {m_at, end};
        } else {
            const std::string closing = "</" + m_open.back().name;
            const std::size_t end = std::min(m_text.find(closing, begin), m_text.size());
            node.range = {m_at, end};
            node.text = decodeEntities(m_text.substr(m_at, end - m_at));
        }
        m_at = node.range.end;
        add(std::move(node));
    }

    /// The expression that is an element's text; nullopt after reporting that there is none.
    std::optional<FoundExpression> findExpressionText(std::size_t begin, ScanFailure& failure)
    {
        const std::size_t nextTag = std::min(m_text.find('<', begin), m_text.size());
        if (auto escaped = findEscapedExpression(m_text, begin, nextTag))
            return escaped;
        const auto scanned = scanExpression(m_text, begin, &failure);
        if (!scanned) {
            reportUnended(begin, failure);
            return std::nullopt;
        }
        std::size_t after = skipWhitespace(scanned->end);
        while (startsWith("<!--", after)) {
            const std::size_t end = m_text.find("-->", after);
            after = end == std::string_view::npos ? m_text.size() : skipWhitespace(end + 3);
        }
        if (after < m_text.size() && !startsWith("</", after)) {
            report({after, after + 1}, "GL1002",
                   fmt::format(
                       "The expression ends before this, but the text of <{}> goes on; put the "
                       "rest into the expression.",
                       m_open.back().name));
            return std::nullopt;
        }
        return foundExpression(m_text, begin, *scanned);
    }

    /// Text up to the next markup.
    void readLiteralText()
    {
        const std::size_t begin = m_at;
        std::size_t end = begin;
        while (end < m_text.size() && !isMarkupAt(end)) {
            if (m_text[end] == '<')
                report({end, end + 1}, "GL1010", "\"<\" in text must be written as &lt;.");
            ++end;
        }
        m_at = std::max(end, begin + 1);
        Node node;
        node.kind = NodeKind::Text;
        node.range = {begin, m_at};
        const DecodedText decoded
            = decodeEntitiesWithOffsets(m_text.substr(begin, node.range.size()));
        node.text = decoded.text;
        if (m_open.size() == 1 && !isBlank(node.text)) {
            const std::size_t first = skipWhitespace(begin);
            report({first, first + 1}, "GL1012", "Text outside the root element; remove it.");
        } else {
            checkLiteralText(node.range, decoded);
        }
        add(std::move(node));
    }

    void checkLiteralText(TextRange range, const DecodedText& decoded)
    {
        if (decoded.hasUnknownEntity)
            reportAmpersand(range);
        const std::size_t at = std::min(decoded.text.find("@("), decoded.text.find("@{"));
        if (at == std::string::npos || !isWholeExpressionTail(decoded.text, at))
            return;
        const std::size_t offset = range.begin + decoded.offsets[at];
        report({offset, offset + 2}, "GL1017",
               "An expression must be the whole text; here it is sent as it stands.",
               FindingSeverity::Warning);
    }

    static bool isWholeExpressionTail(std::string_view text, std::size_t at)
    {
        return expressionEnd(text, at).has_value();
    }

    /// True when markup that the reader takes as such begins at `at`.
    [[nodiscard]] bool isMarkupAt(std::size_t at) const
    {
        if (m_text[at] != '<')
            return false;
        const char next = peek(at + 1);
        if (next == '/')
            return isNameStart(peek(at + 2));
        if (next == '!')
            return true;
        if (next == '?')
            return true;
        return isNameStart(next) && m_open.size() <= kMaxElementDepth;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<Node> m_open; ///< the top level, then the open elements from the root down
    std::vector<ReadProblem> m_problems;
};

} // namespace

ReadDocument readDocument(std::string_view text) { return Reader(text).read(); }

} // namespace gatelens::policy
