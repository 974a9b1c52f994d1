#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/header_edit.h"
#include "proxy/gateway/policies/ip_range.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gatelens::proxy {

namespace {

class CheckHeader final : public Step
{
public:
    CheckHeader(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_name = reader.requiredText("name");
        m_statusCode = reader.integer("failed-check-httpcode", 401);
        m_message = reader.text("failed-check-error-message");
        m_ignoresCase = reader.boolean("ignore-case", false);
        for (const policy::Statement* value : childrenNamed(statement, "value"))
            m_values.push_back(StatementReader(*value, compilation).innerTextTrimmed());
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> name = m_name.text(execution);
        if (!name)
            return name.error();
        const std::vector<std::string_view> given
            = valuesOf(execution.context.request.headers, *name);
        if (given.empty())
            return fail(
                execution, "HeaderNotFound",
                fmt::format("Header {} was not found in the request. Access denied.", *name));
        const PolicyResult<bool> ignoresCase = m_ignoresCase.boolean(execution);
        if (!ignoresCase)
            return ignoresCase.error();
        const PolicyResult<std::vector<std::string>> wanted = evaluateValues(execution, m_values);
        if (!wanted)
            return wanted.error();
        const bool isAccepted = wanted->empty()
            || std::any_of(given.begin(), given.end(), [&](std::string_view value) {
                                    return isListed(value, *wanted, *ignoresCase);
                                });
        if (isAccepted) {
            noteAccepted(execution, *name);
            return Next::Continue;
        }
        const std::string value
            = execution.context.request.headers.joined(*name).value_or(std::string());
        return fail(
            execution, "HeaderValueNotAllowed",
            fmt::format("Header {} value of {} is not allowed. Access denied.", *name, value));
    }

private:
    /// As Azure's trace tells it.
    static void noteAccepted(Execution& execution, const std::string& name)
    {
        if (!execution.isTraced())
            return;
        execution.summarize("Header validated.");
        execution.step->extra["header"]
            = {{"name", name},
               {"value", execution.context.request.headers.joined(name).value_or(std::string())}};
    }

    static std::vector<std::string_view> valuesOf(const HeaderList& headers,
                                                  const std::string& name)
    {
        std::vector<std::string_view> values;
        for (const std::string_view line : headers.all(name)) {
            if (isMultiLineHeader(name)) {
                if (!trimmed(line).empty())
                    values.push_back(trimmed(line));
                continue;
            }
            for (const std::string_view part : splitTrimmed(line, ','))
                values.push_back(part);
        }
        return values;
    }

    static bool isListed(std::string_view value, const std::vector<std::string>& wanted,
                         bool ignoresCase)
    {
        return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& candidate) {
            return ignoresCase ? equalsIgnoringCase(candidate, value) : candidate == value;
        });
    }

    StepResult fail(Execution& execution, std::string reason, std::string message) const
    {
        const PolicyResult<std::int64_t> statusCode = m_statusCode.integer(execution);
        if (!statusCode)
            return statusCode.error();
        const PolicyResult<std::string> shown = m_message.text(execution);
        if (!shown)
            return shown.error();
        ResponseMessage response
            = errorResponse(static_cast<int>(*statusCode), shown->empty() ? message : *shown);
        return makeFailure(std::move(reason), std::move(message), std::move(response));
    }

    PolicyValue m_name;
    PolicyValue m_statusCode;
    PolicyValue m_message;
    PolicyValue m_ignoresCase;
    std::vector<PolicyValue> m_values;
};

enum class FilterAction
{
    Allow,
    Forbid
};

constexpr std::array<EnumValue<FilterAction>::Name, 2> kFilterActions{{
    {"allow", FilterAction::Allow},
    {"forbid", FilterAction::Forbid},
}};

class IpFilter final : public Step
{
public:
    IpFilter(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        if (!reader.has("action"))
            reader.missing("action");
        m_action = reader.enumeration<FilterAction>("action", kFilterActions, FilterAction::Allow);
        for (const policy::Statement& child : statement.children) {
            StatementReader childReader(child, compilation);
            if (child.name == "address") {
                PolicyValue address = childReader.innerTextTrimmed();
                add(childReader, compilation, address, address);
            } else if (child.name == "address-range") {
                PolicyValue from = childReader.requiredText("from");
                PolicyValue to = childReader.requiredText("to");
                add(childReader, compilation, std::move(from), std::move(to));
            }
        }
        if (m_ranges.empty())
            compilation.error(reader.position(), "GL6002",
                              "<ip-filter> needs at least one address or address-range");
    }

    StepResult run(Execution& execution) const override
    {
        const std::string& caller = execution.context.request.ipAddress;
        const std::optional<IpAddress> address = parseIpAddress(caller);
        if (!address)
            return refuse("FailedToParseCallerIP",
                          "Failed to establish IP address for the caller. Access denied.");
        const PolicyResult<FilterAction> action = m_action.get(execution);
        if (!action)
            return action.error();
        const PolicyResult<bool> isListed = contains(execution, *address);
        if (!isListed)
            return isListed.error();
        if (*action == FilterAction::Allow && !*isListed)
            return refuse(
                "CallerIpNotAllowed",
                fmt::format("Caller IP address {} is not allowed. Access denied.", caller));
        if (*action == FilterAction::Forbid && *isListed)
            return refuse("CallerIpBlocked", "Caller IP address is blocked. Access denied.");
        execution.summarize("{} may pass", caller);
        return Next::Continue;
    }

private:
    struct Range
    {
        PolicyValue from;
        PolicyValue to;
        std::optional<IpAddress> literalFrom;
        std::optional<IpAddress> literalTo;
    };

    void add(StatementReader& reader, Compilation& compilation, PolicyValue from, PolicyValue to)
    {
        Range range;
        for (const auto& [value, parsed] :
             {std::pair(&from, &range.literalFrom), std::pair(&to, &range.literalTo)}) {
            if (!value->isLiteral())
                continue;
            *parsed = parseIpAddress(value->source());
            if (!*parsed)
                compilation.error(
                    reader.position(), "GL6003",
                    fmt::format("<ip-filter>: '{}' is not an IP address", value->source()));
        }
        range.from = std::move(from);
        range.to = std::move(to);
        m_ranges.push_back(std::move(range));
    }

    PolicyResult<bool> contains(Execution& execution, const IpAddress& address) const
    {
        for (const Range& range : m_ranges) {
            std::optional<IpAddress> from = range.literalFrom;
            std::optional<IpAddress> to = range.literalTo;
            if (!from || !to) {
                const PolicyResult<std::string> fromText = range.from.text(execution);
                const PolicyResult<std::string> toText = range.to.text(execution);
                if (!fromText || !toText)
                    return fromText ? toText.error() : fromText.error();
                from = parseIpAddress(*fromText);
                to = parseIpAddress(*toText);
            }
            if (from && to && isBetween(address, *from, *to))
                return true;
        }
        return false;
    }

    /// The client learns only that it is forbidden; LastError has the address.
    static FailurePtr refuse(std::string reason, std::string message)
    {
        return makeFailure(std::move(reason), std::move(message), errorResponse(403, "Forbidden"));
    }

    EnumValue<FilterAction> m_action;
    std::vector<Range> m_ranges;
};

} // namespace

void registerRestrictionPolicies(PolicyRegistry& registry)
{
    registry.add("check-header", compileStep<CheckHeader>);
    registry.add("ip-filter", compileStep<IpFilter>);
}

} // namespace gatelens::proxy
