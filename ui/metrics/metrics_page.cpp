#include "ui/metrics/metrics_page.h"

#include "ui/frame/command_registry.h"
#include "ui/live/filter_bar.h"
#include "ui/metrics/chart_panel.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/list_table.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTimer>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

constexpr int kSlot = 0;
constexpr int kRefreshMilliseconds = 2000;
constexpr double kDipsAPoint = 4;

double inMilliseconds(Micros duration) { return static_cast<double>(duration.count()) / 1000; }

} // namespace

PageEntry MetricsPage::entry()
{
    return {QStringLiteral("metrics"),
            tr("Metrics"),
            IconId::Metrics,
            PageGroup::Observe,
            QStringLiteral("Alt+5"),
            tr("Request rate, failures and durations over time"),
            [](Session& session, CommandRegistry& commands, QWidget* parent) -> Page* {
                return new MetricsPage(session, commands, parent);
            }};
}

MetricsPage::MetricsPage(Session& session, CommandRegistry& commands, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_filter(new FilterBar(session, this))
    , m_requests(new ChartPanel(tr("Requests"), tr("per second"), this))
    , m_failures(new ChartPanel(tr("Failures"), tr("per second"), this))
    , m_durations(new ChartPanel(tr("Duration"), QStringLiteral("ms"), this))
    , m_bySplit(new ChartPanel(tr("Duration p95"), QStringLiteral("ms"), this))
    , m_panels{m_requests, m_failures, m_durations, m_bySplit}
    , m_table(new QStandardItemModel(this))
    , m_tableView(new ListTable(24, this))
    , m_empty(new EmptyState(IconId::Metrics, tr("No requests in this time range."), this))
    , m_timer(new QTimer(this))
{
    setObjectName(QStringLiteral("metrics"));
    build();
    m_timer->setSingleShot(true);
    m_timer->setInterval(kRefreshMilliseconds);
    connect(m_timer, &QTimer::timeout, this, &MetricsPage::ask);
    connect(&session, &Session::storeChanged, this, [this] {
        if (m_isActive && m_session.time().isLive() && !m_timer->isActive())
            m_timer->start();
    });
    connect(&session, &Session::timeRangeChanged, this, &MetricsPage::ask);
    connect(&session.appearance(), &Appearance::themeChanged, this, [this] {
        for (ChartPanel* panel : m_panels)
            panel->applyTheme();
        show(m_picture);
    });
    commands.addFor(this,
                    {.id = QStringLiteral("act.metrics.table"),
                     .text = tr("Charts or table"),
                     .shortcut = QKeySequence(QStringLiteral("T")),
                     .menu = MenuId::Telemetry,
                     .help = tr("Every chart has a table form"),
                     .scope = tr("Metrics")},
                    [this] { m_form->setCurrent(m_form->current() == Charts ? Table : Charts); });
}

void MetricsPage::build()
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setFocusPolicy(Qt::StrongFocus);
    m_filter->field()->setObjectName(QStringLiteral("metrics.filter"));
    auto* grid = new QWidget(this);
    grid->setObjectName(QStringLiteral("metrics.grid"));
    auto* gridLayout = new QGridLayout(grid);
    gridLayout->setContentsMargins(0, 0, 0, 0);
    gridLayout->setSpacing(1);
    grid->setAutoFillBackground(true);
    grid->setBackgroundRole(QPalette::Mid);
    for (int index = 0; index < static_cast<int>(m_panels.size()); ++index) {
        ChartPanel* panel = m_panels[static_cast<std::size_t>(index)];
        panel->setObjectName(QStringLiteral("metrics.panel.%1").arg(index + 1));
        gridLayout->addWidget(panel, index / 2, index % 2);
        connect(panel, &ChartPanel::rangeChosen, &m_session.time(), &TimeModel::showBetween);
        connect(panel, &ChartPanel::resetWanted, &m_session.time(), &TimeModel::undoZoom);
        connect(panel, &ChartPanel::cursorMoved, this, [this](std::optional<double> time) {
            for (ChartPanel* each : m_panels)
                each->showCursor(time);
        });
    }
    m_tableView->setObjectName(QStringLiteral("metrics.table"));
    m_tableView->setAccessibleName(tr("Metrics as a table"));
    m_tableView->setModel(m_table);
    m_tableView->setAlternatingRowColors(true);
    m_tableView->setFont(dataFont());
    m_tableView->horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(grid);
    m_stack->addWidget(m_tableView);
    m_stack->addWidget(m_empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildToolbar());
    layout->addWidget(m_filter);
    auto* line = new QFrame(this);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    layout->addWidget(line);
    layout->addWidget(m_stack, 1);
    connect(m_filter, &FilterBar::filterChanged, this, [this] {
        ask();
        Q_EMIT placeChanged();
    });
}

QWidget* MetricsPage::buildToolbar()
{
    auto* bar = new QWidget(this);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(12, 8, 12, 0);
    layout->setSpacing(8);
    const auto addChoice = [&](const QString& caption, const QString& name, const QString& help) {
        auto* label = new QLabel(caption, bar);
        label->setForegroundRole(kSecondaryText);
        auto* box = new QComboBox(bar);
        box->setObjectName(name);
        box->setAccessibleName(caption);
        box->setToolTip(help);
        label->setBuddy(box);
        layout->addWidget(label);
        layout->addWidget(box);
        layout->addSpacing(8);
        return box;
    };
    m_split = addChoice(tr("Split by"), QStringLiteral("metrics.split"),
                        tr("One line for each of the eight largest"));
    m_split->addItem(tr("operation"), static_cast<int>(GroupBy::Operation));
    m_split->addItem(tr("API"), static_cast<int>(GroupBy::Api));
    m_split->addItem(tr("product"), static_cast<int>(GroupBy::Product));
    m_split->addItem(tr("subscription"), static_cast<int>(GroupBy::Subscription));
    m_split->addItem(tr("status"), static_cast<int>(GroupBy::Status));
    m_aggregation = addChoice(tr("Duration"), QStringLiteral("metrics.aggregation"),
                              tr("Which percentile the split chart shows"));
    for (const QString& name : {QStringLiteral("p50"), QStringLiteral("p90"), QStringLiteral("p95"),
                                QStringLiteral("p99"), QStringLiteral("max")})
        m_aggregation->addItem(name);
    m_aggregation->setCurrentText(QStringLiteral("p95"));
    m_interval = addChoice(tr("Interval"), QStringLiteral("metrics.interval"),
                           tr("Time that one point stands for; auto follows the range"));
    m_interval->addItem(tr("auto"), 0);
    for (const int seconds : {1, 5, 10, 30, 60, 300, 3600}) {
        m_interval->addItem(
            formatDuration(std::chrono::seconds(seconds)).replace(QStringLiteral(".00"), QString()),
            seconds);
    }
    layout->addStretch();
    m_form = new SegmentedControl(bar);
    m_form->setObjectName(QStringLiteral("metrics.form"));
    m_form->addSegment(tr("Charts"), QStringLiteral("metrics.form.charts"),
                       tr("Lines over time; drag in one to zoom all"));
    m_form->addSegment(tr("Table"), QStringLiteral("metrics.form.table"),
                       tr("The same numbers as rows (T)"));
    layout->addWidget(m_form);
    connect(m_split, &QComboBox::currentIndexChanged, this, [this] {
        ask();
        Q_EMIT subtitleChanged();
    });
    connect(m_interval, &QComboBox::currentIndexChanged, this, &MetricsPage::ask);
    connect(m_aggregation, &QComboBox::currentIndexChanged, this, [this] { show(m_picture); });
    connect(m_form, &SegmentedControl::currentChanged, this, [this] { show(m_picture); });
    return bar;
}

void MetricsPage::activate()
{
    m_isActive = true;
    setFocus();
    ask();
}

void MetricsPage::deactivate() { m_isActive = false; }

QVariantMap MetricsPage::state() const
{
    return {{QStringLiteral("filter"), m_filter->text()},
            {QStringLiteral("split"), m_split->currentData()}};
}

void MetricsPage::restore(const QVariantMap& state)
{
    if (state.contains(QStringLiteral("filter")))
        m_filter->setText(state.value(QStringLiteral("filter")).toString());
    const int split = m_split->findData(state.value(QStringLiteral("split")));
    if (split >= 0)
        m_split->setCurrentIndex(split);
}

QString MetricsPage::subtitle() const { return tr("By %1").arg(m_split->currentText()); }

QWidget* MetricsPage::filterField() { return m_filter->field(); }

void MetricsPage::ask()
{
    if (!m_isActive)
        return;
    MetricsQuestion question;
    question.query.range = m_session.time().range();
    question.query.filter = m_filter->filter()->isEmpty() ? nullptr : m_filter->filter();
    question.filterText = m_filter->text();
    question.split = static_cast<GroupBy>(m_split->currentData().toInt());
    question.bucket = std::chrono::seconds(m_interval->currentData().toInt());
    question.points = std::clamp(static_cast<int>(m_requests->width() / kDipsAPoint), 40, 400);
    m_session.ask(
        this, kSlot, [question](StoreReader& reader) { return readMetrics(reader, question); },
        [this](Result<MetricsPicture> picture) {
            if (!picture) {
                m_filter->setResult(toQString(picture.error().message));
                return;
            }
            m_picture = std::move(*picture);
            show(m_picture);
        });
}

void MetricsPage::show(const MetricsPicture& picture)
{
    std::uint64_t count = 0;
    for (const TimeBucket& bucket : picture.all)
        count += bucket.totals.count;
    m_filter->setResult(
        tr("%1 requests, %2 a point").arg(formatCount(count), formatDuration(picture.bucket)));
    if (count == 0) {
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_stack->setCurrentIndex(m_form->current());
    if (m_form->current() == Table)
        return fillTable(picture);
    showRequests(picture);
    showFailures(picture);
    showDurations(picture);
    showSplitDurations(picture);
}

void MetricsPage::showRequests(const MetricsPicture& picture)
{
    const Theme& theme = currentTheme();
    const double seconds = std::chrono::duration<double>(picture.bucket).count();
    const auto rate
        = [seconds](const Totals& totals) { return static_cast<double>(totals.count) / seconds; };
    std::vector<ChartLine> lines;
    for (std::size_t index = 0; index < picture.groups.size(); ++index) {
        const auto& group = picture.groups[index];
        lines.push_back(lineOf(group.name, group.buckets, picture.bucket, picture.from,
                               picture.until, EmptyBucket::Zero, rate));
        lines.back().color = seriesColor(index, theme);
        lines.back().style = seriesStyle(index);
    }
    ChartLine all = lineOf(tr("all"), picture.all, picture.bucket, picture.from, picture.until,
                           EmptyBucket::Zero, rate);
    all.color = theme.otherSeries;
    all.width = 1;
    lines.push_back(std::move(all));
    m_requests->setLines(std::move(lines), picture.from, picture.until);
}

void MetricsPage::showFailures(const MetricsPicture& picture)
{
    const Theme& theme = currentTheme();
    const double seconds = std::chrono::duration<double>(picture.bucket).count();
    ChartLine client = lineOf(tr("4xx"), picture.all, picture.bucket, picture.from, picture.until,
                              EmptyBucket::Zero, [seconds](const Totals& totals) {
                                  return static_cast<double>(totals.clientErrors) / seconds;
                              });
    client.color = theme.warning.text;
    client.style = Qt::DashLine;
    ChartLine server = lineOf(tr("5xx"), picture.all, picture.bucket, picture.from, picture.until,
                              EmptyBucket::Zero, [seconds](const Totals& totals) {
                                  return static_cast<double>(totals.serverErrors) / seconds;
                              });
    server.color = theme.error.text;
    m_failures->setLines({std::move(client), std::move(server)}, picture.from, picture.until);
}

void MetricsPage::showDurations(const MetricsPicture& picture)
{
    const Theme& theme = currentTheme();
    struct Percentile
    {
        QString name;
        Micros Totals::*value;
        Qt::PenStyle style;
    };
    const std::array<Percentile, 4> percentiles{
        {{QStringLiteral("p50"), &Totals::p50, Qt::SolidLine},
         {QStringLiteral("p90"), &Totals::p90, Qt::DashLine},
         {QStringLiteral("p95"), &Totals::p95, Qt::DashDotLine},
         {QStringLiteral("p99"), &Totals::p99, Qt::DotLine}}};
    std::vector<ChartLine> lines;
    for (const Percentile& percentile : percentiles) {
        lines.push_back(lineOf(percentile.name, picture.all, picture.bucket, picture.from,
                               picture.until, EmptyBucket::Gap, [&](const Totals& totals) {
                                   return inMilliseconds(totals.*percentile.value);
                               }));
        lines.back().color = seriesColor(lines.size() - 1, theme);
        lines.back().style = percentile.style;
    }
    m_durations->setLines(std::move(lines), picture.from, picture.until);
}

void MetricsPage::showSplitDurations(const MetricsPicture& picture)
{
    const Theme& theme = currentTheme();
    m_bySplit->setTitle(
        tr("Duration %1 by %2").arg(m_aggregation->currentText(), m_split->currentText()));
    std::vector<ChartLine> lines;
    for (std::size_t index = 0; index < picture.groups.size(); ++index) {
        const auto& group = picture.groups[index];
        lines.push_back(lineOf(group.name, group.buckets, picture.bucket, picture.from,
                               picture.until, EmptyBucket::Gap,
                               [this](const Totals& totals) { return percentile(totals); }));
        lines.back().color = seriesColor(index, theme);
        lines.back().style = seriesStyle(index);
    }
    m_bySplit->setLines(std::move(lines), picture.from, picture.until);
}

double MetricsPage::percentile(const Totals& totals) const
{
    switch (m_aggregation->currentIndex()) {
    case 0:
        return inMilliseconds(totals.p50);
    case 1:
        return inMilliseconds(totals.p90);
    case 3:
        return inMilliseconds(totals.p99);
    case 4:
        return inMilliseconds(totals.max);
    default:
        return inMilliseconds(totals.p95);
    }
}

void MetricsPage::fillTable(const MetricsPicture& picture)
{
    m_table->clear();
    m_table->setHorizontalHeaderLabels({tr("Time"), tr("Requests"), tr("4xx"), tr("5xx"),
                                        tr("Fail %"), tr("p50"), tr("p90"), tr("p95"), tr("p99"),
                                        tr("max"), tr("Sent")});
    for (const TimeBucket& bucket : picture.all) {
        const Totals& totals = bucket.totals;
        const QStringList cells{
            formatTime(bucket.start).left(8),
            formatCount(totals.count),
            formatCount(totals.clientErrors),
            formatCount(totals.serverErrors),
            formatPercent(static_cast<double>(totals.failed()), static_cast<double>(totals.count)),
            formatDuration(totals.p50),
            formatDuration(totals.p90),
            formatDuration(totals.p95),
            formatDuration(totals.p99),
            formatDuration(totals.max),
            formatBytes(totals.bytes)};
        QList<QStandardItem*> row;
        for (const QString& cell : cells) {
            row.append(new QStandardItem(cell));
            row.last()->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        }
        m_table->appendRow(row);
    }
}

} // namespace gatelens::ui
