#pragma once

#include <QPlainTextEdit>

namespace gatelens::ui {

/// Small editor for one C# expression: coloured, as high as its text needs.
class ExpressionEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit ExpressionEdit(QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] int heightOfText() const;
};

} // namespace gatelens::ui
