#include "app/common/workspace_source.h"
#include "app/gui/launch_options.h"
#include "app/gui/page_list.h"
#include "app/gui/pictures.h"
#include "proxy/engine/local_engine.h"
#include "ui/frame/main_window.h"
#include "ui/session/session.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QMessageBox>
#include <QSettings>

#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>
#include <memory>

namespace gatelens::app {

namespace {

constexpr std::chrono::seconds kDrain{3};

EngineOptions engineOptions(const LaunchOptions& options,
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
    engine.isDemoTrafficOn = options.source.isDemo || local.demo.autoStart;
    engine.failsWithoutListener = false;
    engine.workspace = std::move(workspace);
    return engine;
}

/// What the window can show only after it exists: findings of loading and compiling.
void showFindings(ui::Session& session, const Findings& loading, const Findings& compiling)
{
    session.problems().setFindings(QStringLiteral("workspace"), loading);
    session.problems().setFindings(QStringLiteral("apply"), compiling);
}

int refuse(const QString& message, bool hasWindow)
{
    std::fprintf(stderr, "gatelens: %s\n", qPrintable(message));
    if (hasWindow)
        QMessageBox::critical(nullptr, QStringLiteral("Gatelens"), message);
    return 2;
}

int run(QApplication& application)
{
    const LaunchOptions options = parseLaunchOptions(application);
    ui::installTheme(application, options.theme, options.zoom);
    const bool hasWindow = options.pictureFolder.isEmpty();

    auto opened = openWorkspace(options.source);
    if (!opened)
        return refuse(QString::fromStdString(toString(opened.error())), hasWindow);
    if (!hasWindow)
        return takePictures(options, *opened);

    auto started = proxy::startEngine(engineOptions(options, opened->workspace));
    if (!started)
        return refuse(QString::fromStdString(toString(started.error())), hasWindow);
    Engine& engine = *started->engine;
    int status = 0;
    {
        ui::Session session(&engine, engine.storePath(), opened->workspace);
        ui::MainWindow window(session, pageList());
        window.setSubject(QString::fromStdString(opened->workspace->folder.filename().string()),
                          QString::fromStdString(engine.storePath().filename().string()));
        showFindings(session, opened->findings, started->findings);
        window.show();
        status = QApplication::exec();
    }
    engine.stop(kDrain);
    return status;
}

} // namespace
} // namespace gatelens::app

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    QApplication::setApplicationName(QStringLiteral("Gatelens"));
    QApplication::setOrganizationName(QStringLiteral("gatelens"));
    QApplication application(argc, argv);
    try {
        return gatelens::app::run(application);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "gatelens: unexpected failure: %s\n", error.what());
        return 2;
    }
}
