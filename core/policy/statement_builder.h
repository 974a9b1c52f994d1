#pragma once

#include "core/policy/effective_policy.h"
#include "core/policy/named_values.h"

#include <functional>
#include <string>
#include <string_view>

namespace gatelens::policy {

/// Where the statements that are being built come from.
struct BuildPlace
{
    Scope scope = Scope::Global;
    std::string scopeId;
    std::string fragmentId;
    std::string path; ///< of the element above, "" at a section or fragment root
};

/// Path of `node` below `parent` in LastError form: "when", or "when[2]" where its name is not
/// unique.
[[nodiscard]] std::string pathSegment(const Node& parent, const Node& node);

/// Turns nodes of one document into statements; named values are substituted on the way.
class StatementBuilder
{
public:
    /// Called for an element that may stand for others (<base/>, <include-fragment/>); true when
    /// it appended what stands in its place.
    using Expand = std::function<bool(const Node& node, const BuildPlace& place,
                                      std::vector<Statement>& statements)>;

    StatementBuilder(const Document& document, const Workspace& workspace,
                     const NamedValueResolver& namedValues, Findings& findings, Expand expand);

    /// The statements of a section, a fragment or another element that holds statements.
    [[nodiscard]] std::vector<Statement> build(const Node& parent, const BuildPlace& place) const;

    /// The root element itself as a statement: the data source of a resolver document.
    [[nodiscard]] Statement buildRoot(const Node& root, const BuildPlace& place) const;

private:
    [[nodiscard]] Statement buildElement(const Node& parent, const Node& node,
                                         const ElementDescriptor* descriptor,
                                         const BuildPlace& place) const;
    [[nodiscard]] std::vector<Statement> buildChildren(const Node& node,
                                                       const ElementDescriptor* descriptor,
                                                       const BuildPlace& place) const;
    [[nodiscard]] StatementAttribute buildAttribute(const Attribute& attribute) const;
    void readText(const Node& parent, const Node& node, const ElementDescriptor* descriptor,
                  Statement& statement) const;
    [[nodiscard]] std::string substitute(std::string_view text, BraceMeaning braces,
                                         std::size_t offset) const;

    const Document& m_document;
    const Workspace& m_workspace;
    const NamedValueResolver& m_namedValues;
    Findings& m_findings;
    Expand m_expand;
};

} // namespace gatelens::policy
