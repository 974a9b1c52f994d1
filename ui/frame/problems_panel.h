#pragma once

#include "ui/widgets/list_table.h"

namespace gatelens {
struct Finding;
}

namespace gatelens::ui {

class ProblemsModel;

/// All findings of all documents; Return or a double click goes to one.
class ProblemsPanel : public ListTable
{
    Q_OBJECT

public:
    explicit ProblemsPanel(ProblemsModel& problems, QWidget* parent = nullptr);

Q_SIGNALS:
    void findingActivated(const gatelens::Finding& finding);
};

} // namespace gatelens::ui
