#include "ui/policies/policy_tool_bar.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/segmented_control.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace gatelens::ui {
namespace {

constexpr int kBarHeight = 44;

/// A push button that stands for an action: text, tooltip, enabled, click.
QPushButton* buttonFor(QAction* action, const QString& name)
{
    auto* button = new QPushButton(action->icon(), action->text());
    button->setObjectName(name);
    button->setToolTip(action->toolTip());
    button->setEnabled(action->isEnabled());
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::changed, button,
                     [button, action] { button->setEnabled(action->isEnabled()); });
    return button;
}

} // namespace

PolicyToolBar::PolicyToolBar(const Actions& actions, QWidget* parent)
    : QWidget(parent)
    , m_icon(new IconLabel)
    , m_title(new QLabel)
    , m_edited(new Badge(tr("edited"), Status::Information))
    , m_problems(new QToolButton)
    , m_mode(new SegmentedControl)
{
    setFixedHeight(kBarHeight);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 0, 12, 0);
    layout->setSpacing(8);
    m_title->setFont(titleFont());
    m_title->setObjectName(QStringLiteral("policy.title"));
    layout->addWidget(m_icon);
    layout->addWidget(m_title);
    layout->addWidget(m_edited);
    layout->addSpacing(8);
    layout->addWidget(addTool(actions.undo, QStringLiteral("policy.undo")));
    layout->addWidget(addTool(actions.redo, QStringLiteral("policy.redo")));
    auto* apply = buttonFor(actions.apply, QStringLiteral("policy.apply"));
    setButtonKind(apply, ButtonKind::Primary);
    apply->setIcon(icon(IconId::Save, Tone::OnAccent));
    layout->addWidget(apply);
    layout->addWidget(buttonFor(actions.save, QStringLiteral("policy.save")));
    layout->addWidget(buttonFor(actions.validate, QStringLiteral("policy.validate")));
    layout->addStretch(1);

    m_problems->setObjectName(QStringLiteral("policy.problems"));
    m_problems->setAutoRaise(true);
    m_problems->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_problems->setToolTip(tr("Go to the next problem (F8)"));
    connect(m_problems, &QToolButton::clicked, this, &PolicyToolBar::problemsWanted);
    layout->addWidget(m_problems);
    auto* effective = addTool(actions.effective, QStringLiteral("policy.effective"));
    effective->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    layout->addWidget(effective);

    m_mode->setObjectName(QStringLiteral("policy.mode"));
    m_mode->addSegment(tr("Design"), QStringLiteral("policy.mode.design"),
                       tr("Sections and cards (Alt+Shift+V switches)"));
    m_mode->addSegment(tr("Code"), QStringLiteral("policy.mode.code"), tr("The XML text"));
    m_mode->addSegment(tr("Split"), QStringLiteral("policy.mode.split"), tr("Both, linked"));
    m_mode->setCurrent(Split);
    connect(m_mode, &SegmentedControl::currentChanged, this, &PolicyToolBar::modeChanged);
    layout->addWidget(m_mode);
    setModified(false);
    setFindings({});
}

QToolButton* PolicyToolBar::addTool(QAction* action, const QString& name)
{
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setObjectName(name);
    button->setAccessibleName(action->text());
    button->setAutoRaise(true);
    return button;
}

void PolicyToolBar::setTitle(const QString& title, int icon)
{
    m_title->setText(title);
    m_icon->setIcon(static_cast<IconId>(icon), Tone::Accent);
}

void PolicyToolBar::setModified(bool isModified) { m_edited->setVisible(isModified); }

void PolicyToolBar::setFindings(const Findings& findings)
{
    int errors = 0;
    int warnings = 0;
    for (const auto& finding : findings) {
        errors += finding.severity == FindingSeverity::Error ? 1 : 0;
        warnings += finding.severity == FindingSeverity::Warning ? 1 : 0;
    }
    const auto status = errors > 0 ? Status::Error
        : warnings > 0             ? Status::Warning
                                   : Status::Success;
    m_problems->setIcon(icon(statusIcon(status), toneOf(status)));
    m_problems->setEnabled(!findings.empty());
    if (errors > 0)
        m_problems->setText(tr("%n error(s)", nullptr, errors));
    else if (warnings > 0)
        m_problems->setText(tr("%n warning(s)", nullptr, warnings));
    else
        m_problems->setText(tr("No problems"));
}

PolicyToolBar::Mode PolicyToolBar::mode() const { return static_cast<Mode>(m_mode->current()); }

void PolicyToolBar::setMode(Mode mode) { m_mode->setCurrent(mode); }

} // namespace gatelens::ui
