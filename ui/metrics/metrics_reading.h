#pragma once

#include "core/store/store_reader.h"

#include <QString>

#include <vector>

namespace gatelens::ui {

/// What the metrics page draws, read in one go on a query thread.
struct MetricsPicture
{
    struct Group
    {
        QString name;
        std::vector<TimeBucket> buckets;
        std::uint64_t count = 0;
    };

    Timestamp from;
    Timestamp until;
    Micros bucket{0};
    std::vector<TimeBucket> all;
    std::vector<Group> groups; ///< largest first, at most eight; empty: no split
};

struct MetricsQuestion
{
    ExchangeQuery query;
    QString filterText; ///< of `query`
    std::optional<GroupBy> split;
    Micros bucket{0}; ///< 0: chosen for about `points` points
    int points = 200;
};

[[nodiscard]] Result<MetricsPicture> readMetrics(StoreReader& reader,
                                                 const MetricsQuestion& question);

/// The step of 1, 2, 5, … that gives at most `points` points over `span`.
[[nodiscard]] Micros intervalFor(Micros span, int points);

} // namespace gatelens::ui
