#include "app/common/workspace_source.h"
#include "app/gui/launch_options.h"
#include "app/gui/pictures.h"
#include "app/gui/workbench.h"
#include "app/gui/workspace_commands.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QMessageBox>

#include <csignal>
#include <cstdio>

namespace gatelens::app {

namespace {

int refuse(const Error& error, bool hasWindow)
{
    const QString message = QString::fromStdString(toString(error));
    std::fprintf(stderr, "gatelens: %s\n", qPrintable(message));
    if (hasWindow)
        QMessageBox::critical(nullptr, QStringLiteral("Gatelens"), message);
    return 2;
}

/// The workspace of the last session may be gone: says so and goes on with the demo, so that the
/// program can always be opened.
Result<OpenedWorkspace> openRemembered(WorkspaceSource& source)
{
    auto opened = openWorkspace(source);
    if (opened || source.isDemo)
        return opened;
    forgetWorkspace(source);
    QMessageBox::warning(nullptr, QStringLiteral("Gatelens"),
                         QStringLiteral("%1\n\nThe demo is opened instead.")
                             .arg(QString::fromStdString(toString(opened.error()))));
    source = {.folder = {}, .isDemo = true};
    return openWorkspace(source);
}

int run(QApplication& application)
{
    LaunchOptions options = parseLaunchOptions(application);
    ui::installTheme(application, options.theme, options.zoom);
    if (!options.pictureFolder.isEmpty()) {
        const auto opened = openWorkspace(options.source);
        return opened ? takePictures(options, *opened) : refuse(opened.error(), false);
    }
    std::optional<WorkspaceSource> source = options.source;
    bool isRemembered = options.isSourceRemembered;
    int status = 0;
    while (source) {
        const auto opened = isRemembered ? openRemembered(*source) : openWorkspace(*source);
        if (!opened)
            return refuse(opened.error(), true);
        rememberWorkspace(*source);
        auto end = runWorkbench(options, *source, *opened);
        if (!end)
            return refuse(end.error(), true);
        status = end->status;
        source = std::move(end->next);
        isRemembered = true;
        options.store.clear(); // was named for the first workspace
    }
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
