#include "core/diagnostics/exchange_logging.h"

#include "core/diagnostics/logged_messages.h"
#include "core/diagnostics/logging_decision.h"
#include "core/diagnostics/masking.h"
#include "core/diagnostics/secret_scrubber.h"
#include "core/telemetry/ids.h"

#include <algorithm>
#include <array>

namespace gatelens {

namespace {

std::array<const MessageDiagnostic*, 4> directionsOf(const Diagnostic& settings)
{
    return {&settings.frontendRequest, &settings.frontendResponse, &settings.backendRequest,
            &settings.backendResponse};
}

Severity severityOf(Verbosity verbosity)
{
    switch (verbosity) {
    case Verbosity::Verbose:
        return Severity::Verbose;
    case Verbosity::Information:
        return Severity::Information;
    case Verbosity::Error:
        break;
    }
    return Severity::Error;
}

/// What one side (frontend or backend) of a diagnostic masks in a URL's query, and every secret.
class SideQueryMasking : public QueryMasking
{
public:
    SideQueryMasking(const MessageDiagnostic& request, const MessageDiagnostic& response,
                     const CaptureRules& capture)
        : m_request(request)
        , m_response(response)
        , m_capture(capture)
    {
    }

    [[nodiscard]] std::optional<MaskingMode> modeOf(std::string_view name) const override
    {
        const auto ofRequest = maskingFor(m_request.maskedQueryParameters, name);
        const auto ofResponse = maskingFor(m_response.maskedQueryParameters, name);
        if (ofRequest == MaskingMode::Hide || ofResponse == MaskingMode::Hide)
            return MaskingMode::Hide;
        if (ofRequest || ofResponse || containsName(m_capture.secretQueryParameters, name))
            return MaskingMode::Mask;
        return std::nullopt;
    }

private:
    const MessageDiagnostic& m_request;
    const MessageDiagnostic& m_response;
    const CaptureRules& m_capture;
};

/// Everything that must not reach the store: the union of all diagnostics' rules in all
/// directions, since a header or parameter masked on its way in usually goes out again to the
/// backend; and every secret.
class UnionMasking : public QueryMasking
{
public:
    UnionMasking(std::span<const EffectiveDiagnostic> diagnostics, const CaptureRules& capture)
        : m_diagnostics(diagnostics)
        , m_capture(capture)
    {
    }

    [[nodiscard]] std::optional<MaskingMode> modeOf(std::string_view name) const override
    {
        return modeOf(&MessageDiagnostic::maskedQueryParameters, m_capture.secretQueryParameters,
                      name);
    }

    [[nodiscard]] std::optional<MaskingMode> modeOfHeader(std::string_view name) const
    {
        return modeOf(&MessageDiagnostic::maskedHeaders, m_capture.secretHeaders, name);
    }

private:
    [[nodiscard]] std::optional<MaskingMode>
    modeOf(std::vector<MaskingRule> MessageDiagnostic::*rules, std::span<const std::string> secrets,
           std::string_view name) const
    {
        std::optional<MaskingMode> mode;
        for (const EffectiveDiagnostic& diagnostic : m_diagnostics) {
            for (const MessageDiagnostic* direction : directionsOf(diagnostic.settings)) {
                const auto found = maskingFor(direction->*rules, name);
                if (found == MaskingMode::Hide)
                    return found;
                if (found)
                    mode = found;
            }
        }
        if (!mode && containsName(secrets, name))
            mode = MaskingMode::Mask;
        return mode;
    }

    std::span<const EffectiveDiagnostic> m_diagnostics;
    const CaptureRules& m_capture;
};

/// Gives a logger its own URLs where its rules leave more, or other, text than the union of all
/// rules does.
void selectUrls(const Exchange& exchange, const Diagnostic& settings, const CaptureRules& capture,
                const UnionMasking& all, LoggerOutcome& outcome)
{
    const auto differing = [&](const std::string& url, const QueryMasking& own) {
        const std::optional<std::string> storedUrl = maskUrl(url, all);
        if (!storedUrl)
            return std::string();
        const std::optional<std::string> ownUrl = maskUrl(url, own);
        if (ownUrl == storedUrl)
            return std::string();
        return ownUrl.value_or(url);
    };
    outcome.url
        = differing(exchange.url,
                    SideQueryMasking(settings.frontendRequest, settings.frontendResponse, capture));

    const SideQueryMasking backend(settings.backendRequest, settings.backendResponse, capture);
    for (std::size_t i = 0; i < exchange.backendCalls.size(); ++i) {
        std::string url = differing(exchange.backendCalls[i].url, backend);
        if (url.empty())
            continue;
        outcome.backendUrls.resize(exchange.backendCalls.size());
        outcome.backendUrls[i] = std::move(url);
    }
}

LoggerOutcome outcomeFor(const EffectiveDiagnostic& diagnostic, const LoggingDecision& decision)
{
    const Diagnostic& settings = diagnostic.settings;
    LoggerOutcome outcome;
    outcome.loggerId = settings.loggerId;
    outcome.diagnosticScope = diagnostic.scope;
    outcome.instrumentationKey = diagnostic.instrumentationKey;
    outcome.percentage = settings.samplingPercentage;
    outcome.isKept = decision.isKept;
    outcome.reason = decision.reason;
    outcome.sampleRate = decision.sampleRate;
    outcome.verbosity = severityOf(settings.verbosity);
    outcome.hasClientIp = settings.logClientIp;
    outcome.hasMetrics = settings.metrics;
    outcome.isUrlOperationName = settings.operationNameFormat == OperationNameFormat::Url;
    return outcome;
}

void maskHeaders(HeaderList& headers, const UnionMasking& masking)
{
    std::vector<std::string> hidden;
    headers.editValues([&](const std::string& name, std::string& value) {
        const std::optional<MaskingMode> mode = masking.modeOfHeader(name);
        if (mode == MaskingMode::Hide)
            hidden.push_back(name);
        else if (mode)
            value = kMaskedValue;
    });
    for (const std::string& name : hidden)
        headers.remove(name);
}

void cutBody(MessageCapture& message, const CaptureRules& capture)
{
    const std::uint64_t limit = capture.captureBodies ? capture.bodyBytes : 0;
    if (message.body.size() > limit)
        message.body.resize(limit);
    message.isBodyCut = message.isBodyCut || message.body.size() < message.bodyBytes;
}

void maskMessage(MessageCapture& message, const UnionMasking& masking, const CaptureRules& capture)
{
    maskHeaders(message.headers, masking);
    cutBody(message, capture);
}

void maskUrlInPlace(std::string& url, const UnionMasking& masking)
{
    if (std::optional<std::string> masked = maskUrl(url, masking))
        url = std::move(*masked);
}

void collectSecrets(const HeaderList& headers, const UnionMasking& masking,
                    SecretScrubber& scrubber)
{
    for (const HeaderField& field : headers) {
        if (masking.modeOfHeader(field.name))
            scrubber.add(field.value);
    }
}

void collectSecrets(std::string_view url, const UnionMasking& masking, SecretScrubber& scrubber)
{
    const std::size_t mark = url.find('?');
    if (mark == std::string_view::npos)
        return;
    for (const auto& [name, value] : parseQuery(url.substr(mark + 1))) {
        if (!masking.modeOf(name))
            continue;
        scrubber.add(value);
        scrubber.add(percentEncode(value)); // as it stands in a quoted URL
    }
}

/// True when some text of the exchange may quote what the messages carried.
bool hasQuotingTexts(const Exchange& exchange)
{
    const auto hasFailure = [](const BackendCall& call) { return !call.failure.empty(); };
    return !exchange.steps.empty() || !exchange.messages.empty() || !exchange.errors.empty()
        || !exchange.recorded.empty()
        || std::any_of(exchange.backendCalls.begin(), exchange.backendCalls.end(), hasFailure);
}

SecretScrubber secretsOf(const Exchange& exchange, const UnionMasking& masking,
                         const CaptureRules& capture)
{
    SecretScrubber scrubber;
    for (const std::string& value : capture.secretValues)
        scrubber.add(value);
    collectSecrets(exchange.request.headers, masking, scrubber);
    collectSecrets(exchange.response.headers, masking, scrubber);
    collectSecrets(exchange.url, masking, scrubber);
    for (const BackendCall& call : exchange.backendCalls) {
        collectSecrets(call.request.headers, masking, scrubber);
        collectSecrets(call.response.headers, masking, scrubber);
        collectSecrets(call.url, masking, scrubber);
    }
    return scrubber;
}

void scrubValues(Properties& properties, const SecretScrubber& scrubber)
{
    for (auto& [name, value] : properties)
        scrubber.scrub(value);
}

/// Removes from what policies said, did and recorded the values that masking by name removes from
/// the messages.
void scrubTexts(Exchange& exchange, const SecretScrubber& scrubber)
{
    for (PolicyStep& step : exchange.steps) {
        scrubber.scrub(step.summary);
        scrubber.scrubJson(step.detail);
    }
    for (PolicyMessage& message : exchange.messages) {
        scrubber.scrub(message.message);
        scrubValues(message.metadata, scrubber);
    }
    for (ExchangeError& error : exchange.errors)
        scrubber.scrub(error.message);
    for (RecordedMessage& recorded : exchange.recorded) {
        scrubValues(recorded.properties, scrubber);
        scrubber.scrubJson(recorded.body);
    }
    for (BackendCall& call : exchange.backendCalls)
        scrubber.scrub(call.failure);
}

void scrubMessage(MessageCapture& message, const SecretScrubber& scrubber)
{
    HeaderList scrubbed;
    for (const HeaderField& field : message.headers) {
        std::string value = field.value;
        scrubber.scrub(value);
        scrubbed.append(field.name, std::move(value));
    }
    message.headers = std::move(scrubbed);
}

/// A trace shows every message beside the statements that made it: what policies put there is
/// looked at by value, too. Only traced exchanges pay for that.
void scrubTracedMessages(Exchange& exchange, const SecretScrubber& scrubber)
{
    if (exchange.steps.empty())
        return;
    scrubMessage(exchange.request, scrubber);
    scrubMessage(exchange.response, scrubber);
    for (BackendCall& call : exchange.backendCalls) {
        scrubber.scrub(call.url);
        scrubMessage(call.request, scrubber);
        scrubMessage(call.response, scrubber);
    }
}

void maskExchange(Exchange& exchange, const UnionMasking& masking, const CaptureRules& capture)
{
    if (hasQuotingTexts(exchange)) {
        const SecretScrubber scrubber = secretsOf(exchange, masking, capture);
        if (!scrubber.isEmpty()) {
            scrubTexts(exchange, scrubber);
            scrubTracedMessages(exchange, scrubber);
        }
    }
    maskUrlInPlace(exchange.url, masking);
    maskMessage(exchange.request, masking, capture);
    maskMessage(exchange.response, masking, capture);
    for (BackendCall& call : exchange.backendCalls) {
        maskUrlInPlace(call.url, masking);
        maskMessage(call.request, masking, capture);
        maskMessage(call.response, masking, capture);
    }
}

} // namespace

LoggerOutcome previewOutcome(const Exchange& exchange, const EffectiveDiagnostic& diagnostic)
{
    const LoggingDecision decision = decideLogging(diagnostic.settings, isFailed(exchange),
                                                   samplingScore(exchange.operationId));
    LoggerOutcome outcome = outcomeFor(diagnostic, decision);
    if (outcome.isKept)
        selectMessages(exchange, diagnostic.settings, {}, outcome);
    return outcome;
}

void applyDiagnostics(Exchange& exchange, std::span<const EffectiveDiagnostic> diagnostics,
                      const CaptureRules& capture)
{
    const UnionMasking masking(diagnostics, capture);
    const bool hasFailed = isFailed(exchange);
    const double score = samplingScore(exchange.operationId);

    exchange.loggers.reserve(diagnostics.size());
    for (const EffectiveDiagnostic& diagnostic : diagnostics) {
        const LoggingDecision decision = decideLogging(diagnostic.settings, hasFailed, score);
        LoggerOutcome& outcome = exchange.loggers.emplace_back(outcomeFor(diagnostic, decision));
        if (outcome.isKept) {
            selectMessages(exchange, diagnostic.settings, capture.secretHeaders, outcome);
            selectUrls(exchange, diagnostic.settings, capture, masking, outcome);
        }
    }
    maskExchange(exchange, masking, capture);
}

} // namespace gatelens
