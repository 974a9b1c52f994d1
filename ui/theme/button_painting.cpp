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
