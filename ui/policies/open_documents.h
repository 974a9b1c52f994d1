#pragma once

#include "ui/policies/document_model.h"

#include <QObject>

#include <memory>
#include <vector>

namespace gatelens::ui {

/// The documents that were opened in this window, with their unsaved changes and histories. They
/// stay open until the program ends, so that undo reaches back beyond a visit to another scope.
class OpenDocuments : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// The open document of that scope; opened from the workspace at first.
    DocumentModel& open(const Workspace& workspace, const PolicyTarget& target);
    [[nodiscard]] DocumentModel* find(const PolicyTarget& target) const;

    [[nodiscard]] std::vector<DocumentModel*> modified() const;
    /// Those whose text is not that of `workspace`, saved or not.
    [[nodiscard]] std::vector<DocumentModel*> aheadOf(const Workspace& workspace) const;
    [[nodiscard]] std::vector<PolicyTarget> modifiedTargets() const;

Q_SIGNALS:
    void modifiedChanged();

private:
    std::vector<std::unique_ptr<DocumentModel>> m_models;
};

} // namespace gatelens::ui
