#pragma once

#include "core/base/result.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::policy {

enum class Section
{
    Inbound,
    Backend,
    Outbound,
    OnError
};
enum class Scope
{
    Global,
    Workspace,
    Product,
    Api,
    Operation
};

[[nodiscard]] std::string_view
toString(Section section); ///< "inbound", "backend", "outbound", "on-error"
[[nodiscard]] std::string_view toString(Scope scope); ///< "global", …
[[nodiscard]] std::optional<Section> parseSection(std::string_view name);
[[nodiscard]] std::optional<Scope> parseScope(std::string_view name);

inline constexpr std::array kSections{Section::Inbound, Section::Backend, Section::Outbound,
                                      Section::OnError};

/// How faithfully the local gateway runs a policy.
enum class LocalLevel
{
    Full,
    Emulated,
    Recorded
};

[[nodiscard]] std::string_view toString(LocalLevel level); ///< "full", "emulated", "recorded"

struct AttributeDescriptor
{
    std::string name;
    std::string type; ///< catalog type: string, int, bool, duration-seconds, header-name, enum, …
    bool isRequired = false;
    std::optional<std::string> defaultValue;
    std::vector<std::string> values; ///< of an enumeration
    bool isExpressionAllowed = false;
    std::string description;
    std::optional<double> min;
    std::optional<double> max;
    std::string requiredWhen; ///< in words; "" when never
    bool isUndocumented = false; ///< accepted, never offered
};

struct ElementDescriptor
{
    std::string name;
    std::string description;
    std::vector<AttributeDescriptor> attributes;
    std::vector<ElementDescriptor> children;
    bool isRequired = false;
    bool isRepeatable = false;
    bool holdsPolicies = false; ///< container of statements
    std::vector<std::string> heldPolicies; ///< which ones; empty: any
    bool hasText = false;
    bool isTextRequired = false;
    bool isTextExpressionAllowed = false;
    std::string textType; ///< catalog type; "" without text
    std::string textDescription;
    bool isForeignMarkup = false; ///< kept as it is: <xsl:stylesheet>

    [[nodiscard]] const AttributeDescriptor* attribute(std::string_view attributeName) const;
    [[nodiscard]] const ElementDescriptor* child(std::string_view childName) const;
};

/// One statement of resources/policy-catalog.json.
struct PolicyDescriptor
{
    std::string
        name; ///< unique; differs from the element's for the Dapr form of set-backend-service
    ElementDescriptor element;
    std::string title;
    std::string category; ///< of the catalog
    std::string group; ///< of palettes, by what one wants to do: "Access", "Limits", …
    std::string status; ///< ga, preview, retired, undocumented
    std::vector<Section> sections;
    std::vector<Section> sectionsAlso; ///< accepted in practice, against the reference
    std::vector<Scope> scopes; ///< empty: only in resolvers
    std::vector<std::string> allowedInside;
    LocalLevel local = LocalLevel::Full;
    std::string localNote; ///< with what stand-in, or what is recorded
    std::optional<int> maxPerSection;
    std::optional<int> maxPerDocument;
    std::vector<std::string> constraints; ///< in words
    std::vector<std::string> notes;
    std::string example; ///< source text of a typical use

    [[nodiscard]] bool isAllowedIn(Section section) const;
    [[nodiscard]] bool isAllowedAt(Scope scope) const;
};

/// The descriptor table: what every statement is, for validation, the designer's forms and
/// completion.
class Catalog
{
public:
    /// The catalog compiled into the program.
    [[nodiscard]] static const Catalog& builtIn();

    [[nodiscard]] static Result<Catalog> parse(std::string_view json);

    /// The statement with that element; null when there is none.
    [[nodiscard]] const PolicyDescriptor* find(std::string_view element) const;
    /// Every form of a statement: set-backend-service has two.
    [[nodiscard]] std::vector<const PolicyDescriptor*> findAll(std::string_view element) const;
    [[nodiscard]] std::span<const PolicyDescriptor> policies() const { return m_policies; }
    /// Categories in the order of the catalog.
    [[nodiscard]] const std::vector<std::string>& categories() const { return m_categories; }
    /// Groups in the order in which palettes show them.
    [[nodiscard]] static std::span<const std::string_view> groups();

private:
    std::vector<PolicyDescriptor> m_policies;
    std::vector<std::string> m_categories;
};

} // namespace gatelens::policy
