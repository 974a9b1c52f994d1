#include "core/diagnostics/logging_decision.h"
#include "core/telemetry/ids.h"

#include <gtest/gtest.h>

#include <random>

namespace gatelens {
namespace {

Diagnostic settings(double percentage, bool alwaysLogErrors = false,
                    Verbosity verbosity = Verbosity::Information)
{
    Diagnostic diagnostic;
    diagnostic.samplingPercentage = percentage;
    diagnostic.alwaysLogErrors = alwaysLogErrors;
    diagnostic.verbosity = verbosity;
    return diagnostic;
}

constexpr bool kFailed = true;
constexpr bool kSucceeded = false;

TEST(LoggingDecisionTest, ADrawnRequestCarriesThePercentage)
{
    EXPECT_EQ(decideLogging(settings(25), kSucceeded, 24.9),
              (LoggingDecision{true, KeepReason::Drawn, 25}));
    EXPECT_EQ(decideLogging(settings(25), kFailed, 24.9),
              (LoggingDecision{true, KeepReason::Drawn, 25}));
}

TEST(LoggingDecisionTest, TheScoreMustBeBelowThePercentage)
{
    EXPECT_EQ(decideLogging(settings(25), kSucceeded, 25.0),
              (LoggingDecision{false, KeepReason::SampledOut, 100}));
}

TEST(LoggingDecisionTest, AlwaysLogErrorsKeepsAndStampsEveryFailureWithAHundred)
{
    EXPECT_EQ(decideLogging(settings(25, true), kFailed, 80),
              (LoggingDecision{true, KeepReason::AlwaysLogErrors, 100}));
    EXPECT_EQ(decideLogging(settings(25, true), kFailed, 3),
              (LoggingDecision{true, KeepReason::Drawn, 100}));
    EXPECT_EQ(decideLogging(settings(25, true), kSucceeded, 80),
              (LoggingDecision{false, KeepReason::SampledOut, 100}));
}

TEST(LoggingDecisionTest, VerbosityErrorSuppressesSuccessesWhateverWasDrawn)
{
    EXPECT_EQ(decideLogging(settings(100, true, Verbosity::Error), kSucceeded, 0),
              (LoggingDecision{false, KeepReason::Verbosity, 100}));
    EXPECT_EQ(decideLogging(settings(5, false, Verbosity::Error), kFailed, 4),
              (LoggingDecision{true, KeepReason::Drawn, 5}));
}

TEST(LoggingDecisionTest, ZeroKeepsNothingAndAHundredKeepsAll)
{
    EXPECT_FALSE(decideLogging(settings(0), kSucceeded, 0).isKept);
    EXPECT_TRUE(decideLogging(settings(0, true), kFailed, 0).isKept);
    EXPECT_TRUE(decideLogging(settings(100), kSucceeded, 100).isKept);
}

TEST(LoggingDecisionTest, RaisingThePercentageNeverDropsAKeptRequest)
{
    std::mt19937_64 random(20261120); // NOLINT(bugprone-random-generator-seed): repeatable
    std::uniform_real_distribution<double> percent(0, 100);
    for (int i = 0; i < 2000; ++i) {
        const double score = percent(random);
        const double low = percent(random);
        const double high = std::max(low, percent(random));
        for (const bool hasFailed : {kFailed, kSucceeded}) {
            for (const bool alwaysLogErrors : {true, false}) {
                const bool isKeptAtLow
                    = decideLogging(settings(low, alwaysLogErrors), hasFailed, score).isKept;
                const bool isKeptAtHigh
                    = decideLogging(settings(high, alwaysLogErrors), hasFailed, score).isKept;
                EXPECT_LE(isKeptAtLow, isKeptAtHigh)
                    << "score " << score << ", " << low << " % -> " << high << " %";
            }
        }
    }
}

} // namespace
} // namespace gatelens
