#include "ui/session/problems_model.h"

#include "ui/theme/format.h"

namespace gatelens::ui {

void ProblemsModel::setFindings(const QString& source, Findings findings)
{
    if (findings == m_bySource[source])
        return;
    beginResetModel();
    m_bySource[source] = std::move(findings);
    m_all.clear();
    for (const auto& [name, ofSource] : m_bySource)
        m_all.insert(m_all.end(), ofSource.begin(), ofSource.end());
    std::stable_sort(m_all.begin(), m_all.end(), [](const Finding& left, const Finding& right) {
        return left.severity < right.severity;
    });
    endResetModel();
    Q_EMIT countChanged(rowCount(), errorCount());
}

const Finding& ProblemsModel::findingAt(const QModelIndex& index) const
{
    return m_all.at(static_cast<std::size_t>(index.row()));
}

int ProblemsModel::errorCount() const
{
    return static_cast<int>(std::count_if(m_all.begin(), m_all.end(), [](const Finding& finding) {
        return finding.severity == FindingSeverity::Error;
    }));
}

int ProblemsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_all.size());
}

int ProblemsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Finding& finding = findingAt(index);
    if (role == SeverityRole)
        return static_cast<int>(finding.severity);
    if (role == Qt::ToolTipRole)
        return toQString(finding.code + ": " + finding.message);
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == Message)
        return toQString(finding.message);
    QString place = toQString(finding.position.file);
    if (finding.position.line > 0)
        place += tr(" line %1").arg(finding.position.line);
    return place;
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Message ? tr("Problem") : tr("Where");
}

} // namespace gatelens::ui
