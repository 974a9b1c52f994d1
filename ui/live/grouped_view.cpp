#include "ui/live/grouped_view.h"

#include "core/message/message.h"
#include "core/store/filter.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/widgets/bars.h"

#include <QHeaderView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace gatelens::ui {

namespace {

constexpr int kGroupsSlot = 0;
/// Above this share of failures count, bar and percentage turn to the error colour.
constexpr double kAlertShare = 0.1;

std::string_view fieldOf(GroupBy by)
{
    switch (by) {
    case GroupBy::Api:
        return "api";
    case GroupBy::Operation:
        return "op";
    case GroupBy::Product:
        return "product";
    case GroupBy::Subscription:
        return "sub";
    case GroupBy::Status:
        return "status";
    case GroupBy::Backend:
        break;
    }
    return "target";
}

class GroupDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Theme& theme = currentTheme();
        painter->save();
        const bool isSelected = option.state & QStyle::State_Selected;
        if (isSelected)
            painter->fillRect(option.rect, theme.selection);
        else if (option.state & QStyle::State_MouseOver)
            painter->fillRect(option.rect, theme.hover);
        if (index.column() == GroupedView::Name)
            paintName(painter, option, index, theme);
        else
            paintFigure(painter, option, index, theme);
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {80, 26};
    }

private:
    static void paintName(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index, const Theme& theme)
    {
        QRect box = option.rect.adjusted(4, 0, -8, 0);
        const QString method = index.data(GroupedView::MethodRole).toString();
        const bool hasChildren = index.model()->hasChildren(index);
        if (hasChildren) {
            painter->drawPixmap(
                box.left(), box.center().y() - 7,
                iconPixmap(IconId::Apis, Tone::Accent, 16, painter->device()->devicePixelRatioF()));
            box.setLeft(box.left() + 22);
        } else if (!method.isEmpty()) {
            painter->setFont(dataFont());
            painter->setPen(theme.secondary);
            painter->drawText(box, Qt::AlignVCenter, method);
            box.setLeft(box.left() + 48);
        }
        painter->setFont(hasChildren ? strongFont() : option.font);
        painter->setPen(theme.text);
        painter->drawText(box, Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                            box.width()));
    }

    static void paintFigure(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index, const Theme& theme)
    {
        QRect box = option.rect.adjusted(8, 0, -8, 0);
        const bool isAlert = index.data(GroupedView::AlertRole).toBool();
        if (const QVariant share = index.data(GroupedView::ShareRole); share.isValid()) {
            const QRectF track(box.right() - 55, box.center().y() - 2, 56, 6);
            const QColor bar = isAlert                  ? theme.error.text
                : index.column() == GroupedView::Failed ? theme.secondary
                                                        : theme.accent;
            paintBar(painter, track, share.toDouble(), bar, theme);
            box.setRight(box.right() - 64);
        }
        painter->setFont(dataFont());
        painter->setPen(isAlert ? theme.error.text : theme.text);
        painter->drawText(box, Qt::AlignVCenter | Qt::AlignRight, index.data().toString());
    }
};

QStandardItem* figure(const QString& text, double sort)
{
    auto* item = new QStandardItem(text);
    item->setData(sort, GroupedView::SortRole);
    item->setEditable(false);
    return item;
}

} // namespace

GroupedView::GroupedView(Session& session, QWidget* parent)
    : QTreeView(parent)
    , m_session(session)
    , m_model(new QStandardItemModel(0, ColumnCount, this))
{
    setObjectName(QStringLiteral("live.grouped"));
    setAccessibleName(tr("Requests by group"));
    m_model->setHorizontalHeaderLabels({tr("Operation"), tr("Requests"), tr("Failed"), tr("Fail %"),
                                        tr("p50"), tr("p95"), tr("p99"), tr("Sent")});
    m_model->setSortRole(SortRole);
    for (int column = Requests; column < ColumnCount; ++column)
        m_model->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight);
    setModel(m_model);
    setItemDelegate(new GroupDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setSortingEnabled(true);
    setMouseTracking(true);
    setAlternatingRowColors(true);
    setIndentation(16);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    const std::array<int, ColumnCount> widths{240, 90, 130, 80, 90, 150, 90, 90};
    for (int column = Requests; column < ColumnCount; ++column)
        setColumnWidth(column, widths.at(static_cast<std::size_t>(column)));
    sortByColumn(Requests, Qt::DescendingOrder);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) { selectCurrent(current); });
    connect(this, &QAbstractItemView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT groupOpened(filterOf(index)); });
}

void GroupedView::setGroupBy(GroupBy by)
{
    m_by = by;
    read();
}

void GroupedView::setQuery(const ExchangeQuery& query)
{
    m_query = query;
    read();
}

void GroupedView::read()
{
    using Groups = std::pair<std::vector<GroupRow>, std::vector<GroupRow>>;
    m_session.ask(
        this, kGroupsSlot,
        [query = m_query, by = m_by](StoreReader& reader) -> Result<Groups> {
            auto groups = reader.groups(query, by);
            if (!groups)
                return groups.error();
            Groups both{std::move(*groups), {}};
            if (by == GroupBy::Operation) {
                if (auto apis = reader.groups(query, GroupBy::Api))
                    both.second = std::move(*apis);
            }
            return both;
        },
        [this](const Result<Groups>& groups) {
            if (groups)
                fill(groups->first, groups->second);
        });
}

void GroupedView::fill(const std::vector<GroupRow>& groups, const std::vector<GroupRow>& parents)
{
    m_isFilling = true;
    setUpdatesEnabled(false);
    m_model->setRowCount(0);
    std::uint64_t mostFailed = 1;
    Micros slowest{1};
    for (const GroupRow& group : groups) {
        mostFailed = std::max(mostFailed, group.totals.failed());
        slowest = std::max(slowest, group.totals.p95);
    }
    std::map<std::string, std::string> methods;
    std::map<std::string, std::string> names;
    for (const Api& api : m_session.workspace()->apis) {
        names[api.id] = api.displayName;
        for (const Operation& operation : api.operations)
            methods[api.id + '/' + operation.id] = operation.method;
    }
    const auto row = [&](const GroupRow& group, bool isParent) {
        const Totals& totals = group.totals;
        const double count = static_cast<double>(totals.count);
        const double failed = static_cast<double>(totals.failed());
        QString name = toQString(group.key);
        if (isParent && names.contains(group.key))
            name = toQString(names.at(group.key));
        if (m_by == GroupBy::Status && !group.key.empty())
            name += QLatin1Char(' ') + toQString(reasonPhrase(name.toInt()));
        if (name.isEmpty())
            name = m_by == GroupBy::Operation ? tr("(no operation matched)") : tr("(none)");
        auto* first = new QStandardItem(name);
        first->setEditable(false);
        first->setData(toQString(group.key), KeyRole);
        first->setData(toQString(group.parent), ParentRole);
        first->setData(name, SortRole);
        if (const auto method = methods.find(group.parent + '/' + group.key);
            !isParent && method != methods.end())
            first->setData(toQString(method->second), MethodRole);
        QList<QStandardItem*> cells{
            first,
            figure(formatCount(totals.count), count),
            figure(formatCount(totals.failed()), failed),
            figure(formatPercent(failed, count), count > 0 ? failed / count : 0),
            figure(formatDuration(totals.p50), static_cast<double>(totals.p50.count())),
            figure(formatDuration(totals.p95), static_cast<double>(totals.p95.count())),
            figure(formatDuration(totals.p99), static_cast<double>(totals.p99.count())),
            figure(formatBytes(totals.bytes), static_cast<double>(totals.bytes))};
        const bool isAlert = !isParent && count > 0 && failed / count > kAlertShare;
        cells[Failed]->setData(std::min(1.0, failed / static_cast<double>(mostFailed)), ShareRole);
        cells[P95]->setData(static_cast<double>(totals.p95.count())
                                / static_cast<double>(slowest.count()),
                            ShareRole);
        cells[Failed]->setData(isAlert, AlertRole);
        cells[FailedShare]->setData(isAlert, AlertRole);
        return cells;
    };
    std::map<std::string, QStandardItem*> parentItems;
    for (const GroupRow& parent : parents) {
        const auto cells = row(parent, true);
        m_model->appendRow(cells);
        parentItems[parent.key] = cells.first();
    }
    for (const GroupRow& group : groups) {
        const auto parent = parentItems.find(group.parent);
        if (parent != parentItems.end())
            parent->second->appendRow(row(group, false));
        else
            m_model->appendRow(row(group, false));
    }
    m_model->horizontalHeaderItem(Name)->setText(m_by == GroupBy::Operation ? tr("Operation")
                                                                            : tr("Group"));
    m_model->sort(header()->sortIndicatorSection(), header()->sortIndicatorOrder());
    expandAll();
    const auto matches = m_model->match(m_model->index(0, 0), KeyRole, m_selectedKey, 1,
                                        Qt::MatchExactly | Qt::MatchRecursive);
    if (!m_selectedKey.isEmpty() && !matches.isEmpty())
        setCurrentIndex(matches.first());
    setUpdatesEnabled(true);
    m_isFilling = false;
    Q_EMIT loaded(static_cast<int>(groups.size()));
}

QString GroupedView::filterOf(const QModelIndex& index) const
{
    const QModelIndex first = index.siblingAtColumn(Name);
    const std::string key = toUtf8(first.data(KeyRole).toString());
    const std::string parent = toUtf8(first.data(ParentRole).toString());
    const bool isApi = m_by == GroupBy::Operation && m_model->hasChildren(first);
    if (isApi)
        return toQString(filter::printPredicate("api", key));
    QString text;
    if (m_by == GroupBy::Operation && !parent.empty())
        text = toQString(filter::printPredicate("api", parent)) + QLatin1Char(' ');
    return text + toQString(filter::printPredicate(fieldOf(m_by), key));
}

void GroupedView::selectCurrent(const QModelIndex& index)
{
    if (!index.isValid() || m_isFilling)
        return;
    const QModelIndex first = index.siblingAtColumn(Name);
    m_selectedKey = first.data(KeyRole).toString();
    if (m_by != GroupBy::Operation && m_by != GroupBy::Api)
        return;
    Selection selection;
    selection.kind = Selection::Kind::Operation;
    selection.origin = QStringLiteral("live");
    const bool isApi = m_by == GroupBy::Api || m_model->hasChildren(first);
    selection.apiId = isApi ? m_selectedKey : first.data(ParentRole).toString();
    selection.apimOperationId = isApi ? QString() : m_selectedKey;
    m_session.select(selection);
}

} // namespace gatelens::ui
