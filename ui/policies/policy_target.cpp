#include "ui/policies/policy_target.h"

#include <algorithm>
#include <vector>

namespace gatelens::ui {
namespace {

Api* findApi(Workspace& workspace, const std::string& key)
{
    const auto found = std::find_if(workspace.apis.begin(), workspace.apis.end(),
                                    [&](const Api& api) { return api.key() == key; });
    return found == workspace.apis.end() ? nullptr : &*found;
}

template<class Entities>
auto* findById(Entities& entities, const std::string& id)
{
    const auto found = std::find_if(entities.begin(), entities.end(),
                                    [&](const auto& entity) { return entity.id == id; });
    return found == entities.end() ? nullptr : &*found;
}

/// The place in the workspace's value that holds the document; null when the scope is gone or is a
/// fragment, whose document always exists.
std::optional<PolicySource>* slotOf(Workspace& workspace, const PolicyTarget& target)
{
    switch (target.kind) {
    case PolicyTarget::Kind::AllApis:
        return &workspace.policy;
    case PolicyTarget::Kind::Product:
        if (auto* product = findById(workspace.products, target.id))
            return &product->policy;
        return nullptr;
    case PolicyTarget::Kind::Api:
        if (auto* api = findApi(workspace, target.id))
            return &api->policy;
        return nullptr;
    case PolicyTarget::Kind::Operation:
        if (auto* api = findApi(workspace, target.id)) {
            if (auto* operation = findById(api->operations, target.operationId))
                return &operation->policy;
        }
        return nullptr;
    case PolicyTarget::Kind::Fragment:
        return nullptr;
    }
    return nullptr;
}

std::vector<PolicyTarget> targetsOf(const Workspace& workspace)
{
    std::vector<PolicyTarget> targets{{}};
    for (const auto& product : workspace.products)
        targets.push_back({PolicyTarget::Kind::Product, product.id, {}});
    for (const auto& api : workspace.apis) {
        targets.push_back({PolicyTarget::Kind::Api, api.key(), {}});
        for (const auto& operation : api.operations)
            targets.push_back({PolicyTarget::Kind::Operation, api.key(), operation.id});
    }
    for (const auto& fragment : workspace.fragments)
        targets.push_back({PolicyTarget::Kind::Fragment, fragment.id, {}});
    return targets;
}

QString nameOr(const std::string& displayName, const std::string& id)
{
    return QString::fromStdString(displayName.empty() ? id : displayName);
}

} // namespace

policy::Scope scopeOf(const PolicyTarget& target)
{
    switch (target.kind) {
    case PolicyTarget::Kind::AllApis:
        return policy::Scope::Global;
    case PolicyTarget::Kind::Product:
        return policy::Scope::Product;
    case PolicyTarget::Kind::Api:
        return policy::Scope::Api;
    case PolicyTarget::Kind::Operation:
    case PolicyTarget::Kind::Fragment:
        break;
    }
    return policy::Scope::Operation;
}

std::optional<PolicySource> policyOf(const Workspace& workspace, const PolicyTarget& target)
{
    switch (target.kind) {
    case PolicyTarget::Kind::AllApis:
        return workspace.policy;
    case PolicyTarget::Kind::Product:
        if (const auto* product = findById(workspace.products, target.id))
            return product->policy;
        break;
    case PolicyTarget::Kind::Api:
        if (const auto* api = workspace.findApi(target.id))
            return api->policy;
        break;
    case PolicyTarget::Kind::Operation:
        if (const auto* api = workspace.findApi(target.id)) {
            if (const auto* operation = findById(api->operations, target.operationId))
                return operation->policy;
        }
        break;
    case PolicyTarget::Kind::Fragment:
        if (const auto* fragment = findById(workspace.fragments, target.id))
            return fragment->policy;
        break;
    }
    return std::nullopt;
}

bool setPolicy(Workspace& workspace, const PolicyTarget& target, std::optional<PolicySource> source)
{
    if (target.kind == PolicyTarget::Kind::Fragment) {
        auto* fragment = findById(workspace.fragments, target.id);
        if (!fragment || !source)
            return false;
        fragment->policy = std::move(*source);
        return true;
    }
    auto* slot = slotOf(workspace, target);
    if (!slot)
        return false;
    *slot = std::move(source);
    return true;
}

QString titleOf(const Workspace& workspace, const PolicyTarget& target)
{
    switch (target.kind) {
    case PolicyTarget::Kind::AllApis:
        return QStringLiteral("All APIs");
    case PolicyTarget::Kind::Product:
        if (const auto* product = findById(workspace.products, target.id))
            return nameOr(product->displayName, product->id);
        break;
    case PolicyTarget::Kind::Api:
        if (const auto* api = workspace.findApi(target.id)) {
            const auto name = nameOr(api->displayName, api->id);
            return api->isCurrent ? name
                                  : QStringLiteral("%1, revision %2")
                                        .arg(name, QString::fromStdString(api->revision));
        }
        break;
    case PolicyTarget::Kind::Operation:
        return QString::fromStdString(target.operationId);
    case PolicyTarget::Kind::Fragment:
        break;
    }
    return QString::fromStdString(target.id);
}

std::string fileOf(const Workspace& workspace, const PolicyTarget& target)
{
    if (const auto source = policyOf(workspace, target); source && !source->file.empty())
        return source->file;
    switch (target.kind) {
    case PolicyTarget::Kind::AllApis:
        return "policy.xml";
    case PolicyTarget::Kind::Product:
        return "products/" + target.id + "/policy.xml";
    case PolicyTarget::Kind::Api:
        return "apis/" + target.id + "/policy.xml";
    case PolicyTarget::Kind::Operation:
        return "apis/" + target.id + "/operations/" + target.operationId + "/policy.xml";
    case PolicyTarget::Kind::Fragment:
        return "policy fragments/" + target.id + "/policy.xml";
    }
    return {};
}

std::optional<PolicyTarget> targetOfFile(const Workspace& workspace, const std::string& file)
{
    for (auto& target : targetsOf(workspace)) {
        const auto source = policyOf(workspace, target);
        if (source && source->file == file)
            return target;
    }
    return std::nullopt;
}

} // namespace gatelens::ui
