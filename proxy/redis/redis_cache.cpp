#include "proxy/redis/redis_cache.h"

#include "proxy/redis/redis_connection.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace gatelens::proxy {

namespace asio = boost::asio;

namespace {

using Clock = std::chrono::steady_clock;
using Arguments = std::vector<std::string>;
using Reply = RedisReply;
constexpr std::size_t kMostWaiting = 1024;
/// How long operations fail at once after the server could not be reached.
constexpr std::chrono::seconds kPause{5};

using Answer = std::function<void(Result<Reply>)>;

Error failure(ErrorCode code, std::string message) { return {code, std::move(message), {}}; }

} // namespace

/// The thread with the connection, and the commands that wait for it.
struct RedisCache::Worker
{
    struct Job
    {
        Arguments arguments;
        Answer answer;
    };

    explicit Worker(RedisAddress server)
        : address(std::move(server))
        , where(address.host + ':' + std::to_string(address.port))
        , thread([this](const std::stop_token& stopping) { run(stopping); })
    {
    }

    ~Worker()
    {
        thread.request_stop();
        thread.join();
        for (const Job& job : jobs)
            job.answer(failure(ErrorCode::Cancelled, "the gateway stops using this cache"));
    }

    void add(Arguments arguments, Answer answer)
    {
        {
            const std::lock_guard lock(mutex);
            if (jobs.size() < kMostWaiting) {
                jobs.push_back({std::move(arguments), std::move(answer)});
                wake.notify_one();
                return;
            }
        }
        answer(failure(ErrorCode::LimitExceeded, "too many commands wait for Redis at " + where));
    }

    void run(const std::stop_token& stopping)
    {
        for (;;) {
            Job job;
            {
                std::unique_lock lock(mutex);
                if (!wake.wait(lock, stopping, [this] { return !jobs.empty(); }))
                    return;
                job = std::move(jobs.front());
                jobs.pop_front();
            }
            job.answer(execute(job.arguments));
        }
    }

    Result<Reply> execute(const Arguments& arguments)
    {
        // A connection that the server closed meanwhile shows at the first command after it.
        for (int attempt = 0; attempt < 2; ++attempt) {
            const bool isNew = !connection;
            if (isNew) {
                const Result<void> connected = connect();
                if (!connected)
                    return connected.error();
            }
            Result<Reply> reply = connection->command(arguments);
            if (reply || reply.error().code == ErrorCode::Refused)
                return reply;
            connection.reset();
            if (isNew)
                return unreachable(reply.error().message);
        }
        return unreachable("the connection broke");
    }

    Result<void> connect()
    {
        if (Clock::now() < nextAttempt)
            return failure(ErrorCode::Refused, "Redis at " + where + " cannot be reached");
        Result<std::unique_ptr<RedisConnection>> opened = RedisConnection::open(address);
        if (!opened)
            return unreachable(opened.error().message);
        connection = std::move(*opened);
        if (isReported)
            spdlog::info("Redis at {} is reached again.", where);
        isReported = false;
        return {};
    }

    Error unreachable(const std::string& why)
    {
        nextAttempt = Clock::now() + kPause;
        const std::string message = "Redis at " + where + " cannot be reached: " + why;
        if (!isReported)
            spdlog::warn("{}. Cache policies miss until it is there; start it, or remove the cache "
                         "from the workspace to use the built-in one.",
                         message);
        isReported = true;
        return failure(ErrorCode::Refused, message);
    }

    RedisAddress address;
    std::string where;
    std::mutex mutex; ///< guards `jobs`
    std::condition_variable_any wake;
    std::deque<Job> jobs;
    // The worker thread's own.
    std::unique_ptr<RedisConnection> connection;
    Clock::time_point nextAttempt;
    bool isReported = false;
    std::jthread thread; ///< last: begins when all else is there
};

namespace {

/// Hands a command to the worker and continues the coroutine on its own executor with the answer.
template<class Add>
asio::awaitable<Result<Reply>> execute(Add add, Arguments arguments)
{
    auto initiate = [add = std::move(add), arguments = std::move(arguments)](auto handler) mutable {
        auto executor = asio::get_associated_executor(handler);
        // Shared, since std::function wants its target to be copyable.
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto work = asio::make_work_guard(executor);
        add(std::move(arguments), [shared, work, executor](Result<Reply> reply) mutable {
            asio::post(executor, [shared, work, reply = std::move(reply)]() mutable {
                work.reset();
                (*shared)(std::move(reply));
            });
        });
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Result<Reply>)>(
        std::move(initiate), asio::use_awaitable);
}

} // namespace

RedisCache::RedisCache(RedisAddress address)
    : m_worker(std::make_unique<Worker>(std::move(address)))
{
}

RedisCache::~RedisCache() = default;

asio::awaitable<Result<std::optional<std::string>>> RedisCache::get(std::string key)
{
    Arguments arguments;
    arguments.emplace_back("GET");
    arguments.push_back(std::move(key));
    auto add = [this](Arguments words, Answer answer) {
        m_worker->add(std::move(words), std::move(answer));
    };
    Result<Reply> reply = co_await execute(add, std::move(arguments));
    if (!reply)
        co_return reply.error();
    co_return std::move(reply->text);
}

asio::awaitable<Result<void>> RedisCache::set(std::string key, std::string bytes,
                                              std::chrono::seconds life)
{
    Arguments arguments;
    arguments.emplace_back("SETEX");
    arguments.push_back(std::move(key));
    arguments.push_back(std::to_string(life.count()));
    arguments.push_back(std::move(bytes));
    auto add = [this](Arguments words, Answer answer) {
        m_worker->add(std::move(words), std::move(answer));
    };
    const Result<Reply> reply = co_await execute(add, std::move(arguments));
    if (!reply)
        co_return reply.error();
    co_return Result<void>();
}

asio::awaitable<Result<bool>> RedisCache::remove(std::string key)
{
    Arguments arguments;
    arguments.emplace_back("DEL");
    arguments.push_back(std::move(key));
    auto add = [this](Arguments words, Answer answer) {
        m_worker->add(std::move(words), std::move(answer));
    };
    const Result<Reply> reply = co_await execute(add, std::move(arguments));
    if (!reply)
        co_return reply.error();
    const bool wasThere = reply->number > 0;
    co_return wasThere;
}

} // namespace gatelens::proxy
