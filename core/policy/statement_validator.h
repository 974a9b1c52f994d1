#pragma once

#include "core/policy/finding_sink.h"
#include "core/policy/validator.h"

namespace gatelens::policy {

/// Where statements stand.
struct StatementPlace
{
    std::optional<Section> section; ///< nullopt in fragments and snippets
    bool isFragment = false;
    bool isNested = false; ///< below another statement
    const ElementDescriptor* container = nullptr; ///< when it holds only some statements
};

/// Checks statements one by one: names, sections, scopes, attributes, children, text, references.
class StatementValidator
{
public:
    StatementValidator(FindingSink& sink, const ValidationContext& context)
        : m_sink(sink)
        , m_context(context)
    {
    }

    /// The statements that are the children of `parent`.
    void validateStatements(const Node& parent, const StatementPlace& place);

    /// One statement.
    void validateStatement(const Node& node, const StatementPlace& place);

private:
    void validateElement(const Node& node, const ElementDescriptor& element,
                         const StatementPlace& place);
    void validateBase(const Node& node, const StatementPlace& place);
    void checkPlace(const Node& node, const PolicyDescriptor& policy, const StatementPlace& place);
    void checkScope(const Node& node, const PolicyDescriptor& policy);
    void checkUnknown(const Node& node);

    void checkAttributes(const Node& node, const ElementDescriptor& element);
    void checkAttribute(const Node& node, const Attribute& attribute,
                        const AttributeDescriptor& descriptor);
    /// A value that is only wrong because a deployment tool still has to fill it in.
    void reportPlaceholder(TextRange range);
    void checkRequired(const Node& node, const ElementDescriptor& element);
    void checkChildren(const Node& node, const ElementDescriptor& element,
                       const StatementPlace& place);
    void checkOccurrences(const Node& node, const ElementDescriptor& element);
    void checkText(const Node& node, const ElementDescriptor& element);
    void checkAddressText(const Node& node);
    void checkStrayText(const Node& node);

    /// Returns the expression's static type, "" when it is not sure.
    std::string checkExpression(TextRange raw, std::string_view source);
    void checkIsBoolean(const Attribute& attribute, std::string_view resultType);
    void checkNamedValues(std::string_view text, std::size_t offset);
    void checkReferences(const Node& node);
    void checkCertificate(const Node& node);

    FindingSink& m_sink;
    const ValidationContext& m_context;
    bool m_isInTemplate = false; ///< the element around says that texts are Liquid templates
};

} // namespace gatelens::policy
