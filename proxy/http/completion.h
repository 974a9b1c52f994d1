#pragma once

#include "core/base/result.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <mutex>
#include <optional>

namespace gatelens::proxy {

/// A result that another thread delivers and a coroutine waits for. Either side may go away first:
/// a result for a coroutine that no longer exists is dropped. One waiter.
class Completion : public std::enable_shared_from_this<Completion>
{
public:
    /// From any thread, once.
    void complete(Result<void> result);

    /// From a coroutine, once. It resumes on its own executor.
    boost::asio::awaitable<Result<void>> wait();

private:
    /// Takes the waiter back when its coroutine ends, also when it is destroyed while it waits.
    class Waiter;

    std::mutex m_mutex; ///< guards everything below
    std::optional<Result<void>> m_result;
    boost::asio::any_io_executor m_executor;
    boost::asio::steady_timer* m_timer = nullptr; ///< of the waiting coroutine
};

} // namespace gatelens::proxy
