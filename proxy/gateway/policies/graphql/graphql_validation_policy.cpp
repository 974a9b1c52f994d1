#include "core/graphql/depth.h"
#include "core/graphql/parser.h"
#include "core/graphql/validation.h"
#include "proxy/gateway/policies/graphql/graphql_request.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using graphql::Selection;
using graphql::TypeDefinition;

enum class RuleAction
{
    Allow,
    Remove,
    Reject,
    Ignore
};

constexpr std::array<EnumValue<RuleAction>::Name, 4> kActions{{
    {"allow", RuleAction::Allow},
    {"remove", RuleAction::Remove},
    {"reject", RuleAction::Reject},
    {"ignore", RuleAction::Ignore},
}};

/// Answers of the authorize rules for one request: each is evaluated once, when it is first met.
class Authorization
{
public:
    struct Rule
    {
        std::string path; ///< "/Type/field", "/Type/*", "/__*"
        EnumValue<RuleAction> action;
    };

    Authorization(Execution& execution, const std::vector<Rule>& rules)
        : m_execution(execution)
        , m_rules(rules)
        , m_known(rules.size())
    {
    }

    /// The first rule that matches and does not answer ignore decides; allowed otherwise.
    PolicyResult<RuleAction> of(const std::string& type, const std::string& field)
    {
        const bool isIntrospection = field.starts_with("__");
        const std::string path = isIntrospection ? '/' + field : '/' + type + '/' + field;
        for (std::size_t i = 0; i < m_rules.size(); ++i) {
            if (!matches(m_rules[i].path, path))
                continue;
            if (!m_known[i]) {
                const PolicyResult<RuleAction> action = m_rules[i].action.get(m_execution);
                if (!action)
                    return action.error();
                m_known[i] = *action;
            }
            if (*m_known[i] != RuleAction::Ignore)
                return *m_known[i];
        }
        return RuleAction::Allow;
    }

private:
    static bool matches(std::string_view pattern, std::string_view path)
    {
        if (pattern.ends_with('*'))
            return path.starts_with(pattern.substr(0, pattern.size() - 1));
        return pattern == path;
    }

    Execution& m_execution;
    const std::vector<Rule>& m_rules;
    std::vector<std::optional<RuleAction>> m_known;
};

/// Applies authorize rules to a document: finds rejected fields and takes removed ones out.
class FieldFilter
{
public:
    FieldFilter(const graphql::Schema& schema, Authorization& rules)
        : m_schema(schema)
        , m_rules(rules)
    {
    }

    PolicyResult<void> apply(graphql::Document& document)
    {
        for (graphql::Operation& operation : document.operations) {
            const TypeDefinition* root = m_schema.root(operation.kind);
            const PolicyResult<void> applied = apply(operation.selections, *root);
            if (!applied)
                return applied;
        }
        for (graphql::Fragment& fragment : document.fragments) {
            const TypeDefinition* type = m_schema.find(fragment.typeCondition);
            const PolicyResult<void> applied = apply(fragment.selections, *type);
            if (!applied)
                return applied;
        }
        dropEmptyFragments(document);
        return {};
    }

    json::array rejected; ///< errors of the request
    json::array removed; ///< errors of fields, for the final response

private:
    PolicyResult<void> apply(std::vector<Selection>& selections, const TypeDefinition& parent)
    {
        std::vector<Selection> kept;
        for (Selection& selection : selections) {
            if (selection.kind == Selection::Kind::Field) {
                const PolicyResult<RuleAction> action = m_rules.of(parent.name, selection.name);
                if (!action)
                    return action.error();
                if (*action == RuleAction::Reject || *action == RuleAction::Remove) {
                    note(*action, selection, parent);
                    continue;
                }
            }
            const bool hadSelections = !selection.selections.empty();
            const PolicyResult<void> below = apply(selection.selections, typeOf(selection, parent));
            if (!below)
                return below;
            // An object without any field left cannot be asked for.
            if (!hadSelections || !selection.selections.empty())
                kept.push_back(std::move(selection));
        }
        selections = std::move(kept);
        return {};
    }

    [[nodiscard]] const TypeDefinition& typeOf(const Selection& selection,
                                               const TypeDefinition& parent) const
    {
        const TypeDefinition* type = nullptr;
        if (selection.kind == Selection::Kind::Field)
            type = m_schema.find(m_schema.field(parent, selection.name)->type.baseName());
        else if (selection.kind == Selection::Kind::InlineFragment)
            type = m_schema.find(selection.typeCondition);
        return type == nullptr ? parent : *type;
    }

    void note(RuleAction action, const Selection& selection, const TypeDefinition& parent)
    {
        json::object error
            = graphQlError(fmt::format("Access to the field '{}' of type '{}' is denied.",
                                       selection.name, parent.name),
                           selection.position);
        if (action == RuleAction::Reject) {
            rejected.push_back(std::move(error));
            return;
        }
        error["path"] = json::array(1, json::value(selection.responseName()));
        removed.push_back(std::move(error));
    }

    /// Fragments of which nothing is left go, and with them what spreads them; that may empty
    /// others.
    static void dropEmptyFragments(graphql::Document& document)
    {
        for (bool isChanged = true; isChanged;) {
            std::set<std::string> empty;
            for (const graphql::Fragment& fragment : document.fragments) {
                if (fragment.selections.empty())
                    empty.insert(fragment.name);
            }
            isChanged = !empty.empty();
            std::erase_if(document.fragments, [&](const graphql::Fragment& fragment) {
                return empty.contains(fragment.name);
            });
            for (graphql::Operation& operation : document.operations)
                dropSpreads(operation.selections, empty);
            for (graphql::Fragment& fragment : document.fragments)
                dropSpreads(fragment.selections, empty);
        }
    }

    static void dropSpreads(std::vector<Selection>& selections, const std::set<std::string>& names)
    {
        std::erase_if(selections, [&](Selection& selection) {
            if (selection.kind == Selection::Kind::FragmentSpread)
                return names.contains(selection.name);
            const bool hadSelections = !selection.selections.empty();
            dropSpreads(selection.selections, names);
            return hadSelections && selection.selections.empty();
        });
    }

    const graphql::Schema& m_schema;
    Authorization& m_rules;
};

/// Checks a GraphQL request: syntax, size, depth, schema, and the rules for single fields.
class ValidateGraphQlRequest final : public Step
{
public:
    ValidateGraphQlRequest(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_variable = reader.literal("error-variable-name");
        if (!reader.has("max-size"))
            reader.missing("max-size");
        m_maxSize = reader.literalInteger("max-size").value_or(0);
        m_maxDepth = reader.literalInteger("max-depth").value_or(kUsualDepth);
        m_maxTotalDepth = reader.literalInteger("max-total-depth");
        if (const policy::Statement* authorize = statement.child("authorize")) {
            for (const policy::Statement* rule : childrenNamed(*authorize, "rule")) {
                StatementReader ruleReader(*rule, compilation);
                std::string path = ruleReader.requiredLiteral("path");
                if (!path.starts_with('/'))
                    ruleReader.malformed("path", "/Type/field, or /__* for introspection");
                m_rules.push_back(
                    {std::move(path),
                     ruleReader.enumeration<RuleAction>("action", kActions, RuleAction::Allow)});
            }
        }
        if (compilation.plan().api != nullptr && !compilation.plan().graphQlSchema)
            compilation.error(reader.position(), "GL6018",
                              "<validate-graphql-request> needs the schema of a GraphQL API; add "
                              "specification.graphql to the API's folder");
        compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        json::array errors;
        const PolicyResult<void> checked = check(execution, errors);
        if (!checked)
            return checked.error();
        if (errors.empty()) {
            execution.summarize("valid");
            return Next::Continue;
        }
        const std::string message(errors.front().as_object().at("message").as_string());
        const std::string body = json::serialize(json::object{{"errors", errors}});
        const Result<expression::Value> list = expression::Value::ofJson(json::serialize(errors));
        for (const std::string& name : {std::string("GraphQLErrors"), m_variable}) {
            if (!name.empty() && list)
                execution.context.variables.set(name, *list);
        }
        execution.summarize(message);
        ResponseMessage response;
        response.statusCode = 400;
        response.statusReason = "Bad Request";
        response.headers.append("Content-Type", "application/json");
        response.body = {MessageBody::State::Buffered, body};
        return makeFailure("Bad request", message, std::move(response));
    }

private:
    static constexpr std::int64_t kUsualDepth = 6;

    PolicyResult<void> check(Execution& execution, json::array& errors) const
    {
        RequestMessage& message = execution.context.request;
        const Result<GraphQlRequest> request = readGraphQlRequest(message);
        if (!request) {
            errors.push_back(graphQlError(request.error().message, {}));
            return {};
        }
        Result<graphql::Document> document = graphql::parseDocument(request->query);
        if (!document) {
            errors.push_back(graphQlError("Syntax error: " + document.error().message,
                                          document.error().position));
            return {};
        }
        checkSize(message, *request, errors);
        checkDepth(*document, errors);
        if (!errors.empty())
            return {};
        const graphql::Schema& schema = *execution.plan.graphQlSchema;
        for (const graphql::Problem& problem : graphql::validate(schema, *document))
            errors.push_back(graphQlError(problem.message, problem.position));
        if (!errors.empty() || m_rules.empty())
            return {};
        return authorize(execution, *document, errors);
    }

    void checkSize(const RequestMessage& message, const GraphQlRequest& request,
                   json::array& errors) const
    {
        const std::size_t size
            = message.method == "GET" ? request.query.size() : message.body.bytes.size();
        if (size > static_cast<std::size_t>(std::max<std::int64_t>(m_maxSize, 0)))
            errors.push_back(graphQlError(
                fmt::format("The request is {} bytes long and exceeds the limit of {} bytes.", size,
                            m_maxSize),
                {}));
    }

    void checkDepth(const graphql::Document& document, json::array& errors) const
    {
        std::int64_t total = 0;
        for (const graphql::Operation& operation : document.operations) {
            const int depth = graphql::depthOf(document, operation);
            total += depth;
            if (depth > m_maxDepth)
                errors.push_back(graphQlError(
                    fmt::format("The query is {} levels deep and exceeds the limit of {}.", depth,
                                m_maxDepth),
                    operation.position));
        }
        if (m_maxTotalDepth && total > *m_maxTotalDepth)
            errors.push_back(graphQlError(
                fmt::format("The queries are {} levels deep together and exceed the limit of {}.",
                            total, *m_maxTotalDepth),
                {}));
    }

    PolicyResult<void> authorize(Execution& execution, graphql::Document document,
                                 json::array& errors) const
    {
        Authorization rules(execution, m_rules);
        FieldFilter filter(*execution.plan.graphQlSchema, rules);
        const PolicyResult<void> applied = filter.apply(document);
        if (!applied)
            return applied;
        errors = std::move(filter.rejected);
        if (!errors.empty() || filter.removed.empty())
            return {};
        // Without any field left there is nothing to ask for.
        const bool isEmpty = std::all_of(
            document.operations.begin(), document.operations.end(),
            [](const graphql::Operation& operation) { return operation.selections.empty(); });
        if (isEmpty) {
            errors = std::move(filter.removed);
            return {};
        }
        writeGraphQlQuery(execution.context.request, graphql::print(document));
        execution.notes.responseWork.push_back(
            [removed = std::move(filter.removed)](Execution& later) {
                return addErrors(later, removed);
            });
        return {};
    }

    /// Adds the errors of removed fields to the GraphQL response.
    static awaitable<StepResult> addErrors(Execution& execution, json::array removed)
    {
        ResponseMessage& response = ensureResponse(execution.context);
        boost::system::error_code error;
        json::value body = json::parse(response.body.bytes, error);
        if (!error && body.is_object()) {
            json::value& errors = body.get_object()["errors"];
            if (!errors.is_array())
                errors.emplace_array();
            errors.get_array().insert(errors.get_array().end(), removed.begin(), removed.end());
            response.body.bytes = json::serialize(body);
        }
        co_return Next::Continue;
    }

    std::string m_variable;
    std::int64_t m_maxSize = 0;
    std::int64_t m_maxDepth = kUsualDepth;
    std::optional<std::int64_t> m_maxTotalDepth;
    std::vector<Authorization::Rule> m_rules;
};

} // namespace

void registerGraphQlValidationPolicy(PolicyRegistry& registry)
{
    registry.add("validate-graphql-request", compileStep<ValidateGraphQlRequest>);
}

} // namespace gatelens::proxy
