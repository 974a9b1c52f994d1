#pragma once

#include "ui/policies/policy_target.h"

#include <QWidget>

#include <vector>

class QLineEdit;
class QModelIndex;
class QSortFilterProxyModel;
class QStandardItem;
class QStandardItemModel;
class QTreeView;

namespace gatelens::ui {

/// All places that have, or may have, a policy document, and what documents refer to: named
/// values, backends, loggers with their number of uses.
class ScopeTree : public QWidget
{
    Q_OBJECT

public:
    explicit ScopeTree(QWidget* parent = nullptr);

    void setWorkspace(const Workspace& workspace);
    /// Marks documents with changes that are not saved.
    void setModified(const std::vector<PolicyTarget>& targets);
    void setCurrent(const PolicyTarget& target);
    [[nodiscard]] QLineEdit& filterField() { return *m_filter; }

Q_SIGNALS:
    void targetChosen(const PolicyTarget& target);
    /// Something without a document was chosen: show where it is used.
    void referenceChosen(const QString& text);

private:
    [[nodiscard]] QWidget* makeLegend();
    QStandardItem* addBranch(const QString& text, int icon, const QString& toolTip);
    QStandardItem* addTarget(QStandardItem* parent, const Workspace& workspace,
                             const PolicyTarget& target, int icon);
    void addReference(QStandardItem* parent, const QString& name, const QString& pattern, int icon,
                      const std::vector<std::string>& texts);
    void addApis(const Workspace& workspace);
    void addReferences(const Workspace& workspace);
    void choose(const QModelIndex& index);
    [[nodiscard]] QStandardItem* itemOf(const PolicyTarget& target) const;

    QLineEdit* m_filter;
    QTreeView* m_view;
    QStandardItemModel* m_model;
    QSortFilterProxyModel* m_proxy;
    std::vector<std::pair<PolicyTarget, QStandardItem*>> m_targets;
};

} // namespace gatelens::ui
