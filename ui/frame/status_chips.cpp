#include "ui/frame/status_chips.h"

#include "ui/frame/command_registry.h"
#include "ui/session/session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QTimer>
#include <QUrl>

namespace gatelens::ui {

namespace {

constexpr int kHeight = 28;
constexpr int kPadding = 10;
constexpr int kIconSize = 14;
constexpr int kP95Milliseconds = 2000;
constexpr int kP95Slot = 0;

QString portOf(const std::optional<std::string>& address)
{
    const QUrl url(toQString(address.value_or("")));
    return QStringLiteral(":%1").arg(url.port());
}

bool isLoopback(const std::optional<std::string>& address)
{
    if (!address)
        return true;
    const QString host = QUrl(toQString(*address)).host();
    return host.startsWith(QStringLiteral("127.")) || host == QStringLiteral("::1")
        || host == QStringLiteral("localhost");
}

} // namespace

StatusChip::StatusChip(const QString& objectName, QWidget* parent)
    : QAbstractButton(parent)
{
    setObjectName(objectName);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StatusChip::setState(IconId icon, Tone tone, const QString& name, const QString& strong,
                          const QString& weak)
{
    if (icon == m_icon && tone == m_tone && name == m_name && strong == m_strong && weak == m_weak)
        return;
    const int before = sizeHint().width();
    m_icon = icon;
    m_tone = tone;
    m_name = name;
    m_strong = strong;
    m_weak = weak;
    setAccessibleName(QStringLiteral("%1 %2 %3").arg(name, strong, weak).simplified());
    if (sizeHint().width() != before)
        updateGeometry();
    update();
}

void StatusChip::setMenu(QMenu* menu)
{
    connect(this, &QAbstractButton::clicked, menu,
            [this, menu] { menu->popup(mapToGlobal(QPoint(0, -menu->sizeHint().height()))); });
}

QSize StatusChip::sizeHint() const
{
    const QFontMetrics words(smallFont());
    const QFontMetrics figures(dataFont());
    int width = 2 * kPadding + kIconSize + 6 + words.horizontalAdvance(m_name);
    if (!m_strong.isEmpty())
        width += 6 + figures.horizontalAdvance(m_strong);
    if (!m_weak.isEmpty())
        width += 6 + figures.horizontalAdvance(m_weak);
    return {width, kHeight};
}

void StatusChip::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    if (underMouse())
        painter.fillRect(rect(), theme.hover);
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 2));
        painter.drawRect(rect().adjusted(2, 2, -3, -3));
    }
    painter.fillRect(QRect(width() - 1, 6, 1, height() - 12), theme.divider);
    painter.drawPixmap(kPadding, (height() - kIconSize) / 2,
                       iconPixmap(m_icon, m_tone, kIconSize, devicePixelRatioF()));
    int x = kPadding + kIconSize + 6;
    const auto write = [&](const QString& text, const QFont& font, const QColor& color) {
        if (text.isEmpty())
            return;
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(QRect(x, 0, width(), height()), Qt::AlignVCenter, text);
        x += painter.fontMetrics().horizontalAdvance(text) + 6;
    };
    write(m_name, smallFont(), theme.text);
    write(m_strong, dataFont(), theme.text);
    write(m_weak, dataFont(), theme.secondary);
}

StatusChips::StatusChips(Session& session, CommandRegistry& commands, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_gateway(new StatusChip(QStringLiteral("main.status.gateway"), this))
    , m_intake(new StatusChip(QStringLiteral("main.status.ingest"), this))
    , m_forward(new StatusChip(QStringLiteral("main.status.forward"), this))
    , m_bind(new StatusChip(QStringLiteral("main.status.bind"), this))
    , m_store(new StatusChip(QStringLiteral("main.status.store"), this))
    , m_selected(new StatusChip(QStringLiteral("main.status.selected"), this))
{
    setFixedHeight(kHeight);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 0, 4, 0);
    layout->setSpacing(0);
    for (StatusChip* chip : {m_gateway, m_intake, m_forward, m_bind, m_store})
        layout->addWidget(chip);
    layout->addStretch();
    layout->addWidget(m_selected);
    setSelectionText({});
    buildMenus(commands);
    showStatus(session.status());
    connect(&session, &Session::statusChanged, this, &StatusChips::showStatus);
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &StatusChips::askForP95);
    if (session.engine())
        timer->start(kP95Milliseconds);
}

void StatusChips::buildMenus(CommandRegistry& commands)
{
    auto* gateway = new QMenu(this);
    for (const char* id : {"act.gateway.start", "act.gateway.stop", "act.gateway.copyUrl",
                           "act.gateway.demoTraffic"}) {
        if (QAction* action = commands.find(QLatin1StringView(id)))
            gateway->addAction(action);
    }
    m_gateway->setMenu(gateway);
    auto* intake = new QMenu(this);
    if (QAction* action = commands.find(QStringLiteral("act.gateway.copyIngestUrl")))
        intake->addAction(action);
    m_intake->setMenu(intake);
    const auto opens = [this](StatusChip* chip, const QString& page) {
        connect(chip, &QAbstractButton::clicked, this, [this, page] { m_session.go({page, {}}); });
    };
    opens(m_forward, QStringLiteral("forwarding"));
    opens(m_store, QStringLiteral("settings"));
    opens(m_bind, QStringLiteral("settings"));
    connect(m_selected, &QAbstractButton::clicked, this, [this] {
        const QString id = m_session.selection().operationId;
        if (id.isEmpty())
            return;
        QGuiApplication::clipboard()->setText(id);
        m_session.notify(tr("Operation id copied"));
    });
}

void StatusChips::setSelectionText(const QString& text)
{
    m_selected->setState(text.isEmpty() ? IconId::StatusNone : IconId::Check, Tone::Secondary,
                         text.isEmpty() ? tr("nothing selected") : text, {}, {});
    m_selected->setToolTip(text.isEmpty() ? QString() : tr("Copy the operation id"));
}

void StatusChips::showStatus(const EngineStatus& status)
{
    const bool hasEngine = m_session.engine() != nullptr;
    for (StatusChip* chip : {m_intake, m_forward, m_bind})
        chip->setVisible(hasEngine);
    if (!hasEngine) {
        m_gateway->setState(IconId::StatusNone, Tone::Secondary, tr("Looking at a store"), {}, {});
        m_store->hide();
        return;
    }
    m_requests.add(now(), status.requestsTotal);
    m_items.add(now(), status.ingestedItems);
    showGateway(status);
    const bool isListening = m_session.endpoints().ingest.has_value();
    m_intake->setState(isListening ? IconId::StatusOk : IconId::StatusNone,
                       isListening ? Tone::Success : Tone::Secondary, tr("Intake"),
                       isListening ? portOf(m_session.endpoints().ingest) : tr("off"),
                       isListening ? formatRate(m_items.perSecond()).number + tr(" items")
                               + formatRate(m_items.perSecond()).unit
                                   : QString());
    m_intake->setToolTip(
        tr("%1 items taken, %2 refused")
            .arg(formatCount(status.ingestedItems), formatCount(status.ingestRejected)));
    showForwarding(status);
    showBinding();
    showStore(status);
}

void StatusChips::showGateway(const EngineStatus& status)
{
    if (!status.isGatewayRunning) {
        m_gateway->setState(IconId::StatusWarn, Tone::Warning, tr("Gateway stopped"), {}, {});
        m_gateway->setToolTip(tr("Start it from this menu"));
        return;
    }
    const NumberAndUnit rate = formatRate(m_requests.perSecond());
    QString figures = rate.number + rate.unit;
    if (m_p95 > Micros(0))
        figures += tr(" p95 %1").arg(formatDuration(m_p95));
    m_gateway->setState(IconId::StatusOk, Tone::Success, tr("Gateway"),
                        portOf(m_session.endpoints().gateway), figures);
    m_gateway->setToolTip(
        tr("%1 requests, %2 failed. Rate of 5 s, p95 of 60 s")
            .arg(formatCount(status.requestsTotal), formatCount(status.requestsFailed)));
}

void StatusChips::showForwarding(const EngineStatus& status)
{
    std::uint64_t queued = 0;
    QString problem;
    for (const ForwardStatus& destination : status.forward) {
        queued += destination.queued;
        if (!destination.lastError.empty())
            problem = toQString(destination.name + ": " + destination.lastError);
    }
    if (status.forward.empty()) {
        m_forward->setState(IconId::StatusNone, Tone::Secondary, tr("Forwarding off"), {}, {});
    } else {
        m_forward->setState(problem.isEmpty() ? IconId::StatusOk : IconId::StatusWarn,
                            problem.isEmpty() ? Tone::Success : Tone::Warning, tr("Forwarding"), {},
                            tr("%1 queued").arg(formatCount(queued)));
    }
    m_forward->setToolTip(problem.isEmpty() ? tr("Open Forwarding") : problem);
}

void StatusChips::showBinding()
{
    const Endpoints& at = m_session.endpoints();
    const bool isLocal = isLoopback(at.gateway) && isLoopback(at.gatewayTls)
        && isLoopback(at.ingest) && isLoopback(at.ingestTls) && isLoopback(at.metrics);
    m_bind->setState(isLocal ? IconId::Lock : IconId::StatusErr,
                     isLocal ? Tone::Secondary : Tone::Error,
                     isLocal ? tr("Loopback only") : tr("Open to the network"), {}, {});
    m_bind->setToolTip(isLocal ? tr("Only this machine can reach the listeners")
                               : tr("At least one listener can be reached from other machines"));
}

void StatusChips::showStore(const EngineStatus& status)
{
    const QString limit = formatBytes(m_session.workspace()->local.store.maxBytes);
    const QString size = tr("%1 of %2").arg(formatBytes(status.storeBytes), limit);
    if (!status.storeProblem.empty()) {
        m_store->setState(IconId::StatusErr, Tone::Error, tr("Store"), size,
                          toQString(status.storeProblem));
    } else if (status.itemsDropped > 0) {
        m_store->setState(IconId::StatusWarn, Tone::Warning, tr("Store"), size,
                          tr("%1 dropped").arg(formatCount(status.itemsDropped)));
    } else {
        m_store->setState(IconId::Store, Tone::Secondary, {}, size, {});
    }
    m_store->setToolTip(tr("Queue %1 of %2, %3 dropped")
                            .arg(formatCount(status.queueDepth), formatCount(status.queueCapacity),
                                 formatCount(status.itemsDropped)));
}

void StatusChips::askForP95()
{
    m_session.ask(
        this, kP95Slot,
        [](StoreReader& reader) {
            ExchangeQuery query;
            query.range.from = now() - std::chrono::seconds(60);
            return reader.totals(query);
        },
        [this](Result<Totals> totals) {
            m_p95 = totals ? totals->p95 : Micros(0);
            showGateway(m_session.status());
        });
}

} // namespace gatelens::ui
