#include "proxy/gateway/policies/graphql/field_resolver.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

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
        execution.summarize(fmt::format("resolver of {}.{}", m_type, m_field));
        return Next::Continue;
    }

private:
    std::string m_type;
    std::string m_field;
    FieldResolverPtr m_resolver;
};

/// Records the resolver's result as the event of each GraphQL subscription that is named.
class PublishEvent final : public Step
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

    StepResult run(Execution& execution) const override
    {
        const std::string& body = ensureResponse(execution.context).body.bytes;
        for (const std::string& subscription : m_subscriptions) {
            RecordedMessage record;
            record.at = execution.services.now();
            record.policy = "publish-event";
            record.destination = subscription;
            record.body = body;
            execution.context.record->recorded.push_back(std::move(record));
        }
        return Next::Continue;
    }

private:
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
