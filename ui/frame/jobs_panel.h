#pragma once

#include <QWidget>

namespace gatelens::ui {

class Jobs;

/// Running and finished long work with its progress; a running one can be cancelled.
class JobsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit JobsPanel(Jobs& jobs, QWidget* parent = nullptr);
};

} // namespace gatelens::ui
