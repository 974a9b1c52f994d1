#include "ui/frame/console_panel.h"

#include "ui/session/log_model.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"

#include <QHBoxLayout>
#include <QListView>
#include <QPainter>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

Status statusOf(LogLevel level)
{
    switch (level) {
    case LogLevel::Error:
        return Status::Error;
    case LogLevel::Warning:
        return Status::Warning;
    case LogLevel::Information:
        return Status::Information;
    case LogLevel::Debug:
        break;
    }
    return Status::Neutral;
}

class LineDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Theme& theme = currentTheme();
        const QRect box = option.rect;
        painter->save();
        painter->fillRect(box,
                          option.state & QStyle::State_Selected ? theme.selection : theme.base);
        const Status status
            = statusOf(static_cast<LogLevel>(index.data(LogModel::LevelRole).toInt()));
        painter->drawPixmap(box.left() + 12, box.center().y() - 6,
                            iconPixmap(statusIcon(status), toneOf(status), 14,
                                       painter->device()->devicePixelRatioF()));
        painter->setFont(dataFont());
        painter->setPen(theme.secondary);
        const QString time = index.data(LogModel::TimeRole).toString();
        painter->drawText(box.adjusted(34, 0, 0, 0), Qt::AlignVCenter, time);
        const int left = 34 + painter->fontMetrics().horizontalAdvance(time) + 12;
        painter->setPen(theme.text);
        const QRect rest = box.adjusted(left, 0, -8, 0);
        painter->drawText(rest, Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                            rest.width()));
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {100, 22};
    }
};

class LevelFilter : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setLeast(LogLevel level)
    {
        m_least = level;
        invalidateFilter();
    }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        const QModelIndex index = sourceModel()->index(row, 0, parent);
        return index.data(LogModel::LevelRole).toInt() >= static_cast<int>(m_least)
            && QSortFilterProxyModel::filterAcceptsRow(row, parent);
    }

private:
    LogLevel m_least = LogLevel::Information;
};

} // namespace

ConsolePanel::ConsolePanel(LogModel& log, QWidget* parent)
    : QWidget(parent)
{
    auto* filter = new LevelFilter(this);
    filter->setSourceModel(&log);
    filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto* levels = new SegmentedControl(this);
    levels->addSegment(tr("Everything"), QStringLiteral("consoleDock.debug"));
    levels->addSegment(tr("Information"), QStringLiteral("consoleDock.information"));
    levels->addSegment(tr("Warnings"), QStringLiteral("consoleDock.warnings"));
    levels->addSegment(tr("Errors"), QStringLiteral("consoleDock.errors"));
    levels->setCurrent(static_cast<int>(LogLevel::Information));
    auto* search = new SearchField(tr("Find in the log"), this);
    search->setObjectName(QStringLiteral("consoleDock.search"));
    auto* clearing = new QToolButton(this);
    clearing->setAutoRaise(true);
    clearing->setIcon(icon(IconId::Clear, Tone::Text));
    clearing->setToolTip(tr("Clear"));
    clearing->setAccessibleName(tr("Clear the log"));
    clearing->setObjectName(QStringLiteral("consoleDock.clear"));
    auto* list = new QListView(this);
    list->setObjectName(QStringLiteral("consoleDock.list"));
    list->setAccessibleName(tr("Log"));
    list->setFrameShape(QFrame::NoFrame);
    list->setUniformItemSizes(true);
    list->setItemDelegate(new LineDelegate(list));
    list->setModel(filter);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 4, 8, 4);
    bar->addWidget(levels);
    bar->addWidget(search, 1);
    bar->addWidget(clearing);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(list, 1);

    connect(levels, &SegmentedControl::currentChanged, filter,
            [filter](int level) { filter->setLeast(static_cast<LogLevel>(level)); });
    connect(search, &SearchField::searched, filter, &QSortFilterProxyModel::setFilterFixedString);
    connect(clearing, &QToolButton::clicked, &log, &LogModel::clear);
    // New lines pull the view along only while its end is in sight.
    connect(filter, &QAbstractItemModel::rowsAboutToBeInserted, list, [list] {
        const QScrollBar* scroll = list->verticalScrollBar();
        list->setProperty("followsEnd", scroll->value() >= scroll->maximum());
    });
    connect(filter, &QAbstractItemModel::rowsInserted, list, [list] {
        if (list->property("followsEnd").toBool())
            list->scrollToBottom();
    });
}

} // namespace gatelens::ui
