#include "ui/live/timing_view.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace gatelens::ui {

namespace {

constexpr int kBarRowHeight = 23;
constexpr int kBarsTop = 30;
constexpr int kNames = 190;
constexpr int kFigures = 84;
constexpr int kBarHeight = 11;

} // namespace

TimingView::TimingView(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("live.detail.timing"));
    setAccessibleName(tr("Timing"));
}

std::vector<TimingView::Bar> TimingView::barsOf(const Exchange& exchange)
{
    std::vector<Bar> bars;
    bars.push_back({tr("Whole exchange"), Micros(0), exchange.duration, 0, 7});
    bars.push_back({tr("Inbound policies"), Micros(0), exchange.inboundTime, 1, 0});
    if (exchange.backendTime > Micros(0)) {
        bars.push_back({tr("Backend section"), exchange.inboundTime, exchange.backendTime, 1, 2});
    }
    for (const BackendCall& call : exchange.backendCalls) {
        const Micros start = std::max(Micros(0), call.startedAt - exchange.startedAt);
        const std::string& to = call.backendId.empty() ? call.target : call.backendId;
        const bool isFailed = !call.failure.empty() || call.statusCode >= 500;
        bars.push_back({toQString(call.method + " " + to), start, call.duration, 2, 4, isFailed});
        Micros at = start;
        const auto part = [&](const QString& name, Micros duration) {
            if (duration <= Micros(0))
                return;
            bars.push_back({name, at, duration, 3, 4});
            at += duration;
        };
        part(tr("wait for a connection"), call.timing.queue);
        part(tr("connect"), call.timing.connect);
        part(tr("TLS"), call.timing.tls);
        part(tr("send"), call.timing.send);
        part(tr("first byte"), call.timing.firstByte);
        part(tr("receive"), call.timing.receive);
    }
    const Micros afterBackend = exchange.inboundTime + exchange.backendTime;
    if (exchange.outboundTime > Micros(0))
        bars.push_back({tr("Outbound policies"), afterBackend, exchange.outboundTime, 1, 6});
    if (exchange.clientTime > Micros(0)) {
        bars.push_back({tr("To and from the client"),
                        std::max(Micros(0), exchange.duration - exchange.clientTime),
                        exchange.clientTime, 1, 1});
    }
    return bars;
}

void TimingView::showTiming(const Exchange& exchange)
{
    m_bars = barsOf(exchange);
    m_total = std::max(exchange.duration, Micros(1));
    for (const Bar& bar : m_bars)
        m_total = std::max(m_total, bar.start + bar.duration);
    setAccessibleDescription(tr("%1 in total").arg(formatDuration(exchange.duration)));
    updateGeometry();
    update();
}

QSize TimingView::sizeHint() const
{
    return {420, kBarsTop + static_cast<int>(m_bars.size()) * kBarRowHeight + 12};
}

void TimingView::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    const int left = std::min(kNames, width() / 3);
    const QRectF plot(left, kBarsTop, std::max(40, width() - left - kFigures), height() - kBarsTop);
    const auto xOf = [&](Micros time) {
        return plot.left()
            + plot.width() * static_cast<double>(time.count())
            / static_cast<double>(m_total.count());
    };
    painter.setFont(axisFont());
    for (int tick = 0; tick <= 4; ++tick) {
        const Micros time = m_total * tick / 4;
        painter.setPen(theme.divider);
        painter.drawLine(QPointF(xOf(time), kBarsTop - 6), QPointF(xOf(time), height()));
        painter.setPen(theme.secondary);
        painter.drawText(QRectF(xOf(time) - 40, 4, 80, 18), Qt::AlignCenter,
                         tick == 0 ? QStringLiteral("0") : formatDuration(time));
    }
    double y = kBarsTop;
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Bar& bar : m_bars) {
        const QRectF name(12 + bar.depth * 14, y, left - 16 - bar.depth * 14, kBarRowHeight);
        painter.setFont(bar.depth == 0 ? strongFont() : smallFont());
        painter.setPen(bar.depth < 3 ? theme.text : theme.secondary);
        painter.drawText(name, Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(bar.name, Qt::ElideRight,
                                                          static_cast<int>(name.width())));
        const double from = xOf(bar.start);
        const QRectF box(from, y + (kBarRowHeight - kBarHeight) / 2.0,
                         std::max(2.0, xOf(bar.start + bar.duration) - from), kBarHeight);
        QColor color = theme.series.at(static_cast<std::size_t>(bar.series));
        if (bar.depth == 3)
            color = withAlpha(color, 0.6);
        painter.setPen(bar.isFailed ? QPen(theme.error.text, 1.5) : QPen(Qt::NoPen));
        painter.setBrush(color);
        painter.drawRoundedRect(box, 2, 2);
        painter.setFont(dataFont());
        painter.setPen(theme.text);
        painter.drawText(QRectF(width() - kFigures, y, kFigures - 12, kBarRowHeight),
                         Qt::AlignVCenter | Qt::AlignRight, formatDuration(bar.duration));
        y += kBarRowHeight;
    }
}

} // namespace gatelens::ui
