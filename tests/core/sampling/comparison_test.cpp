#include "core/diagnostics/exchange_logging.h"
#include "core/sampling/comparison.h"
#include "core/sampling/comparison_report.h"
#include "core/sampling/setting_text.h"
#include "core/telemetry/envelope.h"

#include <boost/json/serialize.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace gatelens {
namespace {

using testing::HasSubstr;

/// A made-up population, the same for every run.
std::vector<Exchange> population(std::size_t size)
{
    std::mt19937_64 random(42); // NOLINT(bugprone-random-generator-seed): repeatable
    std::vector<Exchange> exchanges(size);
    for (std::size_t i = 0; i < size; ++i) {
        Exchange& exchange = exchanges[i];
        exchange.id = static_cast<std::int64_t>(i) + 1;
        exchange.operationId = fmt::format("{:016x}{:016x}", random(), random());
        exchange.spanId = fmt::format("{:016x}", random());
        exchange.startedAt = Timestamp(std::chrono::seconds(1'700'000'000 + i));
        exchange.duration = Micros(1000 + static_cast<std::int64_t>(random() % 100'000));
        exchange.method = "GET";
        exchange.path = "/orders";
        exchange.url = "http://localhost/orders";
        exchange.apiId = i % 3 == 0 ? "orders" : "stock";
        exchange.apimOperationId = i % 2 == 0 ? "list" : "get";
        exchange.statusCode = random() % 10 == 0 ? 503 : 200;
        if (random() % 50 == 0)
            exchange.errors.push_back({.source = "authorization", .reason = "KeyMissing"});
        if (random() % 4 == 0)
            exchange.messages.push_back({.severity = Severity::Information, .message = "hello"});
        exchange.request.body.assign(random() % 600, 'x');
        exchange.request.bodyBytes = exchange.request.body.size();
        BackendCall call;
        call.method = "GET";
        call.url = "http://backend/orders";
        call.statusCode = exchange.statusCode;
        exchange.backendCalls.push_back(call);
    }
    return exchanges;
}

ExchangeSource sourceOf(const std::vector<Exchange>& exchanges)
{
    return [&exchanges](const std::function<bool(const Exchange&)>& each) -> Result<void> {
        for (const Exchange& exchange : exchanges) {
            if (!each(exchange))
                break;
        }
        return {};
    };
}

std::vector<Candidate> candidates(std::initializer_list<std::string_view> settings)
{
    std::vector<Candidate> list;
    for (const std::string_view setting : settings)
        list.push_back(parseSetting(setting).value());
    return list;
}

Comparison compare(const std::vector<Exchange>& exchanges,
                   std::initializer_list<std::string_view> settings,
                   const ComparisonOptions& options = {})
{
    return compareSampling(sourceOf(exchanges), candidates(settings), options).value();
}

TEST(ComparisonTest, AHundredPerCentKeepsEverything)
{
    const auto exchanges = population(500);
    const Comparison comparison = compare(exchanges, {"100 verbosity=verbose"});
    const CandidateResult& all = comparison.candidates[0];
    EXPECT_EQ(comparison.everything.requests, 500U);
    EXPECT_EQ(all.kept.volume, comparison.everything);
    EXPECT_EQ(all.kept.failedLost, 0U);
    EXPECT_EQ(all.requestCount.value, 500);
    EXPECT_EQ(all.p95, comparison.p95);
    EXPECT_EQ(all.operationsInvisible, 0U);
}

TEST(ComparisonTest, ItemsAndBytesAreThoseOfTheEnvelopes)
{
    const auto exchanges = population(50);
    const Comparison comparison = compare(exchanges, {"100 verbosity=verbose"});
    std::uint64_t items = 0;
    double bytes = 0;
    for (const Exchange& exchange : exchanges) {
        LoggerOutcome outcome;
        outcome.instrumentationKey = "11111111-1111-1111-1111-111111111111";
        outcome.verbosity = Severity::Verbose;
        for (const TelemetryItem& item : itemsFor(exchange, outcome)) {
            ++items;
            bytes += static_cast<double>(printEnvelope(item).size());
        }
    }
    EXPECT_EQ(comparison.candidates[0].kept.volume.items, items);
    EXPECT_NEAR(comparison.candidates[0].kept.volume.billedBytes, bytes * 0.75, bytes * 0.001);
}

TEST(ComparisonTest, ZeroPerCentKeepsOnlyTracesAndWithErrorsOnlyFailures)
{
    const auto exchanges = population(500);
    const Comparison comparison = compare(exchanges, {"0", "0+errors"});
    const CandidateResult& none = comparison.candidates[0];
    const CandidateResult& errors = comparison.candidates[1];
    EXPECT_EQ(none.kept.volume.requests, 0U);
    EXPECT_GT(none.kept.volume.items, 0U) << "traces are not sampled";
    EXPECT_EQ(none.kept.failedLost, comparison.failed);
    EXPECT_EQ(errors.kept.volume.requests, comparison.failed);
    EXPECT_EQ(errors.kept.keptOnlyAsErrors, comparison.failed);
    EXPECT_EQ(errors.kept.failedLost, 0U);
    EXPECT_EQ(errors.failedCount.value, static_cast<double>(comparison.failed));
}

TEST(ComparisonTest, MoreIsNeverLessForAnyPairOfPercentages)
{
    const auto exchanges = population(400);
    for (const std::string_view errors : {"", "+errors"}) {
        std::vector<Candidate> list;
        for (int percentage = 0; percentage <= 100; percentage += 5)
            list.push_back(parseSetting(fmt::format("{}{}", percentage, errors)).value());
        const Comparison comparison = compareSampling(sourceOf(exchanges), list).value();
        for (std::size_t i = 1; i < list.size(); ++i) {
            const Kept& less = comparison.candidates[i - 1].kept;
            const Kept& more = comparison.candidates[i].kept;
            EXPECT_LE(less.volume.requests, more.volume.requests);
            EXPECT_LE(less.volume.items, more.volume.items);
            EXPECT_LE(less.volume.billedBytes, more.volume.billedBytes);
            EXPECT_GE(less.failedLost, more.failedLost);
            EXPECT_LE(comparison.candidates[i - 1].costPerMonth,
                      comparison.candidates[i].costPerMonth);
        }
    }
}

TEST(ComparisonTest, KeepingErrorsNeverKeepsLess)
{
    const auto exchanges = population(400);
    const Comparison comparison = compare(exchanges, {"20", "20+errors"});
    EXPECT_LE(comparison.candidates[0].kept.volume.items,
              comparison.candidates[1].kept.volume.items);
    EXPECT_EQ(comparison.candidates[1].kept.failedLost, 0U);
    EXPECT_GT(comparison.candidates[0].kept.failedLost, 0U);
}

TEST(ComparisonTest, OperationsAddUpToTheirApiAndApisToEverything)
{
    const auto exchanges = population(600);
    const Comparison comparison = compare(exchanges, {"30", "5+errors"});
    ASSERT_EQ(comparison.groups.size(), 6U) << "two APIs with two operations each";
    Volume apis;
    Volume operations;
    for (const GroupResult& group : comparison.groups) {
        Volume& sum = group.isWholeApi ? apis : operations;
        sum.requests += group.byCandidate[1].volume.requests;
        sum.items += group.byCandidate[1].volume.items;
    }
    EXPECT_EQ(apis.items, comparison.candidates[1].kept.volume.items);
    EXPECT_EQ(operations.items, apis.items);
    EXPECT_EQ(operations.requests, apis.requests);
}

TEST(ComparisonTest, LostFailuresAreNamedCountedAndBounded)
{
    const auto exchanges = population(600);
    ComparisonOptions options;
    options.examplesPerName = 2;
    const Comparison comparison = compare(exchanges, {"10"}, options);
    const CandidateResult& result = comparison.candidates[0];
    std::uint64_t named = 0;
    for (const LossKind& loss : result.losses) {
        named += loss.count;
        EXPECT_LE(loss.examples.size(), 2U);
        const Exchange& example = exchanges.at(static_cast<std::size_t>(loss.examples.at(0) - 1));
        EXPECT_EQ(example.apiId, loss.apiId);
        EXPECT_EQ(example.statusCode, loss.statusCode);
        EXPECT_TRUE(isFailed(example));
    }
    EXPECT_EQ(named, result.kept.failedLost);

    options.lossNames = 1;
    const Comparison bounded = compare(exchanges, {"10"}, options);
    ASSERT_EQ(bounded.candidates[0].losses.size(), 1U);
    EXPECT_EQ(bounded.candidates[0].losses[0].count + bounded.candidates[0].lossesNotNamed,
              result.kept.failedLost);
}

TEST(ComparisonTest, ALowerBodyLimitSavesBytesAndNoItems)
{
    const auto exchanges = population(200);
    Diagnostic settings;
    settings.frontendRequest.bodyBytes = 1024;
    ComparisonOptions options;
    options.selection.set("orders", settings);
    options.selection.set("stock", settings);
    const Comparison comparison
        = compare(exchanges, {"100", "100 body=100", "100 body=0"}, options);
    const Volume& full = comparison.candidates[0].kept.volume;
    const Volume& cut = comparison.candidates[1].kept.volume;
    const Volume& none = comparison.candidates[2].kept.volume;
    EXPECT_EQ(full.items, none.items);
    EXPECT_GT(full.billedBytes, cut.billedBytes);
    EXPECT_GT(cut.billedBytes, none.billedBytes);
    EXPECT_EQ(full.billedBytes, comparison.everything.billedBytes);
}

TEST(ComparisonTest, TheAppliedSettingRepeatsWhatTheGatewayDecided)
{
    auto exchanges = population(300);
    EffectiveDiagnostic diagnostic;
    diagnostic.settings.loggerId = "platform";
    diagnostic.settings.samplingPercentage = 25;
    diagnostic.settings.alwaysLogErrors = true;
    std::uint64_t kept = 0;
    for (Exchange& exchange : exchanges) {
        applyDiagnostics(exchange, std::span(&diagnostic, 1), {});
        kept += exchange.loggers[0].isKept ? 1 : 0;
    }
    const Comparison comparison = compare(exchanges, {"applied:platform", "25+errors"});
    EXPECT_EQ(comparison.candidates[0].kept.volume.requests, kept);
    EXPECT_EQ(comparison.candidates[0].kept, comparison.candidates[1].kept);
}

TEST(ComparisonTest, TheSelectionIsLearnedFromWhatALoggerWasGiven)
{
    auto exchanges = population(100);
    EffectiveDiagnostic diagnostic;
    diagnostic.settings.loggerId = "platform";
    diagnostic.settings.frontendRequest.bodyBytes = 64;
    LoggedSelection learned;
    for (Exchange& exchange : exchanges) {
        applyDiagnostics(exchange, std::span(&diagnostic, 1), {});
        learned.learn(exchange, "platform");
    }
    EXPECT_EQ(learned.settingsFor("orders").frontendRequest.bodyBytes, 64);
    EXPECT_EQ(learned.settingsFor("unknown").frontendRequest.bodyBytes, 0);
}

TEST(ComparisonTest, SlowRequestsLostAreCounted)
{
    const auto exchanges = population(500);
    ComparisonOptions options;
    options.slowerThan = Micros(90'000);
    const Comparison comparison = compare(exchanges, {"0", "100"}, options);
    EXPECT_GT(comparison.slow, 0U);
    EXPECT_EQ(comparison.candidates[0].kept.slowLost, comparison.slow);
    EXPECT_EQ(comparison.candidates[1].kept.slowLost, 0U);
}

TEST(ComparisonTest, CostIsThatOfAMonthAtThisRate)
{
    CostModel model;
    model.pricePerGb = 2;
    model.freeGbPerMonth = 1;
    // 1 kB a second is 2.6298 GB a month.
    EXPECT_NEAR(costPerMonth(1000, model), (2.6298 - 1) * 2, 1e-9);
    EXPECT_EQ(costPerMonth(10, model), 0);
}

TEST(ComparisonTest, FailuresOfTheSourceAndCancellingAreReported)
{
    const auto exchanges = population(3000);
    EXPECT_EQ(compareSampling(sourceOf(exchanges), {}).error().code, ErrorCode::InvalidArgument);

    const ExchangeSource broken = [](const auto&) -> Result<void> {
        return Error{ErrorCode::Io, "disk gone"};
    };
    EXPECT_EQ(compareSampling(broken, candidates({"10"})).error().message,
              "comparing sampling settings: disk gone");

    ComparisonOptions options;
    options.onProgress = [](std::uint64_t read) { return read < 2000; };
    EXPECT_EQ(compareSampling(sourceOf(exchanges), candidates({"10"}), options).error().code,
              ErrorCode::Cancelled);
}

TEST(ComparisonTest, AnEmptyPopulationGivesZeros)
{
    const Comparison comparison = compare({}, {"10"});
    EXPECT_EQ(comparison.everything, Volume{});
    EXPECT_EQ(comparison.errorRate(), 0);
    EXPECT_EQ(comparison.candidates[0].costPerMonth, 0);
    EXPECT_FALSE(comparison.oldest.has_value());
}

TEST(ComparisonTest, BothReportsCarryTheNumbers)
{
    const auto exchanges = population(300);
    const Comparison comparison = compare(exchanges, {"10", "25+errors name=B"});
    const std::string table = toTable(comparison);
    EXPECT_THAT(table, HasSubstr("requests kept of 300"));
    EXPECT_THAT(table, HasSubstr("failed requests lost by \"10 %\""));
    EXPECT_THAT(table, HasSubstr("exact"));

    const boost::json::object json = toJson(comparison);
    EXPECT_EQ(json.at("population").at("requests").as_uint64(), 300U);
    EXPECT_EQ(json.at("candidates").at(1).at("name").as_string(), "B");
    EXPECT_EQ(json.at("candidates").at(0).at("kept").at("failedLost").as_uint64(),
              comparison.candidates[0].kept.failedLost);
    EXPECT_EQ(json.at("groups").as_array().size(), comparison.groups.size());
}

} // namespace
} // namespace gatelens
