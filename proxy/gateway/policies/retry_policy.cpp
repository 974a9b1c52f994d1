#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/retry_waits.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

/// Runs its children once, then again while the condition holds and repeats are left. An error of a
/// child is caught when there is another repeat to come.
class Retry final : public WaitingStep
{
public:
    Retry(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_condition = reader.requiredBoolean("condition");
        m_count = reader.requiredInteger("count");
        m_interval = reader.number("interval", 0);
        m_maxInterval
            = reader.has("max-interval") ? reader.number("max-interval", 0) : PolicyValue();
        m_delta = reader.has("delta") ? reader.number("delta", 0) : PolicyValue();
        m_isFirstFast = reader.boolean("first-fast-retry", false);
        m_steps = compilation.sequence(statement.children);
        compilation.clearNeeds();
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        const PolicyResult<RetryWaits> waits = evaluateWaits(execution);
        if (!waits)
            co_return waits.error();
        for (std::int64_t repeat = 1;; ++repeat) {
            StepResult result = co_await m_steps.run(execution);
            if (result && *result != Next::Continue)
                co_return result;
            if (repeat > waits->count || execution.context.isClientGone)
                co_return result;
            const PolicyResult<bool> again = co_await isAgain(execution, result);
            if (!again)
                co_return again.error();
            if (!*again)
                co_return result;
            const Micros wait = waits->before(repeat, execution.services.random());
            execution.summarize("repeated {} of at most {} times", repeat, waits->count);
            if (wait > Micros(0))
                co_await execution.services.delay(wait);
        }
    }

private:
    [[nodiscard]] PolicyResult<RetryWaits> evaluateWaits(Execution& execution) const
    {
        const PolicyResult<std::int64_t> count = m_count.integer(execution);
        const PolicyResult<double> interval = m_interval.number(execution);
        const PolicyResult<double> maxInterval = m_maxInterval.number(execution);
        const PolicyResult<double> delta = m_delta.number(execution);
        const PolicyResult<bool> isFirstFast = m_isFirstFast.boolean(execution);
        if (!count)
            return count.error();
        for (const PolicyResult<double>* number : {&interval, &maxInterval, &delta}) {
            if (!*number)
                return number->error();
        }
        if (!isFirstFast)
            return isFirstFast.error();
        RetryWaits waits;
        waits.count = *count;
        waits.interval = *interval;
        if (m_maxInterval.isPresent())
            waits.maxInterval = *maxInterval;
        if (m_delta.isPresent())
            waits.delta = *delta;
        waits.isFirstFast = *isFirstFast;
        return waits;
    }

    /// After an error the condition decides as well; when it cannot be evaluated then, the error
    /// stands.
    awaitable<PolicyResult<bool>> isAgain(Execution& execution, const StepResult& result) const
    {
        if (result) {
            const PolicyResult<void> ready = co_await bufferBodies(execution, m_condition.needs());
            if (!ready)
                co_return ready.error();
        }
        const PolicyResult<bool> again = m_condition.boolean(execution);
        if (again)
            co_return *again;
        // The value is returned, never the result itself: a const result<bool> would be taken for a
        // bool, and as such it is true.
        if (result)
            co_return again.error();
        co_return false;
    }

    PolicyValue m_condition;
    PolicyValue m_count;
    PolicyValue m_interval;
    PolicyValue m_maxInterval;
    PolicyValue m_delta;
    PolicyValue m_isFirstFast;
    Sequence m_steps;
};

} // namespace

void registerRetryPolicy(PolicyRegistry& registry) { registry.add("retry", compileStep<Retry>); }

} // namespace gatelens::proxy
