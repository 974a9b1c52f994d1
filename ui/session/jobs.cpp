#include "ui/session/jobs.h"

#include <QTimer>

namespace gatelens::ui {

namespace {
constexpr int kRefreshMilliseconds = 100;
}

Jobs::Jobs(QObject* parent)
    : QAbstractListModel(parent)
    , m_refresh(new QTimer(this))
{
    m_refresh->setInterval(kRefreshMilliseconds);
    connect(m_refresh, &QTimer::timeout, this, [this] {
        if (!m_entries.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {DoneRole, TotalRole});
    });
}

std::shared_ptr<JobProgress> Jobs::start(const QString& title)
{
    auto progress = std::make_shared<JobProgress>();
    beginInsertRows({}, 0, 0);
    m_entries.insert(m_entries.begin(), Entry{progress, title, JobState::Running, {}, {}});
    endInsertRows();
    m_refresh->start();
    Q_EMIT runningCountChanged(runningCount());
    return progress;
}

void Jobs::finish(const std::shared_ptr<JobProgress>& job, JobState state, const QString& result)
{
    const auto at = std::find_if(m_entries.begin(), m_entries.end(),
                                 [&](const Entry& entry) { return entry.progress == job; });
    if (at == m_entries.end())
        return;
    at->state = state;
    at->result = result;
    at->endedAt = QDateTime::currentDateTime();
    const QModelIndex changed = index(static_cast<int>(at - m_entries.begin()));
    Q_EMIT dataChanged(changed, changed);
    const QString title = at->title;
    if (runningCount() == 0)
        m_refresh->stop();
    Q_EMIT runningCountChanged(runningCount());
    Q_EMIT finished(title, state, result);
}

int Jobs::runningCount() const
{
    return static_cast<int>(
        std::count_if(m_entries.begin(), m_entries.end(),
                      [](const Entry& entry) { return entry.state == JobState::Running; }));
}

int Jobs::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant Jobs::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Entry& entry = m_entries.at(static_cast<std::size_t>(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return entry.title;
    case StateRole:
        return static_cast<int>(entry.state);
    case ResultRole:
        return entry.result;
    case DoneRole:
        return static_cast<quint64>(entry.progress->done());
    case TotalRole:
        return static_cast<quint64>(entry.progress->total());
    case FinishedRole:
        return entry.endedAt;
    default:
        return {};
    }
}

void Jobs::cancel(const QModelIndex& index)
{
    if (index.isValid())
        m_entries.at(static_cast<std::size_t>(index.row())).progress->cancel();
}

void Jobs::removeFinished()
{
    beginResetModel();
    std::erase_if(m_entries, [](const Entry& entry) { return entry.state != JobState::Running; });
    endResetModel();
}

} // namespace gatelens::ui
