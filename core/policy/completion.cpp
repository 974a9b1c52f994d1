#include "core/policy/completion.h"

#include "core/base/whitespace.h"
#include "core/policy/expression_scanner.h"
#include "core/policy/templates.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gatelens::policy {

namespace {

bool isWordCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
        || c == '_' || c == '.' || c == ':';
}

std::size_t nameBegin(std::string_view text, std::size_t offset)
{
    while (offset > 0 && isWordCharacter(text[offset - 1]))
        --offset;
    return offset;
}

/// A name typed so far and the tag it stands in, read backwards from the caret: the text is seldom
/// well-formed while someone types.
struct Caret
{
    enum class Where
    {
        Content, ///< between tags, nothing typed
        TagName, ///< after "<"
        CloseTagName, ///< after "</"
        AttributeName,
        AttributeValue,
        Expression
    };
    Where where = Where::Content;
    std::size_t tagBegin = 0; ///< offset of "<" of the tag the caret is in
    std::size_t wordBegin = 0; ///< where the typed part begins
    std::string elementName;
    std::string attributeName;
};

/// Reads the tag that begins at `begin` up to the caret.
class TagReader
{
public:
    TagReader(std::string_view text, std::size_t begin, std::size_t caret)
        : m_text(text.substr(0, caret))
        , m_at(begin + 1)
    {
        m_caret.tagBegin = begin;
    }

    /// nullopt when the tag ends before the caret.
    std::optional<Caret> read()
    {
        if (m_at < m_text.size() && m_text[m_at] == '/') {
            m_caret.where = Caret::Where::CloseTagName;
            m_caret.wordBegin = m_at + 1;
            return m_text.find('>', m_at) == std::string_view::npos ? std::optional(m_caret)
                                                                    : std::nullopt;
        }
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && isWordCharacter(m_text[m_at]))
            ++m_at;
        m_caret.elementName = m_text.substr(begin, m_at - begin);
        m_caret.wordBegin = begin;
        m_caret.where = Caret::Where::TagName;
        while (m_at < m_text.size()) {
            if (!readPart())
                return std::nullopt;
            if (m_isInValue)
                return m_caret;
        }
        return m_caret;
    }

private:
    /// One white space run, attribute name, or value; false at the tag's end.
    bool readPart()
    {
        const char c = m_text[m_at];
        if (c == '>' || c == '<')
            return false;
        if (c == '"' || c == '\'') {
            readValue(c);
            return true;
        }
        if (kWhitespace.find(c) != std::string_view::npos) {
            ++m_at;
            m_caret.where = Caret::Where::AttributeName;
            m_caret.wordBegin = m_at;
            return true;
        }
        if (isWordCharacter(c)) {
            const std::size_t begin = m_at;
            while (m_at < m_text.size() && isWordCharacter(m_text[m_at]))
                ++m_at;
            m_caret.attributeName = m_text.substr(begin, m_at - begin);
            m_caret.where = Caret::Where::AttributeName;
            m_caret.wordBegin = begin;
            return true;
        }
        ++m_at;
        return true;
    }

    void readValue(char quote)
    {
        const std::size_t begin = ++m_at;
        const std::size_t first
            = std::min(m_text.find_first_not_of(kWhitespace, begin), m_text.size());
        if (startsExpression(m_text, first)) {
            const auto end = expressionEnd(m_text, first);
            if (!end) {
                enter(Caret::Where::Expression, first);
                return;
            }
            m_at = *end;
        }
        const std::size_t end = m_text.find(quote, m_at);
        if (end == std::string_view::npos) {
            enter(Caret::Where::AttributeValue, begin);
            return;
        }
        m_at = end + 1;
        m_caret.where = Caret::Where::AttributeName;
        m_caret.wordBegin = m_at;
    }

    void enter(Caret::Where where, std::size_t wordBegin)
    {
        m_caret.where = where;
        m_caret.wordBegin = wordBegin;
        m_isInValue = true;
        m_at = m_text.size();
    }

    std::string_view m_text;
    std::size_t m_at;
    Caret m_caret;
    bool m_isInValue = false;
};

/// Walks the text up to the caret, tag by tag, and keeps the open elements.
class CaretFinder
{
public:
    CaretFinder(std::string_view text, std::size_t offset)
        : m_text(text)
        , m_offset(std::min(offset, text.size()))
    {
    }

    Caret find()
    {
        std::size_t at = 0;
        while (at < m_offset) {
            const std::size_t tag = m_text.find('<', at);
            if (const auto expression = expressionBetween(at, tag))
                return *expression;
            if (m_skipTo != 0) {
                at = m_skipTo;
                m_skipTo = 0;
                continue;
            }
            if (tag == std::string_view::npos || tag >= m_offset)
                break;
            if (const std::size_t end = skipOpaque(tag); end != tag) {
                if (end > m_offset)
                    return {Caret::Where::Content, tag, m_offset, "", ""};
                at = end;
                continue;
            }
            if (auto caret = TagReader(m_text, tag, m_offset).read())
                return *caret;
            at = closeTag(tag);
        }
        Caret caret;
        caret.wordBegin = nameBegin(m_text, m_offset);
        return caret;
    }

    [[nodiscard]] const std::vector<std::string>& openElements() const { return m_open; }

private:
    /// The caret inside an expression that begins the text between two tags.
    std::optional<Caret> expressionBetween(std::size_t at, std::size_t tag)
    {
        const std::size_t first = m_text.find_first_not_of(kWhitespace, at);
        if (first == std::string_view::npos || first >= m_offset
            || (tag != std::string_view::npos && first >= tag) || !startsExpression(m_text, first))
            return std::nullopt;
        const auto end = expressionEnd(m_text, first);
        if (end && *end <= m_offset) {
            m_skipTo = *end;
            return std::nullopt;
        }
        Caret caret;
        caret.where = Caret::Where::Expression;
        caret.wordBegin = first;
        return caret;
    }

    /// The end of a comment, CDATA or instruction at `tag`; `tag` when it is none.
    [[nodiscard]] std::size_t skipOpaque(std::size_t tag) const
    {
        for (const auto& [opening, closing] :
             {std::pair<std::string_view, std::string_view>{"<!--", "-->"},
              {"<![CDATA[", "]]>"},
              {"<?", "?>"}}) {
            if (m_text.substr(tag, opening.size()) != opening)
                continue;
            const std::size_t end = m_text.find(closing, tag);
            return end == std::string_view::npos ? m_text.size() + 1 : end + closing.size();
        }
        return tag;
    }

    /// Passes a whole tag and keeps the open elements; returns the offset behind it.
    std::size_t closeTag(std::size_t tag)
    {
        const bool isClosing = m_text[tag + 1] == '/';
        std::size_t nameEnd = tag + (isClosing ? 2 : 1);
        const std::size_t begin = nameEnd;
        while (nameEnd < m_text.size() && isWordCharacter(m_text[nameEnd]))
            ++nameEnd;
        const std::string name(m_text.substr(begin, nameEnd - begin));
        const std::size_t end = tagEnd(nameEnd);
        if (isClosing) {
            const auto open = std::find(m_open.rbegin(), m_open.rend(), name);
            if (open != m_open.rend())
                m_open.erase(std::prev(open.base()), m_open.end());
        } else if (!name.empty() && m_text[end - 1] == '>' && m_text.substr(end - 2, 2) != "/>") {
            m_open.push_back(name);
        }
        return end;
    }

    /// Behind the ">" of a tag, expressions and quotes passed over.
    [[nodiscard]] std::size_t tagEnd(std::size_t at) const
    {
        while (at < m_offset) {
            const char c = m_text[at];
            if (c == '>')
                return at + 1;
            if (c == '<')
                return at;
            ++at;
            if (c != '"' && c != '\'')
                continue;
            const std::size_t first
                = std::min(m_text.find_first_not_of(kWhitespace, at), m_text.size());
            if (startsExpression(m_text, first))
                at = expressionEnd(m_text, first).value_or(first);
            at = std::min(m_text.find(c, at), m_text.size() - 1) + 1;
        }
        return at;
    }

    std::string_view m_text;
    std::size_t m_offset;
    std::size_t m_skipTo = 0;
    std::vector<std::string> m_open;
};

/// The descriptor at the end of a path of open elements; statements restart it.
const ElementDescriptor* descriptorOf(const std::vector<std::string>& open)
{
    const ElementDescriptor* current = nullptr;
    for (const std::string& name : open) {
        const ElementDescriptor* child = current == nullptr ? nullptr : current->child(name);
        if (child == nullptr && (current == nullptr || current->holdsPolicies)) {
            const PolicyDescriptor* policy = Catalog::builtIn().find(name);
            child = policy == nullptr ? nullptr : &policy->element;
        }
        if (child == nullptr && !parseSection(name) && name != "policies" && name != "fragment")
            return nullptr;
        current = child;
    }
    return current;
}

std::optional<Section> sectionOf(const std::vector<std::string>& open)
{
    for (const std::string& name : open) {
        if (const auto section = parseSection(name))
            return section;
    }
    return std::nullopt;
}

bool isHolder(const std::vector<std::string>& open)
{
    return !open.empty() && (parseSection(open.back()) || open.back() == "fragment");
}

std::string whyNotIn(const PolicyDescriptor& policy, const std::optional<Section>& section,
                     const std::optional<Scope>& scope, const ElementDescriptor* container)
{
    if (container != nullptr && !container->heldPolicies.empty()
        && std::find(container->heldPolicies.begin(), container->heldPolicies.end(),
                     policy.element.name)
            == container->heldPolicies.end())
        return fmt::format("not allowed in {}", container->name);
    if (policy.sections.empty())
        return "allowed in resolvers only";
    if (section && !policy.isAllowedIn(*section)) {
        std::vector<std::string_view> names;
        for (const Section one : policy.sections)
            names.push_back(toString(one));
        return fmt::format("allowed in {} only", fmt::join(names, ", "));
    }
    if (scope && !policy.isAllowedAt(*scope)) {
        std::vector<std::string_view> names;
        for (const Scope one : policy.scopes)
            names.push_back(toString(one));
        return fmt::format("allowed at {} scope only", fmt::join(names, ", "));
    }
    return {};
}

class Completer
{
public:
    Completer(const Document& document, std::size_t offset, const CompletionContext& context)
        : m_text(document.text())
        , m_offset(std::min(offset, document.text().size()))
        , m_context(context)
    {
    }

    Completion complete()
    {
        CaretFinder finder(m_text, m_offset);
        const Caret caret = finder.find();
        m_open = finder.openElements();
        m_result.range = {caret.wordBegin, m_offset};
        switch (caret.where) {
        case Caret::Where::Content:
            m_result.range = {m_offset, m_offset};
            addElements("");
            break;
        case Caret::Where::TagName:
            m_result.range.begin = caret.tagBegin;
            addElements(caret.elementName);
            break;
        case Caret::Where::CloseTagName:
            addCloseTag();
            break;
        case Caret::Where::AttributeName:
            addAttributes(caret);
            break;
        case Caret::Where::AttributeValue:
            addValues(caret);
            break;
        case Caret::Where::Expression:
            m_result.isInExpression = true;
            m_result.expressionRange = {caret.wordBegin, m_offset};
            addNamedValues();
            break;
        }
        return std::move(m_result);
    }

private:
    void add(CompletionKind kind, std::string label, std::string insertText, std::string detail,
             std::string documentation)
    {
        m_result.items.push_back({kind, std::move(label), std::move(insertText), std::move(detail),
                                  std::move(documentation)});
    }

    // --- elements ---

    void addElements(std::string_view typed)
    {
        if (m_open.empty()) {
            addRoots();
        } else if (m_open.back() == "policies") {
            for (const Section section : kSections)
                add(CompletionKind::Section, std::string(toString(section)),
                    fmt::format("<{0}>\n    <base />\n</{0}>", toString(section)), "section", "");
        } else {
            addChildren(descriptorOf(m_open));
        }
        if (!m_open.empty() && typed.empty())
            add(CompletionKind::CloseTag, "/" + m_open.back(), fmt::format("</{}>", m_open.back()),
                "", "");
    }

    void addRoots()
    {
        add(CompletionKind::Section, "policies",
            documentTemplate(m_context.scope.value_or(Scope::Api)), "policy document", "");
        add(CompletionKind::Section, "fragment", fragmentTemplate(), "policy fragment", "");
    }

    void addChildren(const ElementDescriptor* descriptor)
    {
        if (isHolder(m_open) || (descriptor != nullptr && descriptor->holdsPolicies)) {
            addStatements(descriptor);
            return;
        }
        if (descriptor == nullptr)
            return;
        for (const ElementDescriptor& child : descriptor->children)
            add(CompletionKind::Child, child.name, templateFor(child), "", child.description);
    }

    void addStatements(const ElementDescriptor* container)
    {
        const auto section = sectionOf(m_open);
        for (const PolicyDescriptor& policy : Catalog::builtIn().policies()) {
            if (whyNotIn(policy, section, m_context.scope, container).empty()
                && policy.status != "retired")
                add(CompletionKind::Statement, policy.element.name, policy.example, policy.category,
                    policy.element.description);
        }
    }

    void addCloseTag()
    {
        if (!m_open.empty())
            add(CompletionKind::CloseTag, m_open.back(), m_open.back() + ">", "", "");
    }

    // --- attributes ---

    [[nodiscard]] const ElementDescriptor* descriptorIn(const Caret& caret) const
    {
        std::vector<std::string> path = m_open;
        path.push_back(caret.elementName);
        return descriptorOf(path);
    }

    /// The whole tag around the caret, so that attributes behind it count as present.
    [[nodiscard]] std::string_view tagAround(const Caret& caret) const
    {
        const std::size_t end = std::min(m_text.find_first_of("<>", m_offset), m_text.size());
        return m_text.substr(caret.tagBegin, end - caret.tagBegin);
    }

    void addAttributes(const Caret& caret)
    {
        const ElementDescriptor* element = descriptorIn(caret);
        if (element == nullptr)
            return;
        const Document probe = Document::parse(fmt::format("{}/>", tagAround(caret)));
        for (const AttributeDescriptor& attribute : element->attributes) {
            const bool isPresent
                = probe.root() != nullptr && probe.root()->attribute(attribute.name) != nullptr;
            const std::string_view typed
                = m_text.substr(caret.wordBegin, m_offset - caret.wordBegin);
            if (attribute.isUndocumented || (isPresent && attribute.name != typed))
                continue;
            add(CompletionKind::Attribute, attribute.name,
                fmt::format("{}=\"{}\"", attribute.name, attribute.defaultValue.value_or("")),
                attribute.isRequired ? attribute.type + ", required" : attribute.type,
                attribute.description);
        }
    }

    void addValues(const Caret& caret)
    {
        const std::string_view typed = m_text.substr(caret.wordBegin, m_offset - caret.wordBegin);
        if (const std::size_t braces = typed.rfind("{{"); braces != std::string_view::npos
            && typed.find("}}", braces) == std::string_view::npos) {
            m_result.range.begin = caret.wordBegin + braces;
            addNamedValues();
            return;
        }
        const ElementDescriptor* element = descriptorIn(caret);
        const AttributeDescriptor* attribute
            = element == nullptr ? nullptr : element->attribute(caret.attributeName);
        if (attribute == nullptr)
            return;
        for (const std::string& value : attribute->values)
            add(CompletionKind::Value, value, value, "", attribute->description);
        if (attribute->type == "bool") {
            for (const char* value : {"true", "false"})
                add(CompletionKind::Value, value, value, "", attribute->description);
        }
        addIds(caret);
    }

    void addIds(const Caret& caret)
    {
        if (m_context.workspace == nullptr)
            return;
        const Workspace& workspace = *m_context.workspace;
        if (caret.attributeName == "fragment-id") {
            for (const PolicyFragment& fragment : workspace.fragments)
                add(CompletionKind::Value, fragment.id, fragment.id, "fragment",
                    fragment.description);
        } else if (caret.attributeName == "backend-id") {
            for (const Backend& backend : workspace.backends)
                add(CompletionKind::Value, backend.id, backend.id,
                    backend.isPool ? "pool" : "backend", backend.url);
        } else if (caret.attributeName == "logger-id") {
            for (const Logger& logger : workspace.loggers)
                add(CompletionKind::Value, logger.id, logger.id, "logger", logger.description);
        }
    }

    void addNamedValues()
    {
        if (m_context.workspace == nullptr)
            return;
        const std::string_view typed
            = m_text.substr(m_result.range.begin, m_offset - m_result.range.begin);
        const std::size_t braces = typed.rfind("{{");
        if (braces == std::string_view::npos || typed.find("}}", braces) != std::string_view::npos)
            return;
        m_result.range.begin += braces;
        for (const NamedValue& named : m_context.workspace->namedValues)
            add(CompletionKind::NamedValue, named.displayName,
                fmt::format("{{{{{}}}}}", named.displayName),
                named.isSecret ? "secret" : "named value",
                named.isSecret ? "" : named.value.value_or(""));
    }

    std::string_view m_text;
    std::size_t m_offset;
    const CompletionContext& m_context;
    std::vector<std::string> m_open;
    Completion m_result;
};

std::vector<std::string> namesAlong(const Document& document, const NodePath& path)
{
    std::vector<std::string> names;
    for (std::size_t length = 1; length <= path.size(); ++length) {
        const Node* node = document.nodeAt(
            NodePath(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(length)));
        if (node == nullptr)
            return {};
        names.push_back(node->name);
    }
    return names;
}

} // namespace

Completion completeAt(const Document& document, std::size_t offset,
                      const CompletionContext& context)
{
    return Completer(document, offset, context).complete();
}

std::vector<AddableStatement> addableStatements(const Document& document, const NodePath& parent,
                                                const std::optional<Scope>& scope)
{
    const auto section = sectionOf(document, parent);
    const ElementDescriptor* container = descriptorOf(document, parent);
    std::vector<AddableStatement> statements;
    for (const PolicyDescriptor& policy : Catalog::builtIn().policies()) {
        if (policy.sections.empty() || policy.status == "retired")
            continue;
        statements.push_back({&policy, whyNotIn(policy, section, scope, container)});
    }
    return statements;
}

std::optional<Section> sectionOf(const Document& document, const NodePath& path)
{
    return sectionOf(namesAlong(document, path));
}

const ElementDescriptor* descriptorOf(const Document& document, const NodePath& path)
{
    return descriptorOf(namesAlong(document, path));
}

} // namespace gatelens::policy
