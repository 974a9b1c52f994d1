#include "ui/theme/icons.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"

#include <QPainter>
#include <QToolButton>

namespace gatelens::ui::painting {

namespace {

struct ButtonColors
{
    QColor fill;
    QColor outline;
};

ButtonColors colorsOf(ButtonKind kind, const QStyleOption& option, const Theme& theme)
{
    const bool isEnabled = option.state & QStyle::State_Enabled;
    if (kind == ButtonKind::Primary && isEnabled)
        return {theme.accent, theme.accent};
    if (kind == ButtonKind::Flat || kind == ButtonKind::Link)
        return {Qt::transparent, Qt::transparent};
    if (kind == ButtonKind::Danger && isEnabled)
        return {theme.base, theme.error.text};
    if (option.state & QStyle::State_On)
        return {theme.selection, theme.accent};
    return {theme.base, isEnabled ? theme.outline : theme.divider};
}

void hoverOver(QPainter* painter, const QStyleOption& option, const QRect& rect, const Theme& theme)
{
    if (!(option.state & QStyle::State_Enabled))
        return;
    if (option.state & (QStyle::State_MouseOver | QStyle::State_Sunken))
        outlinedBox(painter, rect, theme.hover, Qt::transparent);
    if (option.state & QStyle::State_Sunken)
        outlinedBox(painter, rect, theme.hover, Qt::transparent);
}

} // namespace

void outlinedBox(QPainter* painter, const QRect& rect, const QColor& fill, const QColor& outline,
                 double width)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill);
    painter->setPen(outline.alpha() == 0 ? QPen(Qt::NoPen) : QPen(outline, width));
    const double inset = outline.alpha() == 0 ? 0 : width / 2;
    painter->drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), kCorner, kCorner);
    painter->restore();
}

void focusRing(QPainter* painter, const QRect& rect, const Theme& theme)
{
    outlinedBox(painter, rect, Qt::transparent, theme.accent, 2);
}

void pushButton(QPainter* painter, const QStyleOptionButton& option, const QWidget* widget,
                const Theme& theme)
{
    const ButtonColors colors = colorsOf(buttonKind(widget), option, theme);
    outlinedBox(painter, option.rect, colors.fill, colors.outline);
    if (buttonKind(widget) != ButtonKind::Link)
        hoverOver(painter, option, option.rect, theme);
    if ((option.state & QStyle::State_HasFocus)
        && (option.state & QStyle::State_KeyboardFocusChange))
        focusRing(painter, option.rect, theme);
}

void toolButton(QPainter* painter, const QStyleOption& option, const QWidget* widget,
                const Theme& theme)
{
    const auto* button = qobject_cast<const QToolButton*>(widget);
    const bool isFlat = !button || button->autoRaise();
    const bool isOn = option.state & QStyle::State_On;
    if (!isFlat || isOn) {
        const ButtonColors colors
            = colorsOf(isFlat ? ButtonKind::Default : buttonKind(widget), option, theme);
        outlinedBox(painter, option.rect, colors.fill,
                    isFlat ? QColor(Qt::transparent) : colors.outline);
    }
    hoverOver(painter, option, option.rect, theme);
    if ((option.state & QStyle::State_HasFocus)
        && (option.state & QStyle::State_KeyboardFocusChange))
        focusRing(painter, option.rect, theme);
}

void buttonLabel(QPainter* painter, const QRect& rect, const QIcon& icon, const QSize& iconSize,
                 const QString& text, const QColor& color, bool hasMenu, bool isEnabled)
{
    constexpr int kGap = 6;
    constexpr int kChevron = 12;
    const int iconWidth = icon.isNull() ? 0 : iconSize.width();
    const int textWidth
        = text.isEmpty() ? 0 : painter->fontMetrics().size(Qt::TextShowMnemonic, text).width();
    int width = iconWidth + textWidth + (iconWidth > 0 && textWidth > 0 ? kGap : 0);
    if (hasMenu)
        width += kGap + kChevron;
    int x = std::max(rect.left() + 2, rect.left() + (rect.width() - width) / 2);
    const int middle = rect.top() + rect.height() / 2;
    if (iconWidth > 0) {
        icon.paint(painter, QRect(QPoint(x, middle - iconSize.height() / 2), iconSize),
                   Qt::AlignCenter, isEnabled ? QIcon::Normal : QIcon::Disabled);
        x += iconWidth + kGap;
    }
    if (textWidth > 0) {
        painter->setPen(color);
        painter->drawText(QRect(x, rect.top(), textWidth + 2, rect.height()),
                          Qt::AlignVCenter | Qt::TextShowMnemonic, text);
        x += textWidth + kGap;
    }
    if (hasMenu) {
        painter->drawPixmap(x, middle - kChevron / 2,
                            iconPixmap(IconId::ChevDown,
                                       isEnabled ? Tone::Secondary : Tone::Disabled, kChevron,
                                       painter->device()->devicePixelRatioF()));
    }
}

void menuBarItem(QPainter* painter, const QStyleOptionMenuItem& option, const Theme& theme)
{
    painter->fillRect(option.rect, theme.panel);
    if (option.state & (QStyle::State_Selected | QStyle::State_Sunken))
        outlinedBox(painter, option.rect.adjusted(1, 2, -1, -2), theme.selection, Qt::transparent);
    painter->setPen(option.state & QStyle::State_Enabled ? theme.text : theme.disabled);
    painter->drawText(option.rect, Qt::AlignCenter | Qt::TextHideMnemonic, option.text);
}

void checkBox(QPainter* painter, const QStyleOption& option, const Theme& theme)
{
    const bool isEnabled = option.state & QStyle::State_Enabled;
    const bool isOn = option.state & (QStyle::State_On | QStyle::State_NoChange);
    const QColor ink = isEnabled ? theme.accent : theme.disabled;
    const QColor outline = isEnabled ? theme.outline : theme.divider;
    outlinedBox(painter, option.rect, isOn ? ink : theme.base, isOn ? ink : outline);
    hoverOver(painter, option, option.rect, theme);
    if (!isOn)
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(theme.onAccent, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QRectF box(option.rect);
    if (option.state & QStyle::State_NoChange) {
        painter->drawLine(box.center() - QPointF(3.5, 0), box.center() + QPointF(3.5, 0));
    } else {
        painter->drawPolyline(
            QPolygonF({box.center() + QPointF(-3.5, 0.2), box.center() + QPointF(-1, 2.8),
                       box.center() + QPointF(3.7, -2.8)}));
    }
    painter->restore();
}

void radioButton(QPainter* painter, const QStyleOption& option, const Theme& theme)
{
    const bool isEnabled = option.state & QStyle::State_Enabled;
    const bool isOn = option.state & QStyle::State_On;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5);
    const QColor ink = isEnabled ? theme.accent : theme.disabled;
    painter->setPen(isOn ? ink : theme.outline);
    painter->setBrush(isOn ? ink : theme.base);
    painter->drawEllipse(box);
    if (isOn) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.onAccent);
        painter->drawEllipse(box.center(), 3, 3);
    }
    painter->restore();
}

} // namespace gatelens::ui::painting
