#pragma once

#include <QAbstractButton>

namespace gatelens::ui {

/// The dashed row "+ Add statement" at the end of a list.
class AddButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit AddButton(const QString& text, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace gatelens::ui
