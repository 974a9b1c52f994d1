#include "core/diagnostics/logged_messages.h"

#include "core/diagnostics/masking.h"
#include "core/diagnostics/utf8_prefix.h"

namespace gatelens {

namespace {

constexpr std::string_view kValueSeparator = ", ";

bool selectsAnything(const MessageDiagnostic& settings)
{
    return !settings.headers.empty() || settings.bodyBytes > 0;
}

} // namespace

LoggedMessage selectMessage(const MessageCapture& message, const MessageDiagnostic& settings,
                            std::span<const std::string> secretHeaders)
{
    LoggedMessage logged;
    logged.headers.reserve(settings.headers.size());
    for (const std::string& name : settings.headers) {
        std::optional<std::string> value = message.headers.joined(name, kValueSeparator);
        const std::optional<MaskingMode> mode = maskingFor(settings.maskedHeaders, name);
        if (!value || mode == MaskingMode::Hide)
            continue;
        if (mode || containsName(secretHeaders, name))
            value = kMaskedValue;
        logged.headers.emplace_back(name, std::move(*value));
    }
    if (settings.bodyBytes > 0) {
        logged.body
            = toValidUtf8(utf8Prefix(message.body, static_cast<std::size_t>(settings.bodyBytes)));
    }
    return logged;
}

void selectMessages(const Exchange& exchange, const Diagnostic& settings,
                    std::span<const std::string> secretHeaders, LoggerOutcome& outcome)
{
    outcome.frontendRequest
        = selectMessage(exchange.request, settings.frontendRequest, secretHeaders);
    outcome.frontendResponse
        = selectMessage(exchange.response, settings.frontendResponse, secretHeaders);
    if (selectsAnything(settings.backendRequest)) {
        outcome.backendRequests.reserve(exchange.backendCalls.size());
        for (const BackendCall& call : exchange.backendCalls)
            outcome.backendRequests.push_back(
                selectMessage(call.request, settings.backendRequest, secretHeaders));
    }
    if (selectsAnything(settings.backendResponse)) {
        outcome.backendResponses.reserve(exchange.backendCalls.size());
        for (const BackendCall& call : exchange.backendCalls)
            outcome.backendResponses.push_back(
                selectMessage(call.response, settings.backendResponse, secretHeaders));
    }
}

} // namespace gatelens
