#include "ui/widgets/toast.h"

#include "ui/theme/icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTimer>

namespace gatelens::ui {

namespace {
constexpr int kMilliseconds = 3000;
constexpr int kDistance = 16;
} // namespace

Toast::Toast(QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_timer(new QTimer(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 8, 14, 8);
    layout->addWidget(m_text);
    setObjectName(QStringLiteral("main.toast"));
    m_timer->setSingleShot(true);
    m_timer->setInterval(kMilliseconds);
    connect(m_timer, &QTimer::timeout, this, &QWidget::hide);
    parent->installEventFilter(this);
    hide();
}

void Toast::showText(const QString& text)
{
    m_text->setText(text);
    setAccessibleName(text);
    adjustSize();
    place();
    show();
    raise();
    m_timer->start();
}

bool Toast::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

void Toast::enterEvent(QEnterEvent*) { m_timer->stop(); }
void Toast::leaveEvent(QEvent*) { m_timer->start(); }

void Toast::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.outline);
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

void Toast::place()
{
    const QRect area = parentWidget()->rect();
    move((area.width() - width()) / 2, area.height() - height() - kDistance - 28);
}

} // namespace gatelens::ui
