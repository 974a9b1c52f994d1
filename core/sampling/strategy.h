#pragma once

#include "core/diagnostics/logging_decision.h"
#include "core/telemetry/exchange.h"

#include <memory>
#include <string>
#include <string_view>

namespace gatelens {

/// What a sampling strategy may look at: an exchange at its end.
struct SamplingInput
{
    const Exchange& exchange;
    bool hasFailed = false;
    double score = 0; ///< samplingScore() of the operation id
};

/// Decides for each exchange whether its request, dependencies and exceptions are kept and which
/// rate is stamped on them. Implementations are immutable and safe to use from many threads.
class SamplingStrategy
{
public:
    virtual ~SamplingStrategy() = default;

    [[nodiscard]] virtual LoggingDecision decide(const SamplingInput& input) const = 0;

    /// Least severity of the traces that are kept; sampling itself never touches traces.
    [[nodiscard]] virtual Severity traceVerbosity(const Exchange& exchange) const = 0;

    /// For people: "25 % and all errors".
    [[nodiscard]] virtual std::string describe() const = 0;
};

enum class KeepErrors
{
    No,
    Yes, ///< `alwaysLog: allErrors`
};

/// Fixed-rate sampling, as a diagnostic of API Management decides it.
class FixedPercentage final : public SamplingStrategy
{
public:
    explicit FixedPercentage(double percentage, KeepErrors keepErrors = KeepErrors::No,
                             Verbosity verbosity = Verbosity::Information);

    [[nodiscard]] LoggingDecision decide(const SamplingInput& input) const override;
    [[nodiscard]] Severity traceVerbosity(const Exchange& exchange) const override;
    [[nodiscard]] std::string describe() const override;

private:
    Diagnostic m_settings;
};

/// What was really decided for one logger while the traffic was captured. An exchange that the
/// logger had no part in counts as not kept.
class AppliedSetting final : public SamplingStrategy
{
public:
    explicit AppliedSetting(std::string loggerId);

    [[nodiscard]] LoggingDecision decide(const SamplingInput& input) const override;
    [[nodiscard]] Severity traceVerbosity(const Exchange& exchange) const override;
    [[nodiscard]] std::string describe() const override;

private:
    std::string m_loggerId;
};

/// The outcome that a logger had in an exchange; null when it had none.
[[nodiscard]] const LoggerOutcome* findOutcome(const Exchange& exchange,
                                               std::string_view loggerId) noexcept;

} // namespace gatelens
