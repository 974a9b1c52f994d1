#include "ui/widgets/icon_label.h"

#include <QPainter>

namespace gatelens::ui {

IconLabel::IconLabel(IconId icon, Tone tone, int size, QWidget* parent)
    : QWidget(parent)
    , m_icon(icon)
    , m_tone(tone)
    , m_size(size)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void IconLabel::setIcon(IconId icon, Tone tone)
{
    m_icon = icon;
    m_tone = tone;
    update();
}

void IconLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.drawPixmap((width() - m_size) / 2, (height() - m_size) / 2,
                       iconPixmap(m_icon, m_tone, m_size, devicePixelRatioF()));
}

} // namespace gatelens::ui
