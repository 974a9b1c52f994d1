#include "core/policy/statement_rules.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <vector>

namespace gatelens::policy {

namespace {

struct Exclusion
{
    std::string_view element;
    std::array<std::string_view, 3> attributes;
};

constexpr std::array<Exclusion, 5> kExclusions{{
    {"set-backend-service", {"base-url", "backend-id", ""}},
    {"forward-request", {"timeout", "timeout-ms", ""}},
    {"authentication-certificate", {"thumbprint", "certificate-id", ""}},
    {"validate-jwt", {"header-name", "query-parameter-name", "token-value"}},
    {"send-service-bus-message", {"queue-name", "topic-name", ""}},
}};

void checkExclusions(const Node& node, FindingSink& sink)
{
    for (const Exclusion& exclusion : kExclusions) {
        if (exclusion.element != node.name)
            continue;
        const Attribute* first = nullptr;
        for (const std::string_view name : exclusion.attributes) {
            const Attribute* attribute = name.empty() ? nullptr : node.attribute(name);
            if (attribute != nullptr && first != nullptr)
                sink.error(attribute->nameRange, "GL2212",
                           fmt::format("\"{}\" and \"{}\" of <{}> exclude each other.", first->name,
                                       attribute->name, node.name));
            else if (attribute != nullptr)
                first = attribute;
        }
    }
}

bool hasLiteral(const Node& node, std::string_view attributeName, std::string_view value)
{
    const Attribute* attribute = node.attribute(attributeName);
    return attribute != nullptr && attribute->value == value;
}

/// set-header and set-query-parameter need a value unless they delete.
void checkValueChildren(const Node& node, FindingSink& sink)
{
    const Attribute* action = node.attribute("exists-action");
    const bool isUnknown = action != nullptr
        && (action->isExpression || action->value.find("{{") != std::string::npos);
    if (isUnknown || hasLiteral(node, "exists-action", "delete") || node.child("value") != nullptr)
        return;
    sink.warning(tagName(node), "GL2213",
                 fmt::format("<{}> needs a <value>, or exists-action=\"delete\".", node.name));
}

void checkRequestChildren(const Node& node, FindingSink& sink)
{
    if (hasLiteral(node, "mode", "copy"))
        return;
    for (const std::string_view child : {"set-url", "set-method"}) {
        if (node.child(child) == nullptr)
            sink.warning(tagName(node), "GL2214",
                         fmt::format("<{}> needs a <{}> unless mode=\"copy\".", node.name, child));
    }
}

/// The windows of quota-by-key last 300 seconds at least; 0 is one window without an end.
void checkQuotaPeriod(const Node& node, FindingSink& sink)
{
    const Attribute* period = node.attribute("renewal-period");
    if (period == nullptr || period->isExpression)
        return;
    int seconds = 0;
    const char* const end = period->value.data() + period->value.size();
    const auto [stop, error] = std::from_chars(period->value.data(), end, seconds);
    if (error == std::errc() && stop == end && seconds > 0 && seconds < 300)
        sink.error(
            period->valueRange, "GL2206",
            fmt::format("\"renewal-period\" is {}, but must be 0 or at least 300.", seconds));
}

} // namespace

bool isConditionMet(std::string_view requiredWhen, const Node& node)
{
    const bool isAbsence = requiredWhen.ends_with(" absent");
    if (!isAbsence && !requiredWhen.ends_with(" given"))
        return false;
    std::string_view names = requiredWhen.substr(0, requiredWhen.rfind(' '));
    while (!names.empty()) {
        const std::size_t end = names.find(" and ");
        const std::string_view name = names.substr(0, end);
        if (name.find(' ') != std::string_view::npos)
            return false;
        const bool isPresent = node.attribute(name) != nullptr;
        if (isPresent == isAbsence)
            return false;
        names = end == std::string_view::npos ? std::string_view() : names.substr(end + 5);
    }
    return true;
}

void checkStatementRules(const Node& node, FindingSink& sink)
{
    checkExclusions(node, sink);
    if (node.name == "set-header" || node.name == "set-query-parameter")
        checkValueChildren(node, sink);
    else if (node.name == "send-request" || node.name == "send-one-way-request")
        checkRequestChildren(node, sink);
    else if (node.name == "quota-by-key")
        checkQuotaPeriod(node, sink);
    else if (node.name == "ip-filter" && node.childElements().empty())
        sink.error(tagName(node), "GL2208", "<ip-filter> needs an <address> or <address-range>.");
}

} // namespace gatelens::policy
