#include "proxy/http/wakeup.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gatelens::proxy {

namespace asio = boost::asio;

void Wakeup::signal()
{
    m_isSignalled = true;
    m_timer.cancel();
}

asio::awaitable<Result<void>> Wakeup::wait(std::chrono::steady_clock::time_point until)
{
    if (!m_isSignalled) {
        m_timer.expires_at(until);
        const auto [error] = co_await m_timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!m_isSignalled) {
            if (error)
                co_return Error{ErrorCode::Cancelled, "the operation was canceled", {}};
            co_return Error{ErrorCode::Timeout, "no progress within the time limit", {}};
        }
    }
    m_isSignalled = false;
    co_return Result<void>();
}

} // namespace gatelens::proxy
