#include "proxy/gateway/policies/graphql/field_resolver.h"
#include "proxy/gateway/policies/graphql/query_runner.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <boost/json.hpp>

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;
using boost::asio::awaitable;

/// The resolver of one field, written in a backend section: the retired form. A resolver of the
/// API's own for the same field goes first.
class SetGraphQlResolver final : public Step
{
public:
    SetGraphQlResolver(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_type = reader.requiredLiteral("parent-type");
        m_field = reader.requiredLiteral("field");
        const policy::Statement* source = statement.child("http-data-source");
        if (source == nullptr) {
            compilation.error(reader.position(), "GL6002",
                              "<set-graphql-resolver> lacks the element <http-data-source>");
            return;
        }
        m_resolver = compileDataSource(*source, compilation, {});
        compilation.clearNeeds();
    }

    StepResult run(Execution& execution) const override
    {
        const ResolverTable* managed = execution.plan.resolvers.get();
        if (managed != nullptr && managed->contains(std::pair(m_type, m_field))) {
            execution.summarize("skipped: the API has a resolver for this field");
            return Next::Continue;
        }
        execution.notes.resolvers[{m_type, m_field}] = m_resolver;
        execution.summarize("resolver of {}.{}", m_type, m_field);
        return Next::Continue;
    }

private:
    std::string m_type;
    std::string m_field;
    FieldResolverPtr m_resolver;
};

/// Tells the resolver's result to those who hold one of the named GraphQL subscriptions open, and
/// records it as their event.
class PublishEvent final : public WaitingStep
{
public:
    PublishEvent(const policy::Statement& statement, Compilation& compilation)
    {
        const policy::Statement* targets = statement.child("targets");
        if (targets == nullptr) {
            compilation.error(statement.origin.position, "GL6002",
                              "<publish-event> lacks the element <targets>");
            return;
        }
        for (const policy::Statement* target : childrenNamed(*targets, "graphql-subscription"))
            m_subscriptions.push_back(StatementReader(*target, compilation).requiredLiteral("id"));
        if (m_subscriptions.empty())
            compilation.error(targets->origin.position, "GL6002",
                              "<targets> lacks the element <graphql-subscription>");
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        const std::string body = ensureResponse(execution.context).body.bytes;
        for (const std::string& subscription : m_subscriptions) {
            const std::size_t count = co_await publish(execution, subscription, body);
            RecordedMessage record;
            record.at = execution.services.now();
            record.policy = "publish-event";
            record.destination = subscription;
            record.properties.emplace_back("subscribers", std::to_string(count));
            record.body = body;
            execution.context.record->recorded.push_back(std::move(record));
        }
        co_return Next::Continue;
    }

private:
    /// Each subscriber gets what its own query selects of the event. Returns how many there are.
    static awaitable<std::size_t> publish(Execution& execution, const std::string& field,
                                          const std::string& body)
    {
        if (!execution.plan.graphQlSchema || execution.plan.api == nullptr)
            co_return std::size_t{0};
        const std::vector<GraphQlSubscriptionPtr> subscribers
            = execution.state.subscriptions().of(execution.plan.api->key(), field);
        boost::system::error_code error;
        json::value event = json::parse(body, error);
        if (error)
            event = json::value(body);
        json::object rootData;
        rootData[field] = std::move(event);
        for (const GraphQlSubscriptionPtr& subscriber : subscribers) {
            QueryRunner runner(*execution.plan.graphQlSchema, subscriber->document,
                               *subscriber->document.operation(subscriber->operationName),
                               subscriber->variables, [](const std::string&, const std::string&) {
                                   return static_cast<const FieldResolver*>(nullptr);
                               });
            json::object result
                = co_await runner.run(execution, rootData, QueryRunner::Naming::FieldNames);
            subscriber->deliver(std::move(result));
        }
        co_return subscribers.size();
    }

    std::vector<std::string> m_subscriptions;
};

StepPtr refuseDataSource(const policy::Statement& statement, Compilation& compilation)
{
    compilation.error(statement.origin.position, "GL6018",
                      fmt::format("<{}> can stand only in a resolver document", statement.name));
    return nullptr;
}

} // namespace

void registerGraphQlPolicies(PolicyRegistry& registry)
{
    registry.add("set-graphql-resolver", compileStep<SetGraphQlResolver>);
    registry.add("publish-event", compileStep<PublishEvent>);
    for (const char* source : {"http-data-source", "sql-data-source", "cosmosdb-data-source"})
        registry.add(source, refuseDataSource);
}

} // namespace gatelens::proxy
