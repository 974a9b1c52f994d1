#pragma once

#include "proxy/forward/destination.h"
#include "proxy/http/io_threads.h"

#include <condition_variable>
#include <map>

namespace gatelens::proxy {

class Completion;

struct ForwarderOptions
{
    ForwardLimits limits;
    std::filesystem::path stateFolder; ///< journals of items to be sent again; "" is the store's
    std::string trustedCaFile; ///< PEM trusted besides the system's, "" for none
    std::function<double()> random; ///< in [0, 1), for jitter; null: the system's
};

/// Forwards the store's telemetry to any number of destinations, on a thread of its own. Thread
/// safe.
class Forwarder
{
public:
    /// `store` must outlive this. Io when the trusted certificates cannot be read.
    [[nodiscard]] static Result<std::unique_ptr<Forwarder>> create(Store& store,
                                                                   ForwarderOptions options = {});
    /// Breaks off what is under way; call `stop` before for a clean end.
    ~Forwarder();
    Forwarder(const Forwarder&) = delete;
    Forwarder& operator=(const Forwarder&) = delete;

    /// Adds or replaces a destination by name; it goes on from the cursor saved under that name, or
    /// from the beginning of the store. InvalidArgument when the connection string is wrong.
    Result<void> setDestination(const ForwardSettings& settings, std::string_view connectionString,
                                ExchangeQuery query = {});
    void removeDestination(std::string_view name);
    void pauseDestination(std::string_view name, bool isPaused);

    /// To be called after commits of the store.
    void storeChanged();

    [[nodiscard]] std::vector<ForwardStatus> status() const;
    [[nodiscard]] std::vector<ForwardAttempt> recentAttempts() const; ///< newest first

    /// True as soon as every destination has settled everything in the store; false when that took
    /// longer than `atMost`.
    [[nodiscard]] bool waitUntilIdle(std::chrono::milliseconds atMost);

    /// Lets each destination finish the batch under way, for at most `drain`.
    void stop(std::chrono::milliseconds drain);

private:
    struct Entry
    {
        std::shared_ptr<Destination> destination;
        std::shared_ptr<Completion> finished;
    };

    Forwarder(Store& store, ForwarderOptions options, std::unique_ptr<HttpTransport> transport);
    boost::asio::awaitable<void> live(std::shared_ptr<Completion> predecessor, Entry entry);
    [[nodiscard]] std::filesystem::path journalFileFor(std::string_view name) const;

    Store& m_store;
    const ForwarderOptions m_options;
    const std::unique_ptr<HttpTransport> m_transport;
    mutable std::mutex m_mutex; ///< guards what follows up to m_changed
    std::map<std::string, Entry, std::less<>> m_entries;
    std::size_t m_living = 0; ///< coroutines that have not ended
    std::condition_variable m_changed; ///< a destination became idle or ended
    IoThreads m_threads; ///< last: its coroutines use all of the above
};

} // namespace gatelens::proxy
