#pragma once

#include "core/base/finding.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;
class QAction;

namespace gatelens::ui {

class Badge;
class IconLabel;
class SegmentedControl;

/// The line above the designer: which document, its state, undo, save and apply, problems, view.
class PolicyToolBar : public QWidget
{
    Q_OBJECT

public:
    enum Mode
    {
        Design,
        Code,
        Split
    };

    struct Actions
    {
        QAction* undo;
        QAction* redo;
        QAction* save;
        QAction* apply;
        QAction* validate;
        QAction* effective;
    };

    explicit PolicyToolBar(const Actions& actions, QWidget* parent = nullptr);

    void setTitle(const QString& title, int icon);
    void setModified(bool isModified);
    void setFindings(const Findings& findings);
    [[nodiscard]] Mode mode() const;
    void setMode(Mode mode);

Q_SIGNALS:
    void modeChanged(int mode);
    void problemsWanted();

private:
    [[nodiscard]] QToolButton* addTool(QAction* action, const QString& name);

    IconLabel* m_icon;
    QLabel* m_title;
    Badge* m_edited;
    QToolButton* m_problems;
    SegmentedControl* m_mode;
};

} // namespace gatelens::ui
