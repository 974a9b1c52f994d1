#include "proxy/gateway/plan_facts.h"

#include <algorithm>
#include <utility>

namespace gatelens::proxy {

namespace {

void addUnlessThere(std::vector<std::string>& names, const std::string& name)
{
    const bool isThere = std::any_of(names.begin(), names.end(), [&](const std::string& known) {
        return equalsIgnoringCase(known, name);
    });
    if (!isThere)
        names.push_back(name);
}

const Group* findGroup(const Workspace& workspace, std::string_view id)
{
    const auto found
        = std::find_if(workspace.groups.begin(), workspace.groups.end(),
                       [&](const Group& group) { return equalsIgnoringCase(group.id, id); });
    return found == workspace.groups.end() ? nullptr : &*found;
}

} // namespace

expression::ApiFacts apiFacts(const Api& api)
{
    expression::ApiFacts facts;
    facts.id = api.id;
    facts.name = api.displayName;
    facts.path = "/" + api.path;
    facts.revision = api.revision;
    facts.isCurrentRevision = api.isCurrent;
    if (!api.version.empty())
        facts.version = api.version;
    facts.protocols = api.protocols;
    facts.subscriptionKeyParameterNames = {api.subscriptionKeyHeader, api.subscriptionKeyQuery};
    if (Result<Url> url = parseUrl(api.serviceUrl))
        facts.serviceUrl = std::move(*url);
    return facts;
}

expression::OperationFacts operationFacts(const Operation& operation)
{
    expression::OperationFacts facts;
    facts.id = operation.id;
    facts.method = operation.method;
    facts.name = operation.displayName;
    facts.urlTemplate = operation.urlTemplate;
    return facts;
}

expression::ProductFacts productFacts(const Workspace& workspace, const Product& product)
{
    expression::ProductFacts facts;
    facts.id = product.id;
    facts.name = product.displayName;
    facts.approvalRequired = product.approvalRequired;
    facts.subscriptionRequired = product.subscriptionRequired;
    facts.subscriptionsLimit = product.subscriptionsLimit;
    facts.isPublished = product.isPublished;
    for (const std::string& id : product.groupIds) {
        const Group* const group = findGroup(workspace, id);
        facts.groups.push_back({id, group == nullptr ? id : group->displayName});
    }
    for (const std::string& id : product.apiIds) {
        if (const Api* const api = workspace.findApi(id))
            facts.apis.push_back(apiFacts(*api));
    }
    return facts;
}

expression::DeploymentFacts deploymentFacts(const Workspace& workspace)
{
    const DeploymentSettings& deployment = workspace.local.deployment;
    expression::DeploymentFacts facts;
    facts.gatewayId = deployment.gatewayId;
    facts.isManagedGateway = deployment.gatewayId == "managed";
    facts.region = deployment.region;
    facts.serviceId = deployment.serviceId;
    facts.serviceName = deployment.serviceName;
    return facts;
}

std::shared_ptr<const GatewayIdentity> gatewayIdentity(const Workspace& workspace)
{
    const DeploymentSettings& deployment = workspace.local.deployment;
    auto identity = std::make_shared<GatewayIdentity>();
    identity->serviceId = deployment.serviceName;
    identity->serviceName = deployment.serviceName + ".azure-api.net";
    identity->region = deployment.region;
    identity->gatewayId = deployment.gatewayId;
    identity->cloudRoleName = identity->serviceName + " " + deployment.region;
    return identity;
}

CaptureRules captureRules(const Workspace& workspace, const policy::NamedValueResolver& namedValues)
{
    CaptureRules rules;
    rules.captureBodies = workspace.local.store.captureBodies;
    rules.bodyBytes = workspace.local.store.captureBodyBytes;
    rules.secretHeaders
        = {"Authorization", "Proxy-Authorization",       "Cookie",
           "Set-Cookie",    "Ocp-Apim-Subscription-Key", "Apim-Debug-Authorization"};
    rules.secretQueryParameters = {"subscription-key"};
    for (const Api& api : workspace.apis) {
        addUnlessThere(rules.secretHeaders, api.subscriptionKeyHeader);
        addUnlessThere(rules.secretQueryParameters, api.subscriptionKeyQuery);
    }
    for (const Backend& backend : workspace.backends) {
        for (const auto& header : backend.credentialHeaders)
            addUnlessThere(rules.secretHeaders, header.first);
        for (const auto& parameter : backend.credentialQuery)
            addUnlessThere(rules.secretQueryParameters, parameter.first);
    }
    for (const NamedValue& namedValue : workspace.namedValues) {
        if (!namedValue.isSecret && namedValue.keyVaultSecret.empty())
            continue;
        if (std::optional<std::string> value = namedValues.valueOf(namedValue.displayName))
            rules.secretValues.push_back(std::move(*value));
    }
    return rules;
}

std::uint64_t largestBody(const Diagnostic& settings)
{
    const int largest
        = std::max({settings.frontendRequest.bodyBytes, settings.frontendResponse.bodyBytes,
                    settings.backendRequest.bodyBytes, settings.backendResponse.bodyBytes, 0});
    return static_cast<std::uint64_t>(largest);
}

} // namespace gatelens::proxy
