#include "proxy/gateway/policies/state/database_threads.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace gatelens::proxy {
namespace {

namespace asio = boost::asio;
using Rows = Result<boost::json::array>;

/// What came of one piece of work, and on which thread the coroutine went on.
struct Outcome
{
    std::optional<Rows> rows;
    std::thread::id thread;
};

asio::awaitable<void> runInto(DatabaseThreads& threads, DatabaseThreads::Work work,
                              Outcome& outcome)
{
    outcome.rows = co_await threads.run(std::move(work));
    outcome.thread = std::this_thread::get_id();
}

void begin(asio::io_context& io, DatabaseThreads& threads, DatabaseThreads::Work work,
           Outcome& outcome)
{
    asio::co_spawn(io, runInto(threads, std::move(work), outcome),
                   [](std::exception_ptr failure) { EXPECT_FALSE(failure); });
}

TEST(DatabaseThreadsTest, WorkRunsElsewhereAndItsCoroutineGoesOnWhereItWas)
{
    asio::io_context io;
    DatabaseThreads threads;
    Outcome outcome;
    std::thread::id worker;
    begin(
        io, threads,
        [&](const std::atomic<bool>&) {
            worker = std::this_thread::get_id();
            return Rows(boost::json::array{1, 2});
        },
        outcome);
    io.run();
    ASSERT_TRUE(outcome.rows && *outcome.rows);
    EXPECT_EQ((*outcome.rows)->size(), 2U);
    EXPECT_NE(worker, std::this_thread::get_id());
    EXPECT_EQ(outcome.thread, std::this_thread::get_id());
}

TEST(DatabaseThreadsTest, CancellingEndsWhatRunsAndNotWhatComesLater)
{
    asio::io_context io;
    DatabaseThreads threads;
    Outcome running;
    Outcome later;
    begin(
        io, threads,
        [&](const std::atomic<bool>& isCancelled) {
            threads.cancelAll();
            return isCancelled ? Rows(Error{ErrorCode::Cancelled, "ended", {}})
                               : Rows(boost::json::array());
        },
        running);
    io.run();
    io.restart();
    begin(
        io, threads,
        [](const std::atomic<bool>& isCancelled) {
            return isCancelled ? Rows(Error{ErrorCode::Cancelled, "ended", {}})
                               : Rows(boost::json::array());
        },
        later);
    io.run();
    ASSERT_FALSE(*running.rows);
    EXPECT_EQ(running.rows->error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(later.rows->has_value());
}

TEST(DatabaseThreadsTest, TooMuchWaitingWorkIsRefused)
{
    constexpr std::size_t kMost = 64;
    asio::io_context io;
    DatabaseThreads threads;
    std::promise<void> release;
    const std::shared_future<void> released = release.get_future().share();
    std::vector<Outcome> outcomes(kMost + 1);
    for (Outcome& outcome : outcomes)
        begin(
            io, threads,
            [released](const std::atomic<bool>&) {
                released.wait();
                return Rows(boost::json::array());
            },
            outcome);
    io.poll(); // every coroutine has handed its work over or was refused
    ASSERT_TRUE(outcomes.back().rows);
    EXPECT_EQ(outcomes.back().rows->error().code, ErrorCode::LimitExceeded);
    EXPECT_FALSE(outcomes.front().rows);
    release.set_value();
    io.run();
    EXPECT_TRUE(outcomes.front().rows->has_value());
}

} // namespace
} // namespace gatelens::proxy
