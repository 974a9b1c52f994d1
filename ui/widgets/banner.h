#pragma once

#include "ui/theme/icons.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace gatelens::ui {

class IconLabel;

/// A line on top of a screen that says something about the whole of it, with what to do about it.
class Banner : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(Status status, const QString& text, QWidget* parent = nullptr);

    void setMessage(Status status, const QString& text); ///< text may hold <b>
    /// A button at the right; `isPrimary` for the one thing to do.
    QPushButton* addAction(const QString& text, bool isPrimary = false);
    void setDismissible(bool isDismissible);

    using QFrame::addAction;

Q_SIGNALS:
    void dismissed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Status m_status;
    QHBoxLayout* m_layout;
    IconLabel* m_icon;
    QLabel* m_text;
    QToolButton* m_close;
};

} // namespace gatelens::ui
