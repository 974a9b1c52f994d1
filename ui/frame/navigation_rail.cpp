#include "ui/frame/navigation_rail.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/widgets/badge.h"

#include <QAbstractButton>
#include <QAction>
#include <QFrame>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

constexpr int kCollapsedWidth = 56;
constexpr int kExpandedWidth = 200;
constexpr int kHeaderHeight = 44;

QString captionOf(PageGroup group)
{
    switch (group) {
    case PageGroup::Observe:
        return NavigationRail::tr("Observe");
    case PageGroup::Shape:
        return NavigationRail::tr("Shape");
    case PageGroup::Decide:
        return NavigationRail::tr("Decide");
    case PageGroup::Deliver:
        return NavigationRail::tr("Deliver");
    case PageGroup::Bottom:
        break;
    }
    return {};
}

/// The program's icon and name above the entries.
class Mark : public QWidget
{
public:
    explicit Mark(QWidget* parent)
        : QWidget(parent)
    {
        setFixedHeight(kHeaderHeight);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const bool isWide = width() > kCollapsedWidth;
        const int x = isWide ? 16 : (width() - 24) / 2;
        applicationIcon().paint(&painter, QRect(x, (height() - 24) / 2, 24, 24));
        if (!isWide)
            return;
        painter.setFont(titleFont());
        painter.setPen(currentTheme().text);
        painter.drawText(rect().adjusted(50, 0, 0, 0), Qt::AlignVCenter,
                         QStringLiteral("Gatelens"));
    }
};

} // namespace

class NavigationRail::Entry : public QAbstractButton
{
public:
    Entry(const PageEntry& page, QWidget* parent)
        : QAbstractButton(parent)
        , m_icon(page.icon)
    {
        setText(page.title);
        setAccessibleName(page.title);
        setObjectName(QStringLiteral("main.rail.") + page.id);
        setFocusPolicy(Qt::TabFocus);
        setCheckable(true);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }

    void setBadge(int count, bool isProblem)
    {
        m_count = count;
        m_status = isProblem ? Status::Error : Status::Warning;
        update();
    }
    void setExpanded(bool isExpanded)
    {
        m_isExpanded = isExpanded;
        setFixedHeight(isExpanded ? 29 : 34);
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = currentTheme();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRect box = rect().adjusted(8, 0, m_isExpanded ? -4 : -8, 0);
        painter.setPen(hasFocus() ? QPen(theme.accent, 2) : QPen(Qt::NoPen));
        painter.setBrush(isChecked()        ? QBrush(theme.selection)
                             : underMouse() ? QBrush(theme.hover)
                                            : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        if (isChecked())
            painter.fillRect(QRect(0, 2, 3, height() - 4), theme.accent);
        const int size = m_isExpanded ? 16 : 20;
        const int x = m_isExpanded ? 16 : (width() - size) / 2;
        painter.drawPixmap(x, (height() - size) / 2,
                           iconPixmap(m_icon, isChecked() ? Tone::Accent : Tone::Secondary, size,
                                      devicePixelRatioF()));
        if (m_isExpanded) {
            painter.setPen(theme.text);
            const QRect words = box.adjusted(33, 0, m_count > 0 ? -28 : -4, 0);
            painter.drawText(words, Qt::AlignVCenter,
                             fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
        }
        if (m_count > 0) {
            const QPoint center
                = m_isExpanded ? QPoint(width() - 20, height() / 2) : QPoint(width() - 16, 8);
            paintCount(&painter, center, m_count, m_status, theme);
        }
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    IconId m_icon;
    int m_count = 0;
    Status m_status = Status::Error;
    bool m_isExpanded = true;
};

NavigationRail::NavigationRail(QWidget* parent)
    : QWidget(parent)
    , m_top(new QVBoxLayout)
    , m_bottom(new QVBoxLayout)
{
    setObjectName(QStringLiteral("main.rail"));
    setAccessibleName(tr("Navigation"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 1, 6);
    layout->setSpacing(0);
    layout->addWidget(new Mark(this));
    for (QVBoxLayout* part : {m_top, m_bottom}) {
        part->setContentsMargins(0, 0, 0, 0);
        part->setSpacing(0);
    }
    layout->addLayout(m_top);
    layout->addStretch();
    layout->addLayout(m_bottom);
    setFixedWidth(kExpandedWidth);
}

void NavigationRail::beginGroup(PageGroup group)
{
    if (m_group == group)
        return;
    const bool isFirst = !m_group;
    m_group = group;
    if (group == PageGroup::Bottom)
        return;
    auto* caption = new QLabel(captionOf(group), this);
    caption->setFont(smallFont());
    caption->setForegroundRole(kSecondaryText);
    caption->setContentsMargins(16, isFirst ? 0 : 6, 0, 0);
    caption->setFixedHeight(isFirst ? 24 : 30);
    caption->setVisible(m_isExpanded);
    m_captions.push_back(caption);
    if (!isFirst) {
        auto* divider = new QFrame(this);
        divider->setFrameShape(QFrame::HLine);
        divider->setFixedHeight(13);
        divider->setForegroundRole(QPalette::Mid);
        divider->setFrameShadow(QFrame::Plain);
        divider->setContentsMargins(12, 0, 12, 0);
        divider->setVisible(!m_isExpanded);
        m_dividers.push_back(divider);
        m_top->addWidget(divider);
    }
    m_top->addWidget(caption);
}

void NavigationRail::addEntry(const PageEntry& page, QAction* action)
{
    beginGroup(page.group);
    auto* entry = new Entry(page, this);
    entry->setToolTip(action->toolTip());
    entry->setExpanded(m_isExpanded);
    (page.group == PageGroup::Bottom ? m_bottom : m_top)->addWidget(entry);
    m_entries[page.id] = entry;
    connect(entry, &QAbstractButton::clicked, action, &QAction::trigger);
}

void NavigationRail::setCurrent(const QString& pageId)
{
    for (const auto& [id, entry] : m_entries)
        entry->setChecked(id == pageId);
}

void NavigationRail::setBadge(const QString& pageId, int count, bool isProblem)
{
    if (const auto at = m_entries.find(pageId); at != m_entries.end())
        at->second->setBadge(count, isProblem);
}

void NavigationRail::setExpanded(bool isExpanded)
{
    m_isExpanded = isExpanded;
    setFixedWidth(isExpanded ? kExpandedWidth : kCollapsedWidth);
    for (QWidget* caption : m_captions)
        caption->setVisible(isExpanded);
    for (QWidget* divider : m_dividers)
        divider->setVisible(!isExpanded);
    for (const auto& [id, entry] : m_entries)
        entry->setExpanded(isExpanded);
}

void NavigationRail::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    painter.fillRect(rect(), theme.panel);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), theme.divider);
}

} // namespace gatelens::ui
