#pragma once

#include <QFrame>

class QLabel;
class QTimer;

namespace gatelens::ui {

/// A result shown for three seconds at the lower edge of its parent; longer while the pointer is
/// over it. Never the only place of an error.
class Toast : public QFrame
{
    Q_OBJECT

public:
    explicit Toast(QWidget* parent);

    void showText(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void place();

    QLabel* m_text;
    QTimer* m_timer;
};

} // namespace gatelens::ui
