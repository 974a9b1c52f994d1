#pragma once

#include "ui/theme/icon_id.h"

#include <QLineEdit>

class QTimer;

namespace gatelens::ui {

/// A line edit with an icon, a cross that clears it, and an optional key hint at its right end.
/// `searched` comes 120 ms after the last key and at once on Return.
class SearchField : public QLineEdit
{
    Q_OBJECT

public:
    explicit SearchField(const QString& placeholder, QWidget* parent = nullptr);
    SearchField(IconId icon, const QString& placeholder, QWidget* parent = nullptr);

    void setKeyHint(const QString& keys);

Q_SIGNALS:
    void searched(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QTimer* m_timer;
    QString m_keyHint;
};

} // namespace gatelens::ui
