#pragma once

#include "ui/policies/code_editor.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace gatelens::ui {

/// The code editor with its heading (file, caret, linked statement) and find bar.
class CodeView : public QWidget
{
    Q_OBJECT

public:
    explicit CodeView(Designer& designer, QWidget* parent = nullptr);

    [[nodiscard]] CodeEditor& editor() { return *m_editor; }
    void openFind();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void showPlace();
    void find(bool isForward, bool isFromStart);
    [[nodiscard]] QWidget* makeHeading();
    [[nodiscard]] QWidget* makeFindBar();

    Designer& m_designer;
    CodeEditor* m_editor;
    QLabel* m_file = nullptr;
    QLabel* m_place = nullptr;
    QWidget* m_findBar = nullptr;
    QLineEdit* m_findText = nullptr;
    QLabel* m_findResult = nullptr;
};

} // namespace gatelens::ui
