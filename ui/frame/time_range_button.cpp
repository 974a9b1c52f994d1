#include "ui/frame/time_range_button.h"

#include "ui/session/time_model.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"

#include <QActionGroup>
#include <QLineEdit>
#include <QMenu>
#include <QWidgetAction>

namespace gatelens::ui {

TimeRangeButton::TimeRangeButton(TimeModel& time, QWidget* parent)
    : QToolButton(parent)
    , m_time(time)
{
    setObjectName(QStringLiteral("main.timeRange"));
    setIcon(ui::icon(IconId::Clock, Tone::Text));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPopupMode(QToolButton::InstantPopup);
    setMenu(new QMenu(this));
    setToolTip(tr("Time range of the window. Ctrl+Left and Ctrl+Right step, Ctrl+Up widens"));
    const auto show = [this] {
        setText(m_time.text());
        setAccessibleName(tr("Time range: %1").arg(m_time.text()));
    };
    show();
    connect(&m_time, &TimeModel::rangeChanged, this, show);
    connect(menu(), &QMenu::aboutToShow, this, &TimeRangeButton::fillMenu);
}

void TimeRangeButton::fillMenu()
{
    menu()->clear();
    auto* group = new QActionGroup(menu());
    for (const TimeModel::Preset& preset : TimeModel::presets()) {
        QAction* choice = menu()->addAction(preset.text, this, [this, width = preset.width] {
            if (width == Micros(0))
                m_time.showAll();
            else
                m_time.showLast(width);
        });
        choice->setCheckable(true);
        choice->setChecked(m_time.isRelative()
                           && m_time.width().value_or(Micros(0)) == preset.width);
        group->addAction(choice);
    }
    menu()->addSeparator();
    auto* field = new QLineEdit(menu());
    field->setObjectName(QStringLiteral("main.timeRange.text"));
    field->setPlaceholderText(tr("-20m to -5m, 14:00 to 14:10"));
    field->setAccessibleName(tr("Time range as text"));
    field->setMinimumWidth(220);
    auto* holder = new QWidget(menu());
    auto* layout = new QHBoxLayout(holder);
    layout->setContentsMargins(8, 4, 8, 8);
    layout->addWidget(field);
    auto* action = new QWidgetAction(menu());
    action->setDefaultWidget(holder);
    menu()->addAction(action);
    connect(field, &QLineEdit::returnPressed, this, [this, field] {
        const bool isTaken = m_time.setFromText(field->text());
        setInvalid(field, !isTaken);
        field->setToolTip(isTaken
                              ? QString()
                              : tr("Write \"last 20 min\", \"-20m to -5m\" or \"14:00 to 14:10\""));
        if (isTaken)
            menu()->close();
    });
    connect(field, &QLineEdit::textEdited, field, [field] { setInvalid(field, false); });
}

} // namespace gatelens::ui
