#include "app/gui/pictures.h"

#include "app/gui/page_list.h"
#include "proxy/engine/local_engine.h"
#include "ui/frame/main_window.h"
#include "ui/frame/page_pictures.h"
#include "ui/session/appearance.h"
#include "ui/session/session.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <cstdio>

namespace gatelens::app {

namespace {

constexpr double kRequestsPerSecond = 12; // below the limits of the demo's product
constexpr std::uint64_t kEnoughRequests = 400;
constexpr qint64 kLongestMs = 40'000;
/// Little more than what is recorded, so that the charts are full.
constexpr std::chrono::seconds kShownRange{45};
constexpr QSize kPictureSize(1440, 900);

/// The demo with traffic dense enough that a few seconds fill the charts.
std::shared_ptr<const Workspace> busyDemo(const Workspace& demo)
{
    auto busy = std::make_shared<Workspace>(demo);
    busy->local.demo.rate = kRequestsPerSecond;
    return busy;
}

void recordTraffic(const Engine& engine)
{
    QElapsedTimer timer;
    timer.start();
    while (engine.status().requestsTotal < kEnoughRequests && timer.elapsed() < kLongestMs)
        QApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
}

} // namespace

int takePictures(const LaunchOptions& options, const OpenedWorkspace& opened)
{
    const QTemporaryDir folder;
    const auto workspace = busyDemo(*opened.workspace);
    EngineOptions engineOptions;
    engineOptions.workspace = workspace;
    engineOptions.storePath
        = folder.filePath(QStringLiteral("demo-conference.gatelens")).toStdString();
    engineOptions.dataFolder = folder.path().toStdString();
    engineOptions.gateway = ListenAddress{};
    engineOptions.ingest = ListenAddress{};
    engineOptions.ingestTls = ListenAddress{};
    engineOptions.metrics = ListenAddress{};
    engineOptions.isDemoTrafficOn = true;
    auto started = proxy::startEngine(std::move(engineOptions));
    if (!started) {
        std::fprintf(stderr, "gatelens: %s\n", toString(started.error()).c_str());
        return 2;
    }
    Engine& engine = *started->engine;
    engine.setStepTracing(true);
    int status = 0;
    {
        ui::Session session(&engine, engine.storePath(), workspace);
        ui::MainWindow window(session, pageList());
        window.setSubject(QStringLiteral("demo-conference"), QStringLiteral("demo capture"));
        window.resize(kPictureSize);
        window.show();
        session.time().showLast(kShownRange);
        recordTraffic(engine);
        // A document with something of everything says more than the one that opens first.
        window.go({QStringLiteral("policies"),
                   {{QStringLiteral("file"), QStringLiteral("apis/demo-conference-api/policy.xml")},
                    {QStringLiteral("line"), 6}}});
        for (const ui::ThemeKind theme : {ui::ThemeKind::Light, ui::ThemeKind::Dark}) {
            session.appearance().showTheme(theme);
            if (const auto grabbed = ui::grabPages(window, options.pictureFolder); !grabbed) {
                std::fprintf(stderr, "gatelens: %s\n", toString(grabbed.error()).c_str());
                status = 2;
            }
        }
    }
    engine.stop(std::chrono::seconds(1));
    return status;
}

} // namespace gatelens::app
