#pragma once

#include "proxy/demo/conference_backend.h"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace gatelens::proxy {

/// Reports the demo backend's calls to the local intake, as an instrumented application would: one
/// Request item a call, child of the received `traceparent`, in batches once a second over HTTP.
/// Calls without a trace context are roots.
class BackendTelemetry
{
public:
    /// `intake` is the base URL of the Application Insights endpoint.
    BackendTelemetry(boost::asio::any_io_executor executor, HttpTransport& client, Url intake);
    ~BackendTelemetry();

    /// From any thread. When the intake cannot keep up the oldest calls are dropped and counted.
    void report(ConferenceCall call);

    [[nodiscard]] std::uint64_t dropped() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

/// The envelope line for one call.
[[nodiscard]] std::string conferenceEnvelope(const ConferenceCall& call);

} // namespace gatelens::proxy
