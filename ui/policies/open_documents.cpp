#include "ui/policies/open_documents.h"

#include <algorithm>

namespace gatelens::ui {

DocumentModel* OpenDocuments::find(const PolicyTarget& target) const
{
    const auto found = std::find_if(m_models.begin(), m_models.end(),
                                    [&](const auto& model) { return model->target() == target; });
    return found == m_models.end() ? nullptr : found->get();
}

DocumentModel& OpenDocuments::open(const Workspace& workspace, const PolicyTarget& target)
{
    if (auto* model = find(target))
        return *model;
    auto source = policyOf(workspace, target).value_or(PolicySource{});
    source.file = fileOf(workspace, target);
    m_models.push_back(std::make_unique<DocumentModel>(target, std::move(source)));
    auto& model = *m_models.back();
    connect(&model.undoStack(), &QUndoStack::cleanChanged, this, &OpenDocuments::modifiedChanged);
    return model;
}

std::vector<DocumentModel*> OpenDocuments::modified() const
{
    std::vector<DocumentModel*> models;
    for (const auto& model : m_models) {
        if (model->isModified())
            models.push_back(model.get());
    }
    return models;
}

std::vector<DocumentModel*> OpenDocuments::aheadOf(const Workspace& workspace) const
{
    std::vector<DocumentModel*> models;
    for (const auto& model : m_models) {
        const auto applied = policyOf(workspace, model->target());
        if (model->text() != (applied ? applied->text : std::string()))
            models.push_back(model.get());
    }
    return models;
}

std::vector<PolicyTarget> OpenDocuments::modifiedTargets() const
{
    std::vector<PolicyTarget> targets;
    for (const auto* model : modified())
        targets.push_back(model->target());
    return targets;
}

} // namespace gatelens::ui
