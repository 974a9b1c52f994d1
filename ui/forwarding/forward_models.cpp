#include "ui/forwarding/forward_models.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <algorithm>

namespace gatelens::ui {
namespace {

bool isNumber(int column, std::initializer_list<int> numbers)
{
    return std::find(numbers.begin(), numbers.end(), column) != numbers.end();
}

QVariant alignment(bool isRight)
{
    return QVariant((isRight ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

bool isDestinationNumber(int column)
{
    return isNumber(column,
                    {DestinationModel::Queued, DestinationModel::Oldest, DestinationModel::Accepted,
                     DestinationModel::Rejected, DestinationModel::Uncertain,
                     DestinationModel::RetryIn});
}

bool isAttemptNumber(int column)
{
    return isNumber(column, {AttemptModel::Items, AttemptModel::Size, AttemptModel::Duration});
}

QString since(const std::optional<Timestamp>& time)
{
    return time ? formatDuration(std::max(Micros(0), now() - *time)) : emDash();
}

} // namespace

DestinationState stateOf(const ForwardStatus& destination)
{
    if (!destination.isEnabled)
        return {DestinationModel::tr("off"), static_cast<int>(Status::Neutral)};
    if (destination.isPaused)
        return {DestinationModel::tr("paused"), static_cast<int>(Status::Neutral)};
    if (destination.nextAttempt && *destination.nextAttempt > now())
        return {DestinationModel::tr("backing off"), static_cast<int>(Status::Warning)};
    if (!destination.lastError.empty())
        return {DestinationModel::tr("failing"), static_cast<int>(Status::Error)};
    return {DestinationModel::tr("delivering"), static_cast<int>(Status::Success)};
}

void DestinationModel::setDestinations(const std::vector<ForwardStatus>& destinations)
{
    if (destinations.size() != m_destinations.size()) {
        beginResetModel();
        m_destinations = destinations;
        endResetModel();
        return;
    }
    m_destinations = destinations;
    if (!m_destinations.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const ForwardStatus* DestinationModel::at(int row) const
{
    return row >= 0 && row < rowCount() ? &m_destinations[static_cast<std::size_t>(row)] : nullptr;
}

int DestinationModel::rowOf(const std::string& name) const
{
    const auto found = std::find_if(m_destinations.begin(), m_destinations.end(),
                                    [&](const ForwardStatus& one) { return one.name == name; });
    return found == m_destinations.end() ? -1 : static_cast<int>(found - m_destinations.begin());
}

int DestinationModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_destinations.size());
}

int DestinationModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString DestinationModel::text(const ForwardStatus& destination, int column) const
{
    switch (column) {
    case Name:
        return toQString(destination.name);
    case State:
        return stateOf(destination).word;
    case Queued:
        return formatCount(destination.queued);
    case Oldest:
        return since(destination.oldestQueued);
    case Accepted:
        return formatCount(destination.accepted);
    case Rejected:
        return formatCount(destination.rejected);
    case Uncertain:
        return formatCount(destination.uncertain);
    case LastStatus:
        return destination.lastStatus.empty() ? emDash() : toQString(destination.lastStatus);
    case RetryIn:
        return destination.nextAttempt && *destination.nextAttempt > now()
            ? formatDuration(*destination.nextAttempt - now())
            : emDash();
    default:
        return {};
    }
}

QVariant DestinationModel::data(const QModelIndex& index, int role) const
{
    const auto* destination = index.isValid() ? at(index.row()) : nullptr;
    if (!destination)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(*destination, column);
    case Qt::ToolTipRole:
        return column == Name ? toQString(destination->target) : toQString(destination->lastError);
    case Qt::TextAlignmentRole:
        return alignment(isDestinationNumber(column));
    case Qt::FontRole:
        return column == Name ? QVariant(strongFont())
            : column == State ? QVariant()
                              : QVariant(dataFont());
    case Qt::DecorationRole: {
        const auto status = static_cast<Status>(stateOf(*destination).status);
        return column == State ? QVariant(icon(statusIcon(status), toneOf(status))) : QVariant();
    }
    case Qt::ForegroundRole:
        if (column == State)
            return currentTheme().status(static_cast<Status>(stateOf(*destination).status)).text;
        if (column == Rejected && destination->rejected > 0)
            return currentTheme().error.text;
        if (column == Uncertain && destination->uncertain > 0)
            return currentTheme().warning.text;
        return {};
    default:
        return {};
    }
}

QVariant DestinationModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(isDestinationNumber(section));
    if (role != Qt::DisplayRole)
        return {};
    const QStringList titles{tr("Destination"), tr("State"),       tr("Queued"),
                             tr("Oldest"),      tr("Accepted"),    tr("Rejected"),
                             tr("Uncertain"),   tr("Last status"), tr("Retry in")};
    return titles.value(section);
}

void AttemptModel::setAttempts(std::vector<ForwardAttempt> attempts, const std::string& destination)
{
    if (!destination.empty())
        std::erase_if(attempts,
                      [&](const ForwardAttempt& one) { return one.destination != destination; });
    std::stable_sort(
        attempts.begin(), attempts.end(),
        [](const ForwardAttempt& left, const ForwardAttempt& right) { return left.at > right.at; });
    beginResetModel();
    m_attempts = std::move(attempts);
    endResetModel();
}

int AttemptModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_attempts.size());
}

int AttemptModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString AttemptModel::text(const ForwardAttempt& attempt, int column) const
{
    switch (column) {
    case Time:
        return formatTime(attempt.at);
    case Destination:
        return toQString(attempt.destination);
    case Items:
        return formatCount(attempt.items);
    case Size:
        return formatBytes(attempt.bytes);
    case StatusColumn:
        return attempt.statusCode == 0 ? tr("no answer") : QString::number(attempt.statusCode);
    case Answer:
        if (!attempt.message.empty())
            return toQString(attempt.message);
        return attempt.rejected == 0
            ? tr("%1 accepted").arg(formatCount(attempt.accepted))
            : tr("%1 accepted, %2 rejected")
                  .arg(formatCount(attempt.accepted), formatCount(attempt.rejected));
    case Duration:
        return formatDuration(attempt.duration);
    default:
        return {};
    }
}

QVariant AttemptModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& attempt = m_attempts[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    const auto status
        = attempt.statusCode == 206 ? Status::Warning : statusOfCode(attempt.statusCode);
    switch (role) {
    case Qt::DisplayRole:
        return text(attempt, column);
    case Qt::ToolTipRole:
        return column == Answer ? QVariant(text(attempt, column)) : QVariant();
    case Qt::TextAlignmentRole:
        return alignment(isAttemptNumber(column));
    case Qt::FontRole:
        return column == Answer || column == Destination ? QVariant() : QVariant(dataFont());
    case Qt::DecorationRole:
        return column == StatusColumn ? QVariant(icon(statusIcon(status), toneOf(status)))
                                      : QVariant();
    case Qt::ForegroundRole:
        return column == StatusColumn ? QVariant(currentTheme().status(status).text) : QVariant();
    default:
        return {};
    }
}

QVariant AttemptModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(isAttemptNumber(section));
    if (role != Qt::DisplayRole)
        return {};
    const QStringList titles{tr("Time"),   tr("Destination"), tr("Items"),   tr("Size gz"),
                             tr("Status"), tr("Answer"),      tr("Duration")};
    return titles.value(section);
}

} // namespace gatelens::ui
