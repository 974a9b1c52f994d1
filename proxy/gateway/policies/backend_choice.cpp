#include "proxy/gateway/policies/backend_choice.h"

#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/query_text.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace gatelens::proxy {

namespace {

FailurePtr unavailable(std::string_view what, Timestamp until, Timestamp now)
{
    const auto wait
        = std::max(std::chrono::ceil<std::chrono::seconds>(until - now), std::chrono::seconds(1));
    return makeFailure("BackendCircuitOpen", std::string(what),
                       errorResponse(503, "Service Unavailable", wait));
}

/// The value of one cookie of the request; "" when it is not there.
std::string cookieValue(const HeaderList& headers, std::string_view name)
{
    for (const std::string_view line : headers.all("Cookie")) {
        for (const std::string_view pair : splitTrimmed(line, ';')) {
            const std::size_t equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name)
                return std::string(pair.substr(equals + 1));
        }
    }
    return {};
}

struct OpenMembers
{
    std::vector<const CompiledBackend::Member*> members; ///< of the best priority that has any
    Timestamp earliestClose; ///< when none is left: the first circuit to close
};

OpenMembers openMembers(Execution& execution, const CompiledBackend& pool)
{
    const Timestamp now = execution.services.now();
    OpenMembers result;
    result.earliestClose = Timestamp::max();
    int best = std::numeric_limits<int>::max();
    for (const CompiledBackend::Member& member : pool.members) {
        const std::optional<Timestamp> until
            = execution.state.circuits().openUntil(member.backend->entity, now);
        if (until) {
            result.earliestClose = std::min(result.earliestClose, *until);
            continue;
        }
        if (member.priority > best)
            continue;
        if (member.priority < best)
            result.members.clear();
        best = member.priority;
        result.members.push_back(&member);
    }
    return result;
}

PolicyResult<BackendChoice> chooseMember(Execution& execution, const CompiledBackend& pool)
{
    const OpenMembers open = openMembers(execution, pool);
    const Timestamp now = execution.services.now();
    if (open.members.empty()) {
        const Timestamp until = open.earliestClose == Timestamp::max() ? now : open.earliestClose;
        return unavailable(
            fmt::format("Every backend of the pool '{}' is unavailable.", pool.entity.id), until,
            now);
    }
    BackendChoice choice;
    const std::string& cookie = pool.entity.sessionAffinityCookie;
    if (!cookie.empty()) {
        const std::string wanted = cookieValue(execution.context.request.headers, cookie);
        for (const CompiledBackend::Member* member : open.members) {
            if (equalsIgnoringCase(member->backend->entity.id, wanted))
                choice.backend = member->backend;
        }
    }
    if (choice.backend == nullptr) {
        std::vector<BackendPools::Candidate> candidates;
        candidates.reserve(open.members.size());
        for (const CompiledBackend::Member* member : open.members)
            candidates.push_back({member->backend->entity.id, member->weight});
        const std::size_t index = execution.state.pools().next(pool.entity.id, candidates);
        choice.backend = open.members[index]->backend;
        if (!cookie.empty())
            choice.affinityCookie
                = fmt::format("{}={}; Path=/; HttpOnly", cookie, choice.backend->entity.id);
    }
    if (choice.backend->url)
        choice.base = *choice.backend->url;
    return choice;
}

PolicyResult<BackendChoice> chooseSingle(Execution& execution, const CompiledBackend& backend)
{
    const Timestamp now = execution.services.now();
    if (const auto until = execution.state.circuits().openUntil(backend.entity, now))
        return unavailable(
            fmt::format("The circuit breaker of backend '{}' is open.", backend.entity.id), *until,
            now);
    BackendChoice choice;
    choice.backend = &backend;
    if (backend.url)
        choice.base = *backend.url;
    return choice;
}

} // namespace

void BackendChoice::applyConnection(OutgoingCall& call) const
{
    if (backend == nullptr)
        return;
    call.verifyCertificateChain = backend->entity.validateCertificateChain;
    call.verifyCertificateName = backend->entity.validateCertificateName;
    call.identity = backend->identity;
    call.proxy = backend->proxy;
}

void BackendChoice::addCredentials(HeaderList& headers) const
{
    if (backend == nullptr)
        return;
    for (const auto& [name, value] : backend->entity.credentialHeaders)
        headers.set(name, value);
    if (!backend->entity.authorizationScheme.empty())
        headers.set("Authorization",
                    backend->entity.authorizationScheme + ' '
                        + backend->entity.authorizationParameter);
}

std::string BackendChoice::queryWithCredentials(std::string_view query) const
{
    if (backend == nullptr || backend->entity.credentialQuery.empty())
        return std::string(query);
    QueryText text(query);
    for (const auto& [name, value] : backend->entity.credentialQuery)
        text.append(name, value);
    return text.text();
}

PolicyResult<BackendChoice> chooseBackend(Execution& execution, const std::string& apiKey)
{
    ExchangeContext& context = execution.context;
    if (context.backend != nullptr) {
        PolicyResult<BackendChoice> choice = context.backend->entity.isPool
            ? chooseMember(execution, *context.backend)
            : chooseSingle(execution, *context.backend);
        if (choice)
            context.facts.backend = &choice->backend->facts;
        return choice;
    }
    BackendChoice choice;
    if (!execution.notes.isBaseUrlReplaced)
        choice.apiKey = apiKey;
    if (context.backendBaseUrl) {
        choice.base = *context.backendBaseUrl;
        return choice;
    }
    return execution.internalFailure(
        "BackendConnectionFailure",
        "The API has no backend service URL and no policy sets one; add set-backend-service.");
}

} // namespace gatelens::proxy
