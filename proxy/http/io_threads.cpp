#include "proxy/http/io_threads.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <pthread.h>

#include <algorithm>
#include <latch>
#include <thread>
#include <vector>

namespace gatelens::proxy {

namespace asio = boost::asio;

namespace {

std::size_t& currentThreadIndex() noexcept
{
    thread_local std::size_t index = 0;
    return index;
}

/// One loop. A concurrency hint of 1 says that only one thread runs it, others may still post.
struct Loop
{
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
    std::thread thread;
};

} // namespace

struct IoThreads::Impl
{
    std::vector<std::unique_ptr<Loop>> loops;
};

IoThreads::IoThreads(std::size_t count, const char* name)
    : m_impl(std::make_unique<Impl>())
{
    for (std::size_t index = 0; index < std::max<std::size_t>(count, 1); ++index) {
        Loop& loop = *m_impl->loops.emplace_back(std::make_unique<Loop>());
        loop.thread = std::thread([&loop, index] {
            currentThreadIndex() = index;
            loop.context.run();
        });
        pthread_setname_np(loop.thread.native_handle(), name);
    }
}

IoThreads::~IoThreads()
{
    for (const auto& loop : m_impl->loops) {
        loop->work.reset();
        loop->context.stop();
    }
    for (const auto& loop : m_impl->loops)
        loop->thread.join();
}

std::size_t IoThreads::count() const { return m_impl->loops.size(); }

asio::io_context& IoThreads::context(std::size_t index) { return m_impl->loops[index]->context; }

void IoThreads::runOnEach(const std::function<void(std::size_t)>& work)
{
    std::latch done(static_cast<std::ptrdiff_t>(count()));
    for (std::size_t index = 0; index < count(); ++index) {
        asio::post(context(index), [&work, &done, index] {
            work(index);
            done.count_down();
        });
    }
    done.wait();
}

std::size_t IoThreads::currentIndex() noexcept { return currentThreadIndex(); }

} // namespace gatelens::proxy
