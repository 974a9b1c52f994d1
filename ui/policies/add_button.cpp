#include "ui/policies/add_button.h"

#include "ui/theme/icons.h"

#include <QPainter>

namespace gatelens::ui {
namespace {

constexpr int kHeight = 26;
constexpr int kPlusSize = 14;
constexpr int kPlusGap = 6;

} // namespace

AddButton::AddButton(const QString& text, QWidget* parent)
    : QAbstractButton(parent)
{
    setText(text);
    setAccessibleName(text);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

QSize AddButton::sizeHint() const { return {140, kHeight}; }

void AddButton::paintEvent(QPaintEvent*)
{
    const auto& theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool isActive = underMouse() || hasFocus();
    painter.setPen(QPen(isActive ? theme.accent : theme.divider, hasFocus() ? 2 : 1, Qt::DashLine));
    if (underMouse())
        painter.setBrush(theme.hover);
    painter.drawRoundedRect(frame, 4, 4);
    const auto tone = isActive ? Tone::Accent : Tone::Secondary;
    const int textWidth = fontMetrics().horizontalAdvance(text());
    const int left = (width() - textWidth - kPlusSize - kPlusGap) / 2;
    painter.drawPixmap(left, (height() - kPlusSize) / 2,
                       iconPixmap(IconId::Plus, tone, kPlusSize, devicePixelRatioF()));
    painter.setPen(colorOf(tone, theme));
    painter.drawText(QRect(left + kPlusSize + kPlusGap, 0, textWidth + kPlusGap, height()),
                     Qt::AlignVCenter, text());
}

} // namespace gatelens::ui
