#pragma once

#include "ui/live/explain.h"

#include <QScrollArea>

class QVBoxLayout;

namespace gatelens::ui {

/// The sentences of `explain`, each with its icon, its detail and a link to its statement.
class ExplainView : public QScrollArea
{
    Q_OBJECT

public:
    explicit ExplainView(QWidget* parent = nullptr);

    void showExplanations(const std::vector<Explanation>& explanations);

Q_SIGNALS:
    void statementWanted(const QString& file, int line);
};

} // namespace gatelens::ui
