#include "ui/welcome/first_request.h"

#include "core/workspace/secrets.h"
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

/// Only a demo value is public; every other key is the user's to fill in.
QString keyFor(const Workspace& workspace, const Api& api)
{
    for (const auto& subscription : workspace.subscriptions) {
        const auto secrets = workspace.local.subscriptionSecrets.find(subscription.id);
        const bool isUsable = subscription.state == SubscriptionState::Active
            && covers(workspace, subscription, api)
            && secrets != workspace.local.subscriptionSecrets.end() && secrets->second.primary;
        if (!isUsable)
            continue;
        if (const auto* demo = std::get_if<DemoSecret>(&*secrets->second.primary))
            return toQString(demoSecret(demo->text));
    }
    return QStringLiteral("YOUR-KEY");
}

QString pathOf(const Api& api, const Operation& operation)
{
    auto path = u'/' + toQString(api.path);
    if (!api.version.empty())
        path += u'/' + toQString(api.version);
    return path + toQString(operation.urlTemplate);
}

} // namespace

QString firstRequest(const Workspace& workspace, const Endpoints& endpoints)
{
    if (!endpoints.gateway)
        return {};
    for (const auto& api : workspace.apis) {
        const auto* operation = api.isCurrent ? plainGet(api) : nullptr;
        if (!operation)
            continue;
        auto line = QStringLiteral("curl ");
        if (api.subscriptionRequired)
            line += QStringLiteral("-H '%1: %2' ")
                        .arg(toQString(api.subscriptionKeyHeader), keyFor(workspace, api));
        return line + toQString(*endpoints.gateway) + pathOf(api, *operation);
    }
    return {};
}

} // namespace gatelens::ui
