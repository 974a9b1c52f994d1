#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

/// Holds one of `max-count` places under `key` while its children run; no queueing.
class LimitConcurrency final : public WaitingStep
{
public:
    LimitConcurrency(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_key = reader.requiredText("key");
        if (!reader.has("max-count"))
            reader.missing("max-count");
        m_maxCount = reader.literalInteger("max-count").value_or(1);
        m_steps = compilation.sequence(statement.children);
    }

    boost::asio::awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        const PolicyResult<std::string> key = m_key.text(execution);
        if (!key)
            co_return key.error();
        const auto slot = execution.state.slots().tryEnter(*key, m_maxCount);
        if (!slot)
            co_return makeFailure("ConcurrencyLimitExceeded", "Concurrency limit is exceeded",
                                  errorResponse(429, "Concurrency limit is exceeded"));
        execution.summarize("'{}', at most {} at a time", *key, m_maxCount);
        co_return co_await m_steps.run(execution);
    }

private:
    PolicyValue m_key;
    std::int64_t m_maxCount = 1;
    Sequence m_steps;
};

} // namespace

void registerConcurrencyPolicies(PolicyRegistry& registry)
{
    registry.add("limit-concurrency", compileStep<LimitConcurrency>);
}

} // namespace gatelens::proxy
