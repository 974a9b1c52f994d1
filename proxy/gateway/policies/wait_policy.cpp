#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <exception>

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
        std::vector<ChildEnd> ends(m_children.size());
        const auto executor = co_await asio::this_coro::executor;
        using Operation = decltype(asio::co_spawn(
            executor, runChild(m_children.front(), executions.front(), ends.front()),
            asio::deferred));
        std::vector<Operation> operations;
        operations.reserve(m_children.size());
        for (std::size_t i = 0; i < m_children.size(); ++i)
            operations.push_back(asio::co_spawn(
                executor, runChild(m_children[i], executions[i], ends[i]), asio::deferred));
        const auto [order, exceptions]
            = co_await asio::experimental::make_parallel_group(std::move(operations))
                  .async_wait(EndWhenDone{*waitFor == WaitFor::Any ? &ends : nullptr},
                              asio::use_awaitable);
        if (*waitFor == WaitFor::Any) {
            if (const ChildEnd* first = firstSuccess(ends, order))
                co_return first->result;
        }
        for (const std::exception_ptr& exception : exceptions) {
            if (exception)
                std::rethrow_exception(exception);
        }
        co_return firstEnd(ends);
    }

private:
    struct ChildEnd
    {
        StepResult result = Next::Continue;
        bool isDone = false;

        [[nodiscard]] bool isSuccess() const { return isDone && result.has_value(); }
    };

    /// Cancels what is left once a child has ended well; with no ends to look at, never.
    struct EndWhenDone
    {
        const std::vector<ChildEnd>* ends;

        template<class... Results>
        asio::cancellation_type_t operator()(Results&&...) const noexcept
        {
            const bool isEnough = ends != nullptr
                && std::any_of(ends->begin(), ends->end(),
                               [](const ChildEnd& end) { return end.isSuccess(); });
            return isEnough ? asio::cancellation_type::all : asio::cancellation_type::none;
        }
    };

    static awaitable<void> runChild(const Sequence& child, Execution& execution, ChildEnd& end)
    {
        end.result = co_await child.run(execution);
        end.isDone = true;
    }

    static const ChildEnd* firstSuccess(const std::vector<ChildEnd>& ends,
                                        const std::vector<std::size_t>& order)
    {
        for (const std::size_t index : order) {
            if (ends[index].isSuccess())
                return &ends[index];
        }
        return nullptr;
    }

    /// In document order: the first failure or the first end of the pipeline.
    static StepResult firstEnd(const std::vector<ChildEnd>& ends)
    {
        for (const ChildEnd& end : ends) {
            if (!end.result || *end.result != Next::Continue)
                return end.result;
        }
        return Next::Continue;
    }

    EnumValue<WaitFor> m_for;
    std::vector<Sequence> m_children;
};

} // namespace

void registerWaitPolicy(PolicyRegistry& registry) { registry.add("wait", compileStep<Wait>); }

} // namespace gatelens::proxy
