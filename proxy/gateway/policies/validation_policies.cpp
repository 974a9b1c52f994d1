#include "proxy/gateway/policies/json_schema.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/text.h"
#include "proxy/gateway/policies/validation_report.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace gatelens::proxy {

namespace {

using ActionValue = EnumValue<ValidationAction>;

ActionValue readAction(StatementReader& reader, std::string_view name, bool isRequired)
{
    if (isRequired && !reader.has(name))
        reader.missing(name);
    return reader.enumeration<ValidationAction>(name, validationActionNames(),
                                                ValidationAction::Ignore);
}

/// Overrides of the action by name: header, parameter, status code.
using ActionByName = std::vector<std::pair<std::string, ActionValue>>;

ActionByName readOverrides(const policy::Statement& parent, std::string_view element,
                           std::string_view nameAttribute, Compilation& compilation)
{
    ActionByName overrides;
    for (const policy::Statement* child : childrenNamed(parent, element)) {
        StatementReader reader(*child, compilation);
        std::string name = reader.requiredLiteral(nameAttribute);
        overrides.emplace_back(std::move(name), readAction(reader, "action", true));
    }
    return overrides;
}

const ActionValue& actionFor(std::string_view name, const ActionByName& overrides,
                             const ActionValue& fallback)
{
    for (const auto& [overridden, action] : overrides) {
        if (equalsIgnoringCase(overridden, name))
            return action;
    }
    return fallback;
}

/// A parameter's text as the JSON value its schema speaks of.
boost::json::value parameterValue(const std::string& text, const std::string& type)
{
    if (type == "integer") {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size())
            return number;
    } else if (type == "number") {
        double number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size())
            return number;
    } else if (type == "boolean" && (text == "true" || text == "false"))
        return text == "true";
    else if (type == "array" || type == "object") {
        boost::system::error_code error;
        boost::json::value parsed = boost::json::parse(text, error);
        if (!error && (parsed.is_array() || parsed.is_object()))
            return parsed;
        boost::json::array list;
        for (const std::string_view part : splitTrimmed(text, ','))
            list.emplace_back(part);
        return list;
    }
    return boost::json::value(text);
}

/// One defined parameter with its schema compiled.
struct ParameterRule
{
    std::string name;
    bool isRequired = false;
    std::string type;
    std::optional<JsonSchema> schema;

    [[nodiscard]] std::optional<std::string> check(const std::string& text) const
    {
        return schema ? schema->check(parameterValue(text, type)) : std::nullopt;
    }
};

std::vector<ParameterRule> compileParameters(const std::vector<Operation::Parameter>& parameters)
{
    std::vector<ParameterRule> rules;
    for (const Operation::Parameter& parameter : parameters) {
        ParameterRule rule{parameter.name, parameter.isRequired, parameter.type, std::nullopt};
        const std::string text = !parameter.schema.empty() ? parameter.schema
            : parameter.type.empty()
            ? std::string()
            : boost::json::serialize(boost::json::object{{"type", parameter.type}});
        if (!text.empty()) {
            if (Result<JsonSchema> schema = JsonSchema::parse(text))
                rule.schema = std::move(*schema);
        }
        rules.push_back(std::move(rule));
    }
    return rules;
}

const ParameterRule* findRule(const std::vector<ParameterRule>& rules, std::string_view name)
{
    const auto found = std::find_if(rules.begin(), rules.end(), [name](const ParameterRule& rule) {
        return equalsIgnoringCase(rule.name, name);
    });
    return found == rules.end() ? nullptr : &*found;
}

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// Checks one kind of parameter (or the headers of a response) against its rules.
struct ParameterCheck
{
    std::string_view type; ///< QueryParameter, PathParameter, RequestHeader, ResponseHeader
    std::string_view noun; ///< "parameter" or "header"
    const std::vector<ParameterRule>& rules;
    const ActionValue& specified;
    const ActionValue& unspecified;
    const ActionByName& overrides;

    PolicyResult<bool> run(Execution& execution, const NamedTexts& given,
                           ValidationReport& report) const
    {
        for (const auto& [name, text] : given) {
            const ParameterRule* rule = findRule(rules, name);
            const PolicyResult<ValidationAction> action
                = actionFor(name, overrides, rule == nullptr ? unspecified : specified)
                      .get(execution);
            if (!action)
                return action.error();
            if (const auto finding = checkOne(name, text, rule)) {
                if (report.add(*finding, *action))
                    return true;
            }
        }
        return checkMissing(execution, given, report);
    }

private:
    [[nodiscard]] bool isResponse() const { return type == "ResponseHeader"; }

    [[nodiscard]] std::optional<ValidationFinding>
    checkOne(const std::string& name, const std::string& text, const ParameterRule* rule) const
    {
        if (rule == nullptr)
            return ValidationFinding{name, std::string(type), "Unspecified",
                                     fmt::format("Unspecified {} {} is not allowed.", noun, name),
                                     isResponse()};
        if (const auto problem = rule->check(text))
            return ValidationFinding{name, std::string(type), "IncorrectMessage",
                                     fmt::format("The {} {} does not conform to its definition. {}",
                                                 noun, name, *problem),
                                     isResponse()};
        return std::nullopt;
    }

    PolicyResult<bool> checkMissing(Execution& execution, const NamedTexts& given,
                                    ValidationReport& report) const
    {
        for (const ParameterRule& rule : rules) {
            const bool isThere = std::any_of(given.begin(), given.end(), [&](const auto& pair) {
                return equalsIgnoringCase(pair.first, rule.name);
            });
            if (!rule.isRequired || isThere)
                continue;
            const PolicyResult<ValidationAction> action
                = actionFor(rule.name, overrides, specified).get(execution);
            if (!action)
                return action.error();
            const ValidationFinding finding{
                rule.name, std::string(type), "IncorrectMessage",
                fmt::format("The required {} {} is missing.", noun, rule.name), isResponse()};
            if (report.add(finding, *action))
                return true;
        }
        return false;
    }
};

class ValidateParameters final : public Step
{
public:
    ValidateParameters(const policy::Statement& statement, Compilation& compilation)
        : m_section(compilation.section())
    {
        StatementReader reader(statement, compilation);
        const ActionValue specified = readAction(reader, "specified-parameter-action", true);
        const ActionValue unspecified = readAction(reader, "unspecified-parameter-action", true);
        m_variable = reader.literal("errors-variable-name");
        const Operation* operation = compilation.plan().operation;
        static const Operation kNone;
        const Operation& defined = operation == nullptr ? kNone : *operation;
        m_headers = readGroup(statement, "headers", compilation, specified, unspecified,
                              defined.headerParameters);
        m_query = readGroup(statement, "query", compilation, specified, unspecified,
                            defined.queryParameters);
        m_path = readGroup(statement, "path", compilation, specified, unspecified,
                           defined.pathParameters);
    }

    StepResult run(Execution& execution) const override
    {
        const RequestMessage& request = execution.context.request;
        ValidationReport report(execution, m_section, m_variable);
        PolicyResult<bool> ended
            = check(execution, "QueryParameter", m_query, queryOf(execution), report);
        if (ended && !*ended)
            ended = check(execution, "PathParameter", m_path, pathOf(request), report);
        if (ended && !*ended)
            ended = check(execution, "RequestHeader", m_headers, headersOfRequest(request), report);
        if (!ended)
            return ended.error();
        return report.finish();
    }

private:
    struct Group
    {
        ActionValue specified;
        ActionValue unspecified;
        ActionByName overrides;
        std::vector<ParameterRule> rules;
    };

    static Group readGroup(const policy::Statement& statement, std::string_view element,
                           Compilation& compilation, const ActionValue& specified,
                           const ActionValue& unspecified,
                           const std::vector<Operation::Parameter>& parameters)
    {
        Group group{specified, unspecified, {}, compileParameters(parameters)};
        const policy::Statement* child = statement.child(element);
        if (child == nullptr)
            return group;
        StatementReader reader(*child, compilation);
        if (reader.has("specified-parameter-action"))
            group.specified = readAction(reader, "specified-parameter-action", false);
        if (reader.has("unspecified-parameter-action"))
            group.unspecified = readAction(reader, "unspecified-parameter-action", false);
        group.overrides = readOverrides(*child, "parameter", "name", compilation);
        return group;
    }

    static PolicyResult<bool> check(Execution& execution, std::string_view type, const Group& group,
                                    const NamedTexts& given, ValidationReport& report)
    {
        return ParameterCheck{
            type, "parameter", group.rules, group.specified, group.unspecified, group.overrides}
            .run(execution, given, report);
    }

    /// The subscription key belongs to the gateway, not to the operation.
    static NamedTexts queryOf(const Execution& execution)
    {
        NamedTexts pairs = parseQuery(execution.context.request.originalUrl.query);
        if (const expression::ApiFacts* api = execution.context.facts.api)
            std::erase_if(pairs, [&](const auto& pair) {
                return equalsIgnoringCase(pair.first, api->subscriptionKeyParameterNames.query);
            });
        return pairs;
    }

    static NamedTexts pathOf(const RequestMessage& request)
    {
        const auto query = parseQuery(request.originalUrl.query);
        NamedTexts pairs;
        for (const auto& parameter : request.matchedParameters) {
            const bool isQuery = std::any_of(query.begin(), query.end(), [&](const auto& pair) {
                return equalsIgnoringCase(pair.first, parameter.first);
            });
            if (!isQuery)
                pairs.push_back(parameter);
        }
        return pairs;
    }

    static NamedTexts headersOfRequest(const RequestMessage& request)
    {
        NamedTexts pairs;
        for (const HeaderField& field : request.headers)
            pairs.emplace_back(field.name, field.value);
        return pairs;
    }

    policy::Section m_section;
    std::string m_variable;
    Group m_headers;
    Group m_query;
    Group m_path;
};

/// The response that the API defines for a status: exact, else `default`.
const Operation::Response* responseFor(const Operation* operation, int statusCode)
{
    if (operation == nullptr)
        return nullptr;
    const Operation::Response* fallback = nullptr;
    for (const Operation::Response& response : operation->responses) {
        if (response.statusCode == statusCode)
            return &response;
        if (response.statusCode == 0)
            fallback = &response;
    }
    return fallback;
}

class ValidateHeaders final : public Step
{
public:
    ValidateHeaders(const policy::Statement& statement, Compilation& compilation)
        : m_section(compilation.section())
        , m_operation(compilation.plan().operation)
    {
        StatementReader reader(statement, compilation);
        m_specified = readAction(reader, "specified-header-action", true);
        m_unspecified = readAction(reader, "unspecified-header-action", true);
        m_variable = reader.literal("errors-variable-name");
        m_overrides = readOverrides(statement, "header", "name", compilation);
        if (m_operation == nullptr)
            return;
        for (const Operation::Response& response : m_operation->responses)
            m_rules[response.statusCode] = compileParameters(response.headers);
    }

    StepResult run(Execution& execution) const override
    {
        const ResponseMessage& response = ensureResponse(execution.context);
        ValidationReport report(execution, m_section, m_variable);
        static const std::vector<ParameterRule> kNone;
        const Operation::Response* defined = responseFor(m_operation, response.statusCode);
        const std::vector<ParameterRule>& rules
            = defined == nullptr ? kNone : m_rules.at(defined->statusCode);
        NamedTexts given;
        for (const HeaderField& field : response.headers)
            given.emplace_back(field.name, field.value);
        const PolicyResult<bool> ended
            = ParameterCheck{"ResponseHeader", "header",      rules,
                             m_specified,      m_unspecified, m_overrides}
                  .run(execution, given, report);
        if (!ended)
            return ended.error();
        return report.finish();
    }

private:
    policy::Section m_section;
    const Operation* m_operation; ///< lives in the plan's workspace
    ActionValue m_specified;
    ActionValue m_unspecified;
    ActionByName m_overrides;
    std::string m_variable;
    std::map<int, std::vector<ParameterRule>> m_rules; ///< by the response's status
};

class ValidateStatusCode final : public Step
{
public:
    ValidateStatusCode(const policy::Statement& statement, Compilation& compilation)
        : m_section(compilation.section())
        , m_operation(compilation.plan().operation)
    {
        StatementReader reader(statement, compilation);
        m_unspecified = readAction(reader, "unspecified-status-code-action", true);
        m_variable = reader.literal("errors-variable-name");
        m_overrides = readOverrides(statement, "status-code", "code", compilation);
    }

    StepResult run(Execution& execution) const override
    {
        const int statusCode = ensureResponse(execution.context).statusCode;
        ValidationReport report(execution, m_section, m_variable);
        if (responseFor(m_operation, statusCode) == nullptr) {
            const std::string code = std::to_string(statusCode);
            const PolicyResult<ValidationAction> action
                = actionFor(code, m_overrides, m_unspecified).get(execution);
            if (!action)
                return action.error();
            report.add({code, "StatusCode", "Unspecified",
                        fmt::format("Response status code {} is not allowed.", code), true},
                       *action);
        }
        return report.finish();
    }

private:
    policy::Section m_section;
    const Operation* m_operation; ///< lives in the plan's workspace
    ActionValue m_unspecified;
    ActionByName m_overrides;
    std::string m_variable;
};

} // namespace

void registerValidationPolicies(PolicyRegistry& registry)
{
    registry.add("validate-parameters", compileStep<ValidateParameters>);
    registry.add("validate-headers", compileStep<ValidateHeaders>);
    registry.add("validate-status-code", compileStep<ValidateStatusCode>);
}

} // namespace gatelens::proxy
