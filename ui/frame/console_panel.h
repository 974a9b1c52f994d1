#pragma once

#include <QWidget>

class QSortFilterProxyModel;

namespace gatelens::ui {

class LogModel;

/// The engine's log with a level filter and a search.
class ConsolePanel : public QWidget
{
    Q_OBJECT

public:
    explicit ConsolePanel(LogModel& log, QWidget* parent = nullptr);
};

} // namespace gatelens::ui
