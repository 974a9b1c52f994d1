#include "ui/diagnostics/envelope_preview.h"

#include "core/diagnostics/exchange_logging.h"
#include "core/store/filter.h"
#include "core/telemetry/envelope.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/widgets/body_viewer.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace gatelens::ui {
namespace {

constexpr int kCapturedSlot = 1;
constexpr std::size_t kOffered = 20;

QString kindOf(const TelemetryItem& item)
{
    return std::visit(
        [](const auto& one) -> QString {
            using Item = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<Item, RequestItem>)
                return EnvelopePreview::tr("request");
            else if constexpr (std::is_same_v<Item, DependencyItem>)
                return EnvelopePreview::tr("dependency");
            else if constexpr (std::is_same_v<Item, ExceptionItem>)
                return EnvelopePreview::tr("exception");
            else if constexpr (std::is_same_v<Item, TraceItem>)
                return EnvelopePreview::tr("trace");
            else
                return EnvelopePreview::tr("item");
        },
        item);
}

QString reasonText(const LoggerOutcome& outcome)
{
    switch (outcome.reason) {
    case KeepReason::Drawn:
        return EnvelopePreview::tr("Kept: drawn at %1 %.").arg(outcome.percentage);
    case KeepReason::AlwaysLogErrors:
        return EnvelopePreview::tr("Kept: it failed, and errors are always logged.");
    case KeepReason::SampledOut:
        return EnvelopePreview::tr("Not sent: sampled out at %1 %.").arg(outcome.percentage);
    case KeepReason::Verbosity:
        return EnvelopePreview::tr("Not sent: it succeeded, and verbosity is error.");
    }
    return {};
}

/// The key that the logger stamped on this exchange, as long as it is and all but its beginning
/// hidden: sizes stay true, and a screen shared with others gives nothing away.
std::string hiddenKey(const Exchange& exchange, std::string_view loggerId)
{
    constexpr std::size_t kShown = 4;
    std::string key = "00000000-0000-0000-0000-000000000000"; // logged nothing of it yet
    for (const auto& outcome : exchange.loggers) {
        if (outcome.loggerId == loggerId && !outcome.instrumentationKey.empty())
            key = outcome.instrumentationKey;
    }
    for (std::size_t at = kShown; at < key.size(); ++at) {
        if (key[at] != '-')
            key[at] = '*';
    }
    return key;
}

QString titleOf(const ExchangeRow& row)
{
    return QStringLiteral("#%1  %2  %3")
        .arg(row.id)
        .arg(toQString(row.apimOperationId.empty() ? row.path : row.apimOperationId))
        .arg(row.statusCode);
}

} // namespace

EnvelopePreview::EnvelopePreview(Session& session, DiagnosticsDraft& draft, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_draft(draft)
    , m_captured(new QComboBox)
    , m_logger(new QComboBox)
    , m_note(new QLabel)
    , m_tabs(new QTabBar)
    , m_body(new BodyViewer)
    , m_total(new QLabel)
{
    setObjectName(QStringLiteral("diag.preview"));
    m_captured->setObjectName(QStringLiteral("diag.preview.exchange"));
    m_captured->setMinimumContentsLength(12);
    m_captured->setAccessibleName(tr("Captured exchange to preview"));
    m_captured->setToolTip(tr("One of the newest captured exchanges of this API"));
    m_logger->setObjectName(QStringLiteral("diag.preview.logger"));
    m_logger->setAccessibleName(tr("Destination of the preview"));
    m_logger->setToolTip(tr("Whose envelopes are shown"));
    m_tabs->setObjectName(QStringLiteral("diag.preview.items"));
    m_tabs->setAccessibleName(tr("Items of the exchange"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setToolTip(tr("The envelopes of this exchange, with their sizes"));
    m_body->setObjectName(QStringLiteral("diag.preview.envelope"));
    m_note->setFont(smallFont());
    m_note->setForegroundRole(kSecondaryText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(12, 2, 12, 4);
    m_total->setFont(smallFont());
    m_total->setContentsMargins(12, 6, 12, 8);
    buildLayout();
    connect(m_logger, &QComboBox::activated, this, &EnvelopePreview::showItems);
    connect(m_captured, &QComboBox::activated, this,
            [this] { fetchExchange(m_captured->currentData().toLongLong()); });
    connect(m_tabs, &QTabBar::currentChanged, this, &EnvelopePreview::showItem);
}

void EnvelopePreview::buildLayout()
{
    auto* title = new QLabel(tr("Preview"));
    title->setFont(strongFont());
    auto* top = new QHBoxLayout;
    top->setContentsMargins(12, 8, 12, 2);
    top->setSpacing(8);
    top->addWidget(title);
    top->addWidget(m_captured, 1);
    auto* second = new QHBoxLayout;
    second->setContentsMargins(12, 2, 12, 2);
    second->setSpacing(8);
    auto* at = new QLabel(tr("at"));
    at->setForegroundRole(kSecondaryText);
    second->addWidget(at);
    second->addWidget(m_logger, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(top);
    layout->addLayout(second);
    layout->addWidget(m_note);
    layout->addWidget(m_tabs);
    layout->addWidget(m_body, 1);
    layout->addWidget(m_total);
}

void EnvelopePreview::setApi(const std::string& apiKey)
{
    if (m_apiKey == apiKey)
        return;
    m_apiKey = apiKey;
    m_exchange.reset();
    m_captured->clear();
    listDestinations();
    fetchExchanges();
}

Result<EnvelopePreview::Captured>
EnvelopePreview::capturedOf(StoreReader& reader, const std::string& apiId, std::int64_t wanted)
{
    auto parsed = filter::Filter::parse(filter::printPredicate("api", apiId));
    if (!parsed)
        return parsed.error();
    ExchangeQuery query;
    query.filter = std::make_shared<const filter::Filter>(std::move(*parsed));
    query.isDescending = true;
    const auto ids = reader.exchangeIds(query, 0, kOffered);
    if (!ids)
        return ids.error();
    auto rows = reader.exchangeRows(*ids);
    if (!rows)
        return rows.error();
    // The filter's "contains" also finds APIs whose name holds this one's.
    std::erase_if(*rows, [&](const ExchangeRow& row) { return row.apiId != apiId; });
    Captured captured{std::move(*rows), {}};
    if (captured.rows.empty())
        return captured;
    auto exchange = reader.exchange(wanted != 0 ? wanted : captured.rows.front().id);
    if (!exchange) // evicted meanwhile
        exchange = reader.exchange(captured.rows.front().id);
    if (!exchange)
        return exchange.error();
    captured.exchange = std::move(*exchange);
    return captured;
}

void EnvelopePreview::fetchExchanges() { fetchExchange(m_exchange ? m_exchange->id : 0); }

void EnvelopePreview::fetchExchange(std::int64_t id)
{
    const auto* api = m_draft.workspace().findApi(m_apiKey);
    if (!api)
        return;
    m_session.ask(
        this, kCapturedSlot,
        [apiId = api->id, id](StoreReader& reader) { return capturedOf(reader, apiId, id); },
        [this](Result<Captured> captured) {
            if (captured)
                takeCaptured(std::move(*captured));
            else
                showNothing(toQString(captured.error().message));
        });
}

void EnvelopePreview::takeCaptured(Captured captured)
{
    m_exchange = std::move(captured.exchange);
    m_captured->clear();
    for (const auto& row : captured.rows)
        m_captured->addItem(titleOf(row), QVariant::fromValue<qlonglong>(row.id));
    if (m_exchange) {
        const auto id = QVariant::fromValue<qlonglong>(m_exchange->id);
        if (m_captured->findData(id) < 0)
            m_captured->addItem(QStringLiteral("#%1").arg(m_exchange->id), id);
        m_captured->setCurrentIndex(m_captured->findData(id));
    }
    m_captured->setEnabled(m_captured->count() > 0);
    showItems();
}

void EnvelopePreview::refresh()
{
    listDestinations();
    showItems();
}

void EnvelopePreview::listDestinations()
{
    const auto* api = m_draft.workspace().findApi(m_apiKey);
    const auto chosen = m_logger->currentText();
    m_logger->clear();
    for (const auto& one : effectiveDiagnostics(m_draft.workspace(), api))
        m_logger->addItem(toQString(one.settings.loggerId));
    m_logger->setCurrentIndex(std::max(0, m_logger->findText(chosen)));
    m_logger->setEnabled(m_logger->count() > 0);
}

void EnvelopePreview::showNothing(const QString& why)
{
    m_note->setText(why);
    m_tabs->hide();
    m_body->setNote({});
    m_total->clear();
}

void EnvelopePreview::showItems()
{
    const int current = m_tabs->currentIndex();
    m_items.clear();
    const QSignalBlocker blocker(m_tabs);
    while (m_tabs->count() > 0)
        m_tabs->removeTab(0);
    if (!m_exchange)
        return showNothing(tr("No captured request of this API yet. Send one, and its envelopes "
                              "stand here."));
    const auto* api = m_draft.workspace().findApi(m_apiKey);
    const auto effective = effectiveDiagnostics(m_draft.workspace(), api);
    const auto index = static_cast<std::size_t>(std::max(0, m_logger->currentIndex()));
    if (index >= effective.size())
        return showNothing(tr("No destination: nothing is sent."));
    auto destination = effective[index];
    destination.instrumentationKey = hiddenKey(*m_exchange, destination.settings.loggerId);
    const auto outcome = previewOutcome(*m_exchange, destination);
    std::size_t bytes = 0;
    for (const auto& item : itemsFor(*m_exchange, outcome)) {
        m_items.push_back({kindOf(item), printEnvelope(item)});
        bytes += m_items.back().envelope.size();
        m_tabs->addTab(
            tr("%1  %2").arg(m_items.back().title, formatBytes(m_items.back().envelope.size())));
    }
    if (m_items.empty())
        return showNothing(reasonText(outcome));
    m_note->setText(reasonText(outcome));
    m_tabs->show();
    m_total->setText(tr("This exchange: %n item(s), %1", nullptr, static_cast<int>(m_items.size()))
                         .arg(formatBytes(bytes)));
    m_tabs->setCurrentIndex(std::clamp(current, 0, static_cast<int>(m_items.size()) - 1));
    showItem(m_tabs->currentIndex());
}

void EnvelopePreview::showItem(int index)
{
    if (index < 0 || static_cast<std::size_t>(index) >= m_items.size())
        return;
    const auto& text = m_items[static_cast<std::size_t>(index)].envelope;
    m_body->setBody(QByteArray::fromStdString(text), QStringLiteral("application/json"),
                    text.size(), false);
}

} // namespace gatelens::ui
