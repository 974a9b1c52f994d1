#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace gatelens::proxy {

/// A fixed number of I/O threads, each with its own io_context: what runs on one of them needs no
/// lock against itself. Servers and clients share them.
class IoThreads
{
public:
    /// Starts `count` threads (at least one), named `name` for debuggers and top.
    explicit IoThreads(std::size_t count, const char* name = "gatelens-io");
    /// Stops the loops and joins. Servers that use the threads must be stopped before.
    ~IoThreads();
    IoThreads(const IoThreads&) = delete;
    IoThreads& operator=(const IoThreads&) = delete;

    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] boost::asio::io_context& context(std::size_t index);

    /// Runs `work` on every thread and waits until all have. Not to be called from one of them.
    void runOnEach(const std::function<void(std::size_t index)>& work);

    /// Index of the calling thread in its IoThreads; 0 elsewhere.
    [[nodiscard]] static std::size_t currentIndex() noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace gatelens::proxy
