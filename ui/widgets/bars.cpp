#include "ui/widgets/bars.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace gatelens::ui {

namespace {
constexpr int kRowHeight = 23;
}

void paintBar(QPainter* painter, const QRectF& track, double share, const QColor& color,
              const Theme& theme)
{
    painter->fillRect(track, theme.barTrack);
    if (share <= 0)
        return;
    // Something is never drawn as nothing.
    const double width = std::max(1.5, track.width() * std::min(1.0, share));
    painter->fillRect(QRectF(track.topLeft(), QSizeF(width, track.height())), color);
}

void AnswerBars::setRows(std::vector<Row> rows)
{
    m_rows = std::move(rows);
    updateGeometry();
    update();
}

QSize AnswerBars::sizeHint() const
{
    return {240, std::max(1, static_cast<int>(m_rows.size())) * kRowHeight};
}

void AnswerBars::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    quint64 most = 1;
    for (const Row& row : m_rows)
        most = std::max(most, row.count);
    int y = 0;
    for (const Row& row : m_rows) {
        const QRect line(0, y, width(), kRowHeight);
        const QColor color = theme.status(row.status).text;
        painter.drawPixmap(
            0, y + 4,
            iconPixmap(statusIcon(row.status), toneOf(row.status), 14, devicePixelRatioF()));
        painter.setFont(dataFont());
        painter.setPen(color);
        painter.drawText(line.adjusted(20, 0, 0, 0), Qt::AlignVCenter, row.code);
        painter.setPen(theme.text);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, formatCount(row.count));
        const QRectF track(width() - 44 - 56, y + kRowHeight / 2.0 - 3, 56, 6);
        paintBar(&painter, track, static_cast<double>(row.count) / static_cast<double>(most), color,
                 theme);
        painter.setFont(smallFont());
        painter.setPen(theme.secondary);
        const int textWidth = static_cast<int>(track.left()) - 68 - 8;
        painter.drawText(QRect(62, y, textWidth, kRowHeight), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(row.text, Qt::ElideRight, textWidth));
        y += kRowHeight;
    }
}

void AnswerBars::mouseReleaseEvent(QMouseEvent* event)
{
    const int row = static_cast<int>(event->position().y()) / kRowHeight;
    if (event->button() == Qt::LeftButton && row < static_cast<int>(m_rows.size()))
        Q_EMIT rowClicked(row);
}

void DurationHistogram::setDurations(const std::vector<qint64>& micros, qint64 p50, qint64 p95)
{
    m_bins.assign(kBins, 0);
    m_p50 = p50;
    m_p95 = p95;
    qint64 least = std::numeric_limits<qint64>::max();
    qint64 most = 1;
    for (const qint64 duration : micros) {
        least = std::min(least, std::max<qint64>(1, duration));
        most = std::max(most, duration);
    }
    m_from = micros.empty() ? 2 : std::floor(std::log10(static_cast<double>(least)));
    m_to = std::max(m_from + 2, std::ceil(std::log10(static_cast<double>(most))));
    for (const qint64 duration : micros) {
        const int bin = std::clamp(static_cast<int>(placeOf(duration) * kBins), 0, kBins - 1);
        ++m_bins[static_cast<std::size_t>(bin)];
    }
    update();
}

double DurationHistogram::placeOf(qint64 micros) const
{
    const double exponent = std::log10(static_cast<double>(std::max<qint64>(1, micros)));
    return std::clamp((exponent - m_from) / (m_to - m_from), 0.0, 1.0);
}

void DurationHistogram::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    const QRectF plot(0, 18, width() - 1, height() - 18 - 20);
    painter.setFont(axisFont());
    painter.setPen(theme.divider);
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    const int most = m_bins.empty() ? 0 : *std::max_element(m_bins.begin(), m_bins.end());
    const double step = plot.width() / kBins;
    for (std::size_t bin = 0; bin < m_bins.size() && most > 0; ++bin) {
        const double bar = (plot.height() - 2) * m_bins[bin] / most;
        painter.fillRect(QRectF(plot.left() + step * double(bin) + 0.5, plot.bottom() - bar,
                                std::max(1.0, step - 1), bar),
                         theme.series[4]);
    }
    painter.setPen(theme.secondary);
    for (int exponent = static_cast<int>(m_from); exponent <= static_cast<int>(m_to); ++exponent) {
        const qint64 value = static_cast<qint64>(std::pow(10, exponent));
        const double x = plot.left() + plot.width() * placeOf(value);
        const QString text = value < 1000 ? QStringLiteral("%1 µs").arg(value)
            : value < 1'000'000           ? QStringLiteral("%1 ms").arg(value / 1000)
                                          : QStringLiteral("%1 s").arg(value / 1'000'000);
        const int textWidth = painter.fontMetrics().horizontalAdvance(text);
        const double left = std::clamp(x - textWidth / 2.0, 0.0, double(width() - textWidth));
        painter.drawText(QPointF(left, height() - 5), text);
    }
    const auto line = [&](qint64 value, const QString& name, Qt::PenStyle style, bool isLeft) {
        if (value <= 0)
            return;
        const double x = plot.left() + plot.width() * placeOf(value);
        painter.setPen(QPen(theme.text, 1, style));
        painter.drawLine(QPointF(x, 14), QPointF(x, plot.bottom()));
        const QString text = name + QLatin1Char(' ') + formatDuration(Micros(value));
        const int textWidth = painter.fontMetrics().horizontalAdvance(text);
        const double left
            = std::clamp(isLeft ? x - textWidth - 3 : x + 3, 0.0, double(width() - textWidth));
        painter.drawText(QPointF(left, 11), text);
    };
    line(m_p50, QStringLiteral("p50"), Qt::SolidLine, true);
    line(m_p95, QStringLiteral("p95"), Qt::DashDotLine, false);
}

} // namespace gatelens::ui
