#include "core/policy/flow_checker.h"

#include "core/policy/occurrences.h"
#include "core/policy/variable_use.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gatelens::policy {

namespace {

bool endsPipeline(const Node& node);

/// True when every way through the children ends the pipeline.
bool holdsEnd(const Node& parent)
{
    const auto children = parent.childElements();
    return std::any_of(children.begin(), children.end(),
                       [](const Node* child) { return endsPipeline(*child); });
}

/// True when nothing after the statement is reached.
bool endsPipeline(const Node& node)
{
    if (node.name == "return-response" || node.name == "mock-response")
        return true;
    if (node.name != "choose" || node.child("otherwise") == nullptr)
        return false;
    const auto branches = node.childElements();
    return std::all_of(branches.begin(), branches.end(),
                       [](const Node* branch) { return holdsEnd(*branch); });
}

/// Calls `visit` for every element below `parent`, in document order.
template<class Visit>
void forEachElement(const Node& parent, const Visit& visit)
{
    for (const Node& child : parent.children) {
        if (child.kind != NodeKind::Element)
            continue;
        visit(child);
        forEachElement(child, visit);
    }
}

bool holdsAny(const Node& parent, const std::vector<std::string_view>& names)
{
    bool isFound = false;
    forEachElement(parent, [&](const Node& node) {
        isFound = isFound || std::find(names.begin(), names.end(), node.name) != names.end();
    });
    return isFound;
}

void checkReachability(const Node& parent, FindingSink& sink)
{
    const Node* end = nullptr;
    bool isReported = false;
    for (const Node* child : parent.childElements()) {
        if (end != nullptr && !isReported && !isBranch(*child)) {
            sink.warning(tagName(*child), "GL2301",
                         fmt::format("<{}> is never reached: <{}> before it ends the pipeline.",
                                     child->name, end->name));
            isReported = true;
        }
        if (end == nullptr && endsPipeline(*child))
            end = child;
        if (Catalog::builtIn().find(child->name) != nullptr || isBranch(*child))
            checkReachability(*child, sink);
    }
}

// --- repeats ---

void checkRepeats(const Node& parent, std::string_view name, std::string_view where,
                  FindingSink& sink)
{
    const std::vector<Occurrence> found = occurrencesOf(parent, name);
    for (std::size_t index = 1; index < found.size(); ++index) {
        const bool isCertain = surelyRepeats(found, index);
        sink.report(
            tagName(*found[index].node),
            isCertain && name != "forward-request" ? FindingSeverity::Error
                                                   : FindingSeverity::Warning,
            name == "base" ? "GL2010" : "GL2105",
            fmt::format("<{}> stands more than once in {}; only one is allowed.", name, where));
    }
}

void checkRepeats(const Node& root, FindingSink& sink)
{
    for (const PolicyDescriptor& policy : Catalog::builtIn().policies()) {
        const std::string& name = policy.element.name;
        if (policy.maxPerDocument == 1)
            checkRepeats(root, name, "the document", sink);
        for (const Section section : kSections) {
            const Node* node = root.child(toString(section));
            if (node == nullptr)
                continue;
            const bool isForward = name == "forward-request" && section == Section::Backend;
            if (policy.maxPerSection == 1 || isForward)
                checkRepeats(*node, name, toString(section), sink);
        }
    }
}

// --- variables ---

/// Names of the variables that a statement sets through any of its attributes.
std::vector<std::string> variablesSet(const Node& node)
{
    std::vector<std::string> names;
    const auto add = [&](std::string_view attributeName) {
        const Attribute* attribute = node.attribute(attributeName);
        if (attribute != nullptr && !attribute->isExpression)
            names.push_back(attribute->value);
    };
    if (node.name == "set-variable")
        add("name");
    if (node.name == "validate-graphql-request")
        names.emplace_back(kGraphQlErrors);
    for (const Attribute& attribute : node.attributes) {
        if (attribute.name.ends_with("variable-name"))
            add(attribute.name);
    }
    return names;
}

/// Every variable that a document of the workspace other than `ownFile` sets.
std::set<std::string> variablesSetElsewhere(const Workspace& workspace, const std::string& ownFile)
{
    std::set<std::string> names;
    const auto scan = [&](const PolicySource& source) {
        if (source.file == ownFile)
            return;
        const Document document = Document::parse(source.text, source.file);
        for (const Node& node : document.nodes())
            forEachElement(node, [&](const Node& element) {
                for (std::string& name : variablesSet(element))
                    names.insert(std::move(name));
            });
    };
    const auto scanOptional = [&](const std::optional<PolicySource>& source) {
        if (source)
            scan(*source);
    };
    scanOptional(workspace.policy);
    for (const Product& product : workspace.products)
        scanOptional(product.policy);
    for (const ServiceWorkspace& inner : workspace.serviceWorkspaces)
        scanOptional(inner.policy);
    for (const PolicyFragment& fragment : workspace.fragments)
        scan(fragment.policy);
    for (const Api& api : workspace.apis) {
        scanOptional(api.policy);
        for (const Operation& operation : api.operations)
            scanOptional(operation.policy);
    }
    return names;
}

class VariableChecker
{
public:
    VariableChecker(const Node& root, const ValidationContext& context, FindingSink& sink)
        : m_root(root)
        , m_context(context)
        , m_sink(sink)
    {
        forEachElement(root, [&](const Node& node) {
            for (std::string& name : variablesSet(node))
                m_setSomewhere.insert(std::move(name));
        });
    }

    void check()
    {
        if (m_root.name == "fragment") {
            // It runs where it is included: without a workspace nothing is known of what was set.
            if (m_context.workspace != nullptr)
                walk(m_root);
            return;
        }
        for (const Section section : kSections) {
            const Node* node = m_root.child(toString(section));
            if (node == nullptr)
                continue;
            // An error may come at any time: a handler may hope for all that is set somewhere.
            if (section == Section::OnError)
                m_set.insert(m_setSomewhere.begin(), m_setSomewhere.end());
            walk(*node);
        }
    }

private:
    void walk(const Node& parent)
    {
        for (const Node& child : parent.children) {
            if (child.isExpression)
                read(child.expressionRange, child.text);
            if (child.kind != NodeKind::Element)
                continue;
            // retry runs its children before it looks at its condition.
            if (child.name != "retry")
                readAttributes(child);
            m_mayBeSetElsewhere
                = m_mayBeSetElsewhere || child.name == "base" || child.name == "include-fragment";
            walkGuarded(child);
            if (child.name == "retry")
                readAttributes(child);
            for (std::string& name : variablesSet(child))
                m_set.insert(std::move(name));
        }
    }

    /// Below a condition that asks whether a variable exists it may be read.
    void walkGuarded(const Node& node)
    {
        const Attribute* const condition
            = node.name == "when" ? node.attribute("condition") : nullptr;
        if (condition == nullptr)
            return walk(node);
        std::vector<std::string> added;
        for (std::string& name : variablesAskedAbout(condition->value)) {
            if (m_set.insert(name).second)
                added.push_back(std::move(name));
        }
        walk(node);
        for (const std::string& name : added)
            m_set.erase(name);
    }

    void readAttributes(const Node& node)
    {
        for (const Attribute& attribute : node.attributes) {
            if (attribute.isExpression)
                read(attribute.expressionRange, attribute.value);
        }
    }

    void read(TextRange range, std::string_view source)
    {
        for (const std::string& name : variablesRead(source)) {
            if (m_set.contains(name) || !m_reported.insert(name).second)
                continue;
            if (isSetElsewhere(name))
                continue;
            if (m_setSomewhere.contains(name))
                m_sink.warning(
                    range, "GL2305",
                    fmt::format("The variable \"{}\" is read here, but set only further down.",
                                name));
            else if (m_context.workspace != nullptr)
                m_sink.warning(
                    range, "GL2306",
                    fmt::format("No policy of the workspace sets the variable \"{}\".", name));
            else if (!m_mayBeSetElsewhere)
                m_sink.warning(
                    range, "GL2306",
                    fmt::format("No statement before this sets the variable \"{}\".", name));
        }
    }

    /// Whether another document of the workspace sets it. Only asked when an expression reads a
    /// variable that is not set yet.
    bool isSetElsewhere(const std::string& name)
    {
        if (m_context.workspace == nullptr)
            return false;
        if (!m_variablesElsewhere)
            m_variablesElsewhere
                = variablesSetElsewhere(*m_context.workspace, m_sink.document().file());
        return m_variablesElsewhere->contains(name);
    }

    const Node& m_root;
    const ValidationContext& m_context;
    FindingSink& m_sink;
    std::set<std::string> m_setSomewhere;
    std::set<std::string> m_set;
    std::set<std::string> m_reported;
    std::optional<std::set<std::string>> m_variablesElsewhere;
    bool m_mayBeSetElsewhere = false;
};

} // namespace

void checkFlow(const Node& root, const ValidationContext& context, FindingSink& sink)
{
    for (const Section section : kSections) {
        if (const Node* node = root.child(toString(section)))
            checkReachability(*node, sink);
    }
    if (root.name == "fragment")
        checkReachability(root, sink);
    checkRepeats(root, sink);
    const Node* backend = root.child(toString(Section::Backend));
    const Node* inbound = root.child(toString(Section::Inbound));
    const bool isReached = inbound == nullptr || !holdsEnd(*inbound);
    const bool mayForward = backend == nullptr || !isReached
        || holdsAny(*backend,
                    {"base", "forward-request", "include-fragment", "return-response",
                     "mock-response", "set-graphql-resolver", "send-request"});
    if (!mayForward)
        sink.warning(
            tagName(*backend), "GL2302",
            "The backend section forwards nothing: the answer is an empty 200. Add <base /> or "
            "<forward-request />.");
    VariableChecker(root, context, sink).check();
}

} // namespace gatelens::policy
