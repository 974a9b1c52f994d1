#include "tests/ui/walk/walk_fixture.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSet>
#include <QTabBar>

namespace gatelens::ui::test {
namespace {

/// A part of a control that the control itself answers for: the field inside a spin box, the cross
/// inside a search field, arrows of a tab bar, header views of tables.
bool isInnerPart(const QWidget* widget)
{
    const auto* parent = widget->parentWidget();
    const auto* area = qobject_cast<const QAbstractScrollArea*>(parent);
    if (area && area->viewport() == widget)
        return true;
    return widget->objectName().startsWith(QStringLiteral("qt_")) || widget->inherits("QHeaderView")
        || widget->inherits("QTableCornerButton") || qobject_cast<const QScrollBar*>(widget)
        || qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QComboBox*>(parent)
        || qobject_cast<const QLineEdit*>(parent) || qobject_cast<const QTabBar*>(parent);
}

bool isField(const QWidget* widget)
{
    return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget)
        || qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget)
        || qobject_cast<const QAbstractSlider*>(widget);
}

bool isInteractive(const QWidget* widget)
{
    return isField(widget) || qobject_cast<const QAbstractItemView*>(widget)
        || qobject_cast<const QPlainTextEdit*>(widget) || qobject_cast<const QTabBar*>(widget)
        || widget->focusPolicy() & Qt::TabFocus;
}

std::vector<QWidget*> interactiveIn(QWidget* page)
{
    std::vector<QWidget*> found;
    for (auto* widget : page->findChildren<QWidget*>()) {
        if (widget->isVisible() && widget->isEnabled() && isInteractive(widget)
            && !isInnerPart(widget))
            found.push_back(widget);
    }
    return found;
}

std::string describe(const QWidget* widget)
{
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    const auto* parent = widget->parentWidget();
    return QStringLiteral("%1 '%2' %3 in %4 '%5'")
        .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
             button ? button->text() : QString(), QLatin1String(parent->metaObject()->className()),
             parent->objectName())
        .toStdString();
}

QString spokenName(QWidget* widget)
{
    const auto* spoken = QAccessible::queryAccessibleInterface(widget);
    return spoken ? spoken->text(QAccessible::Name) : QString();
}

/// Editors take Tab as a character; Ctrl+Tab or F6 leave them, here the chain is followed.
QWidget* nextInChain(QWidget* from)
{
    auto* next = from->nextInFocusChain();
    while (next != from
           && (!next->isVisible() || !next->isEnabled() || next->focusProxy()
               || !(next->focusPolicy() & Qt::TabFocus)))
        next = next->nextInFocusChain();
    return next;
}

/// Everything that Tab stops at within the window, beginning at `start`.
QSet<QWidget*> tabStops(QWidget* start)
{
    constexpr int kMost = 600;
    QSet<QWidget*> stops;
    // Popups that come and go take the activation with them on the offscreen platform.
    QApplication::setActiveWindow(start->window());
    start->setFocus(Qt::TabFocusReason);
    for (int step = 0; step < kMost; ++step) {
        auto* focused = QApplication::focusWidget();
        if (!focused || (focused == start && step > 1))
            break;
        stops.insert(focused);
        if (focused->inherits("QsciScintilla") || focused->inherits("QPlainTextEdit"))
            nextInChain(focused)->setFocus(Qt::TabFocusReason);
        else
            QTest::keyClick(focused, Qt::Key_Tab);
    }
    return stops;
}

/// One of a group of which exactly one is on: the arrows lead to the others.
bool isReachedByArrows(const QWidget* widget)
{
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    const bool isGrouped = button && (button->autoExclusive() || button->group());
    return isGrouped && button->isCheckable() && !button->isChecked();
}

using ReachableTest = WalkFixture;

} // namespace

TEST_F(ReachableTest, EveryControlOfEveryPageIsNamedExplainedAndReachedByTab)
{
    for (const auto& entry : m_window->pages()) {
        SCOPED_TRACE(entry.id.toStdString());
        auto* page = open(entry.id);
        ASSERT_NE(page, nullptr);
        const auto controls = interactiveIn(page);
        ASSERT_FALSE(controls.empty());
        const auto stops = tabStops(controls.front());
        for (auto* widget : controls) {
            EXPECT_FALSE(spokenName(widget).isEmpty())
                << "no accessible name: " << describe(widget);
            EXPECT_FALSE(widget->objectName().isEmpty()) << "no object name: " << describe(widget);
            if (isField(widget)) {
                EXPECT_FALSE(widget->toolTip().isEmpty()) << "no tooltip: " << describe(widget);
            }
            if (!isReachedByArrows(widget) && !widget->focusProxy()) {
                EXPECT_TRUE(stops.contains(widget)) << "Tab never comes to " << describe(widget);
            }
        }
    }
}

TEST_F(ReachableTest, NoTwoCommandsThatWorkAtOnceShareAShortcut)
{
    for (const auto& entry : m_window->pages())
        open(entry.id);
    // A key may serve several pages; within the window's own commands and within one page it is
    // unique.
    std::map<std::pair<QObject*, QString>, QString> taken;
    for (const auto* action : m_window->commands().actions()) {
        EXPECT_FALSE(action->text().isEmpty()) << action->objectName().toStdString();
        for (const auto& keys : action->shortcuts()) {
            const auto [place, isNew]
                = taken.try_emplace({action->parent(), keys.toString()}, action->text());
            EXPECT_TRUE(isNew) << keys.toString().toStdString() << " means "
                               << place->second.toStdString() << " and "
                               << action->text().toStdString();
        }
    }
}

TEST_F(ReachableTest, EveryPageFitsASmallScreen)
{
    for (const auto& entry : m_window->pages()) {
        const auto* page = open(entry.id);
        EXPECT_LE(page->minimumSizeHint().width(), 1024 - 56) << entry.id.toStdString();
        EXPECT_LE(page->minimumSizeHint().height(), 640 - 100) << entry.id.toStdString();
    }
}

} // namespace gatelens::ui::test
