#include "ui/live/timeline_strip.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/theme/time_ticks.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <cmath>

namespace gatelens::ui {

namespace {

constexpr int kLeft = 44;
constexpr int kRight = 58;
constexpr int kTop = 12;
constexpr int kAxis = 18;
constexpr double kBarDips = 8;
constexpr double kLeastWidth = 480;
constexpr int kLeastDrag = 4;
constexpr std::size_t kMostMarkers = 50;

/// 1, 2 or 5 times a power of ten, not below `value`.
quint64 niceTop(quint64 value)
{
    quint64 power = 1;
    while (power * 10 <= value)
        power *= 10;
    for (const quint64 factor : {1, 2, 4, 6, 10}) {
        if (power * factor >= value)
            return power * factor;
    }
    return value;
}

} // namespace

TimelineStrip::TimelineStrip(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("live.timeline"));
    setAccessibleName(tr("Requests over time"));
    setMouseTracking(true);
    setFocusPolicy(Qt::ClickFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip({});
}

void TimelineStrip::setBuckets(std::vector<TimeBucket> buckets, Micros width, Timestamp from,
                               Timestamp until)
{
    m_buckets = std::move(buckets);
    m_width = width;
    m_from = from;
    m_until = std::max(until, from + Micros(1));
    quint64 most = 1;
    Micros slowest{1000};
    for (const TimeBucket& bucket : m_buckets) {
        most = std::max<quint64>(most, bucket.totals.count);
        slowest = std::max(slowest, bucket.totals.p95);
    }
    m_most = niceTop(most);
    const auto slowestMillis = static_cast<quint64>((slowest.count() + 999) / 1000);
    m_slowest = std::chrono::milliseconds(niceTop(slowestMillis));
    quint64 total = 0;
    quint64 failed = 0;
    for (const TimeBucket& bucket : m_buckets) {
        total += bucket.totals.count;
        failed += bucket.totals.failed();
    }
    setAccessibleDescription(tr("%1 requests, %2 failed, %3 buckets of %4")
                                 .arg(total)
                                 .arg(failed)
                                 .arg(m_buckets.size())
                                 .arg(formatDuration(width)));
    update();
}

void TimelineStrip::addMarker(const Marker& marker)
{
    m_markers.push_back(marker);
    if (m_markers.size() > kMostMarkers)
        m_markers.erase(m_markers.begin());
    update();
}

Micros TimelineStrip::bucketFor(Micros span) const
{
    // Asked before the first layout the strip does not know its width yet.
    const double bars = std::max(kLeastWidth, plot().width()) / kBarDips;
    return clockStep(Micros(static_cast<qint64>(static_cast<double>(span.count()) / bars)));
}

QRectF TimelineStrip::plot() const
{
    return QRectF(kLeft, kTop, std::max(1, width() - kLeft - kRight), height() - kTop - kAxis);
}

double TimelineStrip::xOf(Timestamp time) const
{
    const double share = static_cast<double>((time - m_from).count())
        / static_cast<double>(std::max<qint64>(1, (m_until - m_from).count()));
    return plot().left() + plot().width() * share;
}

Timestamp TimelineStrip::timeAt(double x) const
{
    const double share = std::clamp((x - plot().left()) / plot().width(), 0.0, 1.0);
    return m_from
        + Micros(static_cast<qint64>(share * static_cast<double>((m_until - m_from).count())));
}

const TimeBucket* TimelineStrip::bucketAt(double x) const
{
    const Timestamp time = timeAt(x);
    for (const TimeBucket& bucket : m_buckets) {
        if (time >= bucket.start && time < bucket.start + m_width)
            return &bucket;
    }
    return nullptr;
}

void TimelineStrip::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.divider);
    paintAxes(painter);
    painter.save();
    painter.setClipRect(plot().adjusted(0, -kTop, 0, 1));
    paintBars(painter);
    paintP95(painter);
    paintMarkers(painter);
    if (m_dragFrom && m_pointer) {
        const QRectF chosen(QPointF(std::min(*m_dragFrom, *m_pointer), plot().top()),
                            QPointF(std::max(*m_dragFrom, *m_pointer), plot().bottom()));
        painter.fillRect(chosen, withAlpha(theme.accent, 0.18));
        painter.setPen(theme.accent);
        painter.drawRect(chosen);
    } else if (m_pointer) {
        painter.setPen(QPen(theme.secondary, 1, Qt::DotLine));
        painter.drawLine(QPointF(*m_pointer, plot().top()), QPointF(*m_pointer, plot().bottom()));
    }
    painter.restore();
}

void TimelineStrip::paintAxes(QPainter& painter) const
{
    const Theme& theme = currentTheme();
    const QRectF area = plot();
    painter.setFont(axisFont());
    for (const double share : {0.0, 0.5, 1.0}) {
        const double y = area.bottom() - area.height() * share;
        painter.setPen(theme.divider);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(theme.secondary);
        painter.drawText(QRectF(0, y - 8, kLeft - 8, 16), Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(static_cast<double>(m_most) * share, 'g', 4));
    }
    painter.drawText(QRectF(area.right() + 6, area.top() - 8, kRight - 6, 16),
                     Qt::AlignLeft | Qt::AlignVCenter, formatDuration(m_slowest));
    painter.drawText(QRectF(area.right() + 6, area.bottom() - 8, kRight - 6, 16),
                     Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("0"));

    const int most = std::max(1, static_cast<int>(area.width() / 110));
    for (const TimeTick& tick : timeTicks(m_from, m_until, most)) {
        painter.drawText(QRectF(xOf(tick.time) - 40, area.bottom() + 2, 80, kAxis - 2),
                         Qt::AlignCenter, tick.label);
    }
}

void TimelineStrip::paintBars(QPainter& painter) const
{
    const Theme& theme = currentTheme();
    const QRectF area = plot();
    const double scale = area.height() / static_cast<double>(std::max<quint64>(1, m_most));
    const QBrush hatch(theme.warning.text, Qt::BDiagPattern);
    for (const TimeBucket& bucket : m_buckets) {
        const double left = std::round(xOf(bucket.start));
        const double right = std::round(xOf(bucket.start + m_width));
        const QRectF column(left, area.top(), std::max(1.0, right - left - 1), area.height());
        const Totals& totals = bucket.totals;
        double bottom = area.bottom();
        const auto stack = [&](quint64 count) {
            const double size = static_cast<double>(count) * scale;
            bottom -= size;
            return QRectF(column.left(), bottom, column.width(), size);
        };
        const quint64 good = totals.count - std::min(totals.count, totals.failed());
        if (good > 0) {
            const QRectF box = stack(good);
            painter.fillRect(box, theme.success.tint);
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1.5), theme.success.text);
        }
        if (totals.clientErrors > 0) {
            const QRectF box = stack(totals.clientErrors);
            painter.fillRect(box, theme.warning.tint);
            painter.fillRect(box, hatch);
        }
        if (totals.serverErrors > 0)
            painter.fillRect(stack(totals.serverErrors), theme.error.text);
    }
}

void TimelineStrip::paintP95(QPainter& painter) const
{
    const QRectF area = plot();
    QPainterPath path;
    bool isDown = false;
    for (const TimeBucket& bucket : m_buckets) {
        if (bucket.totals.count == 0) {
            isDown = false;
            continue;
        }
        const double share = static_cast<double>(bucket.totals.p95.count())
            / static_cast<double>(std::max<qint64>(1, m_slowest.count()));
        const QPointF point(xOf(bucket.start + m_width / 2),
                            area.bottom() - area.height() * std::min(1.0, share));
        if (isDown)
            path.lineTo(point);
        else
            path.moveTo(point);
        isDown = true;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(currentTheme().text, 1.25, Qt::DashDotLine));
    painter.drawPath(path);
    painter.restore();
}

void TimelineStrip::paintMarkers(QPainter& painter) const
{
    const Theme& theme = currentTheme();
    painter.setFont(smallFont());
    for (const Marker& marker : m_markers) {
        if (marker.at < m_from || marker.at > m_until)
            continue;
        const double x = xOf(marker.at);
        painter.setPen(QPen(theme.accent, 1.5, Qt::DotLine));
        painter.drawLine(QPointF(x, 4), QPointF(x, plot().bottom()));
        painter.setPen(theme.accent);
        const int textWidth = painter.fontMetrics().horizontalAdvance(marker.text);
        const bool fitsRight = x + textWidth + 10 < plot().right();
        painter.drawText(QPointF(fitsRight ? x + 6 : x - textWidth - 6, 11), marker.text);
    }
}

void TimelineStrip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        m_dragFrom = event->position().x();
}

void TimelineStrip::mouseMoveEvent(QMouseEvent* event)
{
    m_pointer = event->position().x();
    if (!m_dragFrom)
        tellBucket(event->globalPosition().toPoint(), *m_pointer);
    update();
}

void TimelineStrip::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_dragFrom)
        return;
    const double from = *std::exchange(m_dragFrom, std::nullopt);
    const double until = event->position().x();
    update();
    if (std::abs(until - from) >= kLeastDrag)
        Q_EMIT rangeChosen(timeAt(std::min(from, until)), timeAt(std::max(from, until)));
}

void TimelineStrip::mouseDoubleClickEvent(QMouseEvent*) { Q_EMIT resetWanted(); }

void TimelineStrip::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_dragFrom) {
        m_dragFrom.reset();
        update();
        return;
    }
    QWidget::keyPressEvent(event);
}

void TimelineStrip::leaveEvent(QEvent*)
{
    m_pointer.reset();
    update();
}

void TimelineStrip::tellBucket(const QPoint& globalPosition, double x)
{
    const TimeBucket* bucket = bucketAt(x);
    if (!bucket) {
        QToolTip::hideText();
        return;
    }
    const Totals& totals = bucket->totals;
    QToolTip::showText(globalPosition,
                       tr("%1, %2\n%3 requests, %4 client errors, %5 server errors\n"
                          "p50 %6, p95 %7")
                           .arg(formatTime(bucket->start).left(8), formatDuration(m_width),
                                formatCount(totals.count), formatCount(totals.clientErrors),
                                formatCount(totals.serverErrors), formatDuration(totals.p50),
                                formatDuration(totals.p95)),
                       this);
}

} // namespace gatelens::ui
