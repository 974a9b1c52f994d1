#include "ui/widgets/badge.h"

#include "ui/theme/fonts.h"

#include <QFontMetrics>
#include <QPainter>

namespace gatelens::ui {

namespace {
constexpr int kHeight = 18;
constexpr int kPadding = 6;
constexpr int kIcon = 12;
constexpr int kIconGap = 4;
} // namespace

Badge::Badge(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

Badge::Badge(const QString& text, Status status, QWidget* parent)
    : Badge(parent)
{
    setBadge(text, status);
}

void Badge::setBadge(const QString& text, Status status, std::optional<IconId> icon)
{
    m_text = text;
    m_status = status;
    m_icon = icon;
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const { return {badgeWidth(m_text, m_icon.has_value()), kHeight}; }

void Badge::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintBadge(&painter, QPoint(0, (height() - kHeight) / 2), m_text, m_status, m_icon,
               currentTheme());
}

int badgeWidth(const QString& text, bool hasIcon)
{
    return QFontMetrics(smallFont()).horizontalAdvance(text) + 2 * kPadding
        + (hasIcon ? kIcon + kIconGap : 0);
}

int paintBadge(QPainter* painter, const QPoint& topLeft, const QString& text, Status status,
               std::optional<IconId> icon, const Theme& theme)
{
    const int width = badgeWidth(text, icon.has_value());
    const QRect box(topLeft, QSize(width, kHeight));
    const StatusColors& colors = theme.status(status);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isOutlined = status == Status::Neutral || colors.tint == theme.base;
    painter->setPen(isOutlined ? QPen(theme.divider) : QPen(Qt::NoPen));
    painter->setBrush(isOutlined ? theme.base : colors.tint);
    painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    int x = box.left() + kPadding;
    if (icon) {
        painter->drawPixmap(
            x, box.top() + (kHeight - kIcon) / 2,
            iconPixmap(*icon, toneOf(status), kIcon, painter->device()->devicePixelRatioF()));
        x += kIcon + kIconGap;
    }
    painter->setFont(smallFont());
    painter->setPen(colors.text);
    painter->drawText(QRect(x, box.top(), box.right() - x, kHeight), Qt::AlignVCenter, text);
    painter->restore();
    return width;
}

void paintCount(QPainter* painter, const QPoint& center, int count, Status status,
                const Theme& theme)
{
    const QString text = count > 99 ? QStringLiteral("99+") : QString::number(count);
    painter->save();
    QFont font = smallFont();
    font.setPointSizeF(font.pointSizeF() * 0.92);
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    const int width = std::max(16, painter->fontMetrics().horizontalAdvance(text) + 8);
    const QRectF box(center.x() - width / 2.0, center.y() - 8, width, 16);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.status(status).text);
    painter->drawRoundedRect(box, 8, 8);
    painter->setPen(theme.isDark() ? theme.onAccent : QColor(Qt::white));
    painter->drawText(box, Qt::AlignCenter, text);
    painter->restore();
}

int paintKeyHint(QPainter* painter, int right, int centerY, const QString& keys, const Theme& theme)
{
    painter->save();
    QFont font = dataFont();
    font.setPointSizeF(font.pointSizeF() * 0.92);
    painter->setFont(font);
    const int width = painter->fontMetrics().horizontalAdvance(keys) + 10;
    const QRectF box(right - width + 0.5, centerY - 8.5, width - 1, 17);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(theme.divider);
    painter->setBrush(theme.alternate);
    painter->drawRoundedRect(box, 3, 3);
    painter->setPen(theme.secondary);
    painter->drawText(box, Qt::AlignCenter, keys);
    painter->restore();
    return width;
}

} // namespace gatelens::ui
