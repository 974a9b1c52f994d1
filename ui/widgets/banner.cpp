#include "ui/widgets/banner.h"

#include "ui/theme/style.h"
#include "ui/widgets/icon_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace gatelens::ui {

Banner::Banner(Status status, const QString& text, QWidget* parent)
    : QFrame(parent)
    , m_status(status)
    , m_layout(new QHBoxLayout(this))
    , m_icon(new IconLabel(IconId::Info, Tone::Information, 16, this))
    , m_text(new QLabel(this))
    , m_close(new QToolButton(this))
{
    m_layout->setContentsMargins(12, 6, 8, 6);
    m_layout->setSpacing(8);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::TextSelectableByMouse);
    m_close->setAutoRaise(true);
    m_close->setIcon(icon(IconId::Close));
    m_close->setAccessibleName(tr("Close"));
    m_close->setToolTip(tr("Close"));
    m_close->setObjectName(QStringLiteral("banner.close"));
    m_close->hide();
    m_layout->addWidget(m_icon);
    m_layout->addWidget(m_text, 1);
    m_layout->addWidget(m_close);
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT dismissed();
    });
    setMessage(status, text);
}

void Banner::setMessage(Status status, const QString& text)
{
    m_status = status;
    m_icon->setIcon(statusIcon(status), toneOf(status));
    m_text->setText(text);
    setAccessibleName(text);
    update();
}

QPushButton* Banner::addAction(const QString& text, bool isPrimary)
{
    auto* button = new QPushButton(text, this);
    setButtonKind(button, isPrimary ? ButtonKind::Primary : ButtonKind::Default);
    m_layout->insertWidget(m_layout->indexOf(m_close), button);
    return button;
}

void Banner::setDismissible(bool isDismissible) { m_close->setVisible(isDismissible); }

void Banner::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    painter.fillRect(rect(), theme.status(m_status).tint);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.divider);
}

} // namespace gatelens::ui
