#pragma once

#include <QToolButton>

class QAction;

namespace gatelens::ui {

class TimeModel;

/// Shows the window's time range; its menu holds the presets and a field for "-20m to -5m".
class TimeRangeButton : public QToolButton
{
    Q_OBJECT

public:
    explicit TimeRangeButton(TimeModel& time, QWidget* parent = nullptr);

private:
    void fillMenu();

    TimeModel& m_time;
};

} // namespace gatelens::ui
