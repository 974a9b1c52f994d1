#pragma once

#include "core/workspace/local_settings.h"
#include "proxy/demo/demo_random.h"
#include "proxy/http/transport.h"

#include <boost/asio/any_io_executor.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace gatelens::proxy {

/// Secrets of the demo workspace that its clients know.
struct DemoCredentials
{
    std::string starterKey;
    std::string unlimitedKey;
    std::string allApisKey;
    std::string suspendedKey;
    std::string attendeeSigningKey; ///< Base64 text
};

/// One request of the generator, before it is sent.
struct DemoRequest
{
    std::string operation; ///< "submit-feedback"
    OutgoingRequest request;
};

/// Chooses the demo's requests: shares of operations, keys, ids and tokens as the demo workspace's
/// README lists them. The same seed gives the same sequence of choices (trace ids and token times
/// excepted).
class DemoRequestSource
{
public:
    DemoRequestSource(std::uint64_t seed, Url gateway, DemoCredentials credentials);

    [[nodiscard]] DemoRequest next();

    /// Seconds to wait before the next request at this rate per second.
    [[nodiscard]] double nextGap(double rate);

private:
    std::string keyFor(double u) const;
    int pickId(int last);

    DemoRandom m_random;
    Url m_gateway;
    DemoCredentials m_credentials;
};

/// Mean rate after `seconds` of running: steady, wave (sine between 0.25 and 1.75 times the rate,
/// period 120 s) or burst (4 times the rate for 5 s in every 30 s).
[[nodiscard]] double demoRateAt(const DemoSettings& settings, double seconds);

/// Sends demo traffic to the gateway as a real client over loopback, with Poisson arrivals, until
/// stopped. All work happens on the executor given; `setRunning` may be called from any thread.
class DemoTraffic
{
public:
    DemoTraffic(boost::asio::any_io_executor executor, HttpTransport& client, Url gateway,
                DemoSettings settings, DemoCredentials credentials);
    ~DemoTraffic();

    void setRunning(bool isRunning);
    [[nodiscard]] bool isRunning() const;

    /// Requests sent and answered so far.
    [[nodiscard]] std::uint64_t sent() const;
    [[nodiscard]] std::uint64_t answered() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace gatelens::proxy
