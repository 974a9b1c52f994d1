#pragma once

#include "core/base/result.h"

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>

#include <atomic>
#include <functional>
#include <memory>

namespace gatelens::proxy {

/// Two threads that may wait for local database files, so that those of the gateway need not.
/// Begun by the first work. At most 64 pieces of work wait; more are refused with LimitExceeded.
/// Thread safe.
class DatabaseThreads
{
public:
    /// Runs on one of the threads and should end soon after `isCancelled` is set.
    using Work = std::function<Result<boost::json::array>(const std::atomic<bool>& isCancelled)>;

    DatabaseThreads();
    /// Cancels what runs and waits for it.
    ~DatabaseThreads();
    DatabaseThreads(const DatabaseThreads&) = delete;
    DatabaseThreads& operator=(const DatabaseThreads&) = delete;

    /// The coroutine goes on where it was, with the work's result.
    boost::asio::awaitable<Result<boost::json::array>> run(Work work);

    /// Tells all work of this moment to end.
    void cancelAll();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace gatelens::proxy
