#include "ui/live/live_tiles.h"

#include "core/store/filter.h"
#include "ui/session/session.h"

#include <QHBoxLayout>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatelens::ui {

namespace {

using std::chrono::seconds;

constexpr int kFiguresSlot = 0;
constexpr int kMilliseconds = 2000;
constexpr std::size_t kPoints = 30;
constexpr Micros kBucket = seconds(2);
constexpr Micros kMinute = seconds(60);

ExchangeQuery queryOf(const char* filterText, Timestamp from, Timestamp until)
{
    ExchangeQuery query;
    query.range = {from, until};
    if (auto parsed = filter::Filter::parse(filterText))
        query.filter = std::make_shared<const filter::Filter>(std::move(*parsed));
    return query;
}

/// "12 % lower", "8 % more": the present minute against the one before.
QString comparison(double present, double before, const QString& more, const QString& less)
{
    if (before <= 0)
        return {};
    const int change = static_cast<int>(std::lround(100 * (present - before) / before));
    if (change == 0)
        return LiveTiles::tr("as before");
    return QStringLiteral("%1 % %2").arg(std::abs(change)).arg(change > 0 ? more : less);
}

/// How much of the last minute was measured: all of it, or the time since the first traffic when
/// that is younger, so that a rate is not too low just after the start.
double measuredSeconds(const std::vector<TimeBucket>& buckets, bool hadTrafficBefore,
                       Timestamp until)
{
    const auto first = std::find_if(buckets.begin(), buckets.end(), [](const TimeBucket& bucket) {
        return bucket.totals.count > 0;
    });
    const bool isWhole = hadTrafficBefore || first == buckets.end();
    const Micros age = isWhole ? kMinute : std::clamp(until - first->start, kBucket, kMinute);
    return std::chrono::duration<double>(age).count();
}

/// Appends a figure to the course of the last minute.
void remember(std::deque<double>& course, double figure)
{
    course.push_back(figure);
    if (course.size() > kPoints)
        course.pop_front();
}

} // namespace

/// Two minutes of traffic: the present one, and the one before to compare with.
struct LiveTiles::Figures
{
    Timestamp until;
    std::vector<TimeBucket> buckets;
    Totals present;
    Totals before;
    Totals range; ///< of the window's time range
    std::vector<TimeBucket> keptBuckets;
    std::uint64_t kept = 0;
    std::size_t dependencies = 0;
};

LiveTiles::LiveTiles(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_timer(new QTimer(this))
{
    setObjectName(QStringLiteral("live.tiles"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    const auto add = [this, layout](const QString& name, const QString& id, const QString& filter,
                                    const QString& help) {
        auto* tile = new Tile(name, Tile::Form::Strip, this);
        tile->setObjectName(QStringLiteral("live.tiles.") + id);
        tile->setToolTip(help);
        layout->addWidget(tile);
        connect(tile, &Tile::clicked, this, [this, filter] { Q_EMIT filterWanted(filter); });
        return tile;
    };
    m_requests = add(tr("Requests"), QStringLiteral("requests"), {},
                     tr("Requests a second in the last minute. Click: no filter"));
    m_failed = add(tr("Failed"), QStringLiteral("failed"), QStringLiteral("success:false"),
                   tr("Share of failed requests in the time range. Click: show them"));
    m_p95 = add(tr("Duration p95"), QStringLiteral("p95"), {},
                tr("95 % of the range's requests were faster. Click: no filter"));
    m_dependencies = add(tr("Dependencies"), QStringLiteral("dependencies"), {},
                         tr("Calls to backends a second in the last minute. Click: no filter"));
    m_kept = add(tr("Requests kept"), QStringLiteral("kept"), QStringLiteral("kept:yes,err,part"),
                 tr("Share that Application Insights would have seen. Click: show them"));
    m_queue = add(tr("Store queue"), QStringLiteral("queue"), {},
                  tr("Exchanges that wait to be written; a full queue drops and counts"));
    m_queue->setVisible(session.engine() != nullptr);
    m_timer->setInterval(kMilliseconds);
    connect(m_timer, &QTimer::timeout, this, &LiveTiles::ask);
    connect(&session, &Session::timeRangeChanged, this, [this] {
        m_dependencyCourse.clear(); // of another minute
        if (m_timer->isActive())
            ask();
    });
}

void LiveTiles::setForm(Tile::Form form)
{
    for (Tile* tile : {m_requests, m_failed, m_p95, m_dependencies, m_kept, m_queue})
        tile->setForm(form);
    const bool isCard = form == Tile::Form::Card;
    layout()->setContentsMargins(isCard ? QMargins(12, 12, 12, 12) : QMargins());
    layout()->setSpacing(isCard ? 8 : 0);
}

void LiveTiles::setActive(bool isActive)
{
    if (!isActive)
        return m_timer->stop();
    m_timer->start();
    ask();
}

void LiveTiles::ask()
{
    showQueue();
    // Without an engine the newest traffic may be old: the minute ends where the range does.
    const TimeRange range = m_session.time().range();
    const Timestamp until = range.until.value_or(now());
    m_session.ask(
        this, kFiguresSlot,
        [range, until](StoreReader& reader) -> Result<Figures> {
            Figures figures;
            figures.until = until;
            ExchangeQuery minute = queryOf("", until - kMinute, until);
            auto buckets = reader.timeline(minute, kBucket);
            if (!buckets)
                return buckets.error();
            figures.buckets = std::move(*buckets);
            if (auto totals = reader.totals(minute))
                figures.present = *totals;
            if (auto totals = reader.totals(queryOf("", until - 2 * kMinute, until - kMinute)))
                figures.before = *totals;
            ExchangeQuery whole;
            whole.range = range;
            if (auto totals = reader.totals(whole))
                figures.range = *totals;
            ExchangeQuery kept = queryOf("kept:yes,err,part", until - kMinute, until);
            if (auto keptBuckets = reader.timeline(kept, kBucket))
                figures.keptBuckets = std::move(*keptBuckets);
            kept.range = range;
            if (auto totals = reader.totals(kept))
                figures.kept = totals->count;
            if (auto ids = reader.itemIds(queryOf("kind:dependency", until - kMinute, until)))
                figures.dependencies = ids->size();
            return figures;
        },
        [this](const Result<Figures>& figures) {
            if (figures)
                show(*figures);
        });
}

void LiveTiles::show(const Figures& figures)
{
    std::vector<double> requests(kPoints, 0);
    std::vector<double> failed(kPoints, 0);
    std::vector<double> p95(kPoints, std::numeric_limits<double>::quiet_NaN());
    std::vector<double> kept(kPoints, std::numeric_limits<double>::quiet_NaN());
    const auto pointOf = [&](const TimeBucket& bucket) -> std::optional<std::size_t> {
        const auto at = (bucket.start - (figures.until - kMinute)) / kBucket;
        if (at < 0 || at >= static_cast<qint64>(kPoints))
            return std::nullopt;
        return static_cast<std::size_t>(at);
    };
    for (const TimeBucket& bucket : figures.buckets) {
        const auto point = pointOf(bucket);
        if (!point)
            continue;
        requests[*point] = static_cast<double>(bucket.totals.count);
        failed[*point] = static_cast<double>(bucket.totals.failed());
        if (bucket.totals.count > 0) {
            p95[*point] = static_cast<double>(bucket.totals.p95.count());
            kept[*point] = 0;
        }
    }
    for (const TimeBucket& bucket : figures.keptBuckets) {
        const auto point = pointOf(bucket);
        if (point && requests[*point] > 0)
            kept[*point] = static_cast<double>(bucket.totals.count) / requests[*point];
    }
    const double measured
        = measuredSeconds(figures.buckets, figures.before.count > 0, figures.until);
    const double present = static_cast<double>(figures.present.count);
    m_requests->setFigure(
        formatRate(present / measured),
        comparison(present, static_cast<double>(figures.before.count), tr("more"), tr("less")));
    m_requests->setCourse(requests);

    const auto rangeCount = static_cast<double>(figures.range.count);
    const auto rangeFailed = static_cast<double>(figures.range.failed());
    m_failed->setFigure(
        splitUnit(formatPercent(rangeFailed, rangeCount)),
        tr("%1 of %2").arg(formatCount(figures.range.failed()), formatCount(figures.range.count)));
    m_failed->setCourse(failed, Status::Error);

    m_p95->setFigure(
        splitUnit(figures.range.count > 0 ? formatDuration(figures.range.p95) : emDash()),
        comparison(static_cast<double>(figures.present.p95.count()),
                   static_cast<double>(figures.before.p95.count()), tr("slower"), tr("faster")));
    m_p95->setCourse(p95);

    m_dependencies->setFigure(formatRate(static_cast<double>(figures.dependencies) / measured),
                              tr("%1 in a minute").arg(formatCount(figures.dependencies)));
    remember(m_dependencyCourse, static_cast<double>(figures.dependencies));
    m_dependencies->setCourse({m_dependencyCourse.begin(), m_dependencyCourse.end()});

    m_kept->setFigure(splitUnit(formatPercent(static_cast<double>(figures.kept), rangeCount)),
                      tr("%1 by a logger").arg(formatCount(figures.kept)));
    m_kept->setCourse(kept);
}

void LiveTiles::showQueue()
{
    const EngineStatus& status = m_session.status();
    remember(m_queueCourse, static_cast<double>(status.queueDepth));
    m_queue->setFigure({formatCount(status.queueDepth), tr("items")},
                       status.itemsDropped == 0
                           ? tr("none dropped")
                           : tr("%1 dropped").arg(formatCount(status.itemsDropped)));
    m_queue->setCourse({m_queueCourse.begin(), m_queueCourse.end()},
                       status.itemsDropped == 0 ? Status::Success : Status::Error);
}

} // namespace gatelens::ui
