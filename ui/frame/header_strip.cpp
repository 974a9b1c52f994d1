#include "ui/frame/header_strip.h"

#include "ui/frame/time_range_button.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/switch_button.h"

#include <QAbstractButton>
#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace gatelens::ui {

/// Looks like a search field; a click or a key opens the palette, which has the real one.
class CommandField : public QAbstractButton
{
public:
    CommandField(const QString& keys, QWidget* parent)
        : QAbstractButton(parent)
        , m_keys(keys)
    {
        setText(HeaderStrip::tr("Search or command"));
        setAccessibleName(text());
        setObjectName(QStringLiteral("main.commandField"));
        setFocusPolicy(Qt::TabFocus);
        setFixedHeight(28);
        setMinimumWidth(180);
        setMaximumWidth(348);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }

    [[nodiscard]] QSize sizeHint() const override { return {348, 28}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = currentTheme();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(hasFocus() ? QPen(theme.accent, 2) : QPen(theme.outline));
        painter.setBrush(theme.base);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.drawPixmap(10, 6,
                           iconPixmap(IconId::Search, Tone::Secondary, 16, devicePixelRatioF()));
        painter.setPen(theme.disabled);
        painter.drawText(rect().adjusted(34, 0, -60, 0), Qt::AlignVCenter, text());
        paintKeyHint(&painter, width() - 8, height() / 2, m_keys, theme);
    }

private:
    QString m_keys;
};

HeaderStrip::HeaderStrip(Session& session, QAction* back, QAction* forward, QAction* palette,
                         QWidget* parent)
    : QWidget(parent)
    , m_page(new QToolButton(this))
    , m_chevron(new QLabel(this))
    , m_subtitle(new QLabel(this))
    , m_field(new CommandField(palette->shortcut().toString(QKeySequence::NativeText), this))
    , m_live(new SwitchButton(tr("Live"), this))
{
    setFixedHeight(44);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 0, 16, 0);
    layout->setSpacing(4);
    for (QAction* action : {back, forward}) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setIconSize(QSize(20, 20));
        button->setAccessibleName(action->text());
        button->setObjectName(action == back ? QStringLiteral("main.back")
                                             : QStringLiteral("main.forward"));
        layout->addWidget(button);
    }
    auto* crumb = new QWidget(this);
    crumb->setObjectName(QStringLiteral("main.breadcrumb"));
    auto* crumbLayout = new QHBoxLayout(crumb);
    crumbLayout->setContentsMargins(0, 0, 0, 0);
    crumbLayout->setSpacing(2);
    m_page->setAutoRaise(true);
    m_page->setObjectName(QStringLiteral("main.breadcrumb.page"));
    m_chevron->setPixmap(icon(IconId::ChevRight).pixmap(QSize(12, 12), devicePixelRatioF()));
    m_subtitle->setFont(strongFont());
    m_subtitle->setObjectName(QStringLiteral("main.breadcrumb.subtitle"));
    crumbLayout->addWidget(m_page);
    crumbLayout->addWidget(m_chevron);
    crumbLayout->addSpacing(4);
    crumbLayout->addWidget(m_subtitle);
    layout->addWidget(crumb);
    layout->addStretch(3);
    layout->addWidget(m_field, 5);
    layout->addStretch(3);
    layout->addWidget(new TimeRangeButton(session.time(), this));
    layout->addSpacing(10);
    layout->addWidget(m_live);

    m_live->setObjectName(QStringLiteral("main.live"));
    m_live->setToolTip(tr("On: the time range moves on with the clock"));
    m_live->setChecked(session.time().isLive());
    TimeModel& time = session.time();
    connect(m_live, &QAbstractButton::toggled, &time, &TimeModel::setLive);
    connect(&time, &TimeModel::liveChanged, m_live, &QAbstractButton::setChecked);
    connect(m_field, &QAbstractButton::clicked, palette, &QAction::trigger);
    connect(m_page, &QToolButton::clicked, this, &HeaderStrip::pageClicked);
}

void HeaderStrip::setPlace(const QString& page, const QString& subtitle)
{
    m_page->setText(page);
    m_page->setAccessibleName(page);
    m_page->setFont(subtitle.isEmpty() ? strongFont() : font());
    m_subtitle->setText(subtitle);
    m_chevron->setVisible(!subtitle.isEmpty());
    m_subtitle->setVisible(!subtitle.isEmpty());
}

QWidget* HeaderStrip::commandField() const { return m_field; }

void HeaderStrip::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    painter.fillRect(rect(), theme.panel);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.divider);
}

} // namespace gatelens::ui
