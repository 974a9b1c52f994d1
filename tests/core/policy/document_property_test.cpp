#include "core/policy/completion.h"
#include "core/policy/document.h"
#include "core/policy/summary.h"
#include "core/policy/validator.h"
#include "resources/resources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace gatelens::policy {
namespace {

constexpr std::uint64_t kSeed = 20261120;

/// Seeded, so that a failure comes back; the seed is printed by every failure.
class Random
{
public:
    explicit Random(std::uint64_t seed)
        : m_engine(seed)
    {
    }
    std::size_t below(std::size_t limit)
    {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(m_engine);
    }
    bool chance(double share) { return std::bernoulli_distribution(share)(m_engine); }
    template<class List>
    const auto& pick(const List& list)
    {
        return list[below(list.size())];
    }

private:
    std::mt19937_64 m_engine;
};

const std::vector<std::string> kNames{"set-header", "choose", "when", "value",
                                      "inbound",    "a",      "x:y",  "set-body"};
const std::vector<std::string> kAttributeNames{"name", "condition", "id", "exists-action",
                                               "template"};
const std::vector<std::string> kValues{
    "",
    "plain",
    "two words",
    "a & b < c > \"d\" 'e'",
    "@(context.Request.Method == \"GET\" && 1 < 2)",
    "@{ var s = @\"a\"\"b\"; return s + 'c' + $\"{s.Length:0.0} }}\"; }",
    "@(x.Replace(\"&amp;\", \"<\"))",
    "{{named-value}}",
    "ünïcödé ✓",
    "@ not an expression",
    "line 1\nline 2",
};

/// Source of a random element: mostly as people lay it out, sometimes all on one line.
class Generator
{
public:
    explicit Generator(Random& random)
        : m_random(random)
        , m_lineBreak(random.chance(0.3) ? "\r\n" : "\n")
        , m_unit(random.pick(std::vector<std::string>{"\t", "  ", "    "}))
    {
    }

    std::string document()
    {
        std::string text = m_random.chance(0.3) ? "<!-- head <b> -->" + m_lineBreak : "";
        write(0, text);
        return text + (m_random.chance(0.5) ? m_lineBreak : "");
    }

private:
    std::string attributes()
    {
        std::string text;
        for (const std::string& name : kAttributeNames) {
            if (!m_random.chance(0.35))
                continue;
            const char quote = m_random.chance(0.2) ? '\'' : '"';
            Document probe = Document::parse(quote == '"' ? "<a b=\"\"/>" : "<a b=''/>");
            probe = probe.apply(probe.setAttribute({0}, "b", m_random.pick(kValues)));
            text += " " + name + "="
                + std::string(probe.textIn(probe.root()->attributes[0].range).substr(2));
        }
        return text;
    }

    void write(int depth, std::string& out)
    {
        const std::string& name = m_random.pick(kNames);
        out += "<" + name + attributes();
        const std::size_t kind = m_random.below(depth > 4 ? 3 : 6);
        if (kind == 0) {
            out += m_random.chance(0.5) ? "/>" : " />";
        } else if (kind == 1) {
            Document probe = Document::parse("<a></a>");
            probe = probe.apply(probe.setText({0}, m_random.pick(kValues)));
            out += ">" + std::string(probe.textIn(probe.root()->contentRange())) + "</" + name
                + ">";
        } else {
            out += ">";
            writeChildren(depth, out);
            out += "</" + name + ">";
        }
    }

    void writeChildren(int depth, std::string& out)
    {
        const bool isInline = m_random.chance(0.15);
        const auto separate = [&](int steps) {
            if (isInline)
                return;
            out += m_lineBreak;
            for (int i = 0; i < steps; ++i)
                out += m_unit;
        };
        for (std::size_t count = m_random.below(4); count > 0; --count) {
            separate(depth + 1);
            if (m_random.chance(0.15))
                out += "<!-- note -- " + m_random.pick(kValues) + " -->";
            else
                write(depth + 1, out);
        }
        separate(depth);
    }

    Random& m_random;
    std::string m_lineBreak;
    std::string m_unit;
};

/// A tree without layout, for comparison.
std::string outline(const Node& node)
{
    if (node.kind == NodeKind::Text && node.text.find_first_not_of(" \t\r\n") == std::string::npos)
        return {};
    std::string text = node.name + "(" + std::to_string(static_cast<int>(node.kind));
    for (const Attribute& attribute : node.attributes)
        text += " " + attribute.name + "=[" + attribute.value
            + (attribute.isExpression ? "]E" : "]");
    text += node.kind == NodeKind::Element ? "" : "[" + node.text + "]";
    for (const Node& child : node.children)
        text += outline(child);
    return text + ")";
}

std::string outline(const Document& document)
{
    std::string text;
    for (const Node& node : document.nodes())
        text += outline(node);
    return text;
}

void collectElements(const std::vector<Node>& nodes, const NodePath& above,
                     std::vector<NodePath>& paths)
{
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        if (nodes[index].kind != NodeKind::Element)
            continue;
        NodePath path = above;
        path.push_back(index);
        paths.push_back(path);
        collectElements(nodes[index].children, path, paths);
    }
}

std::vector<NodePath> elementsOf(const Document& document)
{
    std::vector<NodePath> paths;
    collectElements(document.nodes(), {}, paths);
    return paths;
}

/// Ranges nest, follow each other, and leave nothing but white space between them.
void expectCovered(const Document& document, const std::vector<Node>& nodes, TextRange whole)
{
    std::size_t at = whole.begin;
    for (const Node& node : nodes) {
        ASSERT_LE(at, node.range.begin);
        ASSERT_LE(node.range.begin, node.range.end);
        ASSERT_LE(node.range.end, whole.end);
        if (document.isWellFormed()) {
            const std::string_view gap = document.textIn({at, node.range.begin});
            ASSERT_EQ(gap.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), std::string_view::npos) << gap;
        }
        if (node.kind == NodeKind::Element) {
            ASSERT_LE(node.contentRange().begin, node.contentRange().end);
            expectCovered(document, node.children, node.contentRange());
        }
        at = node.range.end;
    }
}

/// Everything that reads documents, on text that may be anything.
void useEverywhere(const std::string& text, std::size_t offset)
{
    const Document document = Document::parse(text, "f.xml");
    ASSERT_EQ(document.text(), text);
    expectCovered(document, document.nodes(), {0, text.size()});
    for (const Finding& finding : document.findings())
        ASSERT_LE(document.offsetOf(finding.position.line, finding.position.column), text.size());
    static_cast<void>(validate(document, {}));
    static_cast<void>(completeAt(document, offset, {}));
    static_cast<void>(document.pathAt(offset));
    if (document.root() != nullptr)
        static_cast<void>(summaryOf(*document.root()));
}

std::vector<std::string> demoPolicies()
{
    std::vector<std::string> texts;
    for (const resources::EmbeddedFile& file : resources::embeddedFiles()) {
        if (file.path.ends_with("policy.xml"))
            texts.emplace_back(file.content);
    }
    return texts;
}

TEST(DocumentProperties, GeneratedDocumentsAreWellFormedAndCovered)
{
    Random random(kSeed);
    for (int round = 0; round < 500; ++round) {
        const std::string text = Generator(random).document();
        const Document document = Document::parse(text);
        ASSERT_TRUE(document.isWellFormed()) << document.findings()[0].message << '\n' << text;
        expectCovered(document, document.nodes(), {0, text.size()});
    }
}

TEST(DocumentProperties, AnAttributeEditChangesThatAttributeOnly)
{
    Random random(kSeed + 1);
    for (int round = 0; round < 500; ++round) {
        const Document before = Document::parse(Generator(random).document());
        const NodePath path = random.pick(elementsOf(before));
        const std::string& name = random.pick(kAttributeNames);
        const std::string& value = random.pick(kValues);
        const Document after = before.apply(before.setAttribute(path, name, value));
        const Attribute* changed = after.nodeAt(path)->attribute(name);
        ASSERT_NE(changed, nullptr);
        ASSERT_EQ(changed->value, value) << after.text();
        if (const Attribute* old = before.nodeAt(path)->attribute(name)) {
            const Document back
                = after.apply({changed->valueRange, std::string(before.textIn(old->valueRange))});
            ASSERT_EQ(back.text(), before.text());
        } else {
            const Document back = after.apply(after.removeAttribute(path, name));
            ASSERT_EQ(back.text(), before.text());
        }
    }
}

TEST(DocumentProperties, ATextEditComesBack)
{
    Random random(kSeed + 2);
    for (int round = 0; round < 500; ++round) {
        const Document before = Document::parse(Generator(random).document());
        const NodePath path = random.pick(elementsOf(before));
        const std::string& value = random.pick(kValues);
        const Document after = before.apply(before.setText(path, value));
        ASSERT_TRUE(after.isWellFormed()) << after.text();
        ASSERT_EQ(after.nodeAt(path)->innerText(), value) << before.text() << "\n---\n"
                                                          << after.text();
    }
}

TEST(DocumentProperties, InsertingAndRemovingGivesTheTreeBack)
{
    Random random(kSeed + 3);
    for (int round = 0; round < 500; ++round) {
        const Document before = Document::parse(Generator(random).document());
        const NodePath parent = random.pick(elementsOf(before));
        const Node& parentNode = *before.nodeAt(parent);
        if (!parentNode.innerText().empty())
            continue; // an element in text is no statement
        const std::size_t count = parentNode.childElements().size();
        const std::size_t index = random.below(count + 1);
        const Document inserted = before.apply(
            before.insertElement(parent, index, "<new one=\"1\">\n    <inner />\n</new>"));
        ASSERT_TRUE(inserted.isWellFormed()) << inserted.text();
        const auto children = inserted.nodeAt(parent)->childElements();
        ASSERT_EQ(children.size(), count + 1);
        ASSERT_EQ(children[index]->name, "new") << before.text() << "\n---\n" << inserted.text();
        NodePath path = parent;
        for (std::size_t i = 0; i < inserted.nodeAt(parent)->children.size(); ++i) {
            if (&inserted.nodeAt(parent)->children[i] == children[index])
                path.push_back(i);
        }
        const Document removed = inserted.apply(inserted.removeNode(path));
        ASSERT_TRUE(removed.isWellFormed());
        ASSERT_EQ(outline(removed), outline(before)) << before.text() << "\n---\n"
                                                     << removed.text();
    }
}

TEST(DocumentProperties, MovingKeepsEveryElement)
{
    Random random(kSeed + 4);
    int moved = 0;
    for (int round = 0; round < 1000; ++round) {
        const Document before = Document::parse(Generator(random).document());
        const std::vector<NodePath> paths = elementsOf(before);
        const NodePath& element = random.pick(paths);
        const NodePath& parent = random.pick(paths);
        if (element.size() < 2 || !before.nodeAt(parent)->innerText().empty())
            continue;
        const TextEdit edit = before.moveElement(element, parent, random.below(4));
        if (edit == TextEdit{})
            continue;
        ++moved;
        const Document after = before.apply(edit);
        ASSERT_TRUE(after.isWellFormed()) << before.text() << "\n---\n" << after.text();
        ASSERT_EQ(elementsOf(after).size(), paths.size()) << before.text() << "\n---\n"
                                                          << after.text();
        const std::string source = outline(*before.nodeAt(element));
        std::string all = outline(after);
        // Layout inside an expression may be indented anew; nothing else of the element changes.
        std::erase_if(all, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
        std::string wanted = source;
        std::erase_if(wanted,
                      [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
        ASSERT_NE(all.find(wanted), std::string::npos) << before.text() << "\n---\n"
                                                       << after.text();
    }
    EXPECT_GT(moved, 100);
}

TEST(DocumentProperties, DamagedDemoPoliciesNeverBreakTheReader)
{
    Random random(kSeed + 5);
    const std::vector<std::string> texts = demoPolicies();
    ASSERT_GT(texts.size(), 10U);
    static constexpr std::string_view kTokens = "<>\"'@(){}&;/=!-? \n[]$\\";
    for (int round = 0; round < 1000; ++round) {
        std::string text = random.pick(texts);
        for (std::size_t edits = 1 + random.below(4); edits > 0; --edits) {
            const std::size_t at = random.below(text.size());
            if (random.chance(0.4))
                text.erase(at, 1 + random.below(5));
            else
                text.insert(at, 1, random.pick(kTokens));
        }
        useEverywhere(text, random.below(text.size() + 1));
    }
}

TEST(DocumentProperties, CutDemoPoliciesNeverBreakTheReader)
{
    for (const std::string& text : demoPolicies()) {
        for (std::size_t length = 0; length < text.size(); length += 23)
            useEverywhere(text.substr(0, length), length);
    }
}

TEST(DocumentProperties, RandomTokensNeverBreakTheReader)
{
    Random random(kSeed + 6);
    const std::vector<std::string> tokens{
        "<",   ">",   "</",       "/>",      "<!--",   "-->", "<![CDATA[", "]]>", "<?",
        "?>",  "a",   "=",        "\"",      "'",      "@(",  "@{",        ")",   "}",
        "$\"", "@\"", "{",        "//",      "/*",     "*/",  " ",         "\n",  "&amp;",
        "&",   "\\",  "policies", "inbound", "choose", "\xff"};
    for (int round = 0; round < 6000; ++round) {
        std::string text;
        for (std::size_t count = random.below(25); count > 0; --count)
            text += random.pick(tokens);
        useEverywhere(text, random.below(text.size() + 1));
    }
}

} // namespace
} // namespace gatelens::policy
