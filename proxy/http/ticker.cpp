#include "proxy/http/ticker.h"

namespace gatelens::proxy {

namespace {
constexpr std::chrono::milliseconds kInterval{100};
}

Ticker::Listener::Listener(boost::asio::execution_context& context)
    : m_ticker(boost::asio::use_service<Ticker>(context))
{
    m_ticker.add(*this);
}

Ticker::Listener::~Listener() { m_ticker.remove(*this); }

Ticker::Ticker(boost::asio::execution_context& context)
    : service(context)
    , m_timer(static_cast<boost::asio::io_context&>(context))
{
}

void Ticker::shutdown() { m_timer.cancel(); }

void Ticker::add(Listener& listener)
{
    listener.m_next = m_first;
    if (m_first != nullptr)
        m_first->m_previous = &listener;
    m_first = &listener;
    schedule();
}

void Ticker::remove(Listener& listener)
{
    if (m_cursor == &listener)
        m_cursor = listener.m_next;
    if (listener.m_previous != nullptr)
        listener.m_previous->m_next = listener.m_next;
    else
        m_first = listener.m_next;
    if (listener.m_next != nullptr)
        listener.m_next->m_previous = listener.m_previous;
}

void Ticker::schedule()
{
    if (m_isScheduled || m_first == nullptr)
        return;
    m_isScheduled = true;
    m_timer.expires_after(kInterval);
    m_timer.async_wait([this](const boost::system::error_code& error) {
        if (error)
            return;
        m_isScheduled = false;
        tick();
    });
}

void Ticker::tick()
{
    const auto now = std::chrono::steady_clock::now();
    m_cursor = m_first;
    while (m_cursor != nullptr) {
        Listener& listener = *m_cursor;
        m_cursor = listener.m_next;
        listener.onTick(now);
    }
    schedule();
}

} // namespace gatelens::proxy
