#pragma once

#include "proxy/api/engine.h"
#include "ui/session/appearance.h"
#include "ui/session/jobs.h"
#include "ui/session/log_model.h"
#include "ui/session/problems_model.h"
#include "ui/session/query_service.h"
#include "ui/session/selection.h"
#include "ui/session/time_model.h"

#include <QObject>
#include <QThreadPool>

#include <memory>

class QTimer;

namespace gatelens::ui {

/// What all pages of a window share: the engine (none when only a store file is looked at), the
/// store's readers, the workspace, the time range, the selection, jobs, problems and the log.
/// Belongs to the GUI thread; the engine outlives it.
class Session : public QObject
{
    Q_OBJECT

public:
    /// `engine` may be null: then `storePath` is only read.
    Session(Engine* engine, std::filesystem::path storePath,
            std::shared_ptr<const Workspace> workspace, QObject* parent = nullptr);
    ~Session() override;

    [[nodiscard]] Engine* engine() const { return m_engine; }
    [[nodiscard]] const std::shared_ptr<const Workspace>& workspace() const { return m_workspace; }
    [[nodiscard]] const EngineStatus& status() const { return m_status; }
    [[nodiscard]] const Endpoints& endpoints() const { return m_endpoints; }

    [[nodiscard]] QueryService& queries() { return m_queries; }
    [[nodiscard]] TimeModel& time() { return m_time; }
    [[nodiscard]] Appearance& appearance() { return m_appearance; }
    [[nodiscard]] Jobs& jobs() { return m_jobs; }
    [[nodiscard]] ProblemsModel& problems() { return m_problems; }
    [[nodiscard]] LogModel& log() { return m_log; }

    [[nodiscard]] const Selection& selection() const { return m_selection; }
    void select(const Selection& selection);

    /// Asks the window to go there; it keeps the way back.
    void go(const Place& place) { Q_EMIT placeWanted(place); }

    /// One sentence at the window's edge for some seconds; never the only place of an error.
    void notify(const QString& text) { Q_EMIT notified(text); }

    /// QueryService::ask. `slot` tells apart the questions of one receiver.
    template<class Work, class Done>
    void ask(QObject* receiver, int slot, Work work, Done done)
    {
        m_queries.ask(receiver, slot, std::move(work), std::move(done));
    }

    /// Runs `work()` on a thread of its own pool, then `done(result)` on the GUI thread unless
    /// `receiver` is gone. For what may block: files, Engine::apply, Engine::stopGateway.
    template<class Work, class Done>
    void runInBackground(QObject* receiver, Work work, Done done)
    {
        QPointer<QObject> guard(receiver);
        m_pool.start([this, guard, work = std::move(work), done = std::move(done)]() mutable {
            auto result = std::make_shared<std::invoke_result_t<Work>>(work());
            QMetaObject::invokeMethod(
                this,
                [guard, result, done = std::move(done)]() mutable {
                    if (guard)
                        done(std::move(*result));
                },
                Qt::QueuedConnection);
        });
    }

    /// Applies `workspace` to the engine off the GUI thread (without an engine it is only taken
    /// over). On success it becomes `workspace()` and workspaceChanged is emitted; findings stand
    /// in `problems()` under "apply". `done` hears the report on the GUI thread.
    void applyWorkspace(std::shared_ptr<const Workspace> workspace, QObject* receiver,
                        std::function<void(const ApplyReport&)> done);

    /// Takes the status anew; also done by itself twice a second.
    void refreshStatus();

Q_SIGNALS:
    void storeChanged(); ///< new rows were committed; at most ten times a second
    void workspaceChanged();
    void statusChanged(const gatelens::EngineStatus& status);
    void timeRangeChanged();
    void selectionChanged(const gatelens::ui::Selection& selection);
    void placeWanted(const gatelens::ui::Place& place);
    void notified(const QString& text);

private:
    struct StoreBell;

    Engine* m_engine;
    std::shared_ptr<const Workspace> m_workspace;
    QueryService m_queries;
    TimeModel m_time;
    Appearance m_appearance;
    Jobs m_jobs;
    ProblemsModel m_problems;
    LogModel m_log;
    QThreadPool m_pool;
    Selection m_selection;
    EngineStatus m_status;
    Endpoints m_endpoints;
    std::shared_ptr<StoreBell> m_bell;
};

} // namespace gatelens::ui
