#include "ui/widgets/switch_button.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace gatelens::ui {

namespace {
constexpr int kTrackWidth = 30;
constexpr int kTrackHeight = 16;
constexpr int kCaptionGap = 8;
} // namespace

SwitchButton::SwitchButton(const QString& text, QWidget* parent)
    : QAbstractButton(parent)
{
    setText(text);
    setCheckable(true);
    setAccessibleName(text);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize SwitchButton::sizeHint() const
{
    return {kTrackWidth + kCaptionGap + fontMetrics().horizontalAdvance(text()) + 6, 28};
}

void SwitchButton::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF track(2, (height() - kTrackHeight) / 2.0, kTrackWidth - 2, kTrackHeight);
    const double radius = kTrackHeight / 2.0;
    painter.setPen(isChecked() ? QPen(Qt::NoPen) : QPen(theme.outline));
    painter.setBrush(isChecked() && isEnabled() ? theme.accent : theme.panel);
    painter.drawRoundedRect(track, radius, radius);
    painter.setPen(Qt::NoPen);
    painter.setBrush(isChecked() ? theme.onAccent : theme.outline);
    const double x = isChecked() ? track.right() - radius : track.left() + radius;
    painter.drawEllipse(QPointF(x, track.center().y()), radius - 3, radius - 3);
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(track.adjusted(-1, -2, 1, 2), radius + 2, radius + 2);
    }
    painter.setPen(isEnabled() ? theme.text : theme.disabled);
    painter.drawText(rect().adjusted(kTrackWidth + kCaptionGap, 0, 0, 0), Qt::AlignVCenter, text());
}

} // namespace gatelens::ui
