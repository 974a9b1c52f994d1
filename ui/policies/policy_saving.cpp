#include "ui/policies/policy_saving.h"

#include "core/workspace/workspace_writer.h"
#include "ui/policies/document_model.h"

namespace gatelens::ui {
namespace {

PolicyPlace placeOf(const PolicyTarget& target)
{
    switch (target.kind) {
    case PolicyTarget::Kind::AllApis:
        break;
    case PolicyTarget::Kind::Product:
        return {PolicyPlace::Kind::Product, target.id, {}};
    case PolicyTarget::Kind::Api:
        return {PolicyPlace::Kind::Api, target.id, {}};
    case PolicyTarget::Kind::Operation:
        return {PolicyPlace::Kind::Operation, target.id, target.operationId};
    case PolicyTarget::Kind::Fragment:
        return {PolicyPlace::Kind::Fragment, target.id, {}};
    }
    return {};
}

} // namespace

std::vector<PolicyText> textsOf(const std::vector<DocumentModel*>& models)
{
    std::vector<PolicyText> texts;
    for (const auto* model : models)
        texts.push_back({model->target(), model->file(), model->text()});
    return texts;
}

Result<void> savePolicies(const Workspace& workspace, const std::vector<PolicyText>& documents)
{
    const WorkspaceWriter writer(workspace);
    for (const auto& document : documents) {
        const auto place = placeOf(document.target);
        const auto saved = document.text.empty() ? writer.deletePolicy(place)
                                                 : writer.savePolicy(place, document.text);
        if (!saved)
            return saved.error();
    }
    return {};
}

std::shared_ptr<const Workspace> withPolicies(const Workspace& workspace,
                                              const std::vector<PolicyText>& documents)
{
    auto changed = std::make_shared<Workspace>(workspace);
    for (const auto& document : documents) {
        std::optional<PolicySource> source;
        if (!document.text.empty())
            source = PolicySource{document.file, document.text};
        setPolicy(*changed, document.target, std::move(source));
    }
    return changed;
}

} // namespace gatelens::ui
