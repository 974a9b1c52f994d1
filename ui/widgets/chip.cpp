#include "ui/widgets/chip.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace gatelens::ui {

namespace {

constexpr int kChipHeight = 24;
constexpr int kChipPadding = 8;
constexpr int kChipGap = 6;
constexpr int kCross = 12;
constexpr int kWidestValue = 280;

QFont valueFont()
{
    QFont font = smallFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

Chip::Chip(const QString& name, const QString& value, QWidget* parent)
    : QAbstractButton(parent)
    , m_name(name)
    , m_value(QFontMetrics(valueFont()).elidedText(value, Qt::ElideMiddle, kWidestValue))
{
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(QStringLiteral("%1 %2").arg(name, value));
    setToolTip(tr("%1 %2. Click: on or off. Delete: remove").arg(name, value));
}

QSize Chip::sizeHint() const
{
    const int name
        = m_name.isEmpty() ? 0 : QFontMetrics(smallFont()).horizontalAdvance(m_name) + kChipGap;
    return {kChipPadding + name + QFontMetrics(valueFont()).horizontalAdvance(m_value) + kChipGap
                + kCross + kChipPadding - 2,
            kChipHeight};
}

void Chip::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isOn = isChecked() || !isCheckable();
    QPen outline(isOn ? theme.divider : theme.outline);
    if (!isOn)
        outline.setStyle(Qt::DashLine);
    if (hasFocus())
        outline = QPen(theme.accent, 2);
    painter.setPen(outline);
    painter.setBrush(isOn ? theme.information.tint : theme.base);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);

    const auto struck = [isOn](QFont font) {
        font.setStrikeOut(!isOn);
        return font;
    };
    int x = kChipPadding;
    painter.setPen(theme.secondary);
    painter.setFont(struck(smallFont()));
    if (!m_name.isEmpty()) {
        painter.drawText(QRect(x, 0, width(), height()), Qt::AlignVCenter, m_name);
        x += painter.fontMetrics().horizontalAdvance(m_name) + kChipGap;
    }
    painter.setFont(struck(valueFont()));
    painter.setPen(isOn ? theme.text : theme.secondary);
    painter.drawText(QRect(x, 0, width(), height()), Qt::AlignVCenter, m_value);
    const QRect cross = crossRect();
    painter.drawPixmap(cross.left(), cross.center().y() - kCross / 2 + 1,
                       iconPixmap(IconId::Close, Tone::Secondary, kCross, devicePixelRatioF()));
}

void Chip::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && crossRect().contains(event->position().toPoint())) {
        setDown(false);
        Q_EMIT removed();
        return;
    }
    QAbstractButton::mouseReleaseEvent(event);
}

void Chip::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)
        Q_EMIT removed();
    else
        QAbstractButton::keyPressEvent(event);
}

QRect Chip::crossRect() const
{
    return {width() - kChipPadding - kCross, 0, kCross + kChipPadding, height()};
}

} // namespace gatelens::ui
