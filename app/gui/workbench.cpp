#include "app/gui/workbench.h"

#include "app/gui/page_list.h"
#include "app/gui/workspace_commands.h"
#include "proxy/engine/local_engine.h"
#include "ui/export/export_dialog.h"
#include "ui/forwarding/secret_keeper.h"
#include "ui/frame/listener_banner.h"
#include "ui/frame/main_window.h"
#include "ui/session/session.h"
#include "ui/welcome/demo_banner.h"

#include <QApplication>

#include <spdlog/spdlog.h>

namespace gatelens::app {

namespace {

constexpr std::chrono::seconds kDrain{3};

EngineOptions engineOptions(const LaunchOptions& options, const WorkspaceSource& source,
                            std::shared_ptr<const Workspace> workspace)
{
    const LocalSettings& local = workspace->local;
    EngineOptions engine;
    engine.storePath = storePathFor(*workspace, options.store);
    engine.dataFolder = dataFolder();
    engine.gateway = local.gateway;
    engine.gatewayTls = local.gatewayTls;
    engine.ingest = local.ingest;
    engine.ingestTls = local.ingestTls;
    engine.metrics = local.metrics;
    engine.keychain = ui::readKeychain;
    engine.isDemoTrafficOn = source.isDemo || local.demo.autoStart;
    engine.failsWithoutListener = false;
    engine.workspace = std::move(workspace);
    return engine;
}

void logFindings(ui::Session& session, const Findings& findings)
{
    for (const Finding& finding : findings) {
        session.log().append(
            finding.severity == FindingSeverity::Error ? ui::LogLevel::Error
                                                       : ui::LogLevel::Warning,
            now(), QString::fromStdString(toString(finding.position) + ": " + finding.message));
    }
}

} // namespace

Result<WindowEnd> runWorkbench(const LaunchOptions& options, const WorkspaceSource& source,
                               const OpenedWorkspace& opened)
{
    auto started = proxy::startEngine(engineOptions(options, source, opened.workspace));
    if (!started)
        return started.error();
    Engine& engine = *started->engine;
    WindowEnd end;
    {
        ui::Session session(&engine, engine.storePath(), opened.workspace);
        session.log().listenTo(spdlog::default_logger());
        ui::MainWindow window(session, pageList());
        window.setSubject(QString::fromStdString(opened.workspace->folder.filename().string()),
                          QString::fromStdString(engine.storePath().filename().string()));
        session.problems().setFindings(QStringLiteral("workspace"), opened.findings);
        session.problems().setFindings(QStringLiteral("apply"), started->findings);
        logFindings(session, opened.findings);
        logFindings(session, started->findings);
        addExportCommand(window.commands(), session, &window);
        addWorkspaceCommands(window, source, [&end, &window](const WorkspaceSource& next) {
            end.next = next;
            if (!window.close()) // a page has unsaved changes and the user stays
                end.next.reset();
        });
        window.addBanner(ui::makeListenerBanner(session));
        window.addBanner(ui::makeDemoBanner(session));
        window.show();
        end.status = QApplication::exec();
    }
    engine.stop(kDrain);
    return end;
}

} // namespace gatelens::app
