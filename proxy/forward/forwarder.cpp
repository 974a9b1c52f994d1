#include "proxy/forward/forwarder.h"

#include "proxy/http/completion.h"
#include "proxy/http/pooled_client.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>

namespace gatelens::proxy {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

std::function<double()> systemRandom()
{
    return [engine = std::mt19937_64(std::random_device()())]() mutable {
        return std::uniform_real_distribution<double>(0, 1)(engine);
    };
}

void logFailure(const std::exception_ptr& failure)
{
    if (!failure)
        return;
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& exception) {
        spdlog::error("forwarding ended unexpectedly: {}", exception.what());
    }
}

} // namespace

Result<std::unique_ptr<Forwarder>> Forwarder::create(Store& store, ForwarderOptions options)
{
    ClientOptions client;
    client.upstreamCaFile = options.trustedCaFile;
    client.bodyTimeout = options.limits.timeout;
    // The service closes idle connections before long; a POST must not meet a closing one.
    client.idleTimeout = std::chrono::seconds(15);
    Result<std::unique_ptr<PooledClient>> transport = PooledClient::create(client);
    if (!transport)
        return transport.error();
    if (!options.random)
        options.random = systemRandom();
    return std::unique_ptr<Forwarder>(
        new Forwarder(store, std::move(options), std::move(*transport)));
}

Forwarder::Forwarder(Store& store, ForwarderOptions options,
                     std::unique_ptr<HttpTransport> transport)
    : m_store(store)
    , m_options(std::move(options))
    , m_transport(std::move(transport))
    , m_threads(1, "gatelens-fwd")
{
}

Forwarder::~Forwarder()
{
    stop(milliseconds(0));
    // Destinations hold timers of the I/O thread's loop, which ends before this map does.
    const std::lock_guard lock(m_mutex);
    m_entries.clear();
}

Result<void> Forwarder::setDestination(const ForwardSettings& settings,
                                       std::string_view connectionString, ExchangeQuery query)
{
    Result<ConnectionString> target = parseConnectionString(connectionString);
    if (!target)
        return withContext(target.error(),
                           fmt::format("forwarding destination \"{}\"", settings.name));
    for (const std::string& warning : target->warnings)
        spdlog::warn("connection string of \"{}\": {}", settings.name, warning);

    DestinationSettings wanted{settings.name, std::move(*target), settings.loggers,
                               std::move(query)};
    Entry entry;
    entry.destination = std::make_shared<Destination>(
        m_threads.context(0), *m_transport, m_store, std::move(wanted), m_options.limits,
        journalFileFor(settings.name), m_options.random);
    entry.destination->setPaused(!settings.isEnabled);
    entry.destination->onIdle([this] {
        const std::lock_guard lock(m_mutex);
        m_changed.notify_all();
    });
    entry.finished = std::make_shared<Completion>();

    std::shared_ptr<Completion> predecessor;
    {
        const std::lock_guard lock(m_mutex);
        Entry& place = m_entries[settings.name];
        if (place.destination) {
            place.destination->requestStop();
            predecessor = place.finished;
        }
        place = entry;
        ++m_living;
    }
    asio::co_spawn(m_threads.context(0), live(std::move(predecessor), std::move(entry)),
                   [this](const std::exception_ptr& failure) {
                       logFailure(failure);
                       const std::lock_guard lock(m_mutex);
                       --m_living;
                       m_changed.notify_all();
                   });
    return {};
}

/// A destination that replaces another begins when that one has put down its cursor.
asio::awaitable<void> Forwarder::live(std::shared_ptr<Completion> predecessor, Entry entry)
{
    if (predecessor)
        co_await predecessor->wait();
    co_await entry.destination->run();
    entry.finished->complete({});
}

std::filesystem::path Forwarder::journalFileFor(std::string_view name) const
{
    std::string file = m_store.path().filename().string() + ".forward-";
    for (const char character : name) {
        const bool isPlain = std::isalnum(static_cast<unsigned char>(character)) != 0
            || character == '-' || character == '_';
        file += isPlain ? std::string(1, character)
                        : fmt::format("%{:02X}", static_cast<unsigned char>(character));
    }
    const auto folder
        = m_options.stateFolder.empty() ? m_store.path().parent_path() : m_options.stateFolder;
    return folder / (file + ".retry");
}

void Forwarder::removeDestination(std::string_view name)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(name);
    if (found == m_entries.end())
        return;
    found->second.destination->requestStop();
    m_entries.erase(found);
}

void Forwarder::pauseDestination(std::string_view name, bool isPaused)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_entries.find(name); found != m_entries.end())
        found->second.destination->setPaused(isPaused);
}

void Forwarder::storeChanged()
{
    const std::lock_guard lock(m_mutex);
    for (const auto& [name, entry] : m_entries)
        entry.destination->wake();
}

std::vector<ForwardStatus> Forwarder::status() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<ForwardStatus> list;
    for (const auto& [name, entry] : m_entries)
        list.push_back(entry.destination->status());
    return list;
}

std::vector<ForwardAttempt> Forwarder::recentAttempts() const
{
    std::vector<ForwardAttempt> list;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [name, entry] : m_entries) {
            const auto attempts = entry.destination->attempts();
            list.insert(list.end(), attempts.begin(), attempts.end());
        }
    }
    std::stable_sort(list.begin(), list.end(),
                     [](const ForwardAttempt& a, const ForwardAttempt& b) { return a.at > b.at; });
    return list;
}

bool Forwarder::waitUntilIdle(milliseconds atMost)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, atMost, [this] {
        return std::all_of(m_entries.begin(), m_entries.end(),
                           [](const auto& entry) { return entry.second.destination->isIdle(); });
    });
}

void Forwarder::stop(milliseconds drain)
{
    std::unique_lock lock(m_mutex);
    for (const auto& [name, entry] : m_entries)
        entry.destination->requestStop();
    m_changed.wait_for(lock, drain, [this] { return m_living == 0; });
}

} // namespace gatelens::proxy
