#include "ui/sampling/loss_models.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"

#include <QFont>

namespace gatelens::ui {
namespace {

QVariant aligned(bool isNumber)
{
    return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

QString orNone(const std::string& text, const QString& none)
{
    return text.empty() ? none : toQString(text);
}

} // namespace

void LossModel::setLosses(std::vector<LossKind> losses)
{
    beginResetModel();
    m_losses = std::move(losses);
    endResetModel();
}

int LossModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_losses.size());
}

int LossModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LossModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& loss = lossAt(index.row());
    if (role == Qt::TextAlignmentRole)
        return aligned(index.column() == Count || index.column() == StatusColumn);
    if (role == Qt::FontRole && (index.column() == Count || index.column() == StatusColumn))
        return dataFont();
    if (role == Qt::ToolTipRole)
        return tr("Double click shows these requests in Live.");
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Operation:
        return orNone(loss.operationId, tr("no operation matched"));
    case ApiColumn:
        return orNone(loss.apiId, tr("no API"));
    case StatusColumn:
        return loss.statusCode == 0 ? tr("none") : QString::number(loss.statusCode);
    case Reason:
        return orNone(loss.reason, emDash());
    case Count:
        return formatCount(loss.count);
    default:
        return {};
    }
}

QVariant LossModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return aligned(section == Count || section == StatusColumn);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Operation:
        return tr("Operation");
    case ApiColumn:
        return tr("API");
    case StatusColumn:
        return tr("Status");
    case Reason:
        return tr("Reason");
    case Count:
        return tr("Lost");
    default:
        return {};
    }
}

void GroupModel::setGroups(std::vector<GroupResult> groups, std::size_t candidate)
{
    beginResetModel();
    m_groups = std::move(groups);
    m_candidate = candidate;
    endResetModel();
}

int GroupModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_groups.size());
}

int GroupModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString GroupModel::text(const GroupResult& group, const Kept& kept, int column) const
{
    switch (column) {
    case Name:
        return group.isWholeApi
            ? orNone(group.apiId, tr("no API matched"))
            : QStringLiteral("    ") + orNone(group.operationId, tr("no operation"));
    case Requests:
        return formatCount(group.everything.requests);
    case RequestsKept:
        return formatPercent(static_cast<double>(kept.volume.requests),
                             static_cast<double>(group.everything.requests));
    case ItemsKept:
        return formatCount(kept.volume.items);
    case BytesKept:
        return formatBytes(static_cast<std::uint64_t>(kept.volume.billedBytes));
    case FailedLost:
        return tr("%1 of %2").arg(formatCount(kept.failedLost), formatCount(group.failed));
    default:
        return {};
    }
}

QVariant GroupModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& group = m_groups[static_cast<std::size_t>(index.row())];
    if (m_candidate >= group.byCandidate.size())
        return {};
    const auto& kept = group.byCandidate[m_candidate];
    switch (role) {
    case Qt::DisplayRole:
        return text(group, kept, index.column());
    case Qt::TextAlignmentRole:
        return aligned(index.column() != Name);
    case Qt::FontRole:
        if (index.column() != Name)
            return dataFont();
        return group.isWholeApi ? QVariant(strongFont()) : QVariant();
    case Qt::ForegroundRole:
        if (index.column() == FailedLost)
            return kept.failedLost > 0 ? currentTheme().error.text : currentTheme().success.text;
        return {};
    default:
        return {};
    }
}

QVariant GroupModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return aligned(section != Name);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("API and operation");
    case Requests:
        return tr("Requests");
    case RequestsKept:
        return tr("Kept");
    case ItemsKept:
        return tr("Items kept");
    case BytesKept:
        return tr("Data kept");
    case FailedLost:
        return tr("Failed lost");
    default:
        return {};
    }
}

} // namespace gatelens::ui
