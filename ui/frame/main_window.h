#pragma once

#include "ui/frame/page.h"
#include "ui/frame/place_history.h"

#include <QElapsedTimer>
#include <QMainWindow>

#include <map>

class QDockWidget;
class QStackedWidget;
class QVBoxLayout;

namespace gatelens::ui {

class CommandPalette;
class CommandRegistry;
class HeaderStrip;
class NavigationRail;
class Session;
class StatusChips;
class Toast;

/// The window: menu bar, rail, header, the pages, docks and the status bar. `session` outlives it.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Session& session, PageList pages, QWidget* parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] CommandRegistry& commands() { return *m_commands; }
    [[nodiscard]] Session& session() { return m_session; }
    [[nodiscard]] const PageList& pages() const { return m_pages; }

    /// Opens a place and makes it a step of the history.
    void go(const Place& place);
    /// The page, created when this is its first visit; null for an unknown id.
    Page* page(const QString& id);
    [[nodiscard]] QString currentPageId() const { return m_current; }

    /// Puts `banner` above the page, below those shown before.
    void addBanner(QWidget* banner);
    /// "demo-conference · capture 14:02" at the menu bar's right, and the window's title.
    void setSubject(const QString& project, const QString& capture);

    void setExpandedRail(bool isExpanded);
    void setInspectorVisible(bool isVisible);
    void setBottomDocksVisible(bool isVisible);
    void resetLayout();

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    // main_window.cpp
    void buildCentre();
    void buildDocks();
    QDockWidget* addDock(const QString& name, const QString& title, QWidget* content,
                         Qt::DockWidgetArea area, bool hasOwnTitle);
    void openPlace(const Place& place);
    void refreshBreadcrumb();
    void enableHistory();
    void openFinding(const Finding& finding);
    void restoreLayout();
    void saveLayout() const;

    // main_window_commands.cpp
    void addFileCommands();
    void addViewCommands();
    void addGoCommands();
    void addGatewayCommands();
    void addHelpCommands();
    void buildMenus();
    void startGateway();
    void stopGateway();

    Session& m_session;
    PageList m_pages;
    QElapsedTimer m_jobsRunning; ///< since the first of the running jobs began
    CommandRegistry* m_commands;
    QMainWindow* m_inner = nullptr; ///< holds the page and the docks around it
    NavigationRail* m_rail = nullptr;
    HeaderStrip* m_header = nullptr;
    CommandPalette* m_palette = nullptr;
    QStackedWidget* m_stack = nullptr;
    QVBoxLayout* m_banners = nullptr;
    StatusChips* m_chips = nullptr;
    Toast* m_toast = nullptr;
    std::map<QString, QDockWidget*> m_docks;
    std::map<QString, Page*> m_created;
    QString m_current;
    PlaceHistory m_history;
    bool m_isRestoring = false; ///< a place is being shown: its page's changes are no new steps
};

} // namespace gatelens::ui
