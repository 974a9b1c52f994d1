#include "ui/metrics/metrics_reading.h"

#include "core/store/filter.h"
#include "ui/theme/format.h"

#include <QCoreApplication>

namespace gatelens::ui {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kSeries = 8;
constexpr std::array<Micros, 13> kIntervals{
    seconds(1), seconds(2),  seconds(5),  seconds(10), seconds(30), minutes(1), minutes(2),
    minutes(5), minutes(10), minutes(30), hours(1),    hours(6),    hours(24)};

std::string_view fieldOf(GroupBy by)
{
    switch (by) {
    case GroupBy::Operation:
        return "op";
    case GroupBy::Product:
        return "product";
    case GroupBy::Subscription:
        return "sub";
    case GroupBy::Status:
        return "status";
    case GroupBy::Backend:
        return "target";
    case GroupBy::Api:
        break;
    }
    return "api";
}

/// The question narrowed to one group; nothing when the group has no name to ask for.
std::optional<ExchangeQuery> narrowed(const MetricsQuestion& question, const GroupRow& group)
{
    if (group.key.empty())
        return std::nullopt;
    std::string text = toUtf8(question.filterText);
    if (!text.empty())
        text = '(' + text + ") ";
    text += filter::printPredicate(fieldOf(*question.split), group.key);
    if (*question.split == GroupBy::Operation && !group.parent.empty())
        text += ' ' + filter::printPredicate("api", group.parent);
    auto parsed = filter::Filter::parse(text);
    if (!parsed)
        return std::nullopt;
    ExchangeQuery query = question.query;
    query.filter = std::make_shared<const filter::Filter>(std::move(*parsed));
    return query;
}

Result<void> readGroups(StoreReader& reader, const MetricsQuestion& question,
                        MetricsPicture& picture)
{
    auto groups = reader.groups(question.query, *question.split);
    if (!groups)
        return groups.error();
    std::sort(groups->begin(), groups->end(), [](const GroupRow& left, const GroupRow& right) {
        return left.totals.count > right.totals.count;
    });
    for (const GroupRow& group : *groups) {
        if (picture.groups.size() == kSeries)
            break;
        const auto query = narrowed(question, group);
        if (!query)
            continue;
        auto buckets = reader.timeline(*query, picture.bucket);
        if (!buckets)
            return buckets.error();
        picture.groups.push_back({toQString(group.key), std::move(*buckets), group.totals.count});
    }
    return {};
}

} // namespace

Micros intervalFor(Micros span, int points)
{
    for (const Micros interval : kIntervals) {
        if (span / interval <= points)
            return interval;
    }
    return kIntervals.back();
}

Result<MetricsPicture> readMetrics(StoreReader& reader, const MetricsQuestion& question)
{
    MetricsPicture picture;
    picture.until = question.query.range.until.value_or(now());
    if (question.query.range.from) {
        picture.from = *question.query.range.from;
    } else {
        auto stats = reader.stats();
        if (!stats)
            return stats.error();
        picture.from = stats->oldest.value_or(picture.until - minutes(15));
    }
    picture.bucket = question.bucket > Micros(0)
        ? question.bucket
        : intervalFor(picture.until - picture.from, question.points);
    // The bucket that is still filling would look like a fall of the rate.
    const auto filling = picture.until.time_since_epoch() % picture.bucket;
    if (!question.query.range.until && picture.until - filling > picture.from)
        picture.until -= filling;
    auto all = reader.timeline(question.query, picture.bucket);
    if (!all)
        return all.error();
    picture.all = std::move(*all);
    if (question.split) {
        if (auto read = readGroups(reader, question, picture); !read)
            return read.error();
    }
    return picture;
}

} // namespace gatelens::ui
