#include "ui/welcome/first_request.h"

#include "ui/theme/format.h"

#include <algorithm>

namespace gatelens::ui {
namespace {

/// A GET without parameters that must be filled in.
const Operation* plainGet(const Api& api)
{
    const auto found = std::find_if(api.operations.begin(), api.operations.end(),
                                    [](const Operation& operation) {
                                        return operation.method == "GET"
                                            && operation.urlTemplate.find('{') == std::string::npos;
                                    });
    return found == api.operations.end() ? nullptr : &*found;
}

bool covers(const Workspace& workspace, const Subscription& subscription, const Api& api)
{
    switch (subscription.scope) {
    case SubscriptionScope::AllApis:
        return true;
    case SubscriptionScope::Api:
        return subscription.scopeId == api.id;
    case SubscriptionScope::Product:
        break;
    }
    const auto* product = workspace.findProduct(subscription.scopeId);
    return product
        && std::find(product->apiIds.begin(), product->apiIds.end(), api.id)
        != product->apiIds.end();
}

std::string subscriptionFor(const Workspace& workspace, const Api& api)
{
    for (const auto& subscription : workspace.subscriptions) {
        if (subscription.state == SubscriptionState::Active && covers(workspace, subscription, api))
            return subscription.id;
    }
    return {};
}

QString pathOf(const Api& api, const Operation& operation)
{
    auto path = u'/' + toQString(api.path);
    if (!api.version.empty())
        path += u'/' + toQString(api.version);
    return path + toQString(operation.urlTemplate);
}

} // namespace

std::optional<FirstRequest> firstRequest(const Workspace& workspace, const Endpoints& endpoints)
{
    if (!endpoints.gateway)
        return std::nullopt;
    for (const auto& api : workspace.apis) {
        const auto* operation = api.isCurrent ? plainGet(api) : nullptr;
        if (!operation)
            continue;
        FirstRequest request;
        request.url = toQString(*endpoints.gateway) + pathOf(api, *operation);
        if (api.subscriptionRequired) {
            request.keyHeader = toQString(api.subscriptionKeyHeader);
            request.subscriptionId = subscriptionFor(workspace, api);
        }
        return request;
    }
    return std::nullopt;
}

QString curlLine(const FirstRequest& request, const QString& key)
{
    if (request.keyHeader.isEmpty())
        return QStringLiteral("curl ") + request.url;
    return QStringLiteral("curl -H '%1: %2' %3")
        .arg(request.keyHeader, key.isEmpty() ? QStringLiteral("YOUR-KEY") : key, request.url);
}

} // namespace gatelens::ui
