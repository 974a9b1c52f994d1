#include "core/sampling/comparison_report.h"

#include <boost/json/array.hpp>

namespace gatelens {

namespace {

namespace json = boost::json;

json::object estimateJson(const Estimate& estimate)
{
    return {{"value", estimate.value},
            {"standardError", estimate.standardError},
            {"low", estimate.low},
            {"high", estimate.high}};
}

json::object keptJson(const Kept& kept)
{
    return {{"requests", kept.volume.requests},
            {"items", kept.volume.items},
            {"billedBytes", kept.volume.billedBytes},
            {"failedLost", kept.failedLost},
            {"slowLost", kept.slowLost},
            {"keptOnlyAsErrors", kept.keptOnlyAsErrors}};
}

json::object volumeJson(const Volume& volume)
{
    return {{"requests", volume.requests},
            {"items", volume.items},
            {"billedBytes", volume.billedBytes}};
}

json::array lossesJson(const std::vector<LossKind>& losses)
{
    json::array list;
    for (const LossKind& loss : losses) {
        list.push_back({{"api", loss.apiId},
                        {"operation", loss.operationId},
                        {"status", loss.statusCode},
                        {"reason", loss.reason},
                        {"count", loss.count},
                        {"examples", json::array(loss.examples.begin(), loss.examples.end())}});
    }
    return list;
}

json::object candidateJson(const CandidateResult& candidate)
{
    return {{"name", candidate.name},
            {"setting", candidate.description},
            {"kept", keptJson(candidate.kept)},
            {"requestCount", estimateJson(candidate.requestCount)},
            {"requestCountAsStored", candidate.requestCountAsStored},
            {"failedCount", estimateJson(candidate.failedCount)},
            {"errorRate", estimateJson(candidate.errorRate)},
            {"p95Ms", static_cast<double>(candidate.p95.count()) / 1000},
            {"operationsInvisible", candidate.operationsInvisible},
            {"billedBytesPerDay", candidate.billedBytesPerDay},
            {"costPerMonth", candidate.costPerMonth},
            {"losses", lossesJson(candidate.losses)},
            {"lossesNotNamed", candidate.lossesNotNamed}};
}

json::object groupJson(const GroupResult& group)
{
    json::array byCandidate;
    for (const Kept& kept : group.byCandidate)
        byCandidate.push_back(keptJson(kept));
    json::object object{{"api", group.apiId}};
    if (!group.isWholeApi)
        object["operation"] = group.operationId;
    object["everything"] = volumeJson(group.everything);
    object["failed"] = group.failed;
    object["candidates"] = std::move(byCandidate);
    return object;
}

json::object populationJson(const Comparison& comparison)
{
    json::object population = volumeJson(comparison.everything);
    population["failed"] = comparison.failed;
    population["slow"] = comparison.slow;
    population["slowerThanMs"] = static_cast<double>(comparison.slowerThan.count()) / 1000;
    population["errorRate"] = comparison.errorRate();
    population["p95Ms"] = static_cast<double>(comparison.p95.count()) / 1000;
    population["billedBytesPerDay"] = comparison.billedBytesPerDay;
    if (comparison.oldest) {
        population["oldest"] = toIso8601(*comparison.oldest);
        population["newest"] = toIso8601(*comparison.newest);
    }
    return population;
}

} // namespace

json::object toJson(const Comparison& comparison)
{
    json::array candidates;
    for (const CandidateResult& candidate : comparison.candidates)
        candidates.push_back(candidateJson(candidate));
    json::array groups;
    for (const GroupResult& group : comparison.groups)
        groups.push_back(groupJson(group));
    const CostModel& cost = comparison.cost;
    return {{"population", populationJson(comparison)},
            {"cost",
             {{"pricePerGb", cost.pricePerGb},
              {"currency", cost.currency},
              {"freeGbPerMonth", cost.freeGbPerMonth},
              {"billedShare", cost.billedShare},
              {"note", "estimate; check your contract"}}},
            {"candidates", std::move(candidates)},
            {"groups", std::move(groups)}};
}

} // namespace gatelens
