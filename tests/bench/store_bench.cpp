// What logging costs in the store (docs/performance.md, "The price of logging"), and what reading a
// large store costs.
//
// GATELENS_BENCH_ROWS sets the number of rows (default 200,000; the figures in the documentation
// are for 1,000,000). Files go to a temporary folder on the disk of the working folder.

#include "core/store/filter.h"
#include "core/store/schema.h"
#include "core/store/sqlite.h"
#include "core/store/store_reader.h"
#include "core/telemetry/ids.h"
#include "tests/core/store/sample_exchange.h"
#include "tests/support/temporary_folder.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <random>

namespace gatelens {
namespace {

std::int64_t rowCount()
{
    const char* wanted = std::getenv("GATELENS_BENCH_ROWS");
    return wanted == nullptr ? 200'000 : std::atoll(wanted);
}

constexpr std::int64_t kBatch = 1000;

/// Why no Result is checked row by row here: a failure must end the run, not be measured.
template<class T>
T must(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::abort();
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

sqlite::Database openForLayout(const std::filesystem::path& path)
{
    auto database = must(sqlite::Database::open(path, sqlite::OpenMode::ReadWriteCreate));
    must(database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                          "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000"));
    return database;
}

void report(benchmark::State& state, std::int64_t rows, const std::filesystem::path& file)
{
    state.counters["us/row"] = benchmark::Counter(
        static_cast<double>(rows) / 1e6, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["bytes/row"]
        = static_cast<double>(std::filesystem::file_size(file)) / static_cast<double>(rows);
}

std::string randomBytes(std::mt19937_64& random, std::size_t size)
{
    std::string bytes(size, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

/// 16 bytes of an operation id.
std::string operationId(std::mt19937_64& random, bool beginsWithTime, std::int64_t row)
{
    std::string id = randomBytes(random, 16);
    if (beginsWithTime) {
        for (std::size_t index = 0; index < 4; ++index)
            id[index] = static_cast<char>(row / 5000 >> (24 - 8 * index)); // 5,000 rows a second
    }
    return id;
}

enum class Ids
{
    NoIndex,
    Random,
    TimeFirst,
    BlockKey, ///< an index on block and hash, as the store has it
};

/// One row with the columns and the weight of a request.
void requestRows(benchmark::State& state, Ids ids)
{
    for ([[maybe_unused]] const auto iteration : state) {
        state.PauseTiming();
        const test::TemporaryFolder folder;
        auto database = openForLayout(folder / "layout.db");
        must(database.execute(
            "CREATE TABLE requests(id INTEGER PRIMARY KEY, time INTEGER, duration INTEGER, "
            "status INTEGER, success INTEGER, operation_key INTEGER, operation_id BLOB, "
            "name TEXT, url TEXT, dimensions TEXT) STRICT"));
        if (ids == Ids::Random || ids == Ids::TimeFirst)
            must(database.execute("CREATE INDEX by_operation ON requests(operation_id)"));
        if (ids == Ids::BlockKey)
            must(database.execute("CREATE INDEX by_operation ON requests(operation_key)"));
        auto insert = must(
            database.prepare("INSERT INTO requests(time, duration, status, success, operation_key, "
                             "operation_id, name, url, dimensions) VALUES (?,?,?,?,?,?,?,?,?)"));
        std::mt19937_64 random(1);
        const std::string dimensions(600, 'd');
        const std::int64_t rows = rowCount();
        state.ResumeTiming();
        for (std::int64_t row = 0; row < rows; ++row) {
            if (row % kBatch == 0)
                must(database.execute("BEGIN"));
            const std::string id = operationId(random, ids == Ids::TimeFirst, row);
            insert.bind(1, row * 200);
            insert.bind(2, std::int64_t{12345});
            insert.bind(3, std::int64_t{200});
            insert.bind(4, std::int64_t{1});
            insert.bind(5, store::operationKey(store::blockOf(row), id));
            insert.bindBlob(6, id);
            insert.bindText(7, "GET /orders/12345");
            insert.bindText(8, "http://127.0.0.1:8080/orders/12345?page=2");
            insert.bindText(9, dimensions);
            must(insert.run());
            if ((row + 1) % kBatch == 0 || row + 1 == rows)
                must(database.execute("COMMIT"));
        }
        report(state, rows, folder / "layout.db");
    }
}

void noIndex(benchmark::State& state) { requestRows(state, Ids::NoIndex); }
void randomIds(benchmark::State& state) { requestRows(state, Ids::Random); }
void timeFirstIds(benchmark::State& state) { requestRows(state, Ids::TimeFirst); }
void blockKeys(benchmark::State& state) { requestRows(state, Ids::BlockKey); }
BENCHMARK(noIndex)
    ->Name("layout/request row, no index")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(randomIds)
    ->Name("layout/request row, index on random ids")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(timeFirstIds)
    ->Name("layout/request row, index on ids that begin with the time")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(blockKeys)
    ->Name("layout/request row, index on block and hash of random ids")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

/// The store as it is: what the caller pays to offer, and everything until the last commit.
void recordExchanges(benchmark::State& state)
{
    const std::int64_t rows = rowCount();
    for ([[maybe_unused]] const auto iteration : state) {
        state.PauseTiming();
        const test::TemporaryFolder folder;
        StoreOptions options;
        options.path = folder / "store.db";
        options.queueCapacity = static_cast<std::size_t>(rows);
        options.maxBytes = 1ULL << 40U;
        const auto opened = must(Store::open(options));
        std::vector<std::unique_ptr<Exchange>> exchanges;
        for (std::int64_t row = 0; row < rows; ++row) {
            exchanges.push_back(
                std::make_unique<Exchange>(test::sampleExchange(static_cast<int>(row % 1000))));
            // Ids as clients send them: without any order.
            std::mt19937_64 random(static_cast<std::uint64_t>(row));
            exchanges.back()->operationId = newTraceId();
            if (state.range(0) != 0)
                std::shuffle(exchanges.back()->operationId.begin(),
                             exchanges.back()->operationId.end(), random);
        }
        state.ResumeTiming();
        for (auto& exchange : exchanges)
            opened->offer(std::move(exchange));
        must(opened->flush(std::chrono::minutes(10)));
        state.PauseTiming();
        if (opened->counters().dropped != 0)
            std::abort();
        report(state, rows, folder / "store.db");
        state.ResumeTiming();
    }
}
BENCHMARK(recordExchanges)
    ->Name("store/record exchanges (random ids)")
    ->Arg(0)
    ->Arg(1)
    ->Iterations(1)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// One large store for all reading benchmarks.
class LargeStore
{
public:
    LargeStore()
    {
        StoreOptions options;
        options.path = m_folder / "store.db";
        options.maxBytes = 1ULL << 40U;
        options.retention = std::chrono::hours(24 * 3650);
        const auto opened = must(Store::open(options));
        std::mt19937_64 random(1);
        for (std::int64_t row = 0; row < rowCount(); ++row) {
            auto exchange
                = std::make_unique<Exchange>(test::sampleExchange(static_cast<int>(row % 1000)));
            exchange->startedAt = test::sampleTime() + Micros(row * 3000);
            exchange->duration = Micros(static_cast<std::int64_t>(random() % 1'000'000));
            exchange->operationId = newTraceId();
            exchange->apimOperationId = "operation-" + std::to_string(row % 40);
            exchange->statusCode = row % 50 == 0 ? 500 : 200;
            m_operationId = exchange->operationId;
            while (!opened->offer(std::make_unique<Exchange>(*exchange)))
                must(opened->flush(std::chrono::minutes(1)));
        }
        must(opened->flush(std::chrono::minutes(10)));
        m_reader = must(StoreReader::open(m_folder / "store.db"));
    }
    StoreReader& reader() { return *m_reader; }
    [[nodiscard]] const std::string& operationId() const { return m_operationId; }

private:
    test::TemporaryFolder m_folder;
    std::unique_ptr<StoreReader> m_reader;
    std::string m_operationId;
};

LargeStore& largeStore()
{
    static LargeStore store;
    return store;
}

ExchangeQuery queryFor(const std::string& text)
{
    ExchangeQuery query;
    query.filter = std::make_shared<const filter::Filter>(must(filter::Filter::parse(text)));
    return query;
}

void readIds(benchmark::State& state, const std::string& text)
{
    const ExchangeQuery query = queryFor(text);
    for ([[maybe_unused]] const auto iteration : state)
        benchmark::DoNotOptimize(must(largeStore().reader().exchangeIds(query)));
}
BENCHMARK_CAPTURE(readIds, all, "")->Name("read/ids of all")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(readIds, status, "status:5xx")
    ->Name("read/ids, status:5xx")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(readIds, operation, "op:operation-7 dur>500ms")
    ->Name("read/ids, op and dur")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(readIds, text, "no-such-text")
    ->Name("read/ids, full text without a match")
    ->Unit(benchmark::kMillisecond);

void firstPage(benchmark::State& state)
{
    ExchangeQuery query = queryFor("status:5xx");
    query.isDescending = true;
    for ([[maybe_unused]] const auto iteration : state) {
        const auto ids = must(largeStore().reader().exchangeIds(query, 0, 256));
        benchmark::DoNotOptimize(must(largeStore().reader().exchangeRows(ids)));
    }
}
BENCHMARK(firstPage)->Name("read/newest page, status:5xx")->Unit(benchmark::kMillisecond);

void sortByDuration(benchmark::State& state)
{
    ExchangeQuery query;
    query.sort = ExchangeSort::Duration;
    for ([[maybe_unused]] const auto iteration : state)
        benchmark::DoNotOptimize(must(largeStore().reader().exchangeIds(query)));
}
BENCHMARK(sortByDuration)->Name("read/ids by duration")->Unit(benchmark::kMillisecond);

void timeline(benchmark::State& state)
{
    for ([[maybe_unused]] const auto iteration : state)
        benchmark::DoNotOptimize(
            must(largeStore().reader().timeline({}, std::chrono::seconds(10))));
}
BENCHMARK(timeline)->Name("read/timeline")->Unit(benchmark::kMillisecond);

void groups(benchmark::State& state)
{
    for ([[maybe_unused]] const auto iteration : state)
        benchmark::DoNotOptimize(must(largeStore().reader().groups({}, GroupBy::Operation)));
}
BENCHMARK(groups)->Name("read/groups by operation")->Unit(benchmark::kMillisecond);

void lastMinutes(benchmark::State& state)
{
    ExchangeQuery query;
    query.range.from = test::sampleTime() + Micros(rowCount() * 3000) - std::chrono::minutes(1);
    for ([[maybe_unused]] const auto iteration : state)
        benchmark::DoNotOptimize(must(largeStore().reader().totals(query)));
}
BENCHMARK(lastMinutes)->Name("read/totals of the last minute")->Unit(benchmark::kMillisecond);

void transaction(benchmark::State& state)
{
    LargeStore& store = largeStore();
    for ([[maybe_unused]] const auto iteration : state)
        benchmark::DoNotOptimize(must(store.reader().transaction(store.operationId())));
}
BENCHMARK(transaction)->Name("read/transaction by operation id")->Unit(benchmark::kMillisecond);

void allEnvelopes(benchmark::State& state)
{
    for ([[maybe_unused]] const auto iteration : state) {
        std::int64_t count = 0;
        must(largeStore().reader().forEachEnvelope(
            0, {}, {}, [&](StoreReader::OutgoingEnvelope&&) { return ++count < 100'000; }));
        state.counters["us/row"]
            = benchmark::Counter(static_cast<double>(count) / 1e6,
                                 benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    }
}
BENCHMARK(allEnvelopes)
    ->Name("read/100,000 envelopes")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

} // namespace
} // namespace gatelens

BENCHMARK_MAIN();
