#pragma once

#include "core/telemetry/exchange.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStandardItemModel;
class QTreeView;

namespace gatelens::ui {

class CodeHighlighter;
class EmptyState;

/// Policy statements of an exchange by section, with what each did and how long it took; below,
/// what the selected one saw and changed.
class StepsView : public QWidget
{
    Q_OBJECT

public:
    explicit StepsView(QWidget* parent = nullptr);

    void showSteps(const Exchange& exchange);

Q_SIGNALS:
    void statementWanted(const QString& file, int line);

private:
    void selectStep(int row);

    std::vector<PolicyStep> m_steps;
    QStandardItemModel* m_model;
    QTreeView* m_tree;
    QWidget* m_below;
    QLabel* m_heading;
    QLabel* m_summary;
    QPushButton* m_open;
    QPlainTextEdit* m_detail;
    EmptyState* m_empty;
    int m_current = -1;
};

} // namespace gatelens::ui
