#pragma once

#include "core/store/store_reader.h"
#include "ui/theme/theme.h"

#include <QPointF>
#include <QString>

#include <functional>
#include <vector>

namespace gatelens::ui {

/// A line of a chart: pieces without gaps, so that an empty bucket is a gap and not a zero.
struct ChartLine
{
    QString name;
    QColor color;
    Qt::PenStyle style = Qt::SolidLine;
    double width = 1.75;
    std::vector<std::vector<QPointF>> pieces; ///< x: milliseconds since the epoch
};

/// Whether an empty bucket is a zero (counts) or a gap (percentiles).
enum class EmptyBucket
{
    Zero,
    Gap
};

/// One point a bucket between `from` and `until`.
[[nodiscard]] ChartLine lineOf(const QString& name, const std::vector<TimeBucket>& buckets,
                               Micros bucket, Timestamp from, Timestamp until, EmptyBucket empty,
                               const std::function<double(const Totals&)>& value);

/// Colour and dashes of the n-th series of the chart palette.
[[nodiscard]] QColor seriesColor(std::size_t index, const Theme& theme);
[[nodiscard]] Qt::PenStyle seriesStyle(std::size_t index);

[[nodiscard]] qint64 milliseconds(Timestamp time);

} // namespace gatelens::ui
