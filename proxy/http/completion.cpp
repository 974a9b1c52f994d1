#include "proxy/http/completion.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gatelens::proxy {

namespace asio = boost::asio;

class Completion::Waiter
{
public:
    Waiter(Completion& completion, asio::steady_timer& timer)
        : m_completion(completion)
    {
        const std::lock_guard lock(m_completion.m_mutex);
        m_completion.m_executor = timer.get_executor();
        m_completion.m_timer = &timer;
    }
    ~Waiter()
    {
        const std::lock_guard lock(m_completion.m_mutex);
        m_completion.m_timer = nullptr;
    }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    [[nodiscard]] std::optional<Result<void>> result() const
    {
        const std::lock_guard lock(m_completion.m_mutex);
        return m_completion.m_result;
    }

private:
    Completion& m_completion;
};

void Completion::complete(Result<void> result)
{
    const std::lock_guard lock(m_mutex);
    m_result = std::move(result);
    if (m_timer == nullptr)
        return;
    // Posted under the lock: while a waiter is there, so is its execution context.
    asio::post(m_executor, [self = shared_from_this()] {
        const std::lock_guard again(self->m_mutex);
        if (self->m_timer != nullptr)
            self->m_timer->cancel();
    });
}

asio::awaitable<Result<void>> Completion::wait()
{
    const std::shared_ptr<Completion> self = shared_from_this();
    asio::steady_timer timer(co_await asio::this_coro::executor,
                             asio::steady_timer::time_point::max());
    const Waiter waiter(*this, timer);
    while (true) {
        if (std::optional<Result<void>> result = waiter.result())
            co_return std::move(*result);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        timer.expires_at(asio::steady_timer::time_point::max());
    }
}

} // namespace gatelens::proxy
