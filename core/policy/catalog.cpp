#include "core/policy/catalog.h"

#include "core/policy/templates.h"
#include "resources/resources.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <functional>
#include <map>

namespace gatelens::policy {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 4> kSectionNames{"inbound", "backend", "outbound",
                                                        "on-error"};
constexpr std::array<std::string_view, 5> kScopeNames{"global", "workspace", "product", "api",
                                                      "operation"};
constexpr std::array<std::string_view, 3> kLevelNames{"full", "emulated", "recorded"};

/// Reads members of one JSON object; a member of another type counts as absent.
class Members
{
public:
    explicit Members(const json::object& object)
        : m_object(object)
    {
    }

    [[nodiscard]] std::string text(std::string_view name) const
    {
        const json::value* value = m_object.if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                      : std::string();
    }

    [[nodiscard]] bool flag(std::string_view name) const
    {
        const json::value* value = m_object.if_contains(name);
        return value != nullptr && value->is_bool() && value->get_bool();
    }

    [[nodiscard]] std::optional<double> number(std::string_view name) const
    {
        const json::value* value = m_object.if_contains(name);
        if (value == nullptr || !value->is_number())
            return std::nullopt;
        return value->to_number<double>();
    }

    [[nodiscard]] const json::array& array(std::string_view name) const
    {
        static const json::array kEmpty;
        const json::value* value = m_object.if_contains(name);
        return value != nullptr && value->is_array() ? value->get_array() : kEmpty;
    }

    [[nodiscard]] const json::object* object(std::string_view name) const
    {
        const json::value* value = m_object.if_contains(name);
        return value == nullptr ? nullptr : value->if_object();
    }

    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const
    {
        std::vector<std::string> texts;
        for (const json::value& value : array(name)) {
            if (value.is_string())
                texts.emplace_back(value.get_string());
        }
        return texts;
    }

    [[nodiscard]] const json::value* value(std::string_view name) const
    {
        return m_object.if_contains(name);
    }

private:
    const json::object& m_object;
};

/// The default as attribute text: true, 30, or the string itself.
std::optional<std::string> defaultText(const json::value* value)
{
    if (value == nullptr || value->is_null())
        return std::nullopt;
    if (value->is_string())
        return std::string(value->get_string());
    return json::serialize(*value);
}

AttributeDescriptor readAttribute(const json::object& object)
{
    const Members members(object);
    AttributeDescriptor attribute;
    attribute.name = members.text("name");
    attribute.type = members.text("type");
    attribute.isRequired = members.flag("required");
    attribute.defaultValue = defaultText(members.value("default"));
    attribute.values = members.texts("enum");
    attribute.isExpressionAllowed = members.flag("expressionAllowed");
    attribute.description = members.text("description");
    attribute.min = members.number("min");
    attribute.max = members.number("max");
    attribute.requiredWhen = members.text("requiredWhen");
    attribute.isUndocumented = members.flag("undocumented");
    return attribute;
}

std::vector<AttributeDescriptor> readAttributes(const json::array& array)
{
    std::vector<AttributeDescriptor> attributes;
    for (const json::value& value : array) {
        if (const json::object* object = value.if_object())
            attributes.push_back(readAttribute(*object));
    }
    return attributes;
}

void readText(const Members& members, ElementDescriptor& element)
{
    const json::object* object = members.object("text");
    if (object == nullptr)
        return;
    const Members text(*object);
    element.hasText = true;
    element.textType = text.text("type");
    element.isTextRequired = text.flag("required");
    element.isTextExpressionAllowed = text.flag("expressionAllowed");
    element.textDescription = text.text("description");
}

void readContainer(const Members& members, ElementDescriptor& element)
{
    const json::value* container = members.value("policyContainer");
    if (container == nullptr || container->is_null())
        return;
    element.holdsPolicies = true;
    element.heldPolicies = members.texts("policyContainer");
}

/// Entries of the file by name, for children that only refer to one.
using Entries = std::map<std::string, const json::object*, std::less<>>;

ElementDescriptor readElement(const json::object& object, std::string_view nameMember,
                              const Entries& entries)
{
    const Members members(object);
    ElementDescriptor element;
    element.name = members.text(nameMember);
    element.description = members.text("description");
    element.attributes = readAttributes(members.array("attributes"));
    readText(members, element);
    readContainer(members, element);
    element.isForeignMarkup = members.flag("raw");
    for (const json::value& value : members.array("children")) {
        if (const json::object* child = value.if_object())
            element.children.push_back(readElement(*child, "name", entries));
    }
    const auto referred = entries.find(members.text("ref"));
    if (referred != entries.end()) {
        ElementDescriptor target = readElement(*referred->second, "element", entries);
        element.attributes = std::move(target.attributes);
        element.children = std::move(target.children);
        element.hasText = target.hasText;
        element.isTextRequired = target.isTextRequired;
        element.isTextExpressionAllowed = target.isTextExpressionAllowed;
        element.textType = std::move(target.textType);
        element.textDescription = std::move(target.textDescription);
    }
    element.isRequired = members.number("minOccurs").value_or(0) > 0;
    const json::value* maxOccurs = members.value("maxOccurs");
    element.isRepeatable
        = maxOccurs != nullptr && (maxOccurs->is_null() || members.number("maxOccurs") > 1);
    return element;
}

std::vector<Section> readSections(const Members& members, std::string_view name)
{
    std::vector<Section> sections;
    for (const std::string& text : members.texts(name)) {
        if (const auto section = parseSection(text))
            sections.push_back(*section);
    }
    return sections;
}

std::optional<int> readCount(const Members& members, std::string_view name)
{
    const auto number = members.number(name);
    return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

constexpr std::array<std::string_view, 13> kGroups{
    "Access",       "Limits",         "Authentication to backend",
    "Routing",      "Transformation", "Control",
    "Calls",        "Caching",        "Validation",
    "Cross-domain", "Logging",        "AI gateway",
    "GraphQL"};

/// Groups of statements that their category does not give.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kGroupOf{{
    {"authentication-basic", "Authentication to backend"},
    {"authentication-certificate", "Authentication to backend"},
    {"authentication-managed-identity", "Authentication to backend"},
    {"rewrite-uri", "Routing"},
    {"redirect-content-urls", "Routing"},
    {"jsonp", "Transformation"},
    {"return-response", "Control"},
    {"mock-response", "Control"},
    {"log-to-eventhub", "Logging"},
    {"llm-content-safety", "AI gateway"},
    {"llm-token-limit", "AI gateway"},
    {"llm-emit-token-metric", "AI gateway"},
    {"llm-semantic-cache-lookup", "AI gateway"},
    {"llm-semantic-cache-store", "AI gateway"},
    {"set-graphql-resolver", "GraphQL"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kGroupOfCategory{{
    {"Rate limiting and quotas", "Limits"},
    {"Authentication and authorization", "Access"},
    {"Content validation", "Validation"},
    {"Routing", "Routing"},
    {"Caching", "Caching"},
    {"Transformation", "Transformation"},
    {"Cross-domain", "Cross-domain"},
    {"Integration and external communication", "Calls"},
    {"Logging", "Logging"},
    {"GraphQL resolvers", "GraphQL"},
    {"Policy control and flow", "Control"},
}};

std::string groupOf(const PolicyDescriptor& policy)
{
    if (policy.name.starts_with("azure-openai-"))
        return "AI gateway";
    for (const auto& [name, group] : kGroupOf) {
        if (policy.name == name)
            return std::string(group);
    }
    for (const auto& [category, group] : kGroupOfCategory) {
        if (policy.category == category)
            return std::string(group);
    }
    return policy.category;
}

PolicyDescriptor readPolicy(const json::object& object, const Entries& entries,
                            const std::vector<AttributeDescriptor>& common)
{
    const Members members(object);
    PolicyDescriptor policy;
    policy.name = members.text("name");
    policy.element = readElement(object, "element", entries);
    for (const AttributeDescriptor& attribute : common) {
        if (policy.element.attribute(attribute.name) == nullptr)
            policy.element.attributes.push_back(attribute);
    }
    policy.title = members.text("title");
    policy.category = members.text("category");
    policy.group = groupOf(policy);
    policy.status = members.text("status");
    policy.sections = readSections(members, "sections");
    policy.sectionsAlso = readSections(members, "sectionsAlso");
    for (const std::string& text : members.texts("scopes")) {
        if (const auto scope = parseScope(text))
            policy.scopes.push_back(*scope);
    }
    policy.allowedInside = members.texts("allowedInside");
    policy.maxPerSection = readCount(members, "maxPerSection");
    policy.maxPerDocument = readCount(members, "maxPerDocument");
    policy.constraints = members.texts("constraints");
    policy.notes = members.texts("notes");
    if (const json::object* local = members.object("local")) {
        const Members localMembers(*local);
        const auto level
            = std::find(kLevelNames.begin(), kLevelNames.end(), localMembers.text("level"));
        if (level != kLevelNames.end())
            policy.local = static_cast<LocalLevel>(level - kLevelNames.begin());
        policy.localNote = localMembers.text("how");
    }
    policy.example = templateFor(policy);
    return policy;
}

template<class T>
const T* findByName(const std::vector<T>& all, std::string_view name)
{
    const auto found
        = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

std::string_view toString(Section section)
{
    return kSectionNames.at(static_cast<std::size_t>(section));
}

std::string_view toString(Scope scope) { return kScopeNames.at(static_cast<std::size_t>(scope)); }

std::string_view toString(LocalLevel level)
{
    return kLevelNames.at(static_cast<std::size_t>(level));
}

std::optional<Section> parseSection(std::string_view name)
{
    const auto found = std::find(kSectionNames.begin(), kSectionNames.end(), name);
    if (found == kSectionNames.end())
        return std::nullopt;
    return static_cast<Section>(found - kSectionNames.begin());
}

std::optional<Scope> parseScope(std::string_view name)
{
    const auto found = std::find(kScopeNames.begin(), kScopeNames.end(), name);
    if (found == kScopeNames.end())
        return std::nullopt;
    return static_cast<Scope>(found - kScopeNames.begin());
}

const AttributeDescriptor* ElementDescriptor::attribute(std::string_view attributeName) const
{
    return findByName(attributes, attributeName);
}

const ElementDescriptor* ElementDescriptor::child(std::string_view childName) const
{
    return findByName(children, childName);
}

bool PolicyDescriptor::isAllowedIn(Section section) const
{
    return std::find(sections.begin(), sections.end(), section) != sections.end();
}

bool PolicyDescriptor::isAllowedAt(Scope scope) const
{
    return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

const Catalog& Catalog::builtIn()
{
    static const Catalog kCatalog = [] {
        auto parsed = parse(resources::find("policy-catalog.json").value_or(std::string_view()));
        assert(parsed.has_value() && "the catalog compiled into the program is well-formed");
        return std::move(*parsed);
    }();
    return kCatalog;
}

Result<Catalog> Catalog::parse(std::string_view json)
{
    boost::system::error_code error;
    const json::value document = json::parse(json, error);
    if (error || !document.is_object())
        return Error{ErrorCode::Malformed,
                     fmt::format("The policy catalog is not a JSON object: {}.", error.message()),
                     {}};
    const Members root(document.get_object());
    Entries entries;
    for (const json::value& value : root.array("policies")) {
        if (const json::object* object = value.if_object())
            entries.emplace(Members(*object).text("name"), object);
    }
    const std::vector<AttributeDescriptor> common = readAttributes(root.array("commonAttributes"));
    Catalog catalog;
    for (const json::value& value : root.array("policies")) {
        if (const json::object* object = value.if_object())
            catalog.m_policies.push_back(readPolicy(*object, entries, common));
    }
    for (const PolicyDescriptor& policy : catalog.m_policies) {
        auto& categories = catalog.m_categories;
        if (std::find(categories.begin(), categories.end(), policy.category) == categories.end())
            categories.push_back(policy.category);
    }
    return catalog;
}

std::span<const std::string_view> Catalog::groups() { return kGroups; }

const PolicyDescriptor* Catalog::find(std::string_view element) const
{
    const auto found
        = std::find_if(m_policies.begin(), m_policies.end(), [&](const PolicyDescriptor& policy) {
              return policy.element.name == element;
          });
    return found == m_policies.end() ? nullptr : &*found;
}

std::vector<const PolicyDescriptor*> Catalog::findAll(std::string_view element) const
{
    std::vector<const PolicyDescriptor*> forms;
    for (const PolicyDescriptor& policy : m_policies) {
        if (policy.element.name == element)
            forms.push_back(&policy);
    }
    return forms;
}

} // namespace gatelens::policy
