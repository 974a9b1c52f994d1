#include "core/policy/statement_builder.h"

#include "core/base/whitespace.h"
#include "core/policy/expression_scanner.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::policy {

namespace {

/// True when an element's content is markup that the catalog does not know: a SOAP envelope in a
/// body, a stylesheet.
bool holdsForeignMarkup(const Node& node, const ElementDescriptor* descriptor)
{
    if (descriptor == nullptr || !descriptor->hasText)
        return false;
    return std::any_of(node.children.begin(), node.children.end(), [&](const Node& child) {
        return child.kind == NodeKind::Element && descriptor->child(child.name) == nullptr;
    });
}

/// What double braces in the text of `node` are. The element around may say it for its children.
BraceMeaning bracesIn(const Node& node, const Node& parent)
{
    return node.isLiquidTemplate() || (parent.isLiquidTemplate() && &node != &parent)
        ? BraceMeaning::Other
        : BraceMeaning::None;
}

} // namespace

std::string pathSegment(const Node& parent, const Node& node)
{
    std::size_t index = 0;
    std::size_t count = 0;
    for (const Node& sibling : parent.children) {
        if (sibling.kind != NodeKind::Element || sibling.name != node.name)
            continue;
        ++count;
        if (&sibling == &node)
            index = count;
    }
    return count > 1 ? fmt::format("{}[{}]", node.name, index) : node.name;
}

StatementBuilder::StatementBuilder(const Document& document, const Workspace& workspace,
                                   const NamedValueResolver& namedValues, Findings& findings,
                                   Expand expand)
    : m_document(document)
    , m_workspace(workspace)
    , m_namedValues(namedValues)
    , m_findings(findings)
    , m_expand(std::move(expand))
{
}

std::vector<Statement> StatementBuilder::build(const Node& parent, const BuildPlace& place) const
{
    std::vector<Statement> statements;
    for (const Node* node : parent.childElements()) {
        BuildPlace own = place;
        own.path += (own.path.empty() ? "" : "/") + pathSegment(parent, *node);
        if (m_expand(*node, own, statements))
            continue;
        const PolicyDescriptor* policy = Catalog::builtIn().find(node->name);
        statements.push_back(
            buildElement(parent, *node, policy == nullptr ? nullptr : &policy->element, place));
    }
    return statements;
}

Statement StatementBuilder::buildRoot(const Node& root, const BuildPlace& place) const
{
    const PolicyDescriptor* policy = Catalog::builtIn().find(root.name);
    return buildElement(root, root, policy == nullptr ? nullptr : &policy->element, place);
}

Statement StatementBuilder::buildElement(const Node& parent, const Node& node,
                                         const ElementDescriptor* descriptor,
                                         const BuildPlace& place) const
{
    Statement statement;
    statement.name = node.name;
    for (const Attribute& attribute : node.attributes)
        statement.attributes.push_back(buildAttribute(attribute));
    BuildPlace own = place;
    own.path += (own.path.empty() ? "" : "/") + pathSegment(parent, node);
    const StatementAttribute* id = statement.attribute("id");
    statement.origin = {place.scope,      place.scopeId,
                        place.fragmentId, m_document.positionOf(node.range.begin),
                        own.path,         id == nullptr ? std::string() : id->value};
    if (descriptor != nullptr && descriptor->isForeignMarkup) {
        statement.text
            = substitute(m_document.textIn(node.range), BraceMeaning::None, node.range.begin);
        statement.textPosition = statement.origin.position;
        return statement;
    }
    readText(parent, node, descriptor, statement);
    if (!holdsForeignMarkup(node, descriptor))
        statement.children = buildChildren(node, descriptor, own);
    return statement;
}

std::vector<Statement> StatementBuilder::buildChildren(const Node& node,
                                                       const ElementDescriptor* descriptor,
                                                       const BuildPlace& place) const
{
    if (descriptor != nullptr && descriptor->holdsPolicies)
        return build(node, place);
    std::vector<Statement> children;
    for (const Node* child : node.childElements()) {
        const ElementDescriptor* known
            = descriptor == nullptr ? nullptr : descriptor->child(child->name);
        BuildPlace own = place;
        own.path += "/" + pathSegment(node, *child);
        // In resolvers the catalog lists include-fragment among the children of an element.
        const bool mayStandForOthers = known == nullptr || child->name == "include-fragment";
        const bool isReplaced = mayStandForOthers && m_expand(*child, own, children);
        if (!isReplaced)
            children.push_back(buildElement(node, *child, known, place));
    }
    return children;
}

StatementAttribute StatementBuilder::buildAttribute(const Attribute& attribute) const
{
    StatementAttribute result;
    result.name = attribute.name;
    const TextRange range
        = attribute.isExpression ? attribute.expressionRange : attribute.valueRange;
    result.position = m_document.positionOf(range.begin);
    result.value = substitute(attribute.value,
                              attribute.isExpression ? BraceMeaning::Other : BraceMeaning::None,
                              range.begin);
    // A named value may itself be an expression.
    result.isExpression = isWholeExpression(result.value);
    if (result.isExpression)
        result.value = std::string(trimmed(result.value));
    return result;
}

void StatementBuilder::readText(const Node& parent, const Node& node,
                                const ElementDescriptor* descriptor, Statement& statement) const
{
    const TextRange content = node.contentRange();
    statement.textPosition = m_document.positionOf(content.begin);
    if (holdsForeignMarkup(node, descriptor)) {
        statement.text
            = substitute(m_document.textIn(content), bracesIn(node, parent), content.begin);
        return;
    }
    if (const Node* expression = node.textExpression()) {
        statement.text
            = substitute(expression->text, BraceMeaning::Other, expression->expressionRange.begin);
        statement.textPosition = m_document.positionOf(expression->expressionRange.begin);
    } else {
        statement.text = substitute(node.innerText(), bracesIn(node, parent), content.begin);
    }
    statement.isTextExpression = isWholeExpression(statement.text);
    if (statement.isTextExpression)
        statement.text = std::string(trimmed(statement.text));
}

std::string StatementBuilder::substitute(std::string_view text, BraceMeaning braces,
                                         std::size_t offset) const
{
    if (text.find("{{") == std::string_view::npos)
        return std::string(text);
    Substitution result = substituteNamedValues(text, braces, m_workspace, m_namedValues);
    const auto report = [&](const NamedValueReference& reference, FindingSeverity severity,
                            std::string_view code, std::string message) {
        m_findings.push_back({m_document.positionOf(offset + reference.range.begin),
                              static_cast<std::uint32_t>(reference.range.size()), severity,
                              std::string(code), std::move(message)});
    };
    for (const NamedValueReference& reference : result.unknown)
        report(reference, FindingSeverity::Error, "GL3001",
               fmt::format("There is no named value \"{}\".", reference.name));
    for (const NamedValueReference& reference : result.withoutValue) {
        const NamedValue* named = m_workspace.findNamedValue(reference.name);
        report(reference, FindingSeverity::Warning, "GL3002",
               fmt::format("The secret \"{}\" has no value here; name its source under "
                           "secrets.namedValues.{} of gatelens.json.",
                           reference.name, named == nullptr ? reference.name : named->id));
    }
    return std::move(result.text);
}

} // namespace gatelens::policy
