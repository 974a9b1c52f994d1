#include "ui/theme/icons.h"
#include "ui/theme/painting.h"

#include <QPainter>
#include <QVariant>
#include <QWidget>

namespace gatelens::ui::painting {

namespace {

bool isInvalid(const QWidget* widget)
{
    return widget && widget->property("gatelensInvalid").toBool();
}

void fieldBox(QPainter* painter, const QRect& rect, QStyle::State state, const QWidget* widget,
              const Theme& theme)
{
    const bool isEnabled = state & QStyle::State_Enabled;
    const QColor fill = isEnabled ? theme.base : theme.alternate;
    if (isInvalid(widget))
        outlinedBox(painter, rect, fill, theme.error.text, 2);
    else if (isEnabled && (state & QStyle::State_HasFocus))
        outlinedBox(painter, rect, fill, theme.accent, 2);
    else
        outlinedBox(painter, rect, fill, isEnabled ? theme.outline : theme.divider);
}

void chevron(QPainter* painter, const QRect& rect, IconId id, bool isEnabled, int size = 12)
{
    const QPixmap drawing = iconPixmap(id, isEnabled ? Tone::Secondary : Tone::Disabled, size,
                                       painter->device()->devicePixelRatioF());
    painter->drawPixmap(rect.center().x() - size / 2 + 1, rect.center().y() - size / 2 + 1,
                        drawing);
}

} // namespace

void field(QPainter* painter, const QStyleOption& option, const QWidget* widget, const Theme& theme)
{
    fieldBox(painter, option.rect, option.state, widget, theme);
}

void comboBox(QPainter* painter, const QStyleOptionComboBox& option, const QWidget* widget,
              const Theme& theme)
{
    fieldBox(painter, option.rect, option.state, widget, theme);
    const QRect arrow(option.rect.right() - 24, option.rect.top(), 20, option.rect.height());
    chevron(painter, arrow, IconId::ChevDown, option.state & QStyle::State_Enabled);
}

void spinBox(QPainter* painter, const QStyleOptionSpinBox& option, const QWidget* widget,
             const QStyle& style, const Theme& theme)
{
    fieldBox(painter, option.rect, option.state, widget, theme);
    const auto part = [&](QStyle::SubControl control) {
        return style.subControlRect(QStyle::CC_SpinBox, &option, control, widget);
    };
    const bool isEnabled = option.state & QStyle::State_Enabled;
    chevron(painter, part(QStyle::SC_SpinBoxUp), IconId::ChevUp,
            isEnabled && (option.stepEnabled & QAbstractSpinBox::StepUpEnabled), 10);
    chevron(painter, part(QStyle::SC_SpinBoxDown), IconId::ChevDown,
            isEnabled && (option.stepEnabled & QAbstractSpinBox::StepDownEnabled), 10);
}

void scrollBar(QPainter* painter, const QStyleOptionSlider& option, const QWidget* widget,
               const QStyle& style, const Theme& theme)
{
    painter->fillRect(option.rect, widget ? widget->palette().color(QPalette::Base) : theme.base);
    if (option.minimum >= option.maximum)
        return;
    QRect handle
        = style.subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, widget);
    handle.adjust(1, 1, -1, -1);
    const bool isActive = option.state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(withAlpha(theme.outline, isActive ? 0.9 : 0.55));
    const double radius = std::min(handle.width(), handle.height()) / 2.0;
    painter->drawRoundedRect(handle, radius, radius);
    painter->restore();
}

void progressBar(QPainter* painter, const QStyleOptionProgressBar& option, const Theme& theme)
{
    constexpr int kThickness = 6;
    QRectF track(option.rect.x(), option.rect.center().y() - kThickness / 2.0 + 0.5,
                 option.rect.width(), kThickness);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.divider);
    painter->drawRoundedRect(track, 3, 3);
    const int span = option.maximum - option.minimum;
    // Without a total there is nothing to claim: a fixed third says "under way".
    const double share = span > 0 ? double(option.progress - option.minimum) / span : 1.0 / 3;
    track.setWidth(track.width() * std::clamp(share, 0.0, 1.0));
    painter->setBrush(theme.accent);
    painter->drawRoundedRect(track, 3, 3);
    painter->restore();
}

} // namespace gatelens::ui::painting
