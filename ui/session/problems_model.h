#pragma once

#include "core/base/finding.h"

#include <QAbstractTableModel>
#include <QString>

#include <map>
#include <vector>

namespace gatelens::ui {

/// What checking found in all documents, worst first: the Problems dock shows it. Each source
/// (a document, the workspace, the last Apply) replaces its own findings as a whole.
class ProblemsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Message,
        Place,
        ColumnCount
    };
    enum Role
    {
        SeverityRole = Qt::UserRole
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setFindings(const QString& source, Findings findings);
    [[nodiscard]] const Finding& findingAt(const QModelIndex& index) const;
    [[nodiscard]] int errorCount() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

Q_SIGNALS:
    void countChanged(int count, int errors);

private:
    std::map<QString, Findings> m_bySource;
    Findings m_all;
};

} // namespace gatelens::ui
