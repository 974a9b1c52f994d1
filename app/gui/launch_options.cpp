#include "app/gui/launch_options.h"

#include "app/common/version.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>

#include <cstdio>
#include <cstdlib>

namespace gatelens::app {

namespace {

[[noreturn]] void endWithUsage(const QString& message)
{
    std::fprintf(stderr, "gatelens: %s\nTry 'gatelens --help'.\n", qPrintable(message));
    std::exit(2);
}

} // namespace

LaunchOptions parseLaunchOptions(QApplication& application)
{
    QApplication::setApplicationVersion(
        QString::fromUtf8(kVersion.data(), qsizetype(kVersion.size())));
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("A workbench for APIs behind Azure API Management: local gateway, local "
                       "Application Insights "
                       "endpoint, telemetry store."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption workspace(QStringLiteral("workspace"),
                                       QStringLiteral("Open this APIOps artifact folder."),
                                       QStringLiteral("dir"));
    const QCommandLineOption demo(
        QStringLiteral("demo"), QStringLiteral("Open the demo workspace with live demo traffic."));
    const QCommandLineOption store(QStringLiteral("store"),
                                   QStringLiteral("Record into this store; made when missing."),
                                   QStringLiteral("file"));
    const QCommandLineOption screenshot(
        QStringLiteral("screenshot"),
        QStringLiteral("Save a picture of every view on the demo data and exit."),
        QStringLiteral("dir"));
    const QCommandLineOption theme(QStringLiteral("theme"),
                                   QStringLiteral("light, dark or high-contrast."),
                                   QStringLiteral("name"));
    parser.addOptions({workspace, demo, store, screenshot, theme});
    if (!parser.parse(QApplication::arguments()))
        endWithUsage(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        parser.showHelp(0);
    if (parser.isSet(QStringLiteral("version")))
        parser.showVersion();
    if (parser.isSet(workspace) && parser.isSet(demo))
        endWithUsage(QStringLiteral("--demo and --workspace exclude each other."));
    if (!parser.positionalArguments().isEmpty())
        endWithUsage(QStringLiteral("'%1' is not an option; to open a folder use --workspace DIR.")
                         .arg(parser.positionalArguments().constFirst()));

    const QSettings settings;
    LaunchOptions options;
    options.pictureFolder = parser.value(screenshot);
    options.store = parser.value(store).toStdString();
    options.source.folder = parser.value(workspace).toStdString();
    options.source.isDemo = parser.isSet(demo) || !options.pictureFolder.isEmpty();
    if (!options.source.isDemo && options.source.folder.empty()) {
        options.source.folder
            = settings.value(QStringLiteral("session/workspace")).toString().toStdString();
        options.source.isDemo = options.source.folder.empty();
        options.isSourceRemembered = true;
    }
    if (options.source.isDemo)
        options.source.folder.clear();
    const ui::ThemeKind desktop = ui::desktopThemeKind(application.palette());
    const QString wanted = parser.isSet(theme) ? parser.value(theme)
                                               : settings.value(QStringLiteral("theme")).toString();
    options.theme = ui::themeKindFrom(wanted, desktop);
    options.zoom = settings.value(QStringLiteral("font/zoom"), 1.0).toDouble();
    return options;
}

} // namespace gatelens::app
