#pragma once

#include "ui/theme/icon_id.h"

#include <QList>
#include <QString>
#include <QVariantMap>
#include <QWidget>

#include <functional>
#include <vector>

class QAction;

namespace gatelens {
struct Finding;
}

namespace gatelens::ui {

class CommandRegistry;
class Session;

/// One screen of the window: what the navigation rail opens. Created on its first visit.
class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Brings the page up to date; called each time it comes to the front.
    virtual void activate() { }
    /// It goes to the back: stop what costs time.
    virtual void deactivate() { }

    /// Its part of a place in the history ("filter", "view", …); `restore` goes back to it.
    [[nodiscard]] virtual QVariantMap state() const { return {}; }
    virtual void restore(const QVariantMap& state) { Q_UNUSED(state) }

    /// What stands behind the title in the breadcrumb ("Exchanges"); "" for nothing.
    [[nodiscard]] virtual QString subtitle() const { return {}; }

    /// Actions of the page for the menu of its group and for the command palette.
    [[nodiscard]] virtual QList<QAction*> pageActions() const { return {}; }

    /// Where Ctrl+L goes; null when the page has no filter.
    [[nodiscard]] virtual QWidget* filterField() { return nullptr; }

    /// Asked before the window closes: false keeps it open (unsaved documents).
    virtual bool mayClose() { return true; }

    /// A double click in the Problems dock: true when the page shows the place of the finding.
    virtual bool openFinding(const Finding& finding)
    {
        Q_UNUSED(finding)
        return false;
    }

Q_SIGNALS:
    void subtitleChanged();
    /// The state has moved to another place (not for every key press): a step of the history.
    void placeChanged();
    /// Count at the page's entry in the rail; 0 takes it away. `isProblem` shows it in red.
    void badgeChanged(int count, bool isProblem);
};

/// Groups of the navigation rail, in order. `Bottom` holds Settings and Help.
enum class PageGroup
{
    Observe,
    Shape,
    Decide,
    Deliver,
    Bottom
};

/// What the rail needs to know of a page before it exists.
struct PageEntry
{
    QString id; ///< "live"; object name main.rail.live, action act.go.live
    QString title;
    IconId icon = IconId::Live;
    PageGroup group = PageGroup::Observe;
    QString shortcut; ///< "Alt+1"
    QString help; ///< one line for the palette and the shortcut sheet
    std::function<Page*(Session& session, CommandRegistry& commands, QWidget* parent)> create;
};

/// The pages of a program, in the rail's order. app/ puts it together.
using PageList = std::vector<PageEntry>;

} // namespace gatelens::ui
