#include "ui/metrics/chart_series.h"

namespace gatelens::ui {

qint64 milliseconds(Timestamp time)
{
    return std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
}

ChartLine lineOf(const QString& name, const std::vector<TimeBucket>& buckets, Micros bucket,
                 Timestamp from, Timestamp until, EmptyBucket empty,
                 const std::function<double(const Totals&)>& value)
{
    ChartLine line;
    line.name = name;
    if (buckets.empty() || bucket <= Micros(0))
        return line;
    line.pieces.emplace_back();
    const auto endPiece = [&line] {
        if (!line.pieces.back().empty())
            line.pieces.emplace_back();
    };
    auto next = buckets.begin();
    // Buckets begin at multiples of their width, also those that the store left out.
    const auto first = from.time_since_epoch() / bucket * bucket;
    for (Timestamp at{first}; at < until; at += bucket) {
        while (next != buckets.end() && next->start < at)
            ++next;
        const double x = static_cast<double>(milliseconds(at));
        const bool isPresent = next != buckets.end() && next->start == at && next->totals.count > 0;
        if (isPresent)
            line.pieces.back().emplace_back(x, value(next->totals));
        else if (empty == EmptyBucket::Zero)
            line.pieces.back().emplace_back(x, 0.0);
        else
            endPiece();
    }
    if (line.pieces.back().empty())
        line.pieces.pop_back();
    return line;
}

QColor seriesColor(std::size_t index, const Theme& theme)
{
    return index < theme.series.size() ? theme.series[index] : theme.otherSeries;
}

Qt::PenStyle seriesStyle(std::size_t index)
{
    constexpr std::array kStyles{Qt::SolidLine, Qt::DashLine,  Qt::SolidLine,   Qt::DotLine,
                                 Qt::DashLine,  Qt::SolidLine, Qt::DashDotLine, Qt::DotLine};
    return index < kStyles.size() ? kStyles[index] : Qt::SolidLine;
}

} // namespace gatelens::ui
