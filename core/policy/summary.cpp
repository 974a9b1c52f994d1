#include "core/policy/summary.h"

#include "core/base/whitespace.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gatelens::policy {

namespace {

constexpr std::size_t kLongest = 80;
constexpr std::string_view kEllipsis = "…";

/// White space runs become one blank.
std::string onOneLine(std::string_view text)
{
    std::string line;
    for (const char c : text) {
        const bool isBlank = kWhitespace.find(c) != std::string_view::npos;
        if (!isBlank)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    if (!line.empty() && line.back() == ' ')
        line.pop_back();
    return line;
}

/// At most `count` characters of UTF-8.
std::string cut(const std::string& text, std::size_t count)
{
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool isContinuation = (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
        if (!isContinuation && ++characters > count)
            return text.substr(0, at) + std::string(kEllipsis);
    }
    return text;
}

bool isNamePart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
        || c == '.' || c == '"';
}

/// "context." stands in nearly every expression and tells nothing.
std::string withoutContext(std::string line)
{
    constexpr std::string_view kContext = "context.";
    for (std::size_t at = line.find(kContext); at != std::string::npos;
         at = line.find(kContext, at + 1)) {
        if (at == 0 || !isNamePart(line[at - 1]))
            line.erase(at, kContext.size());
    }
    return line;
}

/// What is inside "@(…)"; of a block "{…}".
std::string shown(std::string_view value, bool isExpression)
{
    if (!isExpression)
        return onOneLine(value);
    if (value.starts_with("@("))
        return withoutContext(onOneLine(value.substr(2, value.size() - 3)));
    return "{" + std::string(kEllipsis) + "}";
}

std::string attribute(const Node& node, std::string_view name)
{
    const Attribute* found = node.attribute(name);
    return found == nullptr ? std::string() : shown(found->value, found->isExpression);
}

std::string text(const Node& node)
{
    if (const Node* expression = node.textExpression())
        return shown(expression->text, true);
    std::string inner = onOneLine(node.innerText());
    if (inner.empty() && !node.childElements().empty())
        inner = fmt::format("<{}{}>", node.childElements().front()->name, kEllipsis);
    return inner;
}

std::string childText(const Node& node, std::string_view name)
{
    const Node* child = node.child(name);
    return child == nullptr ? std::string() : text(*child);
}

/// `first`, and `second` behind `separator` when there is one.
std::string joined(std::string first, std::string_view separator, std::string_view second)
{
    if (second.empty())
        return first;
    if (first.empty())
        return std::string(second);
    first += separator;
    first += second;
    return first;
}

std::size_t countChildren(const Node& node, std::string_view name)
{
    const auto children = node.childElements();
    return static_cast<std::size_t>(std::count_if(
        children.begin(), children.end(), [&](const Node* child) { return child->name == name; }));
}

/// "1 address", "3 addresses".
std::string counted(std::size_t count, std::string_view one, std::string_view many)
{
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string limit(const Node& node)
{
    std::string amount = attribute(node, "calls");
    if (const std::string bandwidth = attribute(node, "bandwidth"); !bandwidth.empty())
        amount = joined(amount, " + ", bandwidth + " KB");
    std::string line = fmt::format("{} / {} s", amount, attribute(node, "renewal-period"));
    const bool isByKey = node.name.ends_with("-by-key");
    return line + " per "
        + (isByKey ? attribute(node, "counter-key") : std::string("subscription"));
}

std::string header(const Node& node)
{
    const std::string name = attribute(node, "name");
    const std::string action = attribute(node, "exists-action");
    if (action == "delete")
        return "delete " + name;
    std::string value = childText(node, "value");
    const std::size_t more = countChildren(node, "value");
    if (more > 1)
        value += fmt::format(" (+{})", more - 1);
    std::string line = joined(name, ": ", value);
    return action.empty() || action == "override" ? line : fmt::format("{} ({})", line, action);
}

std::string request(const Node& node)
{
    const std::string method = childText(node, "set-method");
    const std::string variable = attribute(node, "response-variable-name");
    return joined(joined(method, " ", childText(node, "set-url")), " → ", variable);
}

std::string backendService(const Node& node)
{
    for (const char* name : {"backend-id", "base-url", "sf-service-instance-name"}) {
        if (const std::string value = attribute(node, name); !value.empty())
            return "→ " + value;
    }
    return {};
}

std::string token(const Node& node)
{
    for (const char* name : {"header-name", "query-parameter-name", "token-value"}) {
        if (const std::string value = attribute(node, name); !value.empty())
            return value;
    }
    return attribute(node, "tenant-id");
}

std::string response(const Node& node)
{
    if (const Node* status = node.child("set-status"))
        return joined(attribute(*status, "code"), " ", attribute(*status, "reason"));
    const std::string variable = attribute(node, "response-variable-name");
    return variable.empty() ? std::string("200") : variable;
}

std::string condition(const Node& node)
{
    const std::size_t branches = countChildren(node, "when");
    const Node* first = node.child("when");
    const std::string line
        = first == nullptr ? std::string() : "when " + attribute(*first, "condition");
    return branches > 1 ? fmt::format("{} (+{})", line, branches - 1) : line;
}

std::string timeout(const Node& node)
{
    if (const std::string seconds = attribute(node, "timeout"); !seconds.empty())
        return "timeout " + seconds + " s";
    const std::string milliseconds = attribute(node, "timeout-ms");
    return milliseconds.empty() ? std::string() : "timeout " + milliseconds + " ms";
}

std::string addresses(const Node& node)
{
    return fmt::format("{} {}", attribute(node, "action"),
                       counted(node.childElements().size(), "address", "addresses"));
}

std::string origins(const Node& node)
{
    const Node* list = node.child("allowed-origins");
    if (list == nullptr)
        return {};
    const std::size_t count = countChildren(*list, "origin");
    return count == 1 ? childText(*list, "origin") : counted(count, "origin", "origins");
}

/// Statements that take more than an attribute to tell.
struct Special
{
    std::string_view name;
    std::string (*summary)(const Node&);
};

constexpr std::array kSpecial{
    Special{"rate-limit", limit},
    Special{"rate-limit-by-key", limit},
    Special{"quota", limit},
    Special{"quota-by-key", limit},
    Special{"set-header", header},
    Special{"set-query-parameter", header},
    Special{"check-header", header},
    Special{"send-request", request},
    Special{"send-one-way-request", request},
    Special{"set-backend-service", backendService},
    Special{"validate-jwt", token},
    Special{"validate-azure-ad-token", token},
    Special{"return-response", response},
    Special{"choose", condition},
    Special{"forward-request", timeout},
    Special{"ip-filter", addresses},
    Special{"cors", origins},
    Special{"set-body", text},
    Special{"set-method", text},
    Special{
        "log-to-eventhub",
        [](const Node& node) { return joined(attribute(node, "logger-id"), ": ", text(node)); }},
    Special{"set-variable",
            [](const Node& node) {
                return joined(attribute(node, "name"), " = ", attribute(node, "value"));
            }},
    Special{"set-status",
            [](const Node& node) {
                return joined(attribute(node, "code"), " ", attribute(node, "reason"));
            }},
    Special{"find-and-replace",
            [](const Node& node) {
                return joined(attribute(node, "from"), " → ", attribute(node, "to"));
            }},
    Special{"cache-lookup-value",
            [](const Node& node) {
                return joined(attribute(node, "key"), " → ", attribute(node, "variable-name"));
            }},
    Special{"retry",
            [](const Node& node) {
                return fmt::format("up to {} × while {}", attribute(node, "count"),
                                   attribute(node, "condition"));
            }},
    Special{"trace",
            [](const Node& node) {
                return joined(attribute(node, "source"), ": ", childText(node, "message"));
            }},
    Special{"emit-metric",
            [](const Node& node) {
                return joined(attribute(node, "name"), " = ", attribute(node, "value"));
            }},
    Special{"limit-concurrency",
            [](const Node& node) {
                return joined(attribute(node, "max-count"), " at once per ",
                              attribute(node, "key"));
            }},
    Special{"mock-response",
            [](const Node& node) {
                return joined(attribute(node, "status-code"), " ", attribute(node, "content-type"));
            }},
};

/// The attributes that say most, for every other statement.
constexpr std::array<std::string_view, 14> kTelling{
    "name",      "fragment-id", "template", "key",    "duration",       "condition",   "for",
    "tenant-id", "resource",    "username", "action", "certificate-id", "counter-key", "url"};

} // namespace

std::string summaryOf(const Node& statement)
{
    for (const Special& special : kSpecial) {
        if (special.name == statement.name)
            return cut(special.summary(statement), kLongest);
    }
    for (const std::string_view name : kTelling) {
        if (const std::string value = attribute(statement, name); !value.empty())
            return cut(name == "duration" ? value + " s" : value, kLongest);
    }
    return {};
}

} // namespace gatelens::policy
