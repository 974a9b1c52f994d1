#include "ui/metrics/chart_panel.h"

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/time_ticks.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QGraphicsLayout>
#include <QGuiApplication>
#include <QMenu>
#include <QMouseEvent>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QLegendMarker>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include <cmath>
#include <map>

namespace gatelens::ui {

namespace {

constexpr double kLeastDrag = 4;
constexpr int kHeadingHeight = 36; ///< title and half of the uppermost label
constexpr int kPlotLeft = 56;
constexpr int kPlotRight = 16;
constexpr int kLegendGap = 6;
constexpr int kLegendRow = 10; ///< blanks above and below an entry's text
constexpr int kLegendMarker = 56; ///< line and blanks beside it
constexpr int kTickDistance = 110;

QString figure(double value, const QString& unit)
{
    if (unit == QStringLiteral("ms"))
        return formatDuration(Micros(std::llround(value * 1000)));
    return QString::number(value, 'g', 4) + QLatin1Char(' ') + unit;
}

} // namespace

ChartPanel::ChartPanel(const QString& title, const QString& unit, QWidget* parent)
    : QChartView(parent)
    , m_title(title)
    , m_unit(unit)
    , m_timeAxis(new QCategoryAxis)
    , m_valueAxis(new QValueAxis)
{
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setMinimumSize(240, 180);
    chart()->addAxis(m_timeAxis, Qt::AlignBottom);
    chart()->addAxis(m_valueAxis, Qt::AlignLeft);
    chart()->legend()->detachFromChart(); // only a detached legend breaks into rows
    chart()->legend()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setBackgroundRoundness(0);
    m_timeAxis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    m_valueAxis->setTickCount(4);
    m_valueAxis->setMin(0);
    setTitle(title);
    applyTheme();
}

void ChartPanel::setTitle(const QString& title)
{
    m_title = title;
    setAccessibleName(m_unit.isEmpty() ? title : QStringLiteral("%1, %2").arg(title, m_unit));
    viewport()->update();
}

void ChartPanel::applyTheme()
{
    const Theme& theme = currentTheme();
    chart()->setBackgroundBrush(theme.base);
    chart()->setBackgroundPen(Qt::NoPen);
    chart()->legend()->setLabelColor(theme.text);
    chart()->legend()->setFont(smallFont());
    for (QAbstractAxis* axis :
         {static_cast<QAbstractAxis*>(m_timeAxis), static_cast<QAbstractAxis*>(m_valueAxis)}) {
        axis->setLabelsFont(axisFont());
        axis->setLabelsColor(theme.secondary);
        axis->setGridLineColor(theme.divider);
        axis->setLinePenColor(theme.divider);
    }
    setBackgroundBrush(theme.base);
}

void ChartPanel::setLines(std::vector<ChartLine> lines, Timestamp from, Timestamp until)
{
    m_lines = std::move(lines);
    m_from = from;
    m_until = until;
    chart()->removeAllSeries();
    double largest = 0;
    for (const ChartLine& line : m_lines) {
        if (!m_isolated.isEmpty() && line.name != m_isolated && m_lines.size() > 1)
            continue;
        bool isFirst = true;
        for (const auto& piece : line.pieces) {
            auto* series = new QLineSeries;
            series->setName(line.name);
            series->setPen(QPen(line.color, line.width, line.style, Qt::RoundCap));
            // A single point between gaps would not be seen as a line.
            series->setPointsVisible(piece.size() == 1);
            series->replace(QList<QPointF>(piece.begin(), piece.end()));
            chart()->addSeries(series);
            series->attachAxis(m_timeAxis);
            series->attachAxis(m_valueAxis);
            if (!isFirst) {
                for (QLegendMarker* marker : chart()->legend()->markers(series))
                    marker->setVisible(false);
            }
            isFirst = false;
            for (const QPointF& point : piece)
                largest = std::max(largest, point.y());
        }
    }
    for (QLegendMarker* marker : chart()->legend()->markers()) {
        connect(marker, &QLegendMarker::clicked, this,
                [this, name = marker->series()->name()] { isolate(name); });
    }
    chart()->legend()->setVisible(m_lines.size() > 1);
    m_valueAxis->setRange(0, largest > 0 ? largest * 1.1 : 1);
    m_valueAxis->applyNiceNumbers();
    m_valueAxis->setLabelFormat(m_valueAxis->max() < 5 ? QStringLiteral("%.1f")
                                                       : QStringLiteral("%.0f"));
    layOut();
    viewport()->update();
}

void ChartPanel::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    layOut();
}

/// The plot has the same margins in every panel, so that a time stands at the same place in those
/// above each other; the legend takes the rows that it needs below.
void ChartPanel::layOut()
{
    const QSize size = viewport()->size();
    const QFontMetrics axis(axisFont());
    const double width = size.width() - kPlotLeft - kPlotRight;
    QLegend* legend = chart()->legend();
    double legendHeight = 0;
    if (m_lines.size() > 1) {
        const QFontMetrics font(smallFont());
        const double rowHeight = font.height() + kLegendRow;
        double used = 0;
        legendHeight = rowHeight;
        for (const ChartLine& line : m_lines) {
            const double wanted = font.horizontalAdvance(line.name) + kLegendMarker;
            used += wanted;
            if (used > width && used > wanted) {
                used = wanted;
                legendHeight += rowHeight;
            }
        }
        legend->setGeometry(QRectF(kPlotLeft, size.height() - legendHeight - kLegendGap, width,
                                   legendHeight + kLegendGap));
    }
    const double bottom = size.height() - legendHeight - axis.height() - 2 * kLegendGap;
    chart()->setPlotArea(QRectF(
        QPointF(kPlotLeft, kHeadingHeight),
        QPointF(kPlotLeft + std::max(1.0, width), std::max<double>(kHeadingHeight + 1, bottom))));
    showTimes();
}

void ChartPanel::showTimes()
{
    for (const QString& label : m_timeAxis->categoriesLabels())
        m_timeAxis->remove(label);
    m_timeAxis->setRange(static_cast<double>(milliseconds(m_from)),
                         static_cast<double>(milliseconds(m_until)));
    const int most = std::max(1, static_cast<int>(chart()->plotArea().width() / kTickDistance));
    for (const TimeTick& tick : timeTicks(m_from, m_until, most))
        m_timeAxis->append(tick.label, static_cast<double>(milliseconds(tick.time)));
}

void ChartPanel::isolate(const QString& name)
{
    m_isolated = m_isolated == name ? QString() : name;
    // The legend's marker that was clicked must outlive its own click.
    QMetaObject::invokeMethod(
        this, [this] { setLines(std::move(m_lines), m_from, m_until); }, Qt::QueuedConnection);
}

double ChartPanel::millisecondsAt(double x) const
{
    const QRectF plot = chart()->plotArea();
    const double share = std::clamp((x - plot.left()) / std::max(1.0, plot.width()), 0.0, 1.0);
    const double first = static_cast<double>(milliseconds(m_from));
    return first + share * (static_cast<double>(milliseconds(m_until)) - first);
}

double ChartPanel::xOf(double time) const
{
    const QRectF plot = chart()->plotArea();
    const double first = static_cast<double>(milliseconds(m_from));
    const double span = static_cast<double>(milliseconds(m_until)) - first;
    return plot.left() + plot.width() * (span > 0 ? (time - first) / span : 0);
}

void ChartPanel::showCursor(std::optional<double> time)
{
    m_cursor = time;
    viewport()->update();
}

void ChartPanel::drawForeground(QPainter* painter, const QRectF& rect)
{
    QChartView::drawForeground(painter, rect);
    const Theme& theme = currentTheme();
    const QRectF plot = chart()->plotArea();
    paintHeading(painter);
    if (m_dragFrom && m_dragTo) {
        const QRectF chosen(QPointF(std::min(*m_dragFrom, *m_dragTo), plot.top()),
                            QPointF(std::max(*m_dragFrom, *m_dragTo), plot.bottom()));
        painter->fillRect(chosen.intersected(plot), withAlpha(theme.accent, 0.18));
        return;
    }
    if (m_cursor)
        paintCursor(painter);
}

/// Title and unit at the left, where every heading of the window stands.
void ChartPanel::paintHeading(QPainter* painter) const
{
    const Theme& theme = currentTheme();
    constexpr int kLeft = 12;
    const QRect area(kLeft, 4, viewport()->width() - 2 * kLeft, kHeadingHeight - 10);
    painter->setFont(strongFont());
    painter->setPen(theme.text);
    painter->drawText(area, Qt::AlignVCenter, m_title);
    const int used = painter->fontMetrics().horizontalAdvance(m_title) + 8;
    painter->setFont(smallFont());
    painter->setPen(theme.secondary);
    painter->drawText(area.adjusted(used, 0, 0, 0), Qt::AlignVCenter, m_unit);
}

void ChartPanel::paintCursor(QPainter* painter) const
{
    const Theme& theme = currentTheme();
    const QRectF plot = chart()->plotArea();
    const double x = xOf(*m_cursor);
    painter->setPen(QPen(theme.secondary, 1, Qt::DotLine));
    painter->drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    // The value of each line at the cursor, in its colour, at the plot's top.
    painter->setFont(axisFont());
    double y = plot.top() + 11;
    const bool isLeft = x > plot.center().x();
    for (const ChartLine& line : m_lines) {
        const QPointF* nearest = nullptr;
        for (const auto& piece : line.pieces) {
            for (const QPointF& point : piece) {
                if (!nearest
                    || std::abs(point.x() - *m_cursor) < std::abs(nearest->x() - *m_cursor))
                    nearest = &point;
            }
        }
        if (!nearest || (!m_isolated.isEmpty() && line.name != m_isolated))
            continue;
        const QString text = line.name + QLatin1Char(' ') + figure(nearest->y(), m_unit);
        const int width = painter->fontMetrics().horizontalAdvance(text);
        const QRectF box(isLeft ? x - width - 8 : x + 6, y - 10, width + 4, 14);
        painter->fillRect(box, withAlpha(theme.base, 0.85));
        painter->setPen(line.color);
        painter->drawText(QPointF(box.left() + 2, y), text);
        y += 14;
    }
}

void ChartPanel::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && chart()->plotArea().contains(event->position())) {
        m_dragFrom = event->position().x();
        return;
    }
    QChartView::mousePressEvent(event);
}

void ChartPanel::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragFrom) {
        m_dragTo = event->position().x();
        viewport()->update();
        return;
    }
    if (chart()->plotArea().contains(event->position()))
        Q_EMIT cursorMoved(millisecondsAt(event->position().x()));
    QChartView::mouseMoveEvent(event);
}

void ChartPanel::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_dragFrom)
        return QChartView::mouseReleaseEvent(event);
    const double from = *std::exchange(m_dragFrom, std::nullopt);
    m_dragTo.reset();
    viewport()->update();
    const double until = event->position().x();
    if (std::abs(until - from) < kLeastDrag)
        return;
    const auto timeAt = [this](double x) {
        return Timestamp(std::chrono::milliseconds(std::llround(millisecondsAt(x))));
    };
    Q_EMIT rangeChosen(timeAt(std::min(from, until)), timeAt(std::max(from, until)));
}

void ChartPanel::mouseDoubleClickEvent(QMouseEvent*) { Q_EMIT resetWanted(); }

void ChartPanel::leaveEvent(QEvent* event)
{
    Q_EMIT cursorMoved(std::nullopt);
    QChartView::leaveEvent(event);
}

void ChartPanel::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    menu.addAction(icon(IconId::Copy, Tone::Text), tr("Copy image"), this, &ChartPanel::copyImage);
    menu.addAction(tr("Copy data"), this, &ChartPanel::copyData);
    menu.addAction(icon(IconId::Undo, Tone::Text), tr("Time range before"), this,
                   &ChartPanel::resetWanted);
    menu.exec(event->globalPos());
}

void ChartPanel::copyImage() { QGuiApplication::clipboard()->setPixmap(grab()); }

void ChartPanel::copyData() const
{
    std::map<qint64, std::map<std::size_t, double>> rows;
    QStringList titles{QStringLiteral("time")};
    for (std::size_t index = 0; index < m_lines.size(); ++index) {
        titles += m_lines[index].name;
        for (const auto& piece : m_lines[index].pieces) {
            for (const QPointF& point : piece)
                rows[static_cast<qint64>(point.x())][index] = point.y();
        }
    }
    QStringList lines{titles.join(QLatin1Char('\t'))};
    for (const auto& [time, values] : rows) {
        QStringList cells{
            QDateTime::fromMSecsSinceEpoch(time, Qt::UTC).toString(Qt::ISODateWithMs)};
        for (std::size_t index = 0; index < m_lines.size(); ++index) {
            const auto value = values.find(index);
            cells += value == values.end() ? QString() : QString::number(value->second);
        }
        lines += cells.join(QLatin1Char('\t'));
    }
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace gatelens::ui
