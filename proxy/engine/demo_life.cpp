#include "proxy/engine/demo_life.h"

#include "core/workspace/secrets.h"

#include <boost/asio/io_context.hpp>

namespace gatelens::proxy {

namespace {

/// Keys of the demo workspace's subscriptions and tokens; they are public.
DemoCredentials demoCredentials()
{
    return {demoSecret("starter-demo/primary"), demoSecret("unlimited-demo/primary"),
            demoSecret("all-apis-demo/primary"), demoSecret("suspended-demo/primary"),
            demoSecret("conference-jwt-key")};
}

} // namespace

DemoLife::DemoLife(IoThreads& threads, HttpTransport& client, const DemoSettings& settings)
    : m_threads(threads)
    , m_client(client)
    , m_conference(settings)
{
}

DemoLife::~DemoLife() { stop(); }

HttpTransport* DemoLife::backend(std::string_view name)
{
    return name == "conference" ? &m_conference : nullptr;
}

void DemoLife::reportTo(const std::string& intakeUrl)
{
    const auto url = parseUrl(intakeUrl);
    if (!url)
        return;
    const std::lock_guard lock(m_mutex);
    m_telemetry
        = std::make_shared<BackendTelemetry>(m_threads.context(0).get_executor(), m_client, *url);
    m_conference.observeCalls(
        [telemetry = m_telemetry](ConferenceCall call) { telemetry->report(std::move(call)); });
}

void DemoLife::aimAt(const std::string& gatewayUrl, const DemoSettings& settings)
{
    const auto url = parseUrl(gatewayUrl);
    if (!url)
        return;
    const std::lock_guard lock(m_mutex);
    m_traffic.reset();
    m_traffic = std::make_unique<DemoTraffic>(m_threads.context(0).get_executor(), m_client, *url,
                                              settings, demoCredentials());
    m_traffic->setRunning(m_isTrafficWanted);
}

void DemoLife::setTraffic(bool isOn)
{
    const std::lock_guard lock(m_mutex);
    m_isTrafficWanted = isOn;
    if (m_traffic)
        m_traffic->setRunning(isOn);
}

bool DemoLife::isTrafficOn() const
{
    const std::lock_guard lock(m_mutex);
    return m_isTrafficWanted && m_traffic != nullptr;
}

void DemoLife::stop()
{
    const std::lock_guard lock(m_mutex);
    m_isTrafficWanted = false;
    m_traffic.reset();
    m_telemetry.reset();
}

} // namespace gatelens::proxy
