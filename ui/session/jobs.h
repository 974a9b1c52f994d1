#pragma once

#include <QAbstractListModel>
#include <QDateTime>
#include <QString>

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

class QTimer;

namespace gatelens::ui {

/// The working side of a job: a worker reports through it and asks whether to go on. Thread safe.
class JobProgress
{
public:
    void setTotal(std::uint64_t total) { m_total = total; }
    void setDone(std::uint64_t done) { m_done = done; }
    void cancel() { m_isCancelled = true; }

    [[nodiscard]] std::uint64_t total() const { return m_total; }
    [[nodiscard]] std::uint64_t done() const { return m_done; }
    [[nodiscard]] bool isCancelled() const { return m_isCancelled; }

private:
    std::atomic<std::uint64_t> m_total{0}; ///< 0: not known
    std::atomic<std::uint64_t> m_done{0};
    std::atomic<bool> m_isCancelled{false};
};

enum class JobState
{
    Running,
    Done,
    Failed,
    Cancelled
};

/// Long work, running and finished, newest first; the Jobs dock shows it. GUI thread only.
class Jobs : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        StateRole = Qt::UserRole,
        ResultRole,
        DoneRole, ///< quint64
        TotalRole, ///< quint64, 0 when not known
        FinishedRole
    };

    explicit Jobs(QObject* parent = nullptr);

    /// Shows a running job; the worker keeps the progress.
    std::shared_ptr<JobProgress> start(const QString& title);
    /// Ends it: `result` says what came out ("12 044 items to orders.ndjson") or what went wrong.
    void finish(const std::shared_ptr<JobProgress>& job, JobState state, const QString& result);

    [[nodiscard]] int runningCount() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

    void cancel(const QModelIndex& index);
    void removeFinished();

Q_SIGNALS:
    void runningCountChanged(int count);
    void finished(const QString& title, gatelens::ui::JobState state, const QString& result);

private:
    struct Entry
    {
        std::shared_ptr<JobProgress> progress;
        QString title;
        JobState state = JobState::Running;
        QString result;
        QDateTime endedAt;
    };

    std::vector<Entry> m_entries;
    QTimer* m_refresh;
};

} // namespace gatelens::ui
