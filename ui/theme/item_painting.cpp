#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/painting.h"

#include <QPainter>

namespace gatelens::ui::painting {

void tabShape(QPainter* painter, const QStyleOptionTab& option, const Theme& theme)
{
    const bool isSelected = option.state & QStyle::State_Selected;
    const QRect& rect = option.rect;
    if (!isSelected && (option.state & QStyle::State_MouseOver))
        painter->fillRect(rect.adjusted(0, 0, 0, -1), theme.hover);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.divider);
    if (isSelected)
        painter->fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), theme.accent);
    if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange)
        focusRing(painter, rect.adjusted(2, 3, -2, -4), theme);
}

void tabLabel(QPainter* painter, const QStyleOptionTab& option, const QRect& textRect,
              const Theme& theme)
{
    const bool isSelected = option.state & QStyle::State_Selected;
    const bool isEnabled = option.state & QStyle::State_Enabled;
    QRect rest = textRect;
    painter->save();
    if (!option.icon.isNull()) {
        option.icon.paint(painter, QRect(rest.x(), rest.center().y() - 7, 16, 16));
        rest.setLeft(rest.left() + 22);
    }
    QFont font = painter->font();
    font.setWeight(isSelected ? QFont::DemiBold : QFont::Normal);
    painter->setFont(font);
    painter->setPen(!isEnabled ? theme.disabled : isSelected ? theme.text : theme.secondary);
    painter->drawText(rest, Qt::AlignCenter | Qt::TextShowMnemonic, option.text);
    painter->restore();
}

void headerSection(QPainter* painter, const QStyleOptionHeader& option, const Theme& theme)
{
    painter->fillRect(option.rect, theme.base);
    if (option.state & QStyle::State_MouseOver && option.state & QStyle::State_Enabled)
        painter->fillRect(option.rect, theme.hover);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      theme.divider);
}

void headerLabel(QPainter* painter, const QStyleOptionHeader& option, const Theme& theme)
{
    painter->save();
    painter->setFont(smallFont());
    painter->setPen(theme.secondary);
    constexpr int kPadding = 8;
    QRect rect = option.rect.adjusted(kPadding, 0, -kPadding, -1);
    const bool isSorted = option.sortIndicator != QStyleOptionHeader::None;
    if (isSorted) {
        const IconId id = option.sortIndicator == QStyleOptionHeader::SortUp ? IconId::ChevDown
                                                                             : IconId::ChevUp;
        const bool isRight = option.textAlignment & Qt::AlignRight;
        const QPixmap arrow
            = iconPixmap(id, Tone::Secondary, 12, painter->device()->devicePixelRatioF());
        const int width = painter->fontMetrics().horizontalAdvance(option.text);
        const int x
            = isRight ? rect.right() - 11 : std::min(rect.left() + width + 4, rect.right() - 11);
        painter->drawPixmap(x, rect.center().y() - 5, arrow);
        if (isRight)
            rect.setRight(rect.right() - 16);
    }
    const QString text
        = painter->fontMetrics().elidedText(option.text, Qt::ElideRight, rect.width());
    painter->drawText(rect, static_cast<int>(option.textAlignment) | Qt::AlignVCenter, text);
    painter->restore();
}

void treeBranch(QPainter* painter, const QStyleOption& option, const Theme&)
{
    if (!(option.state & QStyle::State_Children))
        return;
    const IconId id = option.state & QStyle::State_Open ? IconId::ChevDown : IconId::ChevRight;
    const QPixmap drawing
        = iconPixmap(id, Tone::Secondary, 12, painter->device()->devicePixelRatioF());
    painter->drawPixmap(option.rect.center().x() - 5, option.rect.center().y() - 5, drawing);
}

} // namespace gatelens::ui::painting
