#pragma once

#include "core/store/store_reader.h"

#include <QWidget>

#include <optional>

namespace gatelens::ui {

/// Counts per bucket as stacked bars (success, 4xx, 5xx) with a line for p95. Dragging over it
/// chooses a time range, a double click goes back.
class TimelineStrip : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineStrip(QWidget* parent = nullptr);

    struct Marker
    {
        Timestamp at;
        QString text;
    };

    /// `buckets` are of one width and in order; missing ones are empty.
    void setBuckets(std::vector<TimeBucket> buckets, Micros width, Timestamp from, Timestamp until);
    void addMarker(const Marker& marker);

    [[nodiscard]] QSize sizeHint() const override { return {400, 86}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 86}; }

    /// A bucket width that gives bars of about eight dips for `span` at this widget's width.
    [[nodiscard]] Micros bucketFor(Micros span) const;

Q_SIGNALS:
    void rangeChosen(gatelens::Timestamp from, gatelens::Timestamp until);
    void resetWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] double xOf(Timestamp time) const;
    [[nodiscard]] Timestamp timeAt(double x) const;
    [[nodiscard]] const TimeBucket* bucketAt(double x) const;
    void paintAxes(QPainter& painter) const;
    void paintBars(QPainter& painter) const;
    void paintP95(QPainter& painter) const;
    void paintMarkers(QPainter& painter) const;
    void tellBucket(const QPoint& globalPosition, double x);

    std::vector<TimeBucket> m_buckets;
    Micros m_width{0};
    Timestamp m_from;
    Timestamp m_until;
    std::vector<Marker> m_markers;
    quint64 m_most = 0; ///< top of the count axis
    Micros m_slowest{0}; ///< top of the p95 axis
    std::optional<double> m_dragFrom;
    std::optional<double> m_pointer;
};

} // namespace gatelens::ui
