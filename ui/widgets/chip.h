#pragma once

#include <QAbstractButton>

namespace gatelens::ui {

/// One condition of a filter: "api demo-conference-api ×". A click switches it off (kept, struck
/// through) and on again; the cross, Delete or Backspace removes it.
class Chip : public QAbstractButton
{
    Q_OBJECT

public:
    Chip(const QString& name, const QString& value, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void removed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QRect crossRect() const;

    QString m_name;
    QString m_value;
};

} // namespace gatelens::ui
