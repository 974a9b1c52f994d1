#include "core/diagnostics/effective_diagnostics.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

Logger logger(std::string id, LoggerType type = LoggerType::ApplicationInsights)
{
    Logger entity;
    entity.id = std::move(id);
    entity.type = type;
    return entity;
}

Diagnostic diagnostic(std::string loggerId, std::string id = "applicationinsights")
{
    Diagnostic entity;
    entity.id = std::move(id);
    entity.loggerId = std::move(loggerId);
    return entity;
}

std::string keyOf(const Logger& entity) { return "key of " + entity.id; }

class EffectiveDiagnosticsTest : public testing::Test
{
protected:
    EffectiveDiagnosticsTest()
    {
        workspace.loggers = {logger("platform"), logger("conference"),
                             logger("monitor", LoggerType::AzureMonitor)};
        api.id = "orders";
    }

    [[nodiscard]] std::vector<std::string>
    summary(const Api* of, DiagnosticsRule rule = DiagnosticsRule::Multiplex) const
    {
        std::vector<std::string> lines;
        for (const EffectiveDiagnostic& found : effectiveDiagnostics(workspace, of, keyOf, rule))
            lines.push_back(found.settings.loggerId + " | " + found.scope + " | " + found.reason);
        return lines;
    }

    Workspace workspace;
    Api api;
};

using Lines = std::vector<std::string>;

TEST_F(EffectiveDiagnosticsTest, WithoutSettingsNothingIsLogged)
{
    EXPECT_EQ(summary(&api), Lines{});
    EXPECT_EQ(summary(nullptr), Lines{});
}

TEST_F(EffectiveDiagnosticsTest, OneLevelAloneActs)
{
    workspace.diagnostics = {diagnostic("platform")};
    EXPECT_EQ(summary(&api), Lines{"platform | service | from All APIs"});
    EXPECT_EQ(summary(nullptr), Lines{"platform | service | from All APIs"});

    workspace.diagnostics.clear();
    api.diagnostics = {diagnostic("conference")};
    EXPECT_EQ(summary(&api), Lines{"conference | api | from orders"});
}

TEST_F(EffectiveDiagnosticsTest, TheSameLoggerIsOverriddenByTheApi)
{
    workspace.diagnostics = {diagnostic("platform")};
    api.diagnostics = {diagnostic("Platform")};
    EXPECT_EQ(summary(&api), Lines{"Platform | api | from orders, overrides All APIs"});
}

TEST_F(EffectiveDiagnosticsTest, DifferentLoggersBothReceive)
{
    workspace.diagnostics = {diagnostic("platform")};
    api.diagnostics = {diagnostic("conference")};
    EXPECT_EQ(summary(&api),
              (Lines{"conference | api | from orders",
                     "platform | service | from All APIs (multiplexed)"}));
}

TEST_F(EffectiveDiagnosticsTest, TheNewerServiceRuleTakesTheApiLevelOnly)
{
    workspace.diagnostics = {diagnostic("platform")};
    api.diagnostics = {diagnostic("conference")};
    EXPECT_EQ(summary(&api, DiagnosticsRule::ApiLevelWins),
              Lines{"conference | api | from orders, overrides All APIs"});
}

TEST_F(EffectiveDiagnosticsTest, OnlyApplicationInsightsDiagnosticsAndLoggersCount)
{
    workspace.diagnostics
        = {diagnostic("platform", "azuremonitor"), diagnostic("monitor"), diagnostic("missing")};
    EXPECT_EQ(summary(&api), Lines{});
}

TEST_F(EffectiveDiagnosticsTest, TheLoggersKeyIsResolved)
{
    workspace.diagnostics = {diagnostic("PLATFORM")};
    const auto found = effectiveDiagnostics(workspace, &api, keyOf);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].instrumentationKey, "key of platform");
}

} // namespace
} // namespace gatelens
