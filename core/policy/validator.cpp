#include "core/policy/validator.h"

#include "core/base/nearest_name.h"
#include "core/policy/finding_sink.h"
#include "core/policy/flow_checker.h"
#include "core/policy/statement_validator.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::policy {

namespace {

constexpr std::size_t kWarnBytes = 256 * 1024;

class DocumentValidator
{
public:
    DocumentValidator(const Document& document, const ValidationContext& context)
        : m_document(document)
        , m_context(context)
        , m_sink(document)
        , m_statements(m_sink, context)
    {
    }

    Findings validate()
    {
        if (const Node* root = m_document.root())
            validateRoot(*root);
        if (m_document.text().size() > kWarnBytes)
            m_sink.warning({0, 0}, "GL2009",
                           "The document is larger than the 256 KiB that are documented.");
        return m_sink.take();
    }

private:
    void validateRoot(const Node& root)
    {
        const bool mayBePolicies = m_context.role != DocumentRole::Fragment;
        const bool mayBeFragment = m_context.role != DocumentRole::Policy;
        if (root.name == "policies" && mayBePolicies)
            validatePolicies(root);
        else if (root.name == "fragment" && mayBeFragment)
            validateFragment(root);
        else if (m_context.role == DocumentRole::Unknown)
            validateSnippet();
        else
            m_sink.error(tagName(root), "GL2001",
                         fmt::format("The root element must be <{}>, not <{}>.",
                                     mayBePolicies ? "policies" : "fragment", root.name));
    }

    void validatePolicies(const Node& root)
    {
        static const std::vector<std::string_view> kNames{"inbound", "backend", "outbound",
                                                          "on-error"};
        std::vector<std::string_view> seen;
        for (const Node* child : root.childElements()) {
            const auto section = parseSection(child->name);
            if (!section) {
                m_sink.error(
                    tagName(*child), "GL2004",
                    Catalog::builtIn().find(child->name) != nullptr
                        ? fmt::format("<{}> must stand in a section: inbound, backend, outbound or "
                                      "on-error.",
                                      child->name)
                        : fmt::format("<{}> is no section.{}", child->name,
                                      didYouMean(child->name, kNames)));
                continue;
            }
            if (std::find(seen.begin(), seen.end(), child->name) != seen.end())
                m_sink.error(tagName(*child), "GL2005",
                             fmt::format("The section <{}> stands twice.", child->name));
            seen.push_back(child->name);
            m_statements.validateStatements(*child, {section, false, false, nullptr});
        }
        checkOneRoot(root);
        checkFlow(root, m_context, m_sink);
    }

    void checkOneRoot(const Node& root)
    {
        for (const Node& node : m_document.nodes()) {
            if (node.kind == NodeKind::Element && &node != &root)
                m_sink.error(tagName(node), "GL2003",
                             fmt::format("<{}> stands outside the root element.", node.name));
        }
    }

    void validateFragment(const Node& root)
    {
        m_statements.validateStatements(root, {m_context.fragmentSection, true, false, nullptr});
        checkOneRoot(root);
        checkFlow(root, m_context, m_sink);
    }

    /// Sections, statements or a resolver without a root around them, as people share them.
    void validateSnippet()
    {
        for (const Node& node : m_document.nodes()) {
            if (node.kind != NodeKind::Element)
                continue;
            if (const auto section = parseSection(node.name)) {
                m_statements.validateStatements(node, {section, false, false, nullptr});
            } else if (Catalog::builtIn().find(node.name) != nullptr) {
                m_statements.validateStatement(node, {});
            } else {
                m_sink.error(
                    tagName(node), "GL2001",
                    fmt::format("A policy document begins with <policies> or <fragment>, not <{}>.",
                                node.name));
                return;
            }
        }
        m_sink.information(
            tagName(*m_document.root()), "GL2002",
            "This is a part of a policy document: there is no <policies> around it.");
    }

    const Document& m_document;
    const ValidationContext& m_context;
    FindingSink m_sink;
    StatementValidator m_statements;
};

} // namespace

Findings FindingSink::take()
{
    std::stable_sort(m_findings.begin(), m_findings.end(),
                     [](const Finding& left, const Finding& right) {
                         return std::pair(left.position.line, left.position.column)
                             < std::pair(right.position.line, right.position.column);
                     });
    return std::move(m_findings);
}

Findings validate(const Document& document, const ValidationContext& context)
{
    return DocumentValidator(document, context).validate();
}

} // namespace gatelens::policy
