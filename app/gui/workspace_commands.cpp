#include "app/gui/workspace_commands.h"

#include "ui/frame/command_registry.h"
#include "ui/frame/main_window.h"
#include "ui/session/session.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QMessageBox>
#include <QSettings>

namespace gatelens::app {

namespace {

constexpr int kRecent = 5;
const QString kLastKey = QStringLiteral("session/workspace");
const QString kRecentKey = QStringLiteral("recent/workspaces");

QString tr(const char* text)
{
    return QCoreApplication::translate("gatelens::app::WorkspaceCommands", text);
}

QString absolutePath(const WorkspaceSource& source)
{
    return source.isDemo ? QString() : QDir(QString::fromStdString(source.folder)).absolutePath();
}

WorkspaceSource folderSource(const QString& path)
{
    return {.folder = path.toStdString(), .isDemo = false};
}

void openFolder(ui::MainWindow& window, const std::function<void(const WorkspaceSource&)>& openNext)
{
    const QString folder = QFileDialog::getExistingDirectory(
        &window, tr("Open workspace: an APIOps artifact folder"), QDir::homePath());
    if (folder.isEmpty())
        return;
    const WorkspaceSource source = folderSource(folder);
    // Looked at before this window goes, so that a wrong choice costs nothing.
    if (const auto opened = openWorkspace(source); !opened) {
        QMessageBox::warning(&window, tr("Open workspace"),
                             QString::fromStdString(toString(opened.error())));
        return;
    }
    openNext(source);
}

void reload(ui::MainWindow& window, const WorkspaceSource& source)
{
    ui::Session& session = window.session();
    session.runInBackground(
        &window, [source] { return openWorkspace(source); },
        [&window, &session](const Result<OpenedWorkspace>& opened) {
            if (!opened) {
                session.notify(QString::fromStdString(toString(opened.error())));
                return;
            }
            session.problems().setFindings(QStringLiteral("workspace"), opened->findings);
            session.applyWorkspace(
                opened->workspace, &window, [&session](const ApplyReport& report) {
                    session.notify(
                        report.isApplied
                            ? tr("Workspace loaded again and applied")
                            : tr("Not applied: the workspace has errors. See Problems."));
                });
        });
}

} // namespace

void rememberWorkspace(const WorkspaceSource& source)
{
    QSettings settings;
    const QString path = absolutePath(source);
    settings.setValue(kLastKey, path);
    if (path.isEmpty())
        return;
    QStringList recent = settings.value(kRecentKey).toStringList();
    recent.removeAll(path);
    recent.prepend(path);
    settings.setValue(kRecentKey, QStringList(recent.mid(0, kRecent)));
}

void forgetWorkspace(const WorkspaceSource& source)
{
    QSettings settings;
    settings.remove(kLastKey);
    QStringList recent = settings.value(kRecentKey).toStringList();
    recent.removeAll(absolutePath(source));
    settings.setValue(kRecentKey, recent);
}

void addWorkspaceCommands(ui::MainWindow& window, const WorkspaceSource& current,
                          std::function<void(const WorkspaceSource&)> openNext)
{
    ui::CommandRegistry& commands = window.commands();
    commands.add({.id = QStringLiteral("act.file.open"),
                  .text = tr("Open workspace…"),
                  .shortcut = QKeySequence(QKeySequence::Open),
                  .menu = ui::MenuId::File,
                  .help = tr("Open another APIOps artifact folder; the gateway starts on it")},
                 &window, [&window, openNext] { openFolder(window, openNext); });
    int number = 0;
    for (const QString& path : QSettings().value(kRecentKey).toStringList()) {
        if (path == absolutePath(current))
            continue;
        commands.add({.id = QStringLiteral("act.file.recent%1").arg(++number),
                      .text = tr("Open %1").arg(QDir(path).dirName()),
                      .menu = ui::MenuId::File,
                      .help = path},
                     &window, [openNext, path] { openNext(folderSource(path)); });
    }
    if (!current.isDemo) {
        commands.add({.id = QStringLiteral("act.file.openDemo"),
                      .text = tr("Open the demo"),
                      .menu = ui::MenuId::File,
                      .help = tr("The conference demo with live traffic")},
                     &window, [openNext] { openNext({.folder = {}, .isDemo = true}); });
    }
    commands.add({.id = QStringLiteral("act.file.reload"),
                  .text = tr("Load workspace again"),
                  .shortcut = QKeySequence(QKeySequence::Refresh),
                  .menu = ui::MenuId::File,
                  .help = tr("Read the files changed outside of Gatelens and apply them")},
                 &window, [&window, current] { reload(window, current); });
}

} // namespace gatelens::app
