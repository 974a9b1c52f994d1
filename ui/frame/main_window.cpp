#include "ui/frame/main_window.h"

#include "ui/frame/command_palette.h"
#include "ui/frame/command_registry.h"
#include "ui/frame/console_panel.h"
#include "ui/frame/dock_title.h"
#include "ui/frame/header_strip.h"
#include "ui/frame/inspector.h"
#include "ui/frame/jobs_panel.h"
#include "ui/frame/navigation_rail.h"
#include "ui/frame/problems_panel.h"
#include "ui/frame/status_chips.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/toast.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

constexpr int kLayoutVersion = 1;
constexpr int kRoomForRail = 1360; ///< narrower windows begin with icons alone
/// Work of this length is worth a word when it ends: the user may have looked away.
constexpr qint64 kLongJobMilliseconds = 3000;
const QString kGeometryKey = QStringLiteral("window/geometry");
const QString kStateKey = QStringLiteral("window/state/observe");
const QString kRailKey = QStringLiteral("rail/expanded");
const QString kPageKey = QStringLiteral("window/page");

const QString kInspector = QStringLiteral("inspector");
const QString kProblems = QStringLiteral("problems");
const QString kConsole = QStringLiteral("console");
const QString kJobs = QStringLiteral("jobs");

} // namespace

MainWindow::MainWindow(Session& session, PageList pages, QWidget* parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_pages(std::move(pages))
    , m_commands(new CommandRegistry(this))
{
    setObjectName(QStringLiteral("main"));
    setWindowTitle(QStringLiteral("Gatelens"));
    addFileCommands();
    addViewCommands();
    addGoCommands();
    addGatewayCommands();
    addHelpCommands();
    buildCentre();
    buildDocks();
    buildMenus();
    m_palette = new CommandPalette(m_session, *m_commands, this);
    m_toast = new Toast(this);

    connect(&m_session, &Session::placeWanted, this, &MainWindow::go);
    connect(&m_session, &Session::notified, m_toast, &Toast::showText);
    connect(&m_session.jobs(), &Jobs::finished, this,
            [this](const QString& title, JobState state, const QString& result) {
                // What ended at once ended before the user's eyes; the page has said so itself.
                const bool wasLong
                    = m_jobsRunning.isValid() && m_jobsRunning.elapsed() >= kLongJobMilliseconds;
                if (wasLong || state == JobState::Failed)
                    m_toast->showText(title + QStringLiteral(": ") + result);
            });
    connect(&m_session.jobs(), &Jobs::runningCountChanged, this,
            [this, before = 0](int count) mutable {
                if (before == 0 && count > 0)
                    m_jobsRunning.start();
                before = count;
            });
    connect(&m_session, &Session::selectionChanged, this, [this](const Selection& selection) {
        const bool hasOne = selection.kind != Selection::Kind::None;
        m_chips->setSelectionText(hasOne ? tr("1 selected") : QString());
    });
    connect(&m_session.appearance(), &Appearance::themeChanged, this, [this] { update(); });

    resize(QSize(1440, 900).boundedTo(screen()->availableSize()));
    restoreLayout();
    if (!m_pages.empty()) {
        const QString last = QSettings().value(kPageKey).toString();
        const bool isKnown = std::any_of(m_pages.begin(), m_pages.end(),
                                         [&](const PageEntry& entry) { return entry.id == last; });
        go({isKnown ? last : m_pages.front().id, {}});
    }
}

MainWindow::~MainWindow()
{
    // The widgets below go after this part of the window; nothing may call into it any more.
    m_session.disconnect(this);
    m_session.jobs().disconnect(this);
    m_session.problems().disconnect(this);
}

void MainWindow::buildCentre()
{
    m_rail = new NavigationRail(this);
    for (const PageEntry& entry : m_pages)
        m_rail->addEntry(entry, m_commands->find(QStringLiteral("act.go.") + entry.id));

    m_header = new HeaderStrip(m_session, m_commands->find(QStringLiteral("act.go.back")),
                               m_commands->find(QStringLiteral("act.go.forward")),
                               m_commands->find(QStringLiteral("act.edit.palette")), this);
    connect(m_header, &HeaderStrip::pageClicked, this, [this] { go({m_current, {}}); });

    m_inner = new QMainWindow;
    m_inner->setWindowFlags(Qt::Widget);
    m_inner->setDockOptions(QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks
                            | QMainWindow::GroupedDragging);
    m_inner->setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    m_inner->setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_stack = new QStackedWidget(m_inner);
    m_inner->setCentralWidget(m_stack);

    auto* right = new QWidget(this);
    auto* rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    m_banners = new QVBoxLayout;
    m_banners->setSpacing(0);
    rightLayout->addWidget(m_header);
    rightLayout->addLayout(m_banners);
    rightLayout->addWidget(m_inner, 1);

    auto* centre = new QWidget(this);
    auto* layout = new QHBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail);
    layout->addWidget(right, 1);
    setCentralWidget(centre);

    m_chips = new StatusChips(m_session, *m_commands, this);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(0, 0, 0, 0);
    statusBar()->setFixedHeight(28);
    statusBar()->addWidget(m_chips, 1);
}

void MainWindow::buildDocks()
{
    auto* inspector = new Inspector(m_session, this);
    addDock(kInspector, tr("Inspector"), inspector, Qt::RightDockWidgetArea, true);

    auto* problems = new ProblemsPanel(m_session.problems(), this);
    connect(problems, &ProblemsPanel::findingActivated, this, &MainWindow::openFinding);
    QDockWidget* console = addDock(kConsole, tr("Console"), new ConsolePanel(m_session.log(), this),
                                   Qt::BottomDockWidgetArea, false);
    QDockWidget* problemsDock
        = addDock(kProblems, tr("Problems"), problems, Qt::BottomDockWidgetArea, false);
    QDockWidget* jobs = addDock(kJobs, tr("Jobs"), new JobsPanel(m_session.jobs(), this),
                                Qt::BottomDockWidgetArea, false);
    m_inner->tabifyDockWidget(console, problemsDock);
    m_inner->tabifyDockWidget(problemsDock, jobs);
    problemsDock->raise();

    connect(&m_session.problems(), &ProblemsModel::countChanged, problemsDock,
            [problemsDock](int count) {
                problemsDock->setWindowTitle(count > 0 ? MainWindow::tr("Problems  %1").arg(count)
                                                       : MainWindow::tr("Problems"));
            });
    connect(&m_session.jobs(), &Jobs::runningCountChanged, jobs, [jobs](int count) {
        jobs->setWindowTitle(count > 0 ? MainWindow::tr("Jobs  %1").arg(count)
                                       : MainWindow::tr("Jobs"));
    });
}

QDockWidget* MainWindow::addDock(const QString& name, const QString& title, QWidget* content,
                                 Qt::DockWidgetArea area, bool hasOwnTitle)
{
    auto* dock = new QDockWidget(title, m_inner);
    dock->setObjectName(QStringLiteral("dock.") + name);
    dock->setWidget(content);
    if (hasOwnTitle)
        useOwnTitle(dock);
    else // tabs at the bottom name the docks already
        dock->setTitleBarWidget(new QWidget(dock));
    m_inner->addDockWidget(area, dock);
    m_docks[name] = dock;
    return dock;
}

void MainWindow::go(const Place& place)
{
    if (!page(place.page))
        return;
    if (!m_current.isEmpty())
        m_history.update({m_current, m_created.at(m_current)->state()});
    openPlace(place);
    m_history.visit({m_current, m_created.at(m_current)->state()});
    enableHistory();
}

Page* MainWindow::page(const QString& id)
{
    if (const auto known = m_created.find(id); known != m_created.end())
        return known->second;
    const auto entry = std::find_if(m_pages.begin(), m_pages.end(),
                                    [&](const PageEntry& each) { return each.id == id; });
    if (entry == m_pages.end())
        return nullptr;
    Page* created = entry->create(m_session, *m_commands, m_stack);
    m_stack->addWidget(created);
    m_created[id] = created;
    connect(created, &Page::subtitleChanged, this, &MainWindow::refreshBreadcrumb);
    connect(created, &Page::badgeChanged, this,
            [this, id](int count, bool isProblem) { m_rail->setBadge(id, count, isProblem); });
    connect(created, &Page::placeChanged, this, [this, id, created] {
        if (m_isRestoring || id != m_current)
            return;
        m_history.visit({id, created->state()});
        enableHistory();
    });
    return created;
}

void MainWindow::openPlace(const Place& place)
{
    Page* next = page(place.page);
    if (!next)
        return;
    m_isRestoring = true;
    const bool isOther = place.page != m_current;
    if (isOther && !m_current.isEmpty())
        m_created.at(m_current)->deactivate();
    m_current = place.page;
    m_stack->setCurrentWidget(next);
    if (!place.state.isEmpty())
        next->restore(place.state);
    if (isOther)
        next->activate();
    m_rail->setCurrent(place.page);
    refreshBreadcrumb();
    m_isRestoring = false;
}

void MainWindow::refreshBreadcrumb()
{
    const auto entry = std::find_if(m_pages.begin(), m_pages.end(),
                                    [this](const PageEntry& each) { return each.id == m_current; });
    if (entry != m_pages.end())
        m_header->setPlace(entry->title, m_created.at(m_current)->subtitle());
}

void MainWindow::enableHistory()
{
    m_commands->find(QStringLiteral("act.go.back"))->setEnabled(m_history.canGoBack());
    m_commands->find(QStringLiteral("act.go.forward"))->setEnabled(m_history.canGoForward());
}

void MainWindow::openFinding(const Finding& finding)
{
    for (const PageEntry& entry : m_pages) {
        if (entry.group != PageGroup::Shape)
            continue;
        if (page(entry.id)->openFinding(finding))
            return go({entry.id, {}});
    }
    m_session.notify(
        tr("%1: %2").arg(toQString(toString(finding.position)), toQString(finding.message)));
}

void MainWindow::addBanner(QWidget* banner) { m_banners->addWidget(banner); }

void MainWindow::setSubject(const QString& project, const QString& capture)
{
    setWindowTitle(QStringLiteral("%1 - %2 - Gatelens").arg(project, capture));
    auto* subject = menuBar()->findChild<QLabel*>(QStringLiteral("main.subject"));
    if (!subject) {
        subject = new QLabel(menuBar());
        subject->setObjectName(QStringLiteral("main.subject"));
        subject->setFont(smallFont());
        subject->setForegroundRole(kSecondaryText);
        subject->setContentsMargins(0, 0, 12, 0);
        subject->setFixedHeight(28);
        menuBar()->setCornerWidget(subject);
    }
    subject->setText(QStringLiteral("%1 · %2").arg(project, capture));
    subject->adjustSize();
}

void MainWindow::setExpandedRail(bool isExpanded)
{
    m_rail->setExpanded(isExpanded);
    m_commands->find(QStringLiteral("act.view.rail"))->setChecked(isExpanded);
}

void MainWindow::setInspectorVisible(bool isVisible)
{
    m_docks.at(kInspector)->setVisible(isVisible);
}

void MainWindow::setBottomDocksVisible(bool isVisible)
{
    for (const QString& name : {kConsole, kProblems, kJobs})
        m_docks.at(name)->setVisible(isVisible);
    if (isVisible)
        m_docks.at(kProblems)->raise();
}

void MainWindow::resetLayout()
{
    for (const auto& [name, dock] : m_docks) {
        dock->setFloating(false);
        m_inner->addDockWidget(
            name == kInspector ? Qt::RightDockWidgetArea : Qt::BottomDockWidgetArea, dock);
    }
    m_inner->tabifyDockWidget(m_docks.at(kConsole), m_docks.at(kProblems));
    m_inner->tabifyDockWidget(m_docks.at(kProblems), m_docks.at(kJobs));
    setInspectorVisible(false);
    setBottomDocksVisible(false);
    m_inner->resizeDocks({m_docks.at(kInspector)}, {320}, Qt::Horizontal);
    m_inner->resizeDocks({m_docks.at(kProblems)}, {130}, Qt::Vertical);
    setExpandedRail(true);
}

void MainWindow::restoreLayout()
{
    resetLayout();
    const QSettings settings;
    restoreGeometry(settings.value(kGeometryKey).toByteArray());
    m_inner->restoreState(settings.value(kStateKey).toByteArray(), kLayoutVersion);
    setExpandedRail(settings.value(kRailKey, width() >= kRoomForRail).toBool());
}

void MainWindow::saveLayout() const
{
    QSettings settings;
    settings.setValue(kGeometryKey, saveGeometry());
    settings.setValue(kStateKey, m_inner->saveState(kLayoutVersion));
    settings.setValue(kRailKey, m_rail->isExpanded());
    settings.setValue(kPageKey, m_current);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    for (const auto& [id, created] : m_created) {
        if (!created->mayClose()) {
            event->ignore();
            return;
        }
    }
    saveLayout();
    event->accept();
}

} // namespace gatelens::ui
