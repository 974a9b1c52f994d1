#pragma once

#include "core/base/result.h"

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

/// How faithfully the local gateway runs a policy.
enum class LocalLevel
{
    Full,
    Emulated,
    Recorded
};

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
    bool hasText = false;
    bool isTextExpressionAllowed = false;
};

/// One statement of resources/policy-catalog.json.
struct PolicyDescriptor
{
    ElementDescriptor element;
    std::string title;
    std::string category;
    std::vector<Section> sections;
    std::vector<Scope> scopes;
    std::vector<std::string> allowedInside;
    LocalLevel local = LocalLevel::Full;
    std::string localNote; ///< with what stand-in, or what is recorded
    std::optional<int> maxPerSection;
    std::optional<int> maxPerDocument;
    std::string example; ///< source text of a typical use
};

/// The descriptor table: what every statement is, for validation, the designer's forms and
/// completion.
class Catalog
{
public:
    /// The catalog compiled into the program.
    [[nodiscard]] static const Catalog& builtIn();

    [[nodiscard]] static Result<Catalog> parse(std::string_view json);

    [[nodiscard]] const PolicyDescriptor* find(std::string_view element) const;
    [[nodiscard]] std::span<const PolicyDescriptor> policies() const { return m_policies; }

private:
    std::vector<PolicyDescriptor> m_policies;
};

} // namespace gatelens::policy
