#include "ui/session/session.h"

#include <QTimer>

#include <mutex>

namespace gatelens::ui {

namespace {
constexpr int kStatusMilliseconds = 500;
}

/// Carries the engine's "new rows" to the GUI thread; the engine may ring after the session's end.
struct Session::StoreBell
{
    std::mutex mutex;
    Session* session = nullptr;

    void ring()
    {
        const std::scoped_lock lock(mutex);
        if (session)
            QMetaObject::invokeMethod(session, &Session::storeChanged, Qt::QueuedConnection);
    }
};

Session::Session(Engine* engine, std::filesystem::path storePath,
                 std::shared_ptr<const Workspace> workspace, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
    , m_workspace(workspace ? std::move(workspace) : std::make_shared<const Workspace>())
    , m_queries(std::move(storePath))
    , m_bell(std::make_shared<StoreBell>())
{
    m_bell->session = this;
    m_pool.setMaxThreadCount(2);
    connect(&m_time, &TimeModel::rangeChanged, this, &Session::timeRangeChanged);
    if (!m_engine)
        return;
    m_engine->onStoreChanged([bell = m_bell] { bell->ring(); });
    auto* statusTimer = new QTimer(this);
    connect(statusTimer, &QTimer::timeout, this, &Session::refreshStatus);
    statusTimer->start(kStatusMilliseconds);
    m_status = m_engine->status();
    m_endpoints = m_engine->endpoints();
}

Session::~Session()
{
    {
        const std::scoped_lock lock(m_bell->mutex);
        m_bell->session = nullptr;
    }
    m_pool.waitForDone();
}

void Session::select(const Selection& selection)
{
    if (selection == m_selection)
        return;
    m_selection = selection;
    Q_EMIT selectionChanged(m_selection);
}

void Session::applyWorkspace(std::shared_ptr<const Workspace> workspace, QObject* receiver,
                             std::function<void(const ApplyReport&)> done)
{
    const auto taken = [this, workspace, guard = QPointer<QObject>(receiver),
                        done = std::move(done)](const ApplyReport& report) {
        m_problems.setFindings(QStringLiteral("apply"), report.findings);
        if (report.isApplied) {
            m_workspace = workspace;
            Q_EMIT workspaceChanged();
        }
        if (guard && done)
            done(report);
    };
    if (!m_engine) {
        ApplyReport report;
        report.isApplied = true;
        return taken(report);
    }
    runInBackground(
        this, [engine = m_engine, workspace] { return engine->apply(workspace); }, taken);
}

void Session::refreshStatus()
{
    if (!m_engine)
        return;
    m_status = m_engine->status();
    m_endpoints = m_engine->endpoints();
    Q_EMIT statusChanged(m_status);
}

} // namespace gatelens::ui
