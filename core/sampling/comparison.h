#pragma once

#include "core/base/result.h"
#include "core/sampling/cost_model.h"
#include "core/sampling/estimate.h"
#include "core/sampling/logged_selection.h"
#include "core/sampling/strategy.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatelens {

/// One column of the comparison.
struct Candidate
{
    std::string name;
    std::shared_ptr<const SamplingStrategy> strategy; ///< never null
    std::optional<int> bodyBytes; ///< logs at most that much of each body; nullopt: as selected
};

struct ComparisonOptions
{
    CostModel cost;
    LoggedSelection selection;
    /// Requests slower than this count as slow ones; zero: none do. Usually the population's p99.
    Micros slowerThan{0};
    std::size_t lossNames = 200; ///< kinds of lost failures listed by name, a candidate
    std::size_t examplesPerName = 5;
    /// Called now and then with the number of exchanges read; returns false to cancel.
    std::function<bool(std::uint64_t exchanges)> onProgress;
};

/// Requests, the items they make (traces included) and the items' estimated billed size.
struct Volume
{
    std::uint64_t requests = 0;
    std::uint64_t items = 0;
    double billedBytes = 0;

    friend bool operator==(const Volume&, const Volume&) = default;
};

/// What one candidate keeps and loses of a group, or of everything.
struct Kept
{
    Volume volume;
    std::uint64_t failedLost = 0;
    std::uint64_t slowLost = 0;
    std::uint64_t keptOnlyAsErrors = 0;

    friend bool operator==(const Kept&, const Kept&) = default;
};

/// Failed requests of one kind that a candidate loses.
struct LossKind
{
    std::string apiId;
    std::string operationId; ///< API Management operation, "" when none matched
    int statusCode = 0;
    std::string reason; ///< LastError.Reason, "" when policies were fine
    std::uint64_t count = 0;
    std::vector<std::int64_t> examples; ///< exchange ids, bounded
};

struct CandidateResult
{
    std::string name;
    std::string description;
    Kept kept;
    Estimate requestCount; ///< as queries with itemCount would estimate it
    Estimate failedCount;
    Estimate errorRate;
    std::uint64_t requestCountAsStored = 0; ///< with the service's rounded item counts
    Micros p95{0}; ///< of what is kept, weighted
    std::uint64_t operationsInvisible = 0; ///< operations with traffic of which nothing is kept
    double billedBytesPerDay = 0;
    double costPerMonth = 0;
    std::vector<LossKind> losses; ///< most frequent first
    std::uint64_t lossesNotNamed = 0; ///< lost failures beyond ComparisonOptions::lossNames kinds
};

/// One API (operationId empty and isWholeApi) or one operation. `byCandidate` is in the order of
/// Comparison::candidates.
struct GroupResult
{
    std::string apiId; ///< "" when no API matched
    std::string operationId;
    bool isWholeApi = false;
    Volume everything;
    std::uint64_t failed = 0;
    std::vector<Kept> byCandidate;
};

/// The same traffic under several sampling settings. "Everything" is what 100 % would log.
struct Comparison
{
    Volume everything;
    std::uint64_t failed = 0;
    std::uint64_t slow = 0;
    Micros slowerThan{0};
    Micros p95{0};
    std::optional<Timestamp> oldest;
    std::optional<Timestamp> newest;
    double billedBytesPerDay = 0;
    CostModel cost;
    std::vector<CandidateResult> candidates;
    std::vector<GroupResult> groups; ///< each API followed by its operations

    [[nodiscard]] double errorRate() const;
};

/// Streams captured exchanges: calls its argument for each until that returns false.
using ExchangeSource
    = std::function<Result<void>(const std::function<bool(const Exchange&)>& each)>;

/// Learns from the first `exchanges` of a population which headers and how much of the bodies
/// `loggerId` records, so that sizes are right without the workspace.
[[nodiscard]] Result<LoggedSelection> learnSelection(const ExchangeSource& exchanges,
                                                     std::string_view loggerId,
                                                     std::size_t atMost = 2000);

/// Runs every candidate over the same exchanges in one pass and constant memory. InvalidArgument
/// without candidates, Cancelled when onProgress said so, and what the source fails with.
[[nodiscard]] Result<Comparison> compareSampling(const ExchangeSource& exchanges,
                                                 const std::vector<Candidate>& candidates,
                                                 const ComparisonOptions& options = {});

} // namespace gatelens
