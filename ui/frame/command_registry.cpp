#include "ui/frame/command_registry.h"

#include "ui/theme/icons.h"

#include <QWidget>

namespace gatelens::ui {

namespace {
constexpr char kMenu[] = "gatelensMenu";
constexpr char kHelp[] = "gatelensHelp";
constexpr char kScope[] = "gatelensScope";
} // namespace

CommandRegistry::CommandRegistry(QWidget* window)
    : QObject(window)
    , m_window(window)
{
}

QAction* CommandRegistry::make(const Command& command, QObject* parent)
{
    Q_ASSERT_X(!find(command.id), "CommandRegistry", "two commands with one id");
    auto* action = new QAction(command.text, parent);
    action->setObjectName(command.id);
    if (command.icon)
        action->setIcon(icon(*command.icon, Tone::Text));
    if (!command.shortcut.isEmpty())
        action->setShortcut(command.shortcut);
    QString tip = command.help.isEmpty() ? command.text : command.help;
    if (!command.shortcut.isEmpty())
        tip += QStringLiteral(" (%1)").arg(command.shortcut.toString(QKeySequence::NativeText));
    action->setToolTip(tip);
    action->setStatusTip({});
    action->setProperty(kMenu, static_cast<int>(command.menu));
    action->setProperty(kHelp, command.help);
    action->setProperty(kScope, command.scope);
    m_actions.push_back(action);
    connect(action, &QObject::destroyed, this, [this](QObject* gone) {
        std::erase_if(m_actions, [gone](QAction* each) { return each == gone; });
        Q_EMIT changed();
    });
    Q_EMIT changed();
    return action;
}

QAction* CommandRegistry::add(const Command& command, QObject* context, std::function<void()> run)
{
    QAction* action = make(command, context);
    m_window->addAction(action);
    connect(action, &QAction::triggered, context, [run = std::move(run)] { run(); });
    return action;
}

QAction* CommandRegistry::addSwitch(const Command& command, bool isOn, QObject* context,
                                    std::function<void(bool)> run)
{
    QAction* action = make(command, context);
    action->setCheckable(true);
    action->setChecked(isOn);
    m_window->addAction(action);
    connect(action, &QAction::toggled, context, [run = std::move(run)](bool on) { run(on); });
    return action;
}

QAction* CommandRegistry::addFor(QWidget* scope, const Command& command, std::function<void()> run)
{
    QAction* action = make(command, scope);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    scope->addAction(action);
    connect(action, &QAction::triggered, scope, [run = std::move(run)] { run(); });
    return action;
}

QAction* CommandRegistry::find(const QString& id) const
{
    const auto at = std::find_if(m_actions.begin(), m_actions.end(),
                                 [&](const QAction* action) { return action->objectName() == id; });
    return at == m_actions.end() ? nullptr : *at;
}

QList<QAction*> CommandRegistry::ofMenu(MenuId menu) const
{
    QList<QAction*> found;
    for (QAction* action : m_actions) {
        if (action->property(kMenu).toInt() == static_cast<int>(menu))
            found.append(action);
    }
    return found;
}

QString CommandRegistry::helpOf(const QAction* action)
{
    return action->property(kHelp).toString();
}

QString CommandRegistry::scopeOf(const QAction* action)
{
    return action->property(kScope).toString();
}

} // namespace gatelens::ui
