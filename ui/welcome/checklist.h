#pragma once

#include "proxy/api/engine.h"

#include <QWidget>

#include <array>

class QLabel;

namespace gatelens::ui {

class IconLabel;
class Session;

/// First things to do with Gatelens, each ticked by itself once it was done; remembered for the
/// user.
class Checklist : public QWidget
{
    Q_OBJECT

public:
    explicit Checklist(Session& session, QWidget* parent = nullptr);

    [[nodiscard]] int doneCount() const;

private:
    enum Step
    {
        SeeTraffic,
        ApplyChange,
        FinishJob,
        ConnectApp,
        AddDestination,
        StepCount
    };

    struct Row
    {
        IconLabel* mark = nullptr;
        QLabel* title = nullptr;
        bool isDone = false;
    };

    void takeStatus(const EngineStatus& status);
    void setDone(Step step);
    void showRow(Step step);
    void showProgress();

    std::array<Row, StepCount> m_rows;
    std::uint64_t m_itemsOfDemo = 0;
    QLabel* m_progress;
};

} // namespace gatelens::ui
