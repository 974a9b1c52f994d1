#include "ui/live/live_page.h"

#include "ui/frame/command_registry.h"
#include "ui/live/detail_pane.h"
#include "ui/live/filter_bar.h"
#include "ui/live/grouped_view.h"
#include "ui/live/item_table.h"
#include "ui/live/live_tiles.h"
#include "ui/live/row_delegate.h"
#include "ui/live/timeline_strip.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

enum Slot
{
    TimelineSlot,
    TotalSlot,
    BadgeSlot
};

constexpr int kSlowMilliseconds = 1000;
const QString kOrientationKey = QStringLiteral("detail/live/orientation");
const QString kDetailKey = QStringLiteral("detail/live/visible");

std::vector<TableColumn> exchangeColumns()
{
    return {{ColumnKind::Time, LivePage::tr("Time"), 102, false, ExchangeSort::Time},
            {ColumnKind::Status, LivePage::tr("Status"), 150, false, ExchangeSort::Status},
            {ColumnKind::Operation, LivePage::tr("Operation"), 220, false, ExchangeSort::Operation},
            {ColumnKind::Duration, LivePage::tr("Duration"), 136, true, ExchangeSort::Duration},
            {ColumnKind::Policy, LivePage::tr("Policy"), 84, true, std::nullopt},
            {ColumnKind::Kept, LivePage::tr("Kept"), 72, false, std::nullopt},
            {ColumnKind::Size, LivePage::tr("Size"), 72, true, ExchangeSort::Size}};
}

std::vector<TableColumn> itemColumns()
{
    return {{ColumnKind::Time, LivePage::tr("Time"), 112, false, ExchangeSort::Time},
            {ColumnKind::Kind, LivePage::tr("Kind"), 116},
            {ColumnKind::Name, LivePage::tr("Name"), 220},
            {ColumnKind::Result, LivePage::tr("Result"), 96},
            {ColumnKind::Duration, LivePage::tr("Duration"), 150, true},
            {ColumnKind::Kept, LivePage::tr("Kept"), 72},
            {ColumnKind::Role, LivePage::tr("Role"), 160},
            {ColumnKind::OperationId, LivePage::tr("Operation id"), 124}};
}

QString nameOfView(int view)
{
    switch (view) {
    case LivePage::AllItems:
        return QStringLiteral("items");
    case LivePage::Grouped:
        return QStringLiteral("grouped");
    default:
        return QStringLiteral("exchanges");
    }
}

} // namespace

PageEntry LivePage::entry()
{
    return {QStringLiteral("live"),
            tr("Live"),
            IconId::Live,
            PageGroup::Observe,
            QStringLiteral("Alt+1"),
            tr("Watch traffic and telemetry as they happen"),
            [](Session& session, CommandRegistry& commands, QWidget* parent) -> Page* {
                return new LivePage(session, commands, parent);
            }};
}

LivePage::LivePage(Session& session, CommandRegistry& commands, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_seenUntil(now())
    , m_slowTimer(new QTimer(this))
{
    setObjectName(QStringLiteral("live"));
    buildLists();
    buildLayout();
    connectParts();
    addCommands(commands);
    setDetailVisible(QSettings().value(kDetailKey, true).toBool());
    if (QSettings().value(kOrientationKey).toInt() == Qt::Vertical)
        turnDetail();
}

void LivePage::buildLists()
{
    m_tiles = new LiveTiles(m_session, this);
    m_filter = new FilterBar(m_session, this);
    m_timeline = new TimelineStrip(this);
    m_exchanges = new ItemTable(
        m_session, new PagedModel(m_session, readExchanges(), exchangeColumns()), this);
    m_exchanges->setObjectName(QStringLiteral("live.table"));
    m_exchanges->setAccessibleName(tr("Exchanges"));
    m_items = new ItemTable(m_session, new PagedModel(m_session, readItems(), itemColumns()), this);
    m_items->setObjectName(QStringLiteral("live.items"));
    m_items->setAccessibleName(tr("All items"));
    m_grouped = new GroupedView(m_session, this);
    m_detail = new DetailPane(m_session, this);
    m_empty = new EmptyState(IconId::Live, {}, this);
    m_empty->setObjectName(QStringLiteral("live.empty"));
    m_empty->setAutoFillBackground(true);
    m_empty->setBackgroundRole(QPalette::Base);
    m_emptyDemo = m_empty->addPrimary(tr("Start demo traffic"));
    m_emptyDemo->setObjectName(QStringLiteral("live.empty.demo"));
    m_emptyCopy = m_empty->addLink(tr("Copy base URL"));
    m_emptyCopy->setObjectName(QStringLiteral("live.empty.copy"));
    m_emptyClear = m_empty->addPrimary(tr("Clear filter"));
    m_emptyClear->setObjectName(QStringLiteral("live.empty.clear"));
}

void LivePage::buildToolbar(QHBoxLayout* bar)
{
    m_pause = new QPushButton(icon(IconId::Pause, Tone::Text), tr("Pause"), this);
    m_pause->setObjectName(QStringLiteral("live.pause"));
    m_pause->setCheckable(true);
    m_pause->setToolTip(tr("Stop the view, never the recording (F9)"));
    m_clear = new QPushButton(icon(IconId::Clear, Tone::Text), tr("Clear view"), this);
    m_clear->setObjectName(QStringLiteral("live.clear"));
    m_clear->setCheckable(true);
    m_clear->setToolTip(tr("Hide what is there. Nothing is deleted; press again to see it"));
    setButtonKind(m_clear, ButtonKind::Flat);
    auto* caption = new QLabel(tr("View"), this);
    caption->setForegroundRole(kSecondaryText);
    m_viewMode = new SegmentedControl(this);
    m_viewMode->setObjectName(QStringLiteral("live.viewMode"));
    m_viewMode->addSegment(tr("Exchanges"), QStringLiteral("live.viewMode.exchanges"),
                           tr("One row an exchange of the gateway"));
    m_viewMode->addSegment(tr("All items"), QStringLiteral("live.viewMode.items"),
                           tr("One row a telemetry item, also of your applications"));
    m_viewMode->addSegment(tr("Grouped"), QStringLiteral("live.viewMode.grouped"),
                           tr("Totals by operation, product, status …"));
    m_groupBy = new QComboBox(this);
    m_groupBy->setObjectName(QStringLiteral("live.groupBy"));
    m_groupBy->setAccessibleName(tr("Group by"));
    m_groupBy->addItem(tr("by operation"), static_cast<int>(GroupBy::Operation));
    m_groupBy->addItem(tr("by API"), static_cast<int>(GroupBy::Api));
    m_groupBy->addItem(tr("by product"), static_cast<int>(GroupBy::Product));
    m_groupBy->addItem(tr("by subscription"), static_cast<int>(GroupBy::Subscription));
    m_groupBy->addItem(tr("by status"), static_cast<int>(GroupBy::Status));
    m_groupBy->addItem(tr("by backend"), static_cast<int>(GroupBy::Backend));
    m_groupBy->hide();
    bar->setContentsMargins(12, 8, 12, 8);
    bar->setSpacing(8);
    bar->addWidget(m_pause);
    bar->addWidget(m_clear);
    bar->addStretch();
    bar->addWidget(caption);
    bar->addWidget(m_viewMode);
    bar->addWidget(m_groupBy);
}

void LivePage::buildLayout()
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* bar = new QHBoxLayout;
    buildToolbar(bar);
    const auto line = [this] {
        auto* made = new QFrame(this);
        made->setFixedHeight(1);
        made->setAutoFillBackground(true);
        made->setBackgroundRole(QPalette::Mid);
        return made;
    };
    m_lists = new QStackedWidget(this);
    for (QWidget* list : {static_cast<QWidget*>(m_exchanges), static_cast<QWidget*>(m_items),
                          static_cast<QWidget*>(m_grouped), static_cast<QWidget*>(m_empty)}) {
        m_lists->addWidget(list);
    }
    auto* left = new QWidget(this);
    auto* leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    leftLayout->addWidget(m_filter);
    leftLayout->addWidget(line());
    leftLayout->addWidget(m_timeline);
    leftLayout->addWidget(m_lists, 1);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->addWidget(left);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({688, 536});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(line());
    layout->addWidget(m_tiles);
    layout->addWidget(line());
    layout->addWidget(m_splitter, 1);
}

void LivePage::connectParts()
{
    connect(m_pause, &QPushButton::toggled, this, &LivePage::setPaused);
    connect(m_clear, &QPushButton::toggled, this, &LivePage::setCleared);
    connect(m_viewMode, &SegmentedControl::currentChanged, this, &LivePage::setView);
    connect(m_groupBy, &QComboBox::currentIndexChanged, this, [this] {
        m_grouped->setGroupBy(static_cast<GroupBy>(m_groupBy->currentData().toInt()));
        Q_EMIT subtitleChanged();
    });
    connect(m_filter, &FilterBar::filterChanged, this, [this] {
        reload();
        Q_EMIT placeChanged();
    });
    connect(m_tiles, &LiveTiles::filterWanted, m_filter, &FilterBar::setText);
    connect(m_timeline, &TimelineStrip::rangeChosen, &m_session.time(), &TimeModel::showBetween);
    connect(m_timeline, &TimelineStrip::resetWanted, &m_session.time(), &TimeModel::undoZoom);
    connect(m_grouped, &GroupedView::loaded, this, [this](int groups) { showResult(groups, 0); });
    connect(m_grouped, &GroupedView::groupOpened, this, [this](const QString& filter) {
        m_filter->setText((m_filter->text() + QLatin1Char(' ') + filter).trimmed());
        m_viewMode->setCurrent(Exchanges);
    });
    for (ItemTable* list : {m_exchanges, m_items}) {
        PagedModel& rows = list->rows();
        connect(&rows, &PagedModel::loaded, this, &LivePage::showResult);
        connect(&rows, &PagedModel::failed, this,
                [this](const QString& message) { m_filter->setResult(message); });
        connect(&rows, &PagedModel::newRowsWaiting, this, [this, list](int count) {
            if (m_isPaused)
                m_pause->setText(tr("Paused, %1 waiting").arg(formatCount(std::uint64_t(count))));
            else
                list->showWaiting(count);
        });
        connect(&rows, &PagedModel::rowsAppended, this,
                [this, list, waiting = 0](int count) mutable {
                    waiting = list->isFollowing() ? 0 : waiting + count;
                    list->showWaiting(waiting);
                    showEmptiness();
                });
        connect(list, &ItemTable::waitingClicked, this, [this, list] {
            if (list->rows().query().sort != ExchangeSort::Time)
                reload();
        });
        connect(list, &ItemTable::sortWanted, this,
                [this, list](ExchangeSort sort, bool isDescending) {
                    ExchangeQuery sorted = query();
                    sorted.sort = sort;
                    list->rows().setNewestFirst(sort == ExchangeSort::Time && isDescending);
                    sorted.isDescending = sort != ExchangeSort::Time && isDescending;
                    list->rows().setQuery(sorted);
                });
        connect(list, &ItemTable::rowOpened, this, &LivePage::openTransaction);
        connect(list, &ItemTable::detailToggled, this,
                [this] { setDetailVisible(m_detail->isHidden()); });
        connect(list, &ItemTable::menuWanted, this,
                [this, list](const QPoint& at, int row, int column) {
                    showMenu(list, at, row, column);
                });
        connect(list, &ItemTable::tipWanted, this,
                [this, list](const QPoint& at, int row, int column) {
                    showKeptTip(list, at, row, column);
                });
    }
    connect(m_exchanges, &ItemTable::rowSelected, this, &LivePage::selectExchange);
    connect(m_items, &ItemTable::rowSelected, this, &LivePage::selectItem);
    connect(m_detail, &DetailPane::filterWanted, m_filter, &FilterBar::addTerm);
    connect(m_detail, &DetailPane::orientationWanted, this, &LivePage::turnDetail);
    connect(m_detail, &DetailPane::closeWanted, this, [this] { setDetailVisible(false); });
    connect(m_emptyClear, &QPushButton::clicked, m_filter, &FilterBar::clearOrRestore);
    connect(m_emptyDemo, &QPushButton::clicked, this,
            [this] { m_session.engine()->setDemoTraffic(true); });

    connect(&m_session, &Session::storeChanged, this, &LivePage::refresh);
    connect(&m_session, &Session::timeRangeChanged, this, &LivePage::reload);
    connect(&m_session, &Session::workspaceChanged, this, [this] {
        m_timeline->addMarker({now(), tr("Workspace applied")});
    });
    m_slowTimer->setSingleShot(true);
    m_slowTimer->setInterval(kSlowMilliseconds);
    connect(m_slowTimer, &QTimer::timeout, this, [this] {
        if (!m_isActive)
            return askForFailureBadge();
        askForTimeline();
        askForTotal();
        if (m_view == Grouped && !m_isPaused)
            m_grouped->setQuery(query());
        if (ItemTable* list = table(); list && list->isFollowing() && m_session.time().isLive())
            list->rows().trimTo(query().range);
    });
}

void LivePage::activate()
{
    m_isActive = true;
    m_tiles->setActive(true);
    m_seenUntil = now();
    Q_EMIT badgeChanged(0, true);
    reload();
    if (ItemTable* list = table())
        list->setFocus();
}

void LivePage::deactivate()
{
    m_isActive = false;
    m_seenUntil = now();
    m_tiles->setActive(false);
}

QVariantMap LivePage::state() const
{
    return {{QStringLiteral("filter"), m_filter->text()},
            {QStringLiteral("view"), nameOfView(m_view)}};
}

void LivePage::restore(const QVariantMap& state)
{
    if (state.contains(QStringLiteral("filter")))
        m_filter->setText(state.value(QStringLiteral("filter")).toString());
    const QString view = state.value(QStringLiteral("view")).toString();
    for (const int candidate : {Exchanges, AllItems, Grouped}) {
        if (view == nameOfView(candidate))
            m_viewMode->setCurrent(candidate);
    }
    const auto id = state.value(QStringLiteral("exchange")).toLongLong();
    if (id != 0) {
        setDetailVisible(true);
        m_exchanges->selectId(id);
        selectExchange(id);
    }
}

QString LivePage::subtitle() const
{
    switch (m_view) {
    case AllItems:
        return tr("All items");
    case Grouped:
        return tr("Grouped %1").arg(m_groupBy->currentText());
    case Exchanges:
        break;
    }
    return tr("Exchanges");
}

QWidget* LivePage::filterField() { return m_filter->field(); }

ItemTable* LivePage::table() const
{
    if (m_view == Grouped)
        return nullptr;
    return m_view == AllItems ? m_items : m_exchanges;
}

ExchangeQuery LivePage::query() const
{
    ExchangeQuery made;
    made.filter = m_filter->filter()->isEmpty() ? nullptr : m_filter->filter();
    made.range = m_session.time().range();
    if (m_clearedAt)
        made.range.from = std::max(made.range.from.value_or(*m_clearedAt), *m_clearedAt);
    return made;
}

void LivePage::setView(int view)
{
    m_view = static_cast<View>(view);
    m_groupBy->setVisible(m_view == Grouped);
    m_tiles->setForm(m_view == Grouped ? Tile::Form::Card : Tile::Form::Strip);
    m_detail->setVisible(m_view != Grouped && QSettings().value(kDetailKey, true).toBool());
    m_lists->setCurrentIndex(view);
    m_detail->showNothing();
    reload();
    Q_EMIT subtitleChanged();
    Q_EMIT placeChanged();
}

void LivePage::setPaused(bool isPaused)
{
    m_isPaused = isPaused;
    m_pause->setIcon(icon(isPaused ? IconId::Play : IconId::Pause, Tone::Text));
    m_pause->setText(isPaused ? tr("Paused") : tr("Pause"));
    if (!isPaused)
        refresh();
}

void LivePage::setCleared(bool isCleared)
{
    m_clearedAt = isCleared ? std::optional(now()) : std::nullopt;
    m_clear->setText(isCleared ? tr("Show all again") : tr("Clear view"));
    reload();
}

void LivePage::setDetailVisible(bool isVisible)
{
    if (m_view == Grouped)
        return;
    m_detail->setVisible(isVisible);
    QSettings().setValue(kDetailKey, isVisible);
}

void LivePage::turnDetail()
{
    const bool isSideways = m_splitter->orientation() == Qt::Horizontal;
    m_splitter->setOrientation(isSideways ? Qt::Vertical : Qt::Horizontal);
    QSettings().setValue(kOrientationKey, static_cast<int>(m_splitter->orientation()));
}

void LivePage::reload()
{
    if (!m_isActive)
        return;
    std::vector<QString> highlights;
    for (const std::string& text : m_filter->filter()->highlights())
        highlights.push_back(toQString(text));
    if (ItemTable* list = table()) {
        list->delegate().setHighlights(std::move(highlights));
        ExchangeQuery wanted = query();
        wanted.sort = list->rows().query().sort;
        wanted.isDescending = list->rows().query().isDescending;
        list->rows().setQuery(wanted);
    } else {
        m_grouped->setQuery(query());
    }
    askForTimeline();
    askForTotal();
}

void LivePage::refresh()
{
    if (!m_slowTimer->isActive())
        m_slowTimer->start();
    ItemTable* list = table();
    if (!m_isActive || !list || m_session.time().range().until)
        return;
    if (m_isPaused)
        list->rows().countNew();
    else
        list->rows().fetchNew();
}

void LivePage::askForTimeline()
{
    const ExchangeQuery asked = query();
    const Timestamp until = asked.range.until.value_or(now());
    // Everything: as far back as there is something.
    const auto from = asked.range.from;
    const Micros width
        = m_timeline->bucketFor(from ? until - *from : Micros(std::chrono::hours(24)));
    m_session.ask(
        this, TimelineSlot,
        [asked, width](StoreReader& reader) { return reader.timeline(asked, width); },
        [this, width, from, until](Result<std::vector<TimeBucket>> buckets) {
            if (!buckets)
                return;
            const Timestamp first = from ? *from
                : buckets->empty()       ? until - width
                                         : buckets->front().start;
            if (table() && !buckets->empty()) {
                Micros slowest{1000};
                for (const TimeBucket& bucket : *buckets)
                    slowest = std::max(slowest, bucket.totals.p95);
                table()->delegate().setLongest(slowest);
            }
            m_timeline->setBuckets(std::move(*buckets), width, first, until);
        });
}

void LivePage::askForTotal()
{
    ExchangeQuery all = query();
    all.filter = nullptr;
    m_session.ask(
        this, TotalSlot, [all](StoreReader& reader) { return reader.totals(all); },
        [this](const Result<Totals>& totals) {
            if (!totals)
                return;
            m_total = totals->count;
            if (ItemTable* list = table())
                showResult(list->rows().rowCount(), -1);
            showEmptiness();
        });
}

void LivePage::showResult(int rows, qint64 milliseconds)
{
    const QString count = formatCount(static_cast<std::uint64_t>(rows));
    QString text;
    if (m_view == Grouped)
        text = tr("%1 groups of %2 exchanges").arg(count, formatCount(m_total));
    else if (m_view == AllItems)
        text = tr("%1 items").arg(count);
    else
        text = tr("%1 of %2")
                   .arg(count, formatCount(std::max<std::uint64_t>(m_total, std::uint64_t(rows))));
    if (milliseconds >= 0)
        m_filter->setProperty(
            "took", QStringLiteral(" · %1 s").arg(double(milliseconds) / 1000, 0, 'f', 2));
    if (m_view != Grouped)
        text += m_filter->property("took").toString();
    m_filter->setResult(text);
    showEmptiness();
}

void LivePage::showEmptiness()
{
    ItemTable* list = table();
    const bool isEmpty = list && list->rows().rowCount() == 0 && !list->rows().isLoading();
    if (!isEmpty) {
        m_lists->setCurrentIndex(m_view);
        return;
    }
    const bool isFiltered = !m_filter->filter()->isEmpty();
    const auto& address = m_session.endpoints().gateway;
    m_empty->setSentence(isFiltered ? tr("0 of %1 match.").arg(formatCount(m_total))
                                    : tr("No traffic in this time range."));
    m_empty->setDetail(isFiltered || !address ? QString() : toQString(*address), true);
    m_emptyClear->setVisible(isFiltered);
    m_emptyCopy->setVisible(!isFiltered && address.has_value());
    m_emptyDemo->setVisible(!isFiltered && m_session.engine() && !m_session.status().isDemoTrafficOn
                            && m_session.workspace()->local.demo.rate > 0);
    m_lists->setCurrentWidget(m_empty);
}

void LivePage::askForFailureBadge()
{
    ExchangeQuery since;
    since.range.from = m_seenUntil;
    m_session.ask(
        this, BadgeSlot, [since](StoreReader& reader) { return reader.totals(since); },
        [this](const Result<Totals>& totals) {
            if (totals && !m_isActive)
                Q_EMIT badgeChanged(static_cast<int>(totals->failed()), true);
        });
}

void LivePage::selectExchange(std::int64_t id)
{
    if (m_detail->isVisible())
        m_detail->showExchange(id);
    Selection selection;
    selection.kind = Selection::Kind::Exchange;
    selection.id = id;
    selection.origin = QStringLiteral("live");
    if (const TableRow* row = m_exchanges->currentRow()) {
        selection.operationId = row->operationId;
        selection.apiId = row->apiId;
        selection.apimOperationId = row->apimOperationId;
    }
    m_session.select(selection);
}

void LivePage::selectItem(std::int64_t id)
{
    if (m_detail->isVisible())
        m_detail->showItem(id);
    Selection selection;
    selection.kind = Selection::Kind::Item;
    selection.id = id;
    selection.origin = QStringLiteral("live");
    if (const TableRow* row = m_items->currentRow())
        selection.operationId = row->operationId;
    m_session.select(selection);
}

} // namespace gatelens::ui
