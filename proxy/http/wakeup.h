#pragma once

#include "core/base/result.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>

namespace gatelens::proxy {

/// Something that one coroutine waits for and another piece of code, on the same thread, tells it.
/// A word that comes before the wait is not lost.
class Wakeup
{
public:
    explicit Wakeup(const boost::asio::any_io_executor& executor)
        : m_timer(executor)
    {
    }

    void signal();

    /// Timeout when nothing was told until `until`, Cancelled when the waiting coroutine is ended.
    boost::asio::awaitable<Result<void>> wait(std::chrono::steady_clock::time_point until);

private:
    boost::asio::steady_timer m_timer;
    bool m_isSignalled = false;
};

} // namespace gatelens::proxy
