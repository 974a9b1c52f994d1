#include "core/sampling/strategy.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens {

FixedPercentage::FixedPercentage(double percentage, KeepErrors keepErrors, Verbosity verbosity)
{
    m_settings.samplingPercentage = percentage;
    m_settings.alwaysLogErrors = keepErrors == KeepErrors::Yes;
    m_settings.verbosity = verbosity;
}

LoggingDecision FixedPercentage::decide(const SamplingInput& input) const
{
    return decideLogging(m_settings, input.hasFailed, input.score);
}

Severity FixedPercentage::traceVerbosity(const Exchange&) const
{
    switch (m_settings.verbosity) {
    case Verbosity::Verbose:
        return Severity::Verbose;
    case Verbosity::Information:
        return Severity::Information;
    case Verbosity::Error:
        break;
    }
    return Severity::Error;
}

std::string FixedPercentage::describe() const
{
    std::string text = fmt::format("{} %", m_settings.samplingPercentage);
    if (m_settings.alwaysLogErrors)
        text += " and all errors";
    if (m_settings.verbosity == Verbosity::Error)
        text += ", only failed requests";
    if (m_settings.verbosity == Verbosity::Verbose)
        text += ", verbose traces";
    return text;
}

AppliedSetting::AppliedSetting(std::string loggerId)
    : m_loggerId(std::move(loggerId))
{
}

LoggingDecision AppliedSetting::decide(const SamplingInput& input) const
{
    const LoggerOutcome* outcome = findOutcome(input.exchange, m_loggerId);
    if (outcome == nullptr)
        return {.isKept = false, .reason = KeepReason::SampledOut};
    return {outcome->isKept, outcome->reason, outcome->sampleRate};
}

Severity AppliedSetting::traceVerbosity(const Exchange& exchange) const
{
    const LoggerOutcome* outcome = findOutcome(exchange, m_loggerId);
    return outcome != nullptr ? outcome->verbosity : Severity::Information;
}

std::string AppliedSetting::describe() const { return "as applied to " + m_loggerId; }

const LoggerOutcome* findOutcome(const Exchange& exchange, std::string_view loggerId) noexcept
{
    const auto found = std::find_if(
        exchange.loggers.begin(), exchange.loggers.end(),
        [loggerId](const LoggerOutcome& outcome) { return outcome.loggerId == loggerId; });
    return found == exchange.loggers.end() ? nullptr : &*found;
}

} // namespace gatelens
