#include "core/sampling/logged_selection.h"

#include "core/message/header_list.h"
#include "core/sampling/strategy.h"

#include <algorithm>

namespace gatelens {

namespace {

void learnFrom(const LoggedMessage& message, MessageDiagnostic& settings)
{
    for (const auto& [name, value] : message.headers) {
        const auto isSame
            = [&name = name](const std::string& known) { return equalsIgnoringCase(known, name); };
        if (std::none_of(settings.headers.begin(), settings.headers.end(), isSame))
            settings.headers.push_back(name);
    }
    settings.bodyBytes = std::max(settings.bodyBytes, static_cast<int>(message.body.size()));
}

} // namespace

void LoggedSelection::set(std::string apiId, Diagnostic settings)
{
    m_byApi.insert_or_assign(std::move(apiId), std::move(settings));
}

void LoggedSelection::learn(const Exchange& exchange, std::string_view loggerId)
{
    const LoggerOutcome* outcome = findOutcome(exchange, loggerId);
    if (outcome == nullptr || !outcome->isKept)
        return;
    Diagnostic& settings = m_byApi[exchange.apiId];
    settings.logClientIp = settings.logClientIp || outcome->hasClientIp;
    if (outcome->isUrlOperationName)
        settings.operationNameFormat = OperationNameFormat::Url;
    learnFrom(outcome->frontendRequest, settings.frontendRequest);
    learnFrom(outcome->frontendResponse, settings.frontendResponse);
    for (const LoggedMessage& message : outcome->backendRequests)
        learnFrom(message, settings.backendRequest);
    for (const LoggedMessage& message : outcome->backendResponses)
        learnFrom(message, settings.backendResponse);
}

const Diagnostic& LoggedSelection::settingsFor(std::string_view apiId) const
{
    const auto found = m_byApi.find(apiId);
    return found == m_byApi.end() ? m_nothing : found->second;
}

LoggedSelection LoggedSelection::withBodiesAtMost(int bytes) const
{
    LoggedSelection lowered = *this;
    for (auto& [apiId, settings] : lowered.m_byApi) {
        for (MessageDiagnostic* direction : {&settings.frontendRequest, &settings.frontendResponse,
                                             &settings.backendRequest, &settings.backendResponse})
            direction->bodyBytes = std::min(direction->bodyBytes, bytes);
    }
    return lowered;
}

} // namespace gatelens
