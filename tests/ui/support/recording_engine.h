#pragma once

#include "proxy/api/engine.h"

#include <mutex>

namespace gatelens::ui::test {

/// An engine that does nothing but remember what it was asked: for views, which are tested without
/// a network.
class RecordingEngine : public Engine
{
public:
    RecordingEngine(std::filesystem::path storePath, std::shared_ptr<const Workspace> workspace);

    // What the engine shall say. Set before the view asks.
    Endpoints m_endpoints;
    EngineStatus m_status;
    std::vector<ForwardAttempt> m_attempts;
    /// When not empty, `apply` refuses with these.
    Findings m_refusal;
    std::optional<Error> m_destinationError;

    // What it was asked.
    [[nodiscard]] int applyCount() const;
    [[nodiscard]] std::vector<std::pair<ForwardSettings, std::string>> destinations() const;

    [[nodiscard]] Endpoints endpoints() const override { return m_endpoints; }
    [[nodiscard]] const std::filesystem::path& storePath() const override { return m_storePath; }
    [[nodiscard]] std::shared_ptr<const Workspace> workspace() const override;
    [[nodiscard]] EngineStatus status() const override;
    ApplyReport apply(std::shared_ptr<const Workspace> workspace) override;
    Result<void> startGateway() override { return {}; }
    void stopGateway() override { }
    Result<void> retryListeners() override { return {}; }
    void setDemoTraffic(bool isOn) override;
    void setClockOffset(Micros) override { }
    void setStepTracing(bool) override { }
    [[nodiscard]] Result<std::string> subscriptionKey(std::string_view id) override
    {
        return "key-of-" + std::string(id);
    }
    Result<void> setDestination(const ForwardSettings& settings,
                                std::string connectionString) override;
    void removeDestination(std::string_view name) override;
    void pauseDestination(std::string_view name, bool isPaused) override;
    [[nodiscard]] std::vector<ForwardAttempt> recentAttempts() const override { return m_attempts; }
    void onStoreChanged(StoreChanged) override { }
    void stop(Micros) override { }

private:
    std::filesystem::path m_storePath;
    mutable std::mutex m_mutex; ///< guards what follows: apply comes from a worker
    std::shared_ptr<const Workspace> m_workspace;
    int m_applyCount = 0;
    std::vector<std::pair<ForwardSettings, std::string>> m_destinations;
};

} // namespace gatelens::ui::test
