#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>

namespace gatelens::proxy {

namespace {

namespace asio = boost::asio;
using asio::awaitable;

enum class WaitFor
{
    All,
    Any
};

constexpr std::array<EnumValue<WaitFor>::Name, 2> kWaitFor{{
    {"all", WaitFor::All},
    {"any", WaitFor::Any},
}};

/// Runs its children side by side, each with a copy of the control state and the variables shared.
/// `all` ends when each has ended; `any` with the first, and cancels the others.
class Wait final : public WaitingStep
{
public:
    Wait(const policy::Statement& statement, Compilation& compilation)
        : m_for(StatementReader(statement, compilation)
                    .enumeration<WaitFor>("for", kWaitFor, WaitFor::All))
    {
        for (const policy::Statement& child : statement.children)
            m_children.push_back(compilation.sequence({child}));
        compilation.clearNeeds();
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        const PolicyResult<WaitFor> waitFor = m_for.get(execution);
        if (!waitFor)
            co_return waitFor.error();
        if (m_children.empty())
            co_return Next::Continue;
        std::vector<Execution> executions(m_children.size(), execution);
        std::vector<StepResult> results(m_children.size(), StepResult(Next::Continue));
        const auto executor = co_await asio::this_coro::executor;
        using Operation = decltype(asio::co_spawn(
            executor, runChild(m_children.front(), executions.front(), results.front()),
            asio::deferred));
        std::vector<Operation> operations;
        operations.reserve(m_children.size());
        for (std::size_t i = 0; i < m_children.size(); ++i)
            operations.push_back(asio::co_spawn(
                executor, runChild(m_children[i], executions[i], results[i]), asio::deferred));
        auto group = asio::experimental::make_parallel_group(std::move(operations));
        if (*waitFor == WaitFor::All) {
            co_await group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
            co_return firstEnd(results);
        }
        const auto [order, exceptions]
            = co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
        execution.summarize("child " + std::to_string(order.front() + 1) + " came first");
        co_return results[order.front()];
    }

private:
    static awaitable<void> runChild(const Sequence& child, Execution& execution,
                                    StepResult& result)
    {
        result = co_await child.run(execution);
    }

    /// In document order: the first failure or the first end of the pipeline.
    static StepResult firstEnd(const std::vector<StepResult>& results)
    {
        for (const StepResult& result : results) {
            if (!result || *result != Next::Continue)
                return result;
        }
        return Next::Continue;
    }

    EnumValue<WaitFor> m_for;
    std::vector<Sequence> m_children;
};

} // namespace

void registerWaitPolicy(PolicyRegistry& registry) { registry.add("wait", compileStep<Wait>); }

} // namespace gatelens::proxy
