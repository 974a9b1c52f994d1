#pragma once

#include "core/workspace/workspace.h"
#include "proxy/demo/backend_telemetry.h"
#include "proxy/demo/conference_backend.h"
#include "proxy/demo/demo_traffic.h"
#include "proxy/http/io_threads.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace gatelens::proxy {

/// The demo inside an engine: the built-in backend, its own telemetry sent to the intake, and the
/// traffic generator. Thread safe.
class DemoLife
{
public:
    DemoLife(IoThreads& threads, HttpTransport& client, const DemoSettings& settings);
    ~DemoLife();

    /// The responder of a `builtin:` name; null for an unknown one.
    [[nodiscard]] HttpTransport* backend(std::string_view name);

    /// Lets the backend report its calls to the intake at this base URL.
    void reportTo(const std::string& intakeUrl);

    /// Tells the generator where the gateway is; before that it cannot run.
    void aimAt(const std::string& gatewayUrl, const DemoSettings& settings);
    void setTraffic(bool isOn);
    [[nodiscard]] bool isTrafficOn() const;

    /// Ends traffic and reports; called before the I/O threads stop.
    void stop();

private:
    IoThreads& m_threads;
    HttpTransport& m_client;
    ConferenceBackend m_conference;
    mutable std::mutex m_mutex; ///< guards what follows
    std::shared_ptr<BackendTelemetry> m_telemetry;
    std::unique_ptr<DemoTraffic> m_traffic;
    bool m_isTrafficWanted = false;
};

} // namespace gatelens::proxy
