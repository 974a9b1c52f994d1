#include "proxy/gateway/policies/dimensions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gatelens::proxy {

namespace {

struct DefaultDimension
{
    std::string_view name;
    std::string (*value)(const expression::PolicyContext&);
};

template<auto member>
std::string idOf(const expression::PolicyContext& facts)
{
    const auto* entity = facts.*member;
    return entity == nullptr ? std::string() : entity->id;
}

constexpr auto kDefaults = std::to_array<DefaultDimension>({
    {"API ID", idOf<&expression::PolicyContext::api>},
    {"Operation ID", idOf<&expression::PolicyContext::operation>},
    {"Product ID", idOf<&expression::PolicyContext::product>},
    {"User ID", idOf<&expression::PolicyContext::user>},
    {"Subscription ID", idOf<&expression::PolicyContext::subscription>},
    {"Backend ID", idOf<&expression::PolicyContext::backend>},
    {"Location",
     [](const expression::PolicyContext& facts) {
         return facts.deployment == nullptr ? std::string() : facts.deployment->region;
     }},
    {"Gateway ID",
     [](const expression::PolicyContext& facts) {
         return facts.deployment == nullptr ? std::string() : facts.deployment->gatewayId;
     }},
});

const DefaultDimension* findDefault(std::string_view name)
{
    const auto* const found
        = std::find_if(kDefaults.begin(), kDefaults.end(),
                       [name](const DefaultDimension& entry) { return entry.name == name; });
    return found == kDefaults.end() ? nullptr : found;
}

} // namespace

Dimensions::Dimensions(const policy::Statement& statement, Compilation& compilation)
{
    for (const policy::Statement* child : childrenNamed(statement, "dimension")) {
        StatementReader reader(*child, compilation);
        Dimension dimension{reader.requiredText("name"), reader.text("value")};
        const bool isNamed = dimension.name.isLiteral();
        if (isNamed && !dimension.value.isPresent() && !isDefaultDimension(dimension.name.source()))
            compilation.error(
                reader.position(), "GL6002",
                fmt::format("The dimension '{}' needs a value; only API ID, Operation "
                            "ID, Product ID, User ID, Subscription ID, Location and "
                            "Gateway ID have one of their own",
                            dimension.name.source()));
        m_dimensions.push_back(std::move(dimension));
    }
}

PolicyResult<Properties> Dimensions::evaluate(Execution& execution) const
{
    Properties properties;
    properties.reserve(m_dimensions.size());
    for (const Dimension& dimension : m_dimensions) {
        PolicyResult<std::string> name = dimension.name.text(execution);
        if (!name)
            return name.error();
        if (dimension.value.isPresent()) {
            PolicyResult<std::string> value = dimension.value.text(execution);
            if (!value)
                return value.error();
            properties.emplace_back(std::move(*name), std::move(*value));
        } else {
            std::string value = defaultDimension(execution.context, *name).value_or("");
            properties.emplace_back(std::move(*name), std::move(value));
        }
    }
    return properties;
}

std::optional<std::string> defaultDimension(const ExchangeContext& context, std::string_view name)
{
    const DefaultDimension* found = findDefault(name);
    return found == nullptr ? std::nullopt : std::optional(found->value(context.facts));
}

bool isDefaultDimension(std::string_view name) { return findDefault(name) != nullptr; }

} // namespace gatelens::proxy
