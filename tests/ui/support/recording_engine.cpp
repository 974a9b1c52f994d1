#include "tests/ui/support/recording_engine.h"

#include <algorithm>

namespace gatelens::ui::test {

RecordingEngine::RecordingEngine(std::filesystem::path storePath,
                                 std::shared_ptr<const Workspace> workspace)
    : m_storePath(std::move(storePath))
    , m_workspace(std::move(workspace))
{
}

int RecordingEngine::applyCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_applyCount;
}

std::vector<std::pair<ForwardSettings, std::string>> RecordingEngine::destinations() const
{
    const std::lock_guard lock(m_mutex);
    return m_destinations;
}

std::shared_ptr<const Workspace> RecordingEngine::workspace() const
{
    const std::lock_guard lock(m_mutex);
    return m_workspace;
}

EngineStatus RecordingEngine::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

ApplyReport RecordingEngine::apply(std::shared_ptr<const Workspace> workspace)
{
    const std::lock_guard lock(m_mutex);
    ++m_applyCount;
    ApplyReport report;
    report.findings = m_refusal;
    report.isApplied = m_refusal.empty();
    report.duration = std::chrono::milliseconds(41);
    if (report.isApplied)
        m_workspace = std::move(workspace);
    return report;
}

void RecordingEngine::setDemoTraffic(bool isOn)
{
    const std::lock_guard lock(m_mutex);
    m_status.isDemoTrafficOn = isOn;
}

Result<void> RecordingEngine::setDestination(const ForwardSettings& settings,
                                             std::string connectionString)
{
    if (m_destinationError)
        return *m_destinationError;
    const std::lock_guard lock(m_mutex);
    m_destinations.emplace_back(settings, std::move(connectionString));
    ForwardStatus status;
    status.name = settings.name;
    m_status.forward.push_back(std::move(status));
    return {};
}

void RecordingEngine::removeDestination(std::string_view name)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_status.forward, [&](const ForwardStatus& one) { return one.name == name; });
}

void RecordingEngine::pauseDestination(std::string_view name, bool isPaused)
{
    const std::lock_guard lock(m_mutex);
    for (auto& one : m_status.forward) {
        if (one.name == name)
            one.isPaused = isPaused;
    }
}

} // namespace gatelens::ui::test
