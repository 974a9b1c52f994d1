#include "ui/welcome/demo_banner.h"

#include "ui/session/session.h"
#include "ui/widgets/banner.h"

#include <QCoreApplication>
#include <QPushButton>

namespace gatelens::ui {
namespace {

QString trBanner(const char* text)
{
    return QCoreApplication::translate("gatelens::ui::DemoBanner", text);
}

} // namespace

QWidget* makeDemoBanner(Session& session, QWidget* parent)
{
    auto* banner = new Banner(Status::Information,
                              trBanner("<b>You are watching the demo:</b> a fictional conference. "
                                       "Nothing leaves this machine."),
                              parent);
    banner->setObjectName(QStringLiteral("firstRun.banner"));
    banner->setDismissible(true);
    auto* start = banner->addAction(trBanner("Getting started"), true);
    start->setObjectName(QStringLiteral("firstRun.start"));
    auto* stop = banner->addAction(trBanner("Stop demo"));
    stop->setObjectName(QStringLiteral("firstRun.stopDemo"));
    QObject::connect(start, &QPushButton::clicked, banner, [&session] {
        session.go({QStringLiteral("welcome"), {}});
    });
    QObject::connect(stop, &QPushButton::clicked, banner, [&session] {
        if (session.engine())
            session.engine()->setDemoTraffic(false);
        session.refreshStatus();
    });
    // Once dismissed it stays away; else it follows the demo.
    QObject::connect(banner, &Banner::dismissed, banner, [banner] {
        banner->setProperty("isDismissed", true);
        banner->hide();
    });
    const auto follow = [banner](const EngineStatus& status) {
        banner->setVisible(status.isDemoTrafficOn && !banner->property("isDismissed").toBool());
    };
    QObject::connect(&session, &Session::statusChanged, banner, follow);
    follow(session.status());
    return banner;
}

} // namespace gatelens::ui
