#include "ui/live/detail_pane.h"

#include "core/message/message.h"
#include "ui/live/curl.h"
#include "ui/live/explain_view.h"
#include "ui/live/message_view.h"
#include "ui/live/steps_view.h"
#include "ui/live/table_row.h"
#include "ui/live/telemetry_view.h"
#include "ui/live/timing_view.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/body_viewer.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/key_value_table.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatelens::ui {

namespace {

constexpr int kSlot = 0;
constexpr std::size_t kBadges = 3;
const QString kTabKey = QStringLiteral("detail/live/tab");

using Row = KeyValueTable::Row;

void addIfSet(QList<Row>& rows, const QString& name, std::string_view value, const char* field = "")
{
    if (!value.empty())
        rows.append({name, toQString(value), QString::fromLatin1(field)});
}

} // namespace

DetailPane::DetailPane(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_header(new QWidget(this))
    , m_tabs(new QTabBar(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(IconId::Live, tr("Select a row to see its details."), this))
{
    setObjectName(QStringLiteral("live.detail"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setMinimumSize(260, 160);
    buildHeader();
    buildTabs();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_tabs);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_empty, 1);
    showNothing();
}

void DetailPane::buildHeader()
{
    m_icon = new IconLabel(IconId::Info, Tone::Secondary, 16, m_header);
    m_status = new QLabel(m_header);
    m_status->setFont(dataFont());
    m_name = new QLabel(m_header);
    m_name->setFont(titleFont());
    m_path = new ElidedLabel(m_header, Qt::ElideMiddle);
    m_path->setFont(dataFont());
    m_duration = new QLabel(m_header);
    m_duration->setFont(dataFont());
    const auto button = [this](IconId id, const QString& text, const QString& name) {
        auto* made = new QToolButton(m_header);
        made->setIcon(icon(id, Tone::Text));
        made->setToolTip(text);
        made->setAccessibleName(text);
        made->setObjectName(name);
        return made;
    };
    m_transaction = button(IconId::Transaction, tr("All items of this operation (Enter)"),
                           QStringLiteral("live.detail.transaction"));
    auto* copy = button(IconId::Copy, tr("Copy as cURL"), QStringLiteral("live.detail.curl"));
    auto* turn = button(IconId::Layout, tr("Details at the right or below (Ctrl+Shift+O)"),
                        QStringLiteral("live.detail.orientation"));
    auto* close
        = button(IconId::Close, tr("Close details (Space)"), QStringLiteral("live.detail.close"));

    auto* first = new QHBoxLayout;
    first->setSpacing(6);
    first->addWidget(m_icon);
    first->addWidget(m_status);
    first->addSpacing(6);
    first->addWidget(m_name, 1);
    for (QToolButton* each : {m_transaction, copy, turn, close})
        first->addWidget(each);
    auto* second = new QHBoxLayout;
    second->setSpacing(8);
    second->addWidget(m_path, 1);
    second->addWidget(m_duration);
    for (std::size_t index = 0; index < kBadges; ++index) {
        m_badges.push_back(new Badge(m_header));
        second->addWidget(m_badges.back());
    }
    auto* layout = new QVBoxLayout(m_header);
    layout->setContentsMargins(12, 8, 12, 4);
    layout->setSpacing(4);
    layout->addLayout(first);
    layout->addLayout(second);

    connect(m_transaction, &QToolButton::clicked, this, [this] {
        if (m_detail)
            Q_EMIT filterWanted(QStringLiteral("opid"), toQString(m_detail->exchange.operationId),
                                false);
    });
    connect(copy, &QToolButton::clicked, this, [this] {
        if (!m_detail)
            return;
        QGuiApplication::clipboard()->setText(curlCommand(m_detail->exchange));
        m_session.notify(tr("Copied as cURL"));
    });
    connect(turn, &QToolButton::clicked, this, &DetailPane::orientationWanted);
    connect(close, &QToolButton::clicked, this, &DetailPane::closeWanted);
}

void DetailPane::buildTabs()
{
    m_overview = new KeyValueTable(this);
    m_overview->setObjectName(QStringLiteral("live.detail.overview"));
    m_request = new MessageView(QStringLiteral("req"), this);
    m_response = new MessageView(QStringLiteral("resp"), this);
    m_steps = new StepsView(this);
    m_telemetry = new TelemetryView(this);
    m_timing = new TimingView;
    auto* timingScroll = new QScrollArea(this);
    timingScroll->setFrameShape(QFrame::NoFrame);
    timingScroll->setWidgetResizable(true);
    timingScroll->setWidget(m_timing);
    timingScroll->setObjectName(QStringLiteral("live.detail.timing"));
    timingScroll->setAccessibleName(tr("Timing"));
    m_explain = new ExplainView(this);
    m_itemFacts = new KeyValueTable(this);
    m_itemEnvelope = new BodyViewer(this);
    auto* item = new QSplitter(Qt::Vertical, this);
    item->addWidget(m_itemFacts);
    item->addWidget(m_itemEnvelope);

    const std::array<std::pair<QString, QWidget*>, TabCount> tabs{{
        {tr("Overview"), m_overview},
        {tr("Request"), m_request},
        {tr("Response"), m_response},
        {tr("Steps"), m_steps},
        {tr("Telemetry"), m_telemetry},
        {tr("Timing"), timingScroll},
        {tr("Explain"), m_explain},
        {tr("Item"), item},
    }};
    m_tabs->setObjectName(QStringLiteral("live.detail.tabs"));
    m_tabs->setAccessibleName(tr("Details"));
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(true);
    m_tabs->setUsesScrollButtons(true);
    for (const auto& [title, widget] : tabs) {
        m_tabs->addTab(title);
        m_stack->addWidget(widget);
    }
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_stack->setCurrentIndex(tab);
        fillTab(tab);
        if (tab != Item)
            QSettings().setValue(kTabKey, tab);
    });
    connect(m_overview, &KeyValueTable::filterWanted, this, &DetailPane::filterWanted);
    connect(m_itemFacts, &KeyValueTable::filterWanted, this, &DetailPane::filterWanted);
    connect(m_request, &MessageView::filterWanted, this, &DetailPane::filterWanted);
    connect(m_response, &MessageView::filterWanted, this, &DetailPane::filterWanted);
    const auto openStatement = [this](const QString& file, int line) {
        m_session.go({QStringLiteral("policies"),
                      {{QStringLiteral("file"), file}, {QStringLiteral("line"), line}}});
    };
    connect(m_steps, &StepsView::statementWanted, this, openStatement);
    connect(m_explain, &ExplainView::statementWanted, this, openStatement);
    m_tabs->setCurrentIndex(
        std::clamp(QSettings().value(kTabKey, static_cast<int>(Overview)).toInt(), 0,
                   static_cast<int>(Explain)));
}

void DetailPane::setTab(Tab tab) { m_tabs->setCurrentIndex(tab); }

void DetailPane::showExchange(std::int64_t id)
{
    m_session.ask(
        this, kSlot, [id](StoreReader& reader) { return readExchangeDetail(reader, id); },
        [this](Result<ExchangeDetail> detail) {
            if (detail) {
                fill(std::move(*detail));
            } else {
                showNothing();
                m_empty->setSentence(tr("No longer in the capture."));
                m_empty->setDetail(toQString(detail.error().message));
            }
        });
}

void DetailPane::showItem(std::int64_t id)
{
    using Both = std::pair<ItemDetail, ItemContext>;
    m_session.ask(
        this, kSlot,
        [id](StoreReader& reader) -> Result<Both> {
            auto item = reader.item(id);
            if (!item)
                return item.error();
            return Both{itemDetail(*item), contextOf(*item)};
        },
        [this](const Result<Both>& item) {
            if (item)
                fillItem(item->first, item->second);
            else
                showNothing();
        });
}

void DetailPane::showNothing()
{
    m_detail.reset();
    m_header->hide();
    m_tabs->hide();
    m_stack->hide();
    m_empty->setSentence(tr("Select a row to see its details."));
    m_empty->setDetail({});
    m_empty->show();
}

void DetailPane::showExchangeTabs(bool areShown)
{
    m_empty->hide();
    m_header->show();
    m_tabs->show();
    m_stack->show();
    for (int tab = 0; tab < TabCount; ++tab)
        m_tabs->setTabVisible(tab, (tab == Item) != areShown);
    if (!areShown)
        m_tabs->setCurrentIndex(Item);
    else if (m_tabs->currentIndex() == Item)
        m_tabs->setCurrentIndex(QSettings().value(kTabKey, static_cast<int>(Overview)).toInt());
}

void DetailPane::fill(ExchangeDetail detail)
{
    setUpdatesEnabled(false);
    m_detail = std::move(detail);
    m_isFilled.fill(false);
    fillHeader(m_detail->exchange);
    showExchangeTabs(true);
    fillTab(m_tabs->currentIndex());
    setUpdatesEnabled(true);
}

void DetailPane::fillHeader(const Exchange& exchange)
{
    const Theme& theme = currentTheme();
    const Status status = statusOfCode(exchange.statusCode);
    const bool isRefusal = exchange.isAnsweredByGateway && status == Status::Warning;
    m_icon->setIcon(isRefusal ? IconId::StatusShield : statusIcon(status), toneOf(status));
    QPalette palette = m_status->palette();
    palette.setColor(QPalette::WindowText, theme.status(status).text);
    m_status->setPalette(palette);
    m_status->setText(QStringLiteral("%1 %2")
                          .arg(exchange.statusCode)
                          .arg(toQString(reasonPhrase(exchange.statusCode))));
    m_name->setText(toQString(exchange.apimOperationId.empty() ? exchange.method + " request"
                                                               : exchange.apimOperationId));
    m_path->setText(toQString(exchange.method + " " + exchange.path));
    m_duration->setText(formatDuration(exchange.duration));
    m_transaction->setVisible(true);

    std::size_t kept = 0;
    for (const LoggerOutcome& outcome : exchange.loggers)
        kept += outcome.isKept ? 1 : 0;
    for (Badge* badge : m_badges)
        badge->setBadge({}, Status::Neutral);
    std::size_t next = 0;
    const auto add = [&](const QString& text, Status meaning) {
        if (next < m_badges.size())
            m_badges[next++]->setBadge(text, meaning);
    };
    if (isRefusal)
        add(tr("refused by the gateway"), Status::Warning);
    if (!exchange.loggers.empty()) {
        if (kept == exchange.loggers.size())
            add(kept == 1 ? tr("kept") : tr("kept at all %1").arg(kept), Status::Success);
        else
            add(kept == 0 ? tr("not kept")
                          : tr("kept at %1 of %2").arg(kept).arg(exchange.loggers.size()),
                Status::Neutral);
    }
    if (exchange.backendCalls.size() > 1)
        add(tr("%1 backend calls").arg(exchange.backendCalls.size()), Status::Information);

    m_tabs->setTabText(Steps, tr("Steps %1 / %2").arg(exchange.stepsRun).arg(exchange.stepsTotal));
}

void DetailPane::fillTab(int tab)
{
    if (!m_detail || tab < 0 || tab >= TabCount
        || std::exchange(m_isFilled.at(static_cast<std::size_t>(tab)), true))
        return;
    const Exchange& exchange = m_detail->exchange;
    switch (tab) {
    case Overview:
        return fillOverview(exchange);
    case Request:
        return m_request->showMessage(toQString(exchange.method + " " + exchange.url),
                                      exchange.request);
    case Response:
        return m_response->showMessage(QStringLiteral("%1 %2")
                                           .arg(exchange.statusCode)
                                           .arg(toQString(reasonPhrase(exchange.statusCode))),
                                       exchange.response);
    case Steps:
        return m_steps->showSteps(exchange);
    case Telemetry:
        return m_telemetry->showDetail(*m_detail);
    case Timing:
        return m_timing->showTiming(exchange);
    case Explain:
        return m_explain->showExplanations(explain(exchange));
    default:
        break;
    }
}

void DetailPane::fillOverview(const Exchange& exchange)
{
    QList<Row> rows;
    rows.append({tr("Request"), {}, {}, true});
    rows.append({tr("Status"),
                 QStringLiteral("%1 %2")
                     .arg(exchange.statusCode)
                     .arg(toQString(reasonPhrase(exchange.statusCode)))});
    rows.append({tr("Started"), formatDateTime(exchange.startedAt)});
    rows.append({tr("Duration"),
                 QStringLiteral("%1 (%2)").arg(formatDuration(exchange.duration),
                                               formatDurationExact(exchange.duration))});
    addIfSet(rows, tr("URL"), exchange.url);
    addIfSet(rows, tr("Client"), exchange.clientIp, "ip");
    addIfSet(rows, tr("API"), exchange.apiId, "api");
    addIfSet(rows, tr("Operation"), exchange.apimOperationId, "op");
    addIfSet(rows, tr("Product"), exchange.productId, "product");
    addIfSet(rows, tr("Subscription"), exchange.subscriptionId, "sub");
    addIfSet(rows, tr("User"), exchange.userId, "user");
    rows.append(
        {tr("Sizes"),
         tr("request %1, response %2")
             .arg(formatBytes(exchange.requestBytes), formatBytes(exchange.responseBytes))});
    if (exchange.cache != "None")
        addIfSet(rows, tr("Cache"), exchange.cache);

    rows.append({tr("Correlation"), {}, {}, true});
    addIfSet(rows, tr("Operation id"), exchange.operationId, "opid");
    addIfSet(rows, tr("Request item"), exchange.spanId, "span");
    addIfSet(rows, tr("Parent"), exchange.parentId, "parent");
    addIfSet(rows, tr("Request id"), exchange.requestId);

    if (!exchange.backendCalls.empty())
        rows.append({tr("Backend"), {}, {}, true});
    for (const BackendCall& call : exchange.backendCalls) {
        const QString outcome
            = call.failure.empty() ? QString::number(call.statusCode) : toQString(call.failure);
        rows.append({toQString(call.backendId.empty() ? call.target : call.backendId),
                     QStringLiteral("%1 in %2   %3 %4")
                         .arg(outcome, formatDuration(call.duration), toQString(call.method),
                              toQString(call.url))});
    }
    if (!exchange.errors.empty())
        rows.append({tr("Last error"), {}, {}, true});
    for (const ExchangeError& error : exchange.errors) {
        addIfSet(rows, tr("Source"), error.source, "last.source");
        addIfSet(rows, tr("Reason"), error.reason, "last.reason");
        addIfSet(rows, tr("Message"), error.message);
        addIfSet(rows, tr("Section"), error.section, "last.section");
        addIfSet(rows, tr("Path"), error.path);
    }
    if (!exchange.loggers.empty())
        rows.append({tr("Loggers"), {}, {}, true});
    for (const LoggerOutcome& outcome : exchange.loggers) {
        const QString verdict = outcome.isKept
            ? tr("kept, item count %1").arg(itemCountFor(outcome.sampleRate))
            : tr("not kept at %1 %").arg(outcome.percentage);
        rows.append({toQString(outcome.loggerId), verdict});
    }
    m_overview->setRows(rows);
}

void DetailPane::fillItem(const ItemDetail& item, const ItemContext& context)
{
    m_detail.reset();
    m_icon->setIcon(iconOfKind(item.kind), Tone::Accent);
    m_status->setText(toQString(item.kind));
    m_name->setText(item.title.left(200));
    m_path->setText(toQString(context.operationName));
    m_duration->setText(formatTime(context.time));
    m_transaction->hide();
    for (Badge* badge : m_badges)
        badge->setBadge({}, Status::Neutral);
    QList<Row> rows;
    rows.append({tr("Time"), formatDateTime(context.time)});
    addIfSet(rows, tr("Operation id"), context.operationId, "opid");
    addIfSet(rows, tr("Parent"), context.parentId, "parent");
    addIfSet(rows, tr("Operation"), context.operationName);
    addIfSet(rows, tr("Role"), context.cloudRoleName, "role");
    addIfSet(rows, tr("Instance"), context.cloudRoleInstance, "instance");
    addIfSet(rows, tr("SDK"), context.sdkVersion, "sdk");
    rows.append({tr("Stands for"), tr("%n items", nullptr, itemCountFor(context.sampleRate))});
    if (!context.properties.empty())
        rows.append({tr("Custom dimensions"), {}, {}, true});
    for (const auto& [name, value] : context.properties)
        rows.append({toQString(name), toQString(value), QStringLiteral("prop.") + toQString(name)});
    m_itemFacts->setRows(rows);
    m_itemEnvelope->setBody(item.envelope.toUtf8(), QStringLiteral("application/json"), item.bytes,
                            false);
    showExchangeTabs(false);
}

} // namespace gatelens::ui
