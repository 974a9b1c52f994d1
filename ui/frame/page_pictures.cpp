#include "ui/frame/page_pictures.h"

#include "ui/frame/main_window.h"
#include "ui/session/session.h"
#include "ui/theme/format.h"

#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPixmap>
#include <QTimer>

namespace gatelens::ui {

namespace {

/// Answers may ask the next question, and views put off their asking for some milliseconds: the
/// window is at rest when nothing has been under way for this long.
constexpr int kQuietMilliseconds = 250;
constexpr int kStepMilliseconds = 25;

void turn(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

bool settle(Session& session, std::chrono::milliseconds deadline)
{
    QElapsedTimer total;
    total.start();
    QElapsedTimer quiet;
    quiet.start();
    while (total.elapsed() < deadline.count()) {
        turn(kStepMilliseconds);
        if (session.queries().isBusy())
            quiet.restart();
        else if (quiet.elapsed() >= kQuietMilliseconds)
            return true;
    }
    return false;
}

Result<void> grabPages(MainWindow& window, const QString& folder)
{
    if (!QDir().mkpath(folder))
        return Error{ErrorCode::Io, toUtf8(folder) + ": the folder cannot be made", {}};
    const QString theme = nameOf(window.session().appearance().theme());
    int number = 0;
    for (const PageEntry& entry : window.pages()) {
        window.go({entry.id, {}});
        settle(window.session());
        const QString path = QDir(folder).filePath(QStringLiteral("%1-%2-%3.png")
                                                       .arg(++number, 2, 10, QLatin1Char('0'))
                                                       .arg(entry.id, theme));
        if (!window.grab().save(path))
            return Error{ErrorCode::Io, toUtf8(path) + ": the picture cannot be written", {}};
    }
    return {};
}

} // namespace gatelens::ui
