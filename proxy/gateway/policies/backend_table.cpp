#include "proxy/gateway/policies/backend_table.h"

#include "proxy/gateway/policies/proxy_address.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

/// Replaces every {{name}} that the resolver knows; reports the others.
void substitute(std::string& text, const policy::NamedValueResolver& namedValues,
                const std::string& backendId, Findings& findings)
{
    std::string result;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = text.find("{{", at);
        const std::size_t end
            = begin == std::string::npos ? std::string::npos : text.find("}}", begin);
        if (end == std::string::npos)
            break;
        const std::string name = text.substr(begin + 2, end - begin - 2);
        result.append(text, at, begin - at);
        if (const std::optional<std::string> value = namedValues.valueOf(name))
            result += *value;
        else {
            result.append(text, begin, end + 2 - begin);
            findings.push_back({.severity = FindingSeverity::Warning,
                                .code = "GL6010",
                                .message = fmt::format(
                                    "Backend '{}' uses the named value '{}', which has no value; "
                                    "give it one in the workspace or under secrets.namedValues",
                                    backendId, name)});
        }
        at = end + 2;
    }
    text = result + text.substr(at);
}

Finding backendFinding(const std::string& message)
{
    return {.severity = FindingSeverity::Error, .code = "GL6011", .message = message};
}

void substituteAll(Backend& backend, const policy::NamedValueResolver& namedValues,
                   Findings& findings)
{
    substitute(backend.url, namedValues, backend.id, findings);
    for (auto& [name, value] : backend.credentialHeaders)
        substitute(value, namedValues, backend.id, findings);
    for (auto& [name, value] : backend.credentialQuery)
        substitute(value, namedValues, backend.id, findings);
    substitute(backend.authorizationParameter, namedValues, backend.id, findings);
    if (backend.proxy) {
        for (std::string* text :
             {&backend.proxy->url, &backend.proxy->username, &backend.proxy->password})
            substitute(*text, namedValues, backend.id, findings);
    }
}

/// Client certificate and proxy of one backend.
void connect(CompiledBackend& backend, const FindCertificate& certificate, Findings& findings)
{
    const Backend& entity = backend.entity;
    if (!entity.certificates.empty()) {
        const auto found = certificate ? certificate(entity.certificates.front()) : std::nullopt;
        if (found && found->identity)
            backend.identity = found->identity;
        else
            findings.push_back(backendFinding(
                fmt::format("Backend '{}': the certificate '{}' is not in the local certificate "
                            "store; add it with its private key to secrets.certificates",
                            entity.id, entity.certificates.front())));
    }
    if (!entity.proxy)
        return;
    Result<HttpProxy> proxy
        = proxyAddress(entity.proxy->url, entity.proxy->username, entity.proxy->password);
    if (proxy)
        backend.proxy = std::move(*proxy);
    else
        findings.push_back(
            backendFinding(fmt::format("Backend '{}': {}", entity.id, proxy.error().message)));
}

} // namespace

BackendTable::Built BackendTable::build(const Workspace& workspace,
                                        const policy::NamedValueResolver& namedValues,
                                        const FindCertificate& certificate)
{
    auto table = std::make_shared<BackendTable>();
    Findings findings;
    for (const Backend& entity : workspace.backends) {
        auto compiled = std::make_unique<CompiledBackend>();
        compiled->entity = entity;
        substituteAll(compiled->entity, namedValues, findings);
        connect(*compiled, certificate, findings);
        compiled->facts = {.id = entity.id, .azureRegion = {}, .isPool = entity.isPool};
        if (!entity.isPool) {
            if (Result<Url> url = parseUrl(compiled->entity.url))
                compiled->url = std::move(*url);
            else
                findings.push_back(backendFinding(
                    fmt::format("Backend '{}': {}", entity.id, url.error().message)));
        }
        table->m_backends[lowered(entity.id)] = std::move(compiled);
    }
    for (auto& [id, backend] : table->m_backends) {
        for (const PoolMember& member : backend->entity.members) {
            const CompiledBackend* found = table->find(member.backendId);
            if (found == nullptr || found->entity.isPool) {
                findings.push_back(backendFinding(fmt::format(
                    "Pool '{}' names the member '{}', which is not a single backend of this "
                    "workspace",
                    backend->entity.id, member.backendId)));
                continue;
            }
            backend->members.push_back({found, member.priority, member.weight});
        }
    }
    return {std::move(table), std::move(findings)};
}

const CompiledBackend* BackendTable::find(std::string_view id) const
{
    const auto found = m_backends.find(lowered(id));
    return found == m_backends.end() ? nullptr : found->second.get();
}

} // namespace gatelens::proxy
