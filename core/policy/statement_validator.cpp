#include "core/policy/statement_validator.h"

#include "core/base/nearest_name.h"
#include "core/message/header_list.h"
#include "core/policy/deployment_placeholder.h"
#include "core/policy/expression_source.h"
#include "core/policy/named_values.h"
#include "core/policy/statement_rules.h"
#include "core/policy/value_checker.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace gatelens::policy {

namespace {

constexpr std::string_view kWhitespace = " \t\r\n";

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(kWhitespace) == std::string_view::npos;
}

std::vector<std::string_view> statementNames()
{
    std::vector<std::string_view> names;
    names.reserve(Catalog::builtIn().policies().size());
    for (const PolicyDescriptor& policy : Catalog::builtIn().policies())
        names.push_back(policy.element.name);
    return names;
}

template<class Named>
std::vector<std::string_view> namesOf(const std::vector<Named>& all)
{
    std::vector<std::string_view> names;
    names.reserve(all.size());
    for (const Named& one : all)
        names.push_back(one.name);
    return names;
}

bool contains(const std::vector<Section>& sections, Section section)
{
    return std::find(sections.begin(), sections.end(), section) != sections.end();
}

std::string join(const std::vector<Section>& sections)
{
    std::vector<std::string_view> names;
    names.reserve(sections.size());
    for (const Section section : sections)
        names.push_back(toString(section));
    return fmt::format("{}", fmt::join(names, ", "));
}

/// True when the content is markup the catalog does not describe: a body that is XML.
bool holdsForeignMarkup(const Node& node, const ElementDescriptor& element)
{
    return element.isForeignMarkup
        || (element.hasText
            && std::any_of(node.children.begin(), node.children.end(), [&](const Node& child) {
                   return child.kind == NodeKind::Element && element.child(child.name) == nullptr;
               }));
}

/// Attributes that the reference asks for, but without which documents are in use.
bool isOmittedInUse(const Node& node, std::string_view attribute)
{
    struct Omission
    {
        std::string_view element;
        std::string_view attribute;
    };
    static constexpr std::array<Omission, 6> kOmissions{{
        {"set-status", "reason"},
        {"check-header", "ignore-case"},
        {"azure-openai-token-limit", "estimate-prompt-tokens"},
        {"llm-token-limit", "estimate-prompt-tokens"},
        {"api", "renewal-period"}, // of quota and rate-limit: that of the statement
        {"operation", "renewal-period"},
    }};
    return std::any_of(kOmissions.begin(), kOmissions.end(), [&](const Omission& omission) {
        return omission.element == node.name && omission.attribute == attribute;
    });
}

/// The form of a statement that fits its attributes: set-backend-service has two.
const PolicyDescriptor& formOf(const Node& node, const std::vector<const PolicyDescriptor*>& forms)
{
    const auto fits = [&](const PolicyDescriptor* policy) {
        return std::all_of(node.attributes.begin(), node.attributes.end(),
                           [&](const Attribute& attribute) {
                               return policy->element.attribute(attribute.name) != nullptr;
                           });
    };
    const auto found = std::find_if(forms.begin(), forms.end(), fits);
    return found == forms.end() ? *forms.front() : **found;
}

} // namespace

void StatementValidator::validateStatements(const Node& parent, const StatementPlace& place)
{
    for (const Node& node : parent.children) {
        if (node.kind == NodeKind::Element)
            validateStatement(node, place);
    }
    checkStrayText(parent);
}

void StatementValidator::validateStatement(const Node& node, const StatementPlace& place)
{
    if (node.name == "base") {
        validateBase(node, place);
        return;
    }
    const std::vector<const PolicyDescriptor*> forms = Catalog::builtIn().findAll(node.name);
    if (forms.empty()) {
        checkUnknown(node);
        return;
    }
    const PolicyDescriptor& policy = formOf(node, forms);
    checkPlace(node, policy, place);
    checkScope(node, policy);
    validateElement(node, policy.element, place);
    checkStatementRules(node, m_sink);
    checkReferences(node);
}

void StatementValidator::validateBase(const Node& node, const StatementPlace& place)
{
    if (place.isFragment)
        m_sink.error(tagName(node), "GL2011", "<base /> is not allowed in a fragment.");
    else if (place.isNested)
        m_sink.warning(
            tagName(node), "GL2012",
            "<base /> below another statement is expanded here only; API Management may refuse "
            "it.");
}

void StatementValidator::checkUnknown(const Node& node)
{
    if (const auto section = parseSection(node.name)) {
        m_sink.error(tagName(node), "GL2004",
                     fmt::format("The section <{}> must stand directly in <policies>.", node.name));
        return;
    }
    m_sink.error(tagName(node), "GL2101",
                 fmt::format("<{}> is no policy statement.{}", node.name,
                             didYouMean(node.name, statementNames())));
}

void StatementValidator::checkPlace(const Node& node, const PolicyDescriptor& policy,
                                    const StatementPlace& place)
{
    if (place.container != nullptr) {
        const auto& held = place.container->heldPolicies;
        if (!held.empty() && std::find(held.begin(), held.end(), node.name) == held.end())
            m_sink.error(tagName(node), "GL2106",
                         fmt::format("<{}> is not allowed in <{}>; allowed are {}.", node.name,
                                     place.container->name, fmt::join(held, ", ")));
    }
    if (!place.section || policy.isAllowedIn(*place.section))
        return;
    if (contains(policy.sectionsAlso, *place.section)) {
        m_sink.information(tagName(node), "GL2103",
                           fmt::format("<{}> in {} works, but the reference allows it only in {}.",
                                       node.name, toString(*place.section), join(policy.sections)));
        return;
    }
    if (policy.sections.empty())
        m_sink.error(tagName(node), "GL2102",
                     fmt::format("<{}> is not allowed in a section; it belongs into a resolver.",
                                 node.name));
    else
        m_sink.error(tagName(node), "GL2102",
                     fmt::format("<{}> is not allowed in {}, only in {}.", node.name,
                                 toString(*place.section), join(policy.sections)));
}

void StatementValidator::checkScope(const Node& node, const PolicyDescriptor& policy)
{
    if (!m_context.scope || policy.scopes.empty() || policy.isAllowedAt(*m_context.scope))
        return;
    std::vector<std::string_view> scopes;
    for (const Scope scope : policy.scopes)
        scopes.push_back(toString(scope));
    // The pages that the catalog comes from are not all of one age; workspaces are the newest
    // scope.
    const auto severity
        = *m_context.scope == Scope::Workspace ? FindingSeverity::Warning : FindingSeverity::Error;
    m_sink.report(tagName(node), severity, "GL2104",
                  fmt::format("<{}> is not allowed at {} scope, only at {}.", node.name,
                              toString(*m_context.scope), fmt::join(scopes, ", ")));
}

void StatementValidator::validateElement(const Node& node, const ElementDescriptor& element,
                                         const StatementPlace& place)
{
    if (element.isForeignMarkup)
        return; // a stylesheet has rules of its own
    checkAttributes(node, element);
    checkRequired(node, element);
    if (holdsForeignMarkup(node, element))
        return;
    checkText(node, element);
    const bool isAroundTemplate = m_isInTemplate;
    m_isInTemplate = node.isLiquidTemplate() && !element.hasText;
    checkChildren(node, element, place);
    m_isInTemplate = isAroundTemplate;
}

// --- attributes ---

void StatementValidator::checkAttributes(const Node& node, const ElementDescriptor& element)
{
    for (const Attribute& attribute : node.attributes) {
        if (const AttributeDescriptor* descriptor = element.attribute(attribute.name)) {
            checkAttribute(node, attribute, *descriptor);
            continue;
        }
        if (attribute.name == "xmlns" || attribute.name.find(':') != std::string::npos)
            continue;
        m_sink.warning(attribute.nameRange, "GL2201",
                       fmt::format("<{}> has no attribute \"{}\".{}", node.name, attribute.name,
                                   didYouMean(attribute.name, namesOf(element.attributes))));
        if (attribute.isExpression)
            checkExpression(attribute.expressionRange, attribute.value);
    }
}

void StatementValidator::checkAttribute(const Node& node, const Attribute& attribute,
                                        const AttributeDescriptor& descriptor)
{
    if (attribute.isExpression) {
        if (!descriptor.isExpressionAllowed)
            m_sink.warning(attribute.valueRange, "GL2207",
                           fmt::format("\"{}\" of <{}> is documented to take no expression.",
                                       attribute.name, node.name));
        const std::string type = checkExpression(attribute.expressionRange, attribute.value);
        if (descriptor.type == "bool")
            checkIsBoolean(attribute, type);
        return;
    }
    checkNamedValues(attribute.value, attribute.valueRange.begin);
    if (!findNamedValues(attribute.value).empty())
        return;
    const auto problem = checkValue(descriptor, attribute.value);
    if (!problem)
        return;
    if (holdsPlaceholder(attribute.value)) {
        reportPlaceholder(attribute.valueRange);
        return;
    }
    const auto severity = problem->isCertain ? FindingSeverity::Error : FindingSeverity::Warning;
    m_sink.report(attribute.valueRange, severity, problem->code, problem->message);
}

void StatementValidator::reportPlaceholder(TextRange range)
{
    m_sink.warning(range, "GL2215",
                   fmt::format("\"{}\" looks like a placeholder that a deployment tool fills in; "
                               "as it stands, the policy is refused.",
                               m_sink.document().textIn(range)));
}

void StatementValidator::checkRequired(const Node& node, const ElementDescriptor& element)
{
    std::vector<std::string_view> alternatives;
    for (const AttributeDescriptor& attribute : element.attributes) {
        if (node.attribute(attribute.name) != nullptr)
            continue;
        if (attribute.isRequired)
            m_sink.report(
                tagName(node),
                isOmittedInUse(node, attribute.name) ? FindingSeverity::Warning
                                                     : FindingSeverity::Error,
                "GL2202",
                fmt::format("<{}> needs the attribute \"{}\".", node.name, attribute.name));
        else if (isConditionMet(attribute.requiredWhen, node))
            alternatives.push_back(attribute.name);
    }
    // Without any of the three, validate-azure-ad-token reads the Authorization header.
    if (!alternatives.empty() && node.name != "validate-azure-ad-token")
        m_sink.error(tagName(node), "GL2203",
                     fmt::format("<{}> needs the attribute \"{}\".", node.name,
                                 fmt::join(alternatives, "\" or \"")));
}

// --- content ---

void StatementValidator::checkChildren(const Node& node, const ElementDescriptor& element,
                                       const StatementPlace& place)
{
    StatementPlace inner = place;
    inner.isNested = true;
    inner.container = nullptr;
    if (element.holdsPolicies) {
        inner.container = &element;
        validateStatements(node, inner);
        return;
    }
    for (const Node* child : node.childElements()) {
        if (const ElementDescriptor* descriptor = element.child(child->name)) {
            validateElement(*child, *descriptor, inner);
            checkStatementRules(*child, m_sink);
            checkReferences(*child);
        } else if (child->name == "include-fragment") {
            checkReferences(*child);
        } else {
            m_sink.warning(tagName(*child), "GL2107",
                           fmt::format("<{}> holds no <{}>.{}", node.name, child->name,
                                       didYouMean(child->name, namesOf(element.children))));
        }
    }
    checkOccurrences(node, element);
}

void StatementValidator::checkOccurrences(const Node& node, const ElementDescriptor& element)
{
    const bool mayComeFromFragment = node.child("include-fragment") != nullptr;
    for (const ElementDescriptor& child : element.children) {
        const auto children = node.childElements();
        const auto isChild = [&](const Node* one) { return one->name == child.name; };
        const auto first = std::find_if(children.begin(), children.end(), isChild);
        if (first == children.end()) {
            // Older forms of a statement have text in place of children: <trace>text</trace>.
            const auto severity
                = isBlank(node.innerText()) ? FindingSeverity::Error : FindingSeverity::Warning;
            if (child.isRequired && !mayComeFromFragment)
                m_sink.report(tagName(node), severity, "GL2208",
                              fmt::format("<{}> needs a <{}>.", node.name, child.name));
            continue;
        }
        const auto second = std::find_if(std::next(first), children.end(), isChild);
        if (!child.isRepeatable && second != children.end())
            m_sink.report(tagName(**second),
                          holdsDirective(node.innerText()) ? FindingSeverity::Warning
                                                           : FindingSeverity::Error,
                          "GL2209",
                          fmt::format("<{}> holds only one <{}>.", node.name, child.name));
    }
}

void StatementValidator::checkText(const Node& node, const ElementDescriptor& element)
{
    if (!element.hasText) {
        if (!element.holdsPolicies)
            checkStrayText(node);
        return;
    }
    if (const Node* expression = node.textExpression()) {
        if (!element.isTextExpressionAllowed)
            m_sink.warning(
                expression->expressionRange, "GL2207",
                fmt::format("The text of <{}> is documented to take no expression.", node.name));
        checkExpression(expression->expressionRange, expression->text);
        return;
    }
    // The double braces of Liquid are its own.
    const bool isLiquid = m_isInTemplate || node.isLiquidTemplate();
    for (const Node& child : node.children) {
        if (child.kind == NodeKind::Text && !isLiquid)
            checkNamedValues(m_sink.document().textIn(child.range), child.range.begin);
    }
    if (element.textType == "ip-address")
        checkAddressText(node);
    // An empty value of a header is odd, but a value; a URL or a method must be there.
    const bool isCertain = node.name == "set-url" || node.name == "set-method";
    if (element.isTextRequired && isBlank(node.innerText()) && node.childElements().empty())
        m_sink.report(tagName(node), isCertain ? FindingSeverity::Error : FindingSeverity::Warning,
                      "GL2211", fmt::format("<{}> needs text.", node.name));
}

void StatementValidator::checkAddressText(const Node& node)
{
    const std::string text = node.innerText();
    if (isBlank(text) || !findNamedValues(text).empty() || holdsPlaceholder(text))
        return;
    if (const auto problem = checkIpAddress(text))
        m_sink.report(tagName(node),
                      problem->isCertain ? FindingSeverity::Error : FindingSeverity::Warning,
                      problem->code, problem->message);
}

void StatementValidator::checkStrayText(const Node& node)
{
    for (const Node& child : node.children) {
        const bool isText = child.kind == NodeKind::Text || child.kind == NodeKind::CData;
        if (!isText || isBlank(child.text))
            continue;
        if (!findNamedValues(child.text).empty())
            m_sink.warning(
                child.range, "GL2008",
                "A named value in place of a statement is not supported; write the statement.");
        else
            m_sink.warning(child.range, "GL2210",
                           fmt::format("Text in <{}> has no meaning.", node.name));
    }
}

// --- expressions and references ---

/// A text is taken as a bool when it says true or false; a number, a date or an object never is.
void StatementValidator::checkIsBoolean(const Attribute& attribute, std::string_view resultType)
{
    static constexpr std::array<std::string_view, 26> kNeverBoolean{
        "Byte",   "SByte",  "Int16",          "UInt16",        "Int32",  "UInt32",    "Int64",
        "UInt64", "Single", "Double",         "Decimal",       "Char",   "DateTime",  "TimeSpan",
        "Guid",   "Uri",    "DateTimeOffset", "JObject",       "JArray", "XDocument", "XElement",
        "Jwt",    "Regex",  "Match",          "StringBuilder", "Void"};
    if (resultType == "String")
        m_sink.warning(attribute.valueRange, "GL2216",
                       fmt::format("The expression of \"{}\" gives a text: unless that is \"true\" "
                                   "or \"false\", the statement fails.",
                                   attribute.name));
    else if (std::find(kNeverBoolean.begin(), kNeverBoolean.end(), resultType)
             != kNeverBoolean.end())
        m_sink.error(attribute.valueRange, "GL2216",
                     fmt::format("The expression of \"{}\" gives a value of type {}, which is "
                                 "never true or false.",
                                 attribute.name, resultType));
}

std::string StatementValidator::checkExpression(TextRange raw, std::string_view source)
{
    const ExpressionSource mapped
        = prepareExpression(m_sink.document().textIn(raw), source, m_context.workspace);
    for (const NamedValueReference& unknown : mapped.unknownNamedValues)
        m_sink.error({raw.begin + unknown.range.begin, raw.begin + unknown.range.end}, "GL3001",
                     fmt::format("There is no named value \"{}\".", unknown.name));
    if (!m_context.checkExpression || !mapped.canBeCompiled)
        return {};
    const LineIndex lines(mapped.text);
    std::vector<TextRange> placeholders = findPlaceholders(mapped.text);
    CheckedExpression checked = m_context.checkExpression(mapped.text);
    for (const Finding& finding : checked.findings) {
        const std::size_t offset = finding.position.line == 0
            ? 0
            : lines.offsetOf(finding.position.line, finding.position.column);
        const auto rawRange = [&](TextRange range) {
            const std::size_t begin = raw.begin + mapped.rawOffset(range.begin);
            return TextRange{begin, std::max(begin, raw.begin + mapped.rawOffset(range.end))};
        };
        const auto placeholder
            = std::find_if(placeholders.begin(), placeholders.end(),
                           [&](const TextRange& range) { return range.contains(offset); });
        if (placeholder != placeholders.end()) {
            reportPlaceholder(rawRange(*placeholder));
            continue;
        }
        m_sink.report(rawRange({offset, offset + finding.length}), finding.severity,
                      finding.code.empty() ? std::string("GL5000") : finding.code, finding.message);
    }
    const bool isSure = placeholders.empty() && findNamedValues(source).empty();
    return isSure ? std::move(checked.resultType) : std::string();
}

void StatementValidator::checkNamedValues(std::string_view text, std::size_t offset)
{
    if (m_context.workspace == nullptr)
        return;
    for (const NamedValueReference& reference : findNamedValues(text)) {
        if (m_context.workspace->findNamedValue(reference.name) == nullptr)
            m_sink.error({offset + reference.range.begin, offset + reference.range.end}, "GL3001",
                         fmt::format("There is no named value \"{}\".", reference.name));
    }
}

/// Azure has certificates that a workspace does not hold; here they come from gatelens.json.
void StatementValidator::checkCertificate(const Node& node)
{
    const bool isStatement = node.name == "authentication-certificate";
    const Attribute* id = node.attribute("certificate-id");
    if (id == nullptr && isStatement)
        id = node.attribute("thumbprint");
    if (id == nullptr || id->isExpression || !findNamedValues(id->value).empty())
        return;
    const auto& known = m_context.workspace->local.certificates;
    const bool isKnown = std::any_of(known.begin(), known.end(), [&](const auto& entry) {
        return equalsIgnoringCase(entry.first, id->value);
    });
    // A workspace that names none is perhaps only checked here, never served.
    if (!isKnown)
        m_sink.report(
            id->valueRange, known.empty() ? FindingSeverity::Information : FindingSeverity::Warning,
            "GL3007",
            fmt::format("The local gateway has no certificate \"{}\": name its file under "
                        "secrets.certificates of gatelens.json.",
                        id->value));
}

void StatementValidator::checkReferences(const Node& node)
{
    if (m_context.workspace == nullptr)
        return;
    if (node.name == "authentication-certificate" || node.name == "key")
        return checkCertificate(node);
    const auto check = [&](std::string_view attributeName, std::string_view code,
                           std::string_view kind, auto exists) {
        const Attribute* attribute = node.attribute(attributeName);
        const bool isLiteral = attribute != nullptr && !attribute->isExpression
            && findNamedValues(attribute->value).empty();
        if (isLiteral && !exists(attribute->value))
            m_sink.error(
                attribute->valueRange, code,
                fmt::format("There is no {} \"{}\" in the workspace.", kind, attribute->value));
    };
    const Workspace& workspace = *m_context.workspace;
    if (node.name == "include-fragment")
        check("fragment-id", "GL3003", "policy fragment",
              [&](const std::string& id) { return workspace.findFragment(id) != nullptr; });
    else if (node.name == "set-backend-service")
        check("backend-id", "GL3005", "backend", [&](const std::string& id) {
            return id == "dapr" || workspace.findBackend(id) != nullptr;
        });
    else if (node.name == "log-to-eventhub")
        check("logger-id", "GL3006", "logger",
              [&](const std::string& id) { return workspace.findLogger(id) != nullptr; });
}

} // namespace gatelens::policy
