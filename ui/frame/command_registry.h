#pragma once

#include "ui/theme/icon_id.h"

#include <QAction>
#include <QKeySequence>
#include <QObject>

#include <functional>
#include <optional>
#include <vector>

namespace gatelens::ui {

/// Where a command stands in the menu bar.
enum class MenuId
{
    None,
    File,
    Edit,
    View,
    Go,
    Gateway,
    Policy,
    Telemetry,
    Window,
    Help
};

struct Command
{
    QString id; ///< "act.view.toggleRail"
    QString text; ///< "Navigation rail"; no trailing dots for commands that act at once
    std::optional<IconId> icon;
    QKeySequence shortcut;
    MenuId menu = MenuId::None;
    QString help; ///< one line for the tooltip and the sheet
    QString scope; ///< heading in the shortcut sheet; "" for Global
};

/// Every command of the window as a QAction: menus, tool buttons, the palette and the shortcut
/// sheet are built from it.
class CommandRegistry : public QObject
{
    Q_OBJECT

public:
    /// `window` gets the actions, so that their shortcuts work in it.
    explicit CommandRegistry(QWidget* window);

    /// Adds a command that calls `run`. A second one with the same id is a bug.
    QAction* add(const Command& command, QObject* context, std::function<void()> run);
    /// Adds a command whose state stays on or off.
    QAction* addSwitch(const Command& command, bool isOn, QObject* context,
                       std::function<void(bool)> run);
    /// Adds a command whose shortcut works only while focus is inside `scope`; for keys that mean
    /// something else elsewhere. The command goes with the widget.
    QAction* addFor(QWidget* scope, const Command& command, std::function<void()> run);

    [[nodiscard]] QAction* find(const QString& id) const;
    [[nodiscard]] const std::vector<QAction*>& actions() const { return m_actions; }
    [[nodiscard]] QList<QAction*> ofMenu(MenuId menu) const;

    [[nodiscard]] static QString helpOf(const QAction* action);
    [[nodiscard]] static QString scopeOf(const QAction* action);

Q_SIGNALS:
    void changed(); ///< commands came or went

private:
    QAction* make(const Command& command, QObject* parent);

    QWidget* m_window;
    std::vector<QAction*> m_actions;
};

} // namespace gatelens::ui
