#include "core/sampling/comparison.h"

#include "core/diagnostics/logged_messages.h"
#include "core/sampling/duration_sketch.h"
#include "core/telemetry/envelope.h"
#include "core/telemetry/ids.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace gatelens {

namespace {

constexpr std::uint64_t kProgressEvery = 1000;
constexpr std::size_t kSeverities = 5;
/// Operations beyond this many are summed up under one name, so that memory stays bounded.
constexpr std::size_t kMostOperations = 5000;
constexpr std::string_view kOtherOperations = "_other";
constexpr std::string_view kKeyPlaceholder = "00000000-0000-0000-0000-000000000000";

/// Items and bytes of one exchange: what sampling decides about, and traces by severity.
struct ExchangeSize
{
    Volume sampled;
    std::array<Volume, kSeverities> traces;

    [[nodiscard]] Volume volumeOf(bool isKept, Severity verbosity) const
    {
        Volume volume;
        if (isKept)
            volume = sampled;
        for (auto level = static_cast<std::size_t>(verbosity); level < kSeverities; ++level) {
            volume.items += traces[level].items;
            volume.billedBytes += traces[level].billedBytes;
        }
        return volume;
    }
};

void add(Volume& sum, const Volume& volume)
{
    sum.requests += volume.requests;
    sum.items += volume.items;
    sum.billedBytes += volume.billedBytes;
}

void add(Kept& sum, const Kept& kept)
{
    add(sum.volume, kept.volume);
    sum.failedLost += kept.failedLost;
    sum.slowLost += kept.slowLost;
    sum.keptOnlyAsErrors += kept.keptOnlyAsErrors;
}

ExchangeSize measure(const Exchange& exchange, const Diagnostic& settings, const CostModel& cost)
{
    LoggerOutcome outcome;
    outcome.instrumentationKey = kKeyPlaceholder;
    outcome.verbosity = Severity::Verbose;
    outcome.hasClientIp = settings.logClientIp;
    outcome.isUrlOperationName = settings.operationNameFormat == OperationNameFormat::Url;
    selectMessages(exchange, settings, {}, outcome);

    ExchangeSize size;
    size.sampled.requests = 1;
    for (const TelemetryItem& item : itemsFor(exchange, outcome)) {
        const auto* trace = std::get_if<TraceItem>(&item);
        Volume& volume = trace == nullptr ? size.sampled
                                          : size.traces[static_cast<std::size_t>(trace->severity)];
        ++volume.items;
        volume.billedBytes += billedBytes(static_cast<double>(printEnvelope(item).size()), cost);
    }
    return size;
}

/// Lost failures of one candidate by kind, bounded.
class LossLedger
{
public:
    LossLedger(std::size_t maxKinds, std::size_t maxExamples)
        : m_maxKinds(maxKinds)
        , m_maxExamples(maxExamples)
    {
    }

    void add(const Exchange& exchange)
    {
        const Key key{exchange.apiId, exchange.apimOperationId, exchange.statusCode,
                      exchange.errors.empty() ? std::string() : exchange.errors.back().reason};
        auto found = m_kinds.find(key);
        if (found == m_kinds.end()) {
            if (m_kinds.size() >= m_maxKinds) {
                ++m_notNamed;
                return;
            }
            found = m_kinds.emplace(key, LossKind{}).first;
        }
        LossKind& kind = found->second;
        ++kind.count;
        if (kind.examples.size() < m_maxExamples)
            kind.examples.push_back(exchange.id);
    }

    [[nodiscard]] std::uint64_t notNamed() const { return m_notNamed; }

    [[nodiscard]] std::vector<LossKind> take()
    {
        std::vector<LossKind> kinds;
        kinds.reserve(m_kinds.size());
        for (auto& [key, kind] : m_kinds) {
            std::tie(kind.apiId, kind.operationId, kind.statusCode, kind.reason) = key;
            kinds.push_back(std::move(kind));
        }
        std::stable_sort(kinds.begin(), kinds.end(),
                         [](const LossKind& a, const LossKind& b) { return a.count > b.count; });
        return kinds;
    }

private:
    using Key = std::tuple<std::string, std::string, int, std::string>;

    std::size_t m_maxKinds;
    std::size_t m_maxExamples;
    std::map<Key, LossKind> m_kinds;
    std::uint64_t m_notNamed = 0;
};

/// What is summed up for one candidate while exchanges stream by.
struct CandidateState
{
    CandidateState(const Candidate& of, const ComparisonOptions& options)
        : candidate(of)
        , losses(options.lossNames, options.examplesPerName)
    {
    }

    const Candidate& candidate;
    std::size_t sizeClass = 0; ///< which of the distinct message selections sizes its items
    Kept kept;
    WeightedCounts counts;
    DurationSketch durations;
    LossLedger losses;
};

/// One pass over the population.
class ComparisonRun
{
public:
    ComparisonRun(const std::vector<Candidate>& candidates, const ComparisonOptions& options)
        : m_options(options)
    {
        sizeClassOf(std::nullopt); // class 0 measures everything
        m_states.reserve(candidates.size());
        for (const Candidate& candidate : candidates) {
            CandidateState& state = m_states.emplace_back(candidate, options);
            state.sizeClass = sizeClassOf(candidate.bodyBytes);
        }
        m_comparison.cost = options.cost;
        m_comparison.slowerThan = options.slowerThan;
    }

    void add(const Exchange& exchange)
    {
        const SamplingInput input{exchange, isFailed(exchange),
                                  samplingScore(exchange.operationId)};
        const bool isSlow
            = m_options.slowerThan > Micros(0) && exchange.duration > m_options.slowerThan;
        measureAll(exchange);
        const Volume all = m_sizes[0].volumeOf(true, Severity::Verbose);

        noteTime(exchange.startedAt);
        gatelens::add(m_comparison.everything, all);
        m_comparison.failed += input.hasFailed ? 1 : 0;
        m_comparison.slow += isSlow ? 1 : 0;
        m_durations.add(exchange.duration, 1);

        GroupResult& group = groupOf(exchange);
        gatelens::add(group.everything, all);
        group.failed += input.hasFailed ? 1 : 0;
        for (std::size_t i = 0; i < m_states.size(); ++i) {
            const Kept kept = apply(m_states[i], input, isSlow);
            gatelens::add(m_states[i].kept, kept);
            gatelens::add(group.byCandidate[i], kept);
        }
    }

    [[nodiscard]] Comparison finish()
    {
        m_comparison.p95 = m_durations.percentile(0.95);
        m_comparison.billedBytesPerDay = perDay(m_comparison.everything.billedBytes);
        for (std::size_t i = 0; i < m_states.size(); ++i)
            m_comparison.candidates.push_back(resultOf(i));
        collectGroups();
        return std::move(m_comparison);
    }

    [[nodiscard]] std::uint64_t exchanges() const { return m_comparison.everything.requests; }

private:
    std::size_t sizeClassOf(std::optional<int> bodyBytes)
    {
        const auto found = std::find(m_bodyLimits.begin(), m_bodyLimits.end(), bodyBytes);
        if (found != m_bodyLimits.end())
            return static_cast<std::size_t>(found - m_bodyLimits.begin());
        m_bodyLimits.push_back(bodyBytes);
        m_selections.push_back(bodyBytes ? m_options.selection.withBodiesAtMost(*bodyBytes)
                                         : m_options.selection);
        m_sizes.resize(m_selections.size());
        return m_selections.size() - 1;
    }

    void measureAll(const Exchange& exchange)
    {
        for (std::size_t i = 0; i < m_selections.size(); ++i)
            m_sizes[i]
                = measure(exchange, m_selections[i].settingsFor(exchange.apiId), m_options.cost);
    }

    void noteTime(Timestamp time)
    {
        m_comparison.oldest = std::min(m_comparison.oldest.value_or(time), time);
        m_comparison.newest = std::max(m_comparison.newest.value_or(time), time);
    }

    [[nodiscard]] GroupResult& groupOf(const Exchange& exchange)
    {
        GroupKey key{exchange.apiId, exchange.apimOperationId};
        if (m_groups.size() >= kMostOperations && m_groups.find(key) == m_groups.end())
            key.second = kOtherOperations;
        GroupResult& group = m_groups[key];
        group.byCandidate.resize(m_states.size());
        return group;
    }

    [[nodiscard]] Kept apply(CandidateState& state, const SamplingInput& input, bool isSlow) const
    {
        const SamplingStrategy& strategy = *state.candidate.strategy;
        const LoggingDecision decision = strategy.decide(input);
        Kept kept;
        kept.volume = m_sizes[state.sizeClass].volumeOf(decision.isKept,
                                                        strategy.traceVerbosity(input.exchange));
        if (decision.isKept) {
            kept.keptOnlyAsErrors = decision.reason == KeepReason::AlwaysLogErrors ? 1 : 0;
            state.counts.add(decision.sampleRate, input.hasFailed);
            state.durations.add(input.exchange.duration, 100 / decision.sampleRate);
            return kept;
        }
        kept.slowLost = isSlow ? 1 : 0;
        if (input.hasFailed) {
            kept.failedLost = 1;
            state.losses.add(input.exchange);
        }
        return kept;
    }

    [[nodiscard]] double seconds() const
    {
        if (!m_comparison.oldest)
            return 1;
        const std::chrono::duration<double> span = *m_comparison.newest - *m_comparison.oldest;
        return std::max(1.0, span.count());
    }

    [[nodiscard]] double perDay(double amount) const
    {
        constexpr double kSecondsPerDay = 86'400;
        return amount / seconds() * kSecondsPerDay;
    }

    [[nodiscard]] CandidateResult resultOf(std::size_t index)
    {
        CandidateState& state = m_states[index];
        CandidateResult result;
        result.name = state.candidate.name;
        result.description = state.candidate.strategy->describe();
        result.kept = state.kept;
        result.requestCount = state.counts.count();
        result.failedCount = state.counts.failedCount();
        result.errorRate = state.counts.errorRate();
        result.requestCountAsStored = state.counts.countAsStored();
        result.p95 = state.durations.percentile(0.95);
        result.operationsInvisible = static_cast<std::uint64_t>(
            std::count_if(m_groups.begin(), m_groups.end(), [index](const auto& group) {
                return group.second.byCandidate[index].volume.requests == 0;
            }));
        result.billedBytesPerDay = perDay(state.kept.volume.billedBytes);
        result.costPerMonth
            = costPerMonth(state.kept.volume.billedBytes / seconds(), m_options.cost);
        result.losses = state.losses.take();
        result.lossesNotNamed = state.losses.notNamed();
        return result;
    }

    void collectGroups()
    {
        GroupResult api;
        std::vector<GroupResult> operations;
        const auto flush = [&] {
            if (operations.empty())
                return;
            m_comparison.groups.push_back(std::move(api));
            std::move(operations.begin(), operations.end(),
                      std::back_inserter(m_comparison.groups));
            operations.clear();
        };
        for (auto& [key, group] : m_groups) {
            if (operations.empty() || api.apiId != key.first) {
                flush();
                api = GroupResult{};
                api.apiId = key.first;
                api.isWholeApi = true;
                api.byCandidate.resize(m_states.size());
            }
            group.apiId = key.first;
            group.operationId = key.second;
            gatelens::add(api.everything, group.everything);
            api.failed += group.failed;
            for (std::size_t i = 0; i < m_states.size(); ++i)
                gatelens::add(api.byCandidate[i], group.byCandidate[i]);
            operations.push_back(std::move(group));
        }
        flush();
    }

    using GroupKey = std::pair<std::string, std::string>;

    const ComparisonOptions& m_options;
    std::vector<std::optional<int>> m_bodyLimits;
    std::vector<LoggedSelection> m_selections;
    std::vector<ExchangeSize> m_sizes; ///< of the exchange at hand, by size class
    std::vector<CandidateState> m_states;
    std::map<GroupKey, GroupResult> m_groups;
    DurationSketch m_durations;
    Comparison m_comparison;
};

} // namespace

double Comparison::errorRate() const
{
    return everything.requests > 0
        ? static_cast<double>(failed) / static_cast<double>(everything.requests)
        : 0;
}

Result<LoggedSelection> learnSelection(const ExchangeSource& exchanges, std::string_view loggerId,
                                       std::size_t atMost)
{
    LoggedSelection selection;
    std::size_t seen = 0;
    const Result<void> streamed = exchanges([&](const Exchange& exchange) {
        selection.learn(exchange, loggerId);
        return ++seen < atMost;
    });
    if (!streamed)
        return withContext(streamed.error(), "learning what the logger records");
    return selection;
}

Result<Comparison> compareSampling(const ExchangeSource& exchanges,
                                   const std::vector<Candidate>& candidates,
                                   const ComparisonOptions& options)
{
    if (candidates.empty()) {
        return Error{ErrorCode::InvalidArgument,
                     "comparing sampling settings: name at least one setting"};
    }
    ComparisonRun run(candidates, options);
    bool isCancelled = false;
    const Result<void> streamed = exchanges([&](const Exchange& exchange) {
        run.add(exchange);
        if (options.onProgress && run.exchanges() % kProgressEvery == 0)
            isCancelled = !options.onProgress(run.exchanges());
        return !isCancelled;
    });
    if (!streamed)
        return withContext(streamed.error(), "comparing sampling settings");
    if (isCancelled)
        return Error{ErrorCode::Cancelled, "the comparison was cancelled"};
    return run.finish();
}

} // namespace gatelens
