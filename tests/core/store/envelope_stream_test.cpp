#include "core/store/store_reader.h"
#include "core/telemetry/envelope.h"
#include "tests/core/store/sample_exchange.h"
#include "tests/support/temporary_folder.h"

#include <boost/json.hpp>

#include <gmock/gmock.h>

namespace gatelens {
namespace {

using std::chrono::seconds;
using test::failedExchange;
using test::record;
using test::sampleEvent;
using test::sampleExchange;
using testing::ElementsAre;

using Envelope = StoreReader::OutgoingEnvelope;

class EnvelopeStreamTest : public testing::Test
{
protected:
    void SetUp() override { m_store = test::openStore(m_folder / "s.db"); }

    StoreReader& reader()
    {
        EXPECT_TRUE(m_store->flush(seconds(20)));
        if (!m_reader)
            m_reader = std::move(*StoreReader::open(m_folder / "s.db"));
        return *m_reader;
    }

    std::vector<Envelope> envelopes(std::int64_t cursor = 0,
                                    const std::vector<std::string>& loggers = {},
                                    std::size_t most = 1000)
    {
        std::vector<Envelope> found;
        const Result<void> read
            = reader().forEachEnvelope(cursor, {}, loggers, [&](Envelope&& envelope) {
                  found.push_back(std::move(envelope));
                  return found.size() < most;
              });
        EXPECT_TRUE(read) << read.error().message;
        return found;
    }

    static std::vector<std::string> texts(const std::vector<Envelope>& envelopes)
    {
        std::vector<std::string> result;
        for (const Envelope& envelope : envelopes)
            result.push_back(envelope.envelope);
        return result;
    }

    static std::string valueOf(const Envelope& envelope, std::string_view pointer)
    {
        const boost::json::value value = boost::json::parse(envelope.envelope);
        return boost::json::serialize(
            value.at_pointer(boost::json::string_view(pointer.data(), pointer.size())));
    }

    test::TemporaryFolder m_folder;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<StoreReader> m_reader;
};

Exchange twoLoggers(int number)
{
    Exchange exchange = sampleExchange(number);
    exchange.loggers.push_back(exchange.loggers[0]);
    exchange.loggers[0].sampleRate = 25;
    exchange.loggers[1].loggerId = "second";
    exchange.loggers[1].instrumentationKey = "99999999-1111-2222-3333-444444444444";
    exchange.loggers[1].isKept = false;
    exchange.loggers[1].reason = KeepReason::SampledOut;
    exchange.messages.push_back({exchange.startedAt, Severity::Error, "s", "m", {}});
    return exchange;
}

TEST_F(EnvelopeStreamTest, EachLoggerGetsItsOwnEnvelopes)
{
    record(*m_store, twoLoggers(1));
    const auto all = envelopes();
    ASSERT_EQ(all.size(), 4U) << "request, dependency, trace; the other logger's trace";
    EXPECT_EQ(all[0].loggerId, "appinsights");
    EXPECT_EQ(valueOf(all[0], "/iKey"), R"("00000000-1111-2222-3333-444444444444")");
    EXPECT_EQ(valueOf(all[0], "/sampleRate"), "25");
    EXPECT_EQ(valueOf(all[2], "/data/baseType"), R"("MessageData")");
    EXPECT_EQ(valueOf(all[2], "/sampleRate"), "100");
    EXPECT_EQ(all[3].loggerId, "second");
    EXPECT_EQ(valueOf(all[3], "/iKey"), R"("99999999-1111-2222-3333-444444444444")");
    EXPECT_EQ(envelopes(0, {"second"}).size(), 1U);
    EXPECT_EQ(envelopes(0, {"nobody"}).size(), 0U);
}

TEST_F(EnvelopeStreamTest, IngestedEnvelopesComeOutByteForByteAndInCommitOrder)
{
    const std::string odd = R"({ "time" : "2026-01-01T00:00:00Z","iKey":"K","unknown":{"a":[1,2]},)"
                            R"("data":{"baseType":"EventData","baseData":{"name":"\u00e9 é"}}})";
    const auto tracked = readTrackBody(odd);
    ASSERT_TRUE(tracked);
    record(*m_store, sampleExchange(1));
    record(*m_store, IngestedItem{*tracked->at(0).item, odd});
    record(*m_store, sampleExchange(2));
    const auto all = envelopes();
    ASSERT_EQ(all.size(), 5U);
    EXPECT_EQ(all[2].envelope, odd);
    EXPECT_EQ(all[2].loggerId, "");
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](const auto& left, const auto& right) {
        return left.cursor < right.cursor;
    }));
}

TEST_F(EnvelopeStreamTest, AnEnvelopeOverSeveralLinesGoesOutOnOne)
{
    const std::string pretty = "{\n \"time\":\"2026-01-01T00:00:00Z\",\r\n\"iKey\":\"k\",\"data\":"
                               "{\"baseType\":\"EventData\",\"baseData\":{\"name\":\"a\\nb\"}}}";
    record(*m_store, IngestedItem{*readTrackBody(pretty)->at(0).item, pretty});
    const auto all = envelopes();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].envelope.find_first_of("\r\n"), std::string::npos);
    EXPECT_EQ(boost::json::parse(all[0].envelope), boost::json::parse(pretty));
}

TEST_F(EnvelopeStreamTest, GoesOnBehindEveryCursorWithoutLossOrRepeat)
{
    for (int number = 0; number < 3; ++number) {
        record(*m_store, twoLoggers(number));
        record(*m_store, sampleEvent(number));
    }
    const auto all = envelopes();
    ASSERT_EQ(all.size(), 15U);
    for (std::size_t taken = 0; taken <= all.size(); ++taken) {
        const std::int64_t cursor = taken == 0 ? 0 : all[taken - 1].cursor;
        const std::vector<Envelope> rest(all.begin() + static_cast<std::ptrdiff_t>(taken),
                                         all.end());
        EXPECT_EQ(texts(envelopes(cursor)), texts(rest)) << "after " << taken;
        EXPECT_EQ(*reader().countEnvelopes(cursor, {}), rest.size()) << "after " << taken;
    }
    // One at a time, from a reader opened anew each time.
    std::vector<std::string> collected;
    std::int64_t cursor = 0;
    while (true) {
        m_reader.reset();
        const auto next = envelopes(cursor, {}, 1);
        if (next.empty())
            break;
        cursor = next[0].cursor;
        collected.push_back(next[0].envelope);
    }
    EXPECT_EQ(collected, texts(all));
}

TEST_F(EnvelopeStreamTest, TheEndCursorSkipsEverythingThatIsThere)
{
    record(*m_store, sampleExchange(1));
    const std::int64_t end = *reader().endCursor();
    EXPECT_TRUE(envelopes(end).empty());
    EXPECT_EQ(*reader().countEnvelopes(end, {}), 0U);
    record(*m_store, sampleExchange(2));
    EXPECT_EQ(envelopes(end).size(), 2U);
    EXPECT_EQ(*reader().countEnvelopes(end, {}), 2U);
}

TEST_F(EnvelopeStreamTest, CountsWithoutReadingWhatALoggerWouldGet)
{
    record(*m_store, twoLoggers(1));
    record(*m_store, failedExchange(2));
    record(*m_store, sampleEvent(3));
    const std::vector<std::string> first{"appinsights"};
    const std::vector<std::string> second{"second"};
    EXPECT_EQ(*reader().countEnvelopes(0, {}), envelopes().size());
    EXPECT_EQ(*reader().countEnvelopes(0, first), envelopes(0, first).size());
    EXPECT_EQ(*reader().countEnvelopes(0, second), envelopes(0, second).size());
}

TEST_F(EnvelopeStreamTest, AggregatedMetricsGoToTheirLogger)
{
    MetricItem metric;
    metric.context.time = test::sampleTime();
    metric.context.instrumentationKey = "key-1";
    metric.name = "tokens";
    metric.value = 12;
    metric.count = 3;
    ASSERT_TRUE(m_store->offerMetric(metric, "first"));
    const std::vector<std::string> first{"first"};
    const std::vector<std::string> second{"second"};
    const auto sent = envelopes(0, first);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].loggerId, "first");
    EXPECT_EQ(sent[0].envelope, printEnvelope(metric));
    EXPECT_TRUE(envelopes(0, second).empty());
    EXPECT_EQ(*reader().countEnvelopes(0, first), 1U);
    EXPECT_EQ(*reader().countEnvelopes(0, second), 0U);
}

TEST_F(EnvelopeStreamTest, KnowsTheLoggersThatReceivedItems)
{
    record(*m_store, twoLoggers(1));
    record(*m_store, twoLoggers(2));
    const auto loggers = *reader().loggers();
    ASSERT_EQ(loggers.size(), 2U);
    EXPECT_EQ(loggers[0].loggerId, "appinsights");
    EXPECT_EQ(loggers[1].instrumentationKey, "99999999-1111-2222-3333-444444444444");
}

} // namespace
} // namespace gatelens
