#include "ui/frame/listener_banner.h"

#include "ui/session/session.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"

#include <QCoreApplication>
#include <QPushButton>

namespace gatelens::ui {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("gatelens::ui::ListenerBanner", text);
}

/// A wish to try again; the status that follows updates the banner.
void tryAgain(Session& session, QPushButton* button)
{
    button->setEnabled(false);
    session.runInBackground(
        button, [engine = session.engine()] { return engine->retryListeners(); },
        [&session, button](const Result<void>& retried) {
            button->setEnabled(true);
            session.refreshStatus();
            session.notify(retried ? tr("All listeners are up")
                                   : toQString(toString(retried.error())));
        });
}

} // namespace

QWidget* makeListenerBanner(Session& session, QWidget* parent)
{
    auto* banner = new Banner(Status::Error, {}, parent);
    banner->setObjectName(QStringLiteral("listeners.banner"));
    auto* again = banner->addAction(tr("Try again"), true);
    again->setObjectName(QStringLiteral("listeners.tryAgain"));
    auto* settings = banner->addAction(tr("Change address"));
    settings->setObjectName(QStringLiteral("listeners.settings"));
    QObject::connect(again, &QPushButton::clicked, banner,
                     [&session, again] { tryAgain(session, again); });
    QObject::connect(settings, &QPushButton::clicked, banner, [&session] {
        session.go({QStringLiteral("settings"), {}});
    });
    const auto follow = [banner](const EngineStatus& status) {
        QStringList problems;
        for (const std::string& problem : status.listenerProblems)
            problems
                << tr("<b>A listener is not up:</b> %1").arg(toQString(problem).toHtmlEscaped());
        banner->setMessage(Status::Error, problems.join(QStringLiteral("<br>")));
        banner->setVisible(!problems.isEmpty());
    };
    QObject::connect(&session, &Session::statusChanged, banner, follow);
    follow(session.status());
    return banner;
}

} // namespace gatelens::ui
