#include "ui/frame/about_dialog.h"
#include "ui/frame/command_palette.h"
#include "ui/frame/command_registry.h"
#include "ui/frame/header_strip.h"
#include "ui/frame/main_window.h"
#include "ui/frame/navigation_rail.h"
#include "ui/frame/shortcut_sheet.h"
#include "ui/session/session.h"
#include "ui/theme/format.h"

#include <QActionGroup>
#include <QClipboard>
#include <QDockWidget>
#include <QGuiApplication>
#include <QMenu>
#include <QMenuBar>

// The commands that belong to the window as a whole, and the menus made from all commands.
namespace gatelens::ui {

void MainWindow::addFileCommands()
{
    m_commands->add({.id = QStringLiteral("act.edit.palette"),
                     .text = tr("Command palette"),
                     .icon = IconId::Search,
                     .shortcut = QKeySequence(QStringLiteral("Ctrl+K")),
                     .menu = MenuId::Edit,
                     .help = tr("Find commands, APIs, operations and transactions")},
                    this, [this] { m_palette->open(m_header->commandField()); });
    m_commands->add({.id = QStringLiteral("act.file.quit"),
                     .text = tr("Quit"),
                     .shortcut = QKeySequence(QKeySequence::Quit),
                     .menu = MenuId::File,
                     .help = tr("Close the window and end the program")},
                    this, [this] { close(); });
}

void MainWindow::addViewCommands()
{
    m_commands->addSwitch({.id = QStringLiteral("act.view.rail"),
                           .text = tr("Navigation with words"),
                           .shortcut = QKeySequence(QStringLiteral("Ctrl+B")),
                           .menu = MenuId::View,
                           .help = tr("Show words beside the icons at the left")},
                          true, this, [this](bool isOn) { m_rail->setExpanded(isOn); });
    m_commands->add(
        {.id = QStringLiteral("act.view.inspector"),
         .text = tr("Inspector"),
         .shortcut = QKeySequence(QStringLiteral("Ctrl+Alt+B")),
         .menu = MenuId::View,
         .help = tr("Show or hide details of what is selected")},
        this, [this] { setInspectorVisible(m_docks.at(QStringLiteral("inspector"))->isHidden()); });
    m_commands->add({.id = QStringLiteral("act.view.bottomDocks"),
                     .text = tr("Console, problems and jobs"),
                     .shortcut = QKeySequence(QStringLiteral("Ctrl+Shift+B")),
                     .menu = MenuId::View,
                     .help = tr("Show or hide the docks at the bottom")},
                    this, [this] {
                        setBottomDocksVisible(m_docks.at(QStringLiteral("problems"))->isHidden());
                    });
    m_commands->add({.id = QStringLiteral("act.view.resetLayout"),
                     .text = tr("Reset layout"),
                     .icon = IconId::Layout,
                     .menu = MenuId::View,
                     .help = tr("Put rail and docks back to where they were at first")},
                    this, [this] { resetLayout(); });

    Appearance& looks = m_session.appearance();
    const auto addTheme = [&](const QString& id, const QString& text,
                              std::optional<ThemeKind> kind) {
        m_commands->add(
            {.id = QStringLiteral("act.view.theme.") + id, .text = text, .menu = MenuId::View},
            this, [&looks, kind] { looks.setTheme(kind); });
    };
    addTheme(QStringLiteral("system"), tr("Theme of the desktop"), std::nullopt);
    addTheme(QStringLiteral("light"), tr("Light theme"), ThemeKind::Light);
    addTheme(QStringLiteral("dark"), tr("Dark theme"), ThemeKind::Dark);
    addTheme(QStringLiteral("highContrast"), tr("High contrast theme"), ThemeKind::HighContrast);

    const auto addZoom = [&](const QString& id, const QString& text, const QString& keys,
                             std::function<double()> zoom) {
        m_commands->add({.id = QStringLiteral("act.view.") + id,
                         .text = text,
                         .shortcut = QKeySequence(keys),
                         .menu = MenuId::View},
                        this, [&looks, zoom = std::move(zoom)] { looks.setZoom(zoom()); });
    };
    addZoom(QStringLiteral("zoomIn"), tr("Larger text"), QStringLiteral("Ctrl++"),
            [&looks] { return looks.zoom() + 0.1; });
    addZoom(QStringLiteral("zoomOut"), tr("Smaller text"), QStringLiteral("Ctrl+-"),
            [&looks] { return looks.zoom() - 0.1; });
    addZoom(QStringLiteral("zoomReset"), tr("Normal text size"), QStringLiteral("Ctrl+0"),
            [] { return 1.0; });
    m_commands->add({.id = QStringLiteral("act.view.fullScreen"),
                     .text = tr("Full screen"),
                     .shortcut = QKeySequence(QStringLiteral("F11")),
                     .menu = MenuId::View},
                    this, [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });

    TimeModel& time = m_session.time();
    const auto addTime = [&](const QString& id, const QString& text, const QString& keys,
                             void (TimeModel::*run)()) {
        m_commands->add({.id = QStringLiteral("act.time.") + id,
                         .text = text,
                         .shortcut = QKeySequence(keys),
                         .menu = MenuId::View,
                         .scope = tr("Time")},
                        this, [&time, run] { (time.*run)(); });
    };
    addTime(QStringLiteral("back"), tr("Time range back"), QStringLiteral("Ctrl+Left"),
            &TimeModel::stepBack);
    addTime(QStringLiteral("forward"), tr("Time range forward"), QStringLiteral("Ctrl+Right"),
            &TimeModel::stepForward);
    addTime(QStringLiteral("wider"), tr("Wider time range"), QStringLiteral("Ctrl+Up"),
            &TimeModel::zoomOut);
    addTime(QStringLiteral("undo"), tr("Time range before"), QStringLiteral("Ctrl+Down"),
            &TimeModel::undoZoom);
}

void MainWindow::addGoCommands()
{
    m_commands->add({.id = QStringLiteral("act.go.back"),
                     .text = tr("Back"),
                     .icon = IconId::ArrowLeft,
                     .shortcut = QKeySequence(QStringLiteral("Alt+Left")),
                     .menu = MenuId::Go},
                    this, [this] {
                        m_history.update({m_current, m_created.at(m_current)->state()});
                        if (const auto place = m_history.back())
                            openPlace(*place);
                        enableHistory();
                    });
    m_commands->add({.id = QStringLiteral("act.go.forward"),
                     .text = tr("Forward"),
                     .icon = IconId::ArrowRight,
                     .shortcut = QKeySequence(QStringLiteral("Alt+Right")),
                     .menu = MenuId::Go},
                    this, [this] {
                        m_history.update({m_current, m_created.at(m_current)->state()});
                        if (const auto place = m_history.forward())
                            openPlace(*place);
                        enableHistory();
                    });
    enableHistory();
    for (const PageEntry& entry : m_pages) {
        m_commands->add({.id = QStringLiteral("act.go.") + entry.id,
                         .text = entry.title,
                         .icon = entry.icon,
                         .shortcut = QKeySequence(entry.shortcut),
                         .menu = MenuId::Go,
                         .help = entry.help,
                         .scope = tr("Screens")},
                        this, [this, id = entry.id] {
                            go({id, {}});
                        });
    }
    m_commands->add({.id = QStringLiteral("act.edit.filter"),
                     .text = tr("Filter"),
                     .icon = IconId::Filter,
                     .shortcut = QKeySequence(QStringLiteral("Ctrl+L")),
                     .menu = MenuId::Edit,
                     .help = tr("Go to the filter of this screen")},
                    this, [this] {
                        if (QWidget* field = m_created.at(m_current)->filterField())
                            field->setFocus(Qt::ShortcutFocusReason);
                    });
}

void MainWindow::addGatewayCommands()
{
    if (!m_session.engine())
        return;
    QAction* start = m_commands->add({.id = QStringLiteral("act.gateway.start"),
                                      .text = tr("Start gateway"),
                                      .icon = IconId::Play,
                                      .shortcut = QKeySequence(QStringLiteral("Ctrl+G, S")),
                                      .menu = MenuId::Gateway},
                                     this, [this] { startGateway(); });
    QAction* stop = m_commands->add({.id = QStringLiteral("act.gateway.stop"),
                                     .text = tr("Stop gateway"),
                                     .icon = IconId::Stop,
                                     .shortcut = QKeySequence(QStringLiteral("Ctrl+G, X")),
                                     .menu = MenuId::Gateway},
                                    this, [this] { stopGateway(); });
    QAction* demo
        = m_commands->addSwitch({.id = QStringLiteral("act.gateway.demoTraffic"),
                                 .text = tr("Demo traffic"),
                                 .menu = MenuId::Gateway,
                                 .help = tr("Let the built-in generator call the demo API")},
                                m_session.status().isDemoTrafficOn, this,
                                [this](bool isOn) { m_session.engine()->setDemoTraffic(isOn); });
    m_session.engine()->setStepTracing(true);
    m_commands->addSwitch({.id = QStringLiteral("act.gateway.stepTracing"),
                           .text = tr("Record policy steps"),
                           .menu = MenuId::Gateway,
                           .help = tr("Keep what each policy statement did with every exchange")},
                          true, this,
                          [this](bool isOn) { m_session.engine()->setStepTracing(isOn); });
    const auto addCopy = [this](const QString& id, const QString& text,
                                std::optional<std::string> Endpoints::*address) {
        m_commands->add({.id = id, .text = text, .icon = IconId::Copy, .menu = MenuId::Gateway},
                        this, [this, address] {
                            const auto& value = m_session.endpoints().*address;
                            if (!value)
                                return m_session.notify(tr("This listener is off"));
                            QGuiApplication::clipboard()->setText(toQString(*value));
                            m_session.notify(tr("%1 copied").arg(toQString(*value)));
                        });
    };
    addCopy(QStringLiteral("act.gateway.copyUrl"), tr("Copy base URL of the gateway"),
            &Endpoints::gateway);
    addCopy(QStringLiteral("act.gateway.copyIngestUrl"), tr("Copy address of the intake"),
            &Endpoints::ingest);
    const auto show = [=](const EngineStatus& status) {
        start->setEnabled(!status.isGatewayRunning);
        stop->setEnabled(status.isGatewayRunning);
        const QSignalBlocker blocker(demo);
        demo->setChecked(status.isDemoTrafficOn);
    };
    show(m_session.status());
    connect(&m_session, &Session::statusChanged, this, show);
}

void MainWindow::addHelpCommands()
{
    m_commands->add({.id = QStringLiteral("act.help.shortcuts"),
                     .text = tr("Shortcuts"),
                     .icon = IconId::Help,
                     .shortcut = QKeySequence(QStringLiteral("F1")),
                     .menu = MenuId::Help,
                     .help = tr("Every key by scope")},
                    this, [this] {
                        auto* sheet = new ShortcutSheet(*m_commands, this);
                        sheet->setAttribute(Qt::WA_DeleteOnClose);
                        sheet->open();
                    });
    m_commands->add({.id = QStringLiteral("act.help.about"),
                     .text = tr("About Gatelens"),
                     .menu = MenuId::Help},
                    this, [this] { showAboutDialog(this); });
}

void MainWindow::buildMenus()
{
    const std::vector<std::pair<MenuId, QString>> menus{
        {MenuId::File, tr("&File")},           {MenuId::Edit, tr("&Edit")},
        {MenuId::View, tr("&View")},           {MenuId::Go, tr("&Go")},
        {MenuId::Gateway, tr("Ga&teway")},     {MenuId::Policy, tr("&Policy")},
        {MenuId::Telemetry, tr("Te&lemetry")}, {MenuId::Help, tr("&Help")},
    };
    menuBar()->setNativeMenuBar(true);
    for (const auto& [id, title] : menus) {
        QMenu* menu = menuBar()->addMenu(title);
        const auto fill = [this, menu, menuId = id] {
            const QList<QAction*> actions = m_commands->ofMenu(menuId);
            menu->clear();
            menu->addActions(actions);
            // Last, whatever others have added since.
            if (QAction* quit = m_commands->find(QStringLiteral("act.file.quit"));
                menuId == MenuId::File) {
                menu->removeAction(quit);
                menu->addSeparator();
                menu->addAction(quit);
            }
            menu->menuAction()->setVisible(!actions.isEmpty());
        };
        fill();
        // Pages bring commands of their own when they are first visited.
        connect(m_commands, &CommandRegistry::changed, menu, fill);
    }
}

void MainWindow::startGateway()
{
    m_session.runInBackground(
        this, [engine = m_session.engine()] { return engine->startGateway(); },
        [this](const Result<void>& started) {
            m_session.refreshStatus();
            if (!started)
                m_session.log().append(LogLevel::Error, now(),
                                       toQString(toString(started.error())));
            m_session.notify(started ? tr("Gateway started")
                                     : toQString(toString(started.error())));
        });
}

void MainWindow::stopGateway()
{
    m_session.runInBackground(
        this,
        [engine = m_session.engine()] {
            engine->stopGateway();
            return true;
        },
        [this](bool) {
            m_session.refreshStatus();
            m_session.notify(tr("Gateway stopped"));
        });
}

} // namespace gatelens::ui
