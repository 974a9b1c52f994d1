#include "core/check/entity_check.h"

#include "core/message/header_list.h"
#include "core/odata/model_reader.h"

#include <fmt/format.h>

#include <map>

namespace gatelens {

namespace {

class EntityChecker
{
public:
    explicit EntityChecker(const Workspace& workspace)
        : m_workspace(workspace)
    {
    }

    Findings check()
    {
        for (const Api& api : m_workspace.apis)
            checkApi(api);
        for (const Diagnostic& diagnostic : m_workspace.diagnostics)
            checkDiagnostic(diagnostic, "");
        for (const Product& product : m_workspace.products)
            checkProduct(product);
        for (const Subscription& subscription : m_workspace.subscriptions)
            checkSubscription(subscription);
        for (const Backend& backend : m_workspace.backends)
            checkBackend(backend);
        checkPaths();
        checkLocalSettings();
        return std::move(m_findings);
    }

private:
    void report(std::string file, FindingSeverity severity, std::string_view code,
                std::string message)
    {
        m_findings.push_back(
            {{std::move(file), 0, 0}, 0, severity, std::string(code), std::move(message)});
    }

    void checkApi(const Api& api)
    {
        const std::string folder = fmt::format("apis/{}", api.key());
        if (!api.versionSetId.empty() && m_workspace.findVersionSet(api.versionSetId) == nullptr)
            report(
                folder + "/apiInformation.json", FindingSeverity::Error, "GL3103",
                fmt::format(
                    "The API \"{}\" names the version set \"{}\", which is not in the workspace.",
                    api.key(), api.versionSetId));
        for (const Diagnostic& diagnostic : api.diagnostics)
            checkDiagnostic(diagnostic, folder + "/");
        if (api.odataMetadata)
            checkMetadata(*api.odataMetadata);
    }

    void checkMetadata(const PolicySource& metadata)
    {
        const Result<odata::Model> model = odata::readModel(metadata.text, metadata.file);
        if (!model)
            m_findings.push_back({model.error().position, 0, FindingSeverity::Error, "GL4205",
                                  model.error().message});
    }

    void checkDiagnostic(const Diagnostic& diagnostic, const std::string& folder)
    {
        const std::string file
            = fmt::format("{}diagnostics/{}/diagnosticInformation.json", folder, diagnostic.id);
        if (diagnostic.loggerId.empty())
            report(file, FindingSeverity::Error, "GL3101",
                   fmt::format("The diagnostic \"{}\" names no logger.", diagnostic.id));
        else if (m_workspace.findLogger(diagnostic.loggerId) == nullptr)
            report(
                file, FindingSeverity::Error, "GL3101",
                fmt::format(
                    "The diagnostic \"{}\" names the logger \"{}\", which is not in the workspace.",
                    diagnostic.id, diagnostic.loggerId));
    }

    void checkProduct(const Product& product)
    {
        for (const std::string& id : product.apiIds) {
            // An API without any file here exists in Azure already.
            if (m_workspace.findApi(id) == nullptr)
                report(
                    fmt::format("products/{}/apis/{}", product.id, id), FindingSeverity::Warning,
                    "GL3104",
                    fmt::format(
                        "The product \"{}\" holds the API \"{}\", which is not in the workspace.",
                        product.id, id));
        }
    }

    void checkSubscription(const Subscription& subscription)
    {
        const std::string file
            = fmt::format("subscriptions/{}/subscriptionInformation.json", subscription.id);
        const bool isMissing = (subscription.scope == SubscriptionScope::Product
                                && m_workspace.findProduct(subscription.scopeId) == nullptr)
            || (subscription.scope == SubscriptionScope::Api
                && m_workspace.findApi(subscription.scopeId) == nullptr);
        if (isMissing)
            report(
                file, FindingSeverity::Warning, "GL3105",
                fmt::format("The subscription \"{}\" is for \"{}\", which is not in the workspace.",
                            subscription.id, subscription.scopeId));
    }

    void checkBackend(const Backend& backend)
    {
        const std::string file = fmt::format("backends/{}/backendInformation.json", backend.id);
        for (const PoolMember& member : backend.members) {
            const Backend* target = m_workspace.findBackend(member.backendId);
            if (target == nullptr)
                report(
                    file, FindingSeverity::Error, "GL3102",
                    fmt::format(
                        "The pool \"{}\" holds the backend \"{}\", which is not in the workspace.",
                        backend.id, member.backendId));
            else if (target->isPool)
                report(
                    file, FindingSeverity::Error, "GL3106",
                    fmt::format("The pool \"{}\" holds the pool \"{}\"; a pool may hold no pool.",
                                backend.id, member.backendId));
        }
    }

    /// Two APIs at one path, version and revision: only one could answer.
    void checkPaths()
    {
        std::map<std::string, const Api*> seen;
        for (const Api& api : m_workspace.apis) {
            const std::string revision = api.isCurrent ? std::string() : api.revision;
            std::string place
                = fmt::format("{}|{}|{}|{}", api.workspaceId, api.path, api.version, revision);
            for (char& c : place)
                c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            const auto [other, isNew] = seen.emplace(std::move(place), &api);
            if (!isNew && !api.isPartial && !other->second->isPartial)
                report(fmt::format("apis/{}/apiInformation.json", api.key()),
                       FindingSeverity::Error, "GL3107",
                       fmt::format("The API \"{}\" has the path \"{}\" of \"{}\".", api.key(),
                                   api.path, other->second->key()));
        }
    }

    void checkLocalSettings()
    {
        const auto warn = [&](std::string_view where, const std::string& id) {
            report("gatelens.json", FindingSeverity::Warning, "GL4106",
                   fmt::format("\"{}\" in {} is not in the workspace.", id, where));
        };
        for (const auto& [id, target] : m_workspace.local.urls.apis) {
            if (m_workspace.findApi(id) == nullptr)
                warn("urls.apis", id);
        }
        for (const auto& [id, target] : m_workspace.local.urls.backends) {
            if (m_workspace.findBackend(id) == nullptr)
                warn("urls.backends", id);
        }
        for (const auto& [id, source] : m_workspace.local.namedValueSecrets) {
            if (!hasNamedValue(id))
                warn("secrets.namedValues", id);
        }
    }

    [[nodiscard]] bool hasNamedValue(const std::string& name) const
    {
        for (const NamedValue& named : m_workspace.namedValues) {
            if (equalsIgnoringCase(named.id, name) || equalsIgnoringCase(named.displayName, name))
                return true;
        }
        return false;
    }

    const Workspace& m_workspace;
    Findings m_findings;
};

} // namespace

Findings checkEntities(const Workspace& workspace) { return EntityChecker(workspace).check(); }

} // namespace gatelens
