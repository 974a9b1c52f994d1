#include "proxy/gateway/policies/state/database_threads.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <mutex>
#include <optional>

namespace gatelens::proxy {

namespace {

namespace asio = boost::asio;

constexpr std::size_t kThreads = 2;
constexpr int kMostWaiting = 64;

} // namespace

struct DatabaseThreads::Impl
{
    using Rows = Result<boost::json::array>;
    using Answer = std::function<void(Rows)>;

    /// Counts one piece of work in; false when too many wait.
    bool enter()
    {
        if (waiting.fetch_add(1) < kMostWaiting)
            return true;
        --waiting;
        return false;
    }

    void add(Work work, Answer answer)
    {
        const std::lock_guard lock(mutex);
        if (!pool)
            pool.emplace(kThreads);
        asio::post(
            *pool,
            [this, work = std::move(work), answer = std::move(answer), isCancelled = current]() {
                Rows rows = *isCancelled
                    ? Rows(Error{ErrorCode::Cancelled, "the gateway stops", {}})
                    : work(*isCancelled);
                --waiting;
                answer(std::move(rows));
            });
    }

    std::mutex mutex; ///< guards `current` and the making of `pool`
    std::shared_ptr<std::atomic<bool>> current = std::make_shared<std::atomic<bool>>(false);
    std::atomic<int> waiting{0};
    std::optional<asio::thread_pool> pool; ///< last: its threads end before the rest does
};

DatabaseThreads::DatabaseThreads()
    : m_impl(std::make_unique<Impl>())
{
}

DatabaseThreads::~DatabaseThreads()
{
    cancelAll();
    if (m_impl->pool)
        m_impl->pool->join();
}

void DatabaseThreads::cancelAll()
{
    const std::lock_guard lock(m_impl->mutex);
    *m_impl->current = true;
    m_impl->current = std::make_shared<std::atomic<bool>>(false);
}

asio::awaitable<Result<boost::json::array>> DatabaseThreads::run(Work work)
{
    using Rows = Result<boost::json::array>;
    if (!m_impl->enter())
        co_return Error{ErrorCode::LimitExceeded,
                        "too many statements wait for local databases; try again later",
                        {}};
    auto initiate = [impl = m_impl.get(), work = std::move(work)](auto handler) mutable {
        auto executor = asio::get_associated_executor(handler);
        // Shared, since std::function wants its target to be copyable.
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto guard = asio::make_work_guard(executor);
        impl->add(std::move(work), [shared, guard, executor](Rows rows) mutable {
            asio::post(executor, [shared, guard, rows = std::move(rows)]() mutable {
                guard.reset();
                (*shared)(std::move(rows));
            });
        });
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Rows)>(
        std::move(initiate), asio::use_awaitable);
}

} // namespace gatelens::proxy
