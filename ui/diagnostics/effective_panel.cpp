#include "ui/diagnostics/effective_panel.h"

#include "core/diagnostics/exchange_logging.h"
#include "core/store/filter.h"
#include "core/store/store_reader.h"
#include "core/telemetry/envelope.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/widgets/body_viewer.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QTabBar>
#include <QVBoxLayout>

namespace gatelens::ui {
namespace {

constexpr int kExchangeSlot = 1;

std::string noKey(const Logger&) { return {}; }

QString kindOf(const TelemetryItem& item)
{
    return std::visit(
        [](const auto& one) -> QString {
            using Item = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<Item, RequestItem>)
                return EffectivePanel::tr("request");
            else if constexpr (std::is_same_v<Item, DependencyItem>)
                return EffectivePanel::tr("dependency");
            else if constexpr (std::is_same_v<Item, ExceptionItem>)
                return EffectivePanel::tr("exception");
            else if constexpr (std::is_same_v<Item, TraceItem>)
                return EffectivePanel::tr("trace");
            else
                return EffectivePanel::tr("item");
        },
        item);
}

QString reasonText(const LoggerOutcome& outcome)
{
    switch (outcome.reason) {
    case KeepReason::Drawn:
        return EffectivePanel::tr("kept: drawn at %1 %").arg(outcome.percentage);
    case KeepReason::AlwaysLogErrors:
        return EffectivePanel::tr("kept: failed, and errors are always logged");
    case KeepReason::SampledOut:
        return EffectivePanel::tr("not sent: sampled out at %1 %").arg(outcome.percentage);
    case KeepReason::Verbosity:
        return EffectivePanel::tr("not sent: it succeeded, and verbosity is error");
    }
    return {};
}

/// The newest exchange of an API, or nothing when there is none.
Result<std::optional<Exchange>> newestExchange(StoreReader& reader, const std::string& apiId)
{
    auto parsed = filter::Filter::parse(filter::printPredicate("api", apiId));
    if (!parsed)
        return parsed.error();
    ExchangeQuery query;
    query.filter = std::make_shared<const filter::Filter>(std::move(*parsed));
    query.isDescending = true;
    const auto ids = reader.exchangeIds(query, 0, 1);
    if (!ids)
        return ids.error();
    if (ids->empty())
        return std::optional<Exchange>{};
    auto exchange = reader.exchange(ids->front());
    if (!exchange)
        return exchange.error();
    return std::optional<Exchange>(std::move(*exchange));
}

} // namespace

EffectivePanel::EffectivePanel(Session& session, DiagnosticsDraft& draft, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_draft(draft)
    , m_api(new QComboBox)
    , m_count(new QLabel)
    , m_destinations(new QVBoxLayout)
{
    setObjectName(QStringLiteral("diag.effective"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_api->setObjectName(QStringLiteral("diag.effective.api"));
    m_api->setAccessibleName(tr("Effective for"));
    m_count->setFont(smallFont());
    m_count->setForegroundRole(QPalette::PlaceholderText);
    auto* title = new QLabel(tr("Effective for"));
    title->setFont(strongFont());
    auto* top = new QHBoxLayout;
    top->setContentsMargins(12, 8, 12, 8);
    top->addWidget(title);
    top->addWidget(m_api);
    top->addStretch(1);
    top->addWidget(m_count);
    m_destinations->setContentsMargins(12, 0, 12, 8);
    m_destinations->setSpacing(8);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addLayout(m_destinations);
    layout->addWidget(makePreview(), 1);
    connect(m_api, &QComboBox::activated, this,
            [this] { setApi(toUtf8(m_api->currentData().toString())); });
    connect(&m_draft, &DiagnosticsDraft::changed, this, &EffectivePanel::refresh);
}

QWidget* EffectivePanel::makePreview()
{
    auto* preview = new QWidget;
    preview->setObjectName(QStringLiteral("diag.preview"));
    auto* title = new QLabel(tr("Preview"));
    title->setFont(strongFont());
    m_logger = new QComboBox;
    m_logger->setObjectName(QStringLiteral("diag.preview.logger"));
    m_logger->setAccessibleName(tr("Destination of the preview"));
    m_previewNote = new QLabel;
    m_previewNote->setFont(smallFont());
    m_previewNote->setForegroundRole(QPalette::PlaceholderText);
    m_previewNote->setWordWrap(true);
    m_tabs = new QTabBar;
    m_tabs->setObjectName(QStringLiteral("diag.preview.items"));
    m_tabs->setDrawBase(false);
    m_body = new BodyViewer;
    m_body->setObjectName(QStringLiteral("diag.preview.envelope"));
    m_total = new QLabel;
    m_total->setFont(smallFont());
    m_total->setContentsMargins(12, 4, 12, 6);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(12, 8, 12, 4);
    top->addWidget(title);
    top->addWidget(m_logger);
    top->addStretch(1);
    auto* layout = new QVBoxLayout(preview);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(top);
    m_previewNote->setContentsMargins(12, 0, 12, 0);
    layout->addWidget(m_previewNote);
    layout->addWidget(m_tabs);
    layout->addWidget(m_body, 1);
    layout->addWidget(m_total);
    connect(m_logger, &QComboBox::activated, this, &EffectivePanel::refreshPreview);
    connect(m_tabs, &QTabBar::currentChanged, this, &EffectivePanel::showItem);
    return preview;
}

void EffectivePanel::takeWorkspace()
{
    QStringList keys;
    for (const auto& api : m_draft.workspace().apis)
        keys << toQString(api.key());
    QStringList shown;
    for (int index = 0; index < m_api->count(); ++index)
        shown << m_api->itemData(index).toString();
    if (keys == shown)
        return;
    m_api->clear();
    for (const auto& api : m_draft.workspace().apis)
        m_api->addItem(toQString(api.displayName.empty() ? api.id : api.displayName),
                       toQString(api.key()));
    if (m_draft.workspace().findApi(m_apiKey) == nullptr && !keys.isEmpty())
        setApi(toUtf8(keys.front()));
}

void EffectivePanel::setApi(const std::string& apiKey)
{
    m_api->setCurrentIndex(m_api->findData(toQString(apiKey)));
    if (m_apiKey == apiKey)
        return;
    m_apiKey = apiKey;
    m_exchange.reset();
    listDestinations();
    fetchExchange();
}

void EffectivePanel::fetchExchange()
{
    const auto* api = m_draft.workspace().findApi(m_apiKey);
    if (!api)
        return;
    m_session.ask(
        this, kExchangeSlot,
        [id = api->id](StoreReader& reader) { return newestExchange(reader, id); },
        [this](Result<std::optional<Exchange>> newest) {
            if (newest)
                m_exchange = std::move(*newest);
            refreshPreview();
        });
}

void EffectivePanel::refresh()
{
    takeWorkspace();
    listDestinations();
    refreshPreview();
}

void EffectivePanel::addDestination(const QString& name, const QString& reason,
                                    const QString& summary, bool isKept)
{
    auto* row = new QWidget;
    auto* layout = new QVBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    auto* line = new QHBoxLayout;
    auto* mark = new QLabel;
    const auto status = isKept ? Status::Success : Status::Neutral;
    mark->setPixmap(iconPixmap(statusIcon(status), toneOf(status), 14, devicePixelRatioF()));
    auto* title = new QLabel(name);
    title->setFont(strongFont());
    auto* why = new QLabel(reason);
    why->setFont(smallFont());
    why->setForegroundRole(QPalette::Link);
    line->addWidget(mark);
    line->addWidget(title);
    line->addWidget(why, 1);
    auto* what = new QLabel(summary);
    what->setFont(smallFont());
    what->setForegroundRole(QPalette::PlaceholderText);
    what->setWordWrap(true);
    what->setContentsMargins(20, 0, 0, 0);
    layout->addLayout(line);
    layout->addWidget(what);
    m_destinations->addWidget(row);
}

void EffectivePanel::listDestinations()
{
    while (auto* item = m_destinations->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    const auto* api = m_draft.workspace().findApi(m_apiKey);
    const auto effective = effectiveDiagnostics(m_draft.workspace(), api, noKey);
    const auto chosen = m_logger->currentText();
    m_logger->clear();
    for (const auto& one : effective) {
        const auto name = toQString(one.settings.loggerId);
        addDestination(name, toQString(one.reason), longText(one.settings), true);
        m_logger->addItem(name);
    }
    if (effective.empty())
        addDestination(tr("No destination"), {},
                       tr("No logger receives the requests of this API. Enable one in the matrix."),
                       false);
    m_logger->setCurrentIndex(std::max(0, m_logger->findText(chosen)));
    m_count->setText(tr("%n destination(s)", nullptr, static_cast<int>(effective.size())));
}

void EffectivePanel::refreshPreview()
{
    const int current = m_tabs->currentIndex();
    m_items.clear();
    const QSignalBlocker blocker(m_tabs);
    while (m_tabs->count() > 0)
        m_tabs->removeTab(0);
    m_total->clear();
    const auto* api = m_draft.workspace().findApi(m_apiKey);
    const auto effective = effectiveDiagnostics(m_draft.workspace(), api, noKey);
    const auto index = static_cast<std::size_t>(std::max(0, m_logger->currentIndex()));
    if (!m_exchange || index >= effective.size()) {
        m_previewNote->setText(m_exchange ? tr("No destination: nothing is sent.")
                                          : tr("No captured request of this API yet: send one."));
        m_body->setNote(tr("Nothing to show"));
        return;
    }
    const auto outcome = previewOutcome(*m_exchange, effective[index]);
    m_previewNote->setText(tr("#%1 %2 %3 — %4")
                               .arg(m_exchange->id)
                               .arg(toQString(m_exchange->apimOperationId))
                               .arg(m_exchange->statusCode)
                               .arg(reasonText(outcome)));
    std::size_t bytes = 0;
    for (const auto& item : itemsFor(*m_exchange, outcome)) {
        m_items.push_back({kindOf(item), printEnvelope(item)});
        bytes += m_items.back().envelope.size();
        m_tabs->addTab(
            tr("%1  %2").arg(m_items.back().title, formatBytes(m_items.back().envelope.size())));
    }
    if (m_items.empty()) {
        m_body->setNote(tr("This exchange would not be sent to %1.").arg(m_logger->currentText()));
        return;
    }
    m_total->setText(tr("This exchange: %n item(s), %1", nullptr, static_cast<int>(m_items.size()))
                         .arg(formatBytes(bytes)));
    m_tabs->setCurrentIndex(std::clamp(current, 0, static_cast<int>(m_items.size()) - 1));
    showItem(m_tabs->currentIndex());
}

void EffectivePanel::showItem(int index)
{
    if (index < 0 || static_cast<std::size_t>(index) >= m_items.size())
        return;
    const auto& text = m_items[static_cast<std::size_t>(index)].envelope;
    m_body->setBody(QByteArray::fromStdString(text), QStringLiteral("application/json"),
                    text.size(), false);
}

} // namespace gatelens::ui
