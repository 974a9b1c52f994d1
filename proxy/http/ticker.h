#pragma once

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>

namespace gatelens::proxy {

/// Calls its listeners every 100 ms on their own thread while there are any: one timer a thread
/// instead of one a connection, so that setting a deadline costs a store and no system call.
class Ticker : public boost::asio::execution_context::service
{
public:
    using key_type = Ticker;
    inline static boost::asio::execution_context::id id; // NOLINT: Asio finds services by it

    class Listener
    {
    public:
        explicit Listener(boost::asio::execution_context& context);
        virtual ~Listener();
        Listener(const Listener&) = delete;
        Listener& operator=(const Listener&) = delete;

        virtual void onTick(std::chrono::steady_clock::time_point now) = 0;

    private:
        friend class Ticker;
        Ticker& m_ticker;
        Listener* m_previous = nullptr;
        Listener* m_next = nullptr;
    };

    explicit Ticker(boost::asio::execution_context& context);

private:
    void shutdown() override;
    void add(Listener& listener);
    void remove(Listener& listener);
    void schedule();
    void tick();

    boost::asio::steady_timer m_timer;
    Listener* m_first = nullptr;
    Listener* m_cursor = nullptr; ///< next to be called; kept valid by `remove`
    bool m_isScheduled = false;
};

/// Calls a function once a time has passed; for waits that have no connection yet.
class Deadline : Ticker::Listener
{
public:
    template<class Function>
    Deadline(boost::asio::execution_context& context, std::chrono::steady_clock::time_point at,
             Function onExpired)
        : Listener(context)
        , m_at(at)
        , m_onExpired(std::move(onExpired))
    {
    }

    [[nodiscard]] bool hasExpired() const { return m_hasExpired; }

private:
    void onTick(std::chrono::steady_clock::time_point now) override
    {
        if (m_hasExpired || now < m_at)
            return;
        m_hasExpired = true;
        m_onExpired();
    }

    std::chrono::steady_clock::time_point m_at;
    std::function<void()> m_onExpired;
    bool m_hasExpired = false;
};

} // namespace gatelens::proxy
