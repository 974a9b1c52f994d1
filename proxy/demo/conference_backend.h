#pragma once

#include "core/workspace/local_settings.h"
#include "proxy/http/transport.h"

#include <chrono>
#include <functional>
#include <memory>

namespace gatelens::proxy {

/// One call that the demo backend answered, for its own telemetry.
struct ConferenceCall
{
    std::string service; ///< cloud role
    std::string method;
    std::string path;
    std::string route; ///< "/speakers/{id}", "" when nothing matched
    std::string traceParent; ///< as received
    HeaderList proxyHeaders; ///< received x-dd-proxy* headers
    Timestamp startedAt;
    Micros duration{0};
    int statusCode = 0;
};

/// `builtin:conference`: the demo workspace's backend, an HTTP responder inside the process that is
/// reached without a socket. Latencies and errors follow the table of the demo workspace's README
/// and its seed. Thread safe.
class ConferenceBackend : public HttpTransport
{
public:
    using CallObserver = std::function<void(ConferenceCall)>;

    explicit ConferenceBackend(const DemoSettings& settings);
    ~ConferenceBackend() override;

    /// Latency passes on the caller's executor. Fails with Timeout when the answer would come after
    /// request.timeout.
    boost::asio::awaitable<Result<IncomingResponse>> send(OutgoingRequest request) override;

    /// Called on the caller's thread after each answered call. Set before the first request.
    void observeCalls(CallObserver observer);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace gatelens::proxy
