#include "core/telemetry/envelope.h"

#include <boost/json.hpp>

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

namespace gatelens {
namespace {

namespace json = boost::json;

Result<TelemetryItem> read(std::string_view text)
{
    return readEnvelope(json::parse(json::string_view(text.data(), text.size())));
}

/// A request envelope whose `data` is given.
std::string envelope(std::string_view data)
{
    return R"({"time":"2026-01-01T00:00:00Z","iKey":"k","data":)" + std::string(data) + '}';
}

struct CapturedLine
{
    std::string origin;
    std::string text;
};

std::vector<CapturedLine> capturedEnvelopes()
{
    std::vector<CapturedLine> lines;
    const std::filesystem::path folder = std::filesystem::path(GATELENS_TEST_DATA) / "captures";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path());
        std::string line;
        for (int number = 1; std::getline(file, line); ++number)
            lines.push_back(
                {entry.path().filename().string() + ':' + std::to_string(number), line});
    }
    return lines;
}

std::string baseTypeOf(const std::string& envelope)
{
    return std::string(json::parse(envelope).at("data").at("baseType").as_string());
}

TEST(EnvelopeTest, ReadsEverythingThatRealSdksSent)
{
    const auto lines = capturedEnvelopes();
    ASSERT_GT(lines.size(), 60U);
    for (const CapturedLine& line : lines) {
        const auto item = read(line.text);
        ASSERT_TRUE(item) << line.origin << ": " << item.error().message;
        EXPECT_FALSE(contextOf(*item).instrumentationKey.empty()) << line.origin;
        EXPECT_GT(contextOf(*item).time, Timestamp()) << line.origin;
    }
}

TEST(EnvelopeTest, WhatIsPrintedReadsBackAsTheSameItem)
{
    for (const CapturedLine& line : capturedEnvelopes()) {
        const auto item = read(line.text);
        ASSERT_TRUE(item) << line.origin;
        const std::string printed = printEnvelope(*item);
        const auto again = read(printed);
        ASSERT_TRUE(again) << printed << ": " << again.error().message;
        EXPECT_EQ(*item, *again) << printed;
        EXPECT_EQ(baseTypeOf(printed), baseTypeOf(line.text));
        EXPECT_EQ(printed.find('\n'), std::string::npos);
    }
}

TEST(EnvelopeTest, PrintsARequestInTheServicesForm)
{
    RequestItem request;
    request.context.time = *parseIso8601("2021-12-22T22:56:48.164Z");
    request.context.instrumentationKey = "00000000-1111-2222-3333-444444444444";
    request.context.sampleRate = 12.5;
    request.context.operationId = "4bf92f3577b34da6a3ce929d0e0e4736";
    request.context.operationName = "aztail-api;rev=1 - get-ping";
    request.context.cloudRoleName = "aztail-apim.azure-api.net West Europe";
    request.context.properties = {{"API Name", "aztail-api"}, {"quoted", "a\"b\\c\n"}};
    request.context.measurements = {{"Response Size", 93}, {"Client Time (in ms)", 0.25}};
    request.id = "00f067aa0ba902b7";
    request.name = "GET /example/";
    request.url = "https://aztail-apim.azure-api.net/example/?foo=bar";
    request.duration = Micros(248);
    request.responseCode = "200";
    EXPECT_EQ(
        printEnvelope(request),
        R"x({"name":"Microsoft.ApplicationInsights.00000000111122223333444444444444.Request",)x"
        R"x("time":"2021-12-22T22:56:48.1640000Z","iKey":"00000000-1111-2222-3333-444444444444",)x"
        R"x("ver":1,"sampleRate":12.5,"tags":{"ai.cloud.role":"aztail-apim.azure-api.net West Europe",)x"
        R"x("ai.operation.id":"4bf92f3577b34da6a3ce929d0e0e4736",)x"
        R"x("ai.operation.name":"aztail-api;rev=1 - get-ping"},"data":{"baseType":"RequestData",)x"
        R"x("baseData":{"ver":2,"id":"00f067aa0ba902b7","name":"GET /example/",)x"
        R"x("url":"https://aztail-apim.azure-api.net/example/?foo=bar","duration":"00:00:00.0002480",)x"
        R"x("responseCode":"200","success":true,"properties":{"API Name":"aztail-api",)x"
        R"x("quoted":"a\"b\\c\n"},"measurements":{"Response Size":93,"Client Time (in ms)":0.25}}}})x");
}

TEST(EnvelopeTest, AcceptsWordsNumbersAndTextForOneEnumeration)
{
    const auto severity = [](std::string_view level) {
        const auto item = read(envelope(R"({"baseType":"MessageData","baseData":{"message":"m",)"
                                        R"("severityLevel":)"
                                        + std::string(level) + "}}"));
        return std::get<TraceItem>(*item).severity;
    };
    EXPECT_EQ(severity("2"), Severity::Warning);
    EXPECT_EQ(severity(R"("Warning")"), Severity::Warning);
    EXPECT_EQ(severity(R"("critical")"), Severity::Critical);
    EXPECT_EQ(severity("null"), Severity::Information);
    EXPECT_EQ(severity("77"), Severity::Information);
    EXPECT_EQ(severity("1e300"), Severity::Information);
}

TEST(EnvelopeTest, TurnsPropertiesOfOtherTypesIntoText)
{
    const auto item = read(envelope(
        R"({"baseType":"EventData","baseData":{"name":"e","properties":{"n":142,"d":0.5,"t":true,)"
        R"("l":[],"o":{"a":1},"z":null,"s":"x"},"measurements":{"m":1,"bad":"text"}}})"));
    ASSERT_TRUE(item);
    const Properties wanted{{"n", "142"},       {"d", "0.5"}, {"t", "true"}, {"l", "[]"},
                            {"o", "{\"a\":1}"}, {"z", ""},    {"s", "x"}};
    EXPECT_EQ(contextOf(*item).properties, wanted);
    EXPECT_EQ(contextOf(*item).measurements, (Measurements{{"m", 1}}));
}

TEST(EnvelopeTest, ReadsTimesWithoutZoneAsUtc)
{
    const auto item = read(R"({"time":"2026-11-20T22:08:11.180394","iKey":"k","data":)"
                           R"({"baseType":"EventData","baseData":{"name":"e"}}})");
    ASSERT_TRUE(item);
    EXPECT_EQ(contextOf(*item).time, *parseIso8601("2026-11-20T22:08:11.180394Z"));
}

TEST(EnvelopeTest, DerivesTheProblemOfAnExceptionAsTheServiceDoes)
{
    const auto item = read(
        envelope(R"({"baseType":"ExceptionData","baseData":{"exceptions":[{"typeName":"TypeError",)"
                 R"("message":"x","parsedStack":[{"level":0,"method":"main"}]}]}})"));
    ASSERT_TRUE(item);
    EXPECT_EQ(std::get<ExceptionItem>(*item).problemId, "TypeError at main");
}

struct Refusal
{
    std::string envelope;
    std::string message;
};

class EnvelopeRefusalTest : public testing::TestWithParam<Refusal>
{
};

TEST_P(EnvelopeRefusalTest, NamesTheFieldInTheServicesWords)
{
    const auto item = read(GetParam().envelope);
    ASSERT_FALSE(item) << GetParam().envelope;
    EXPECT_EQ(item.error().code, ErrorCode::Malformed);
    EXPECT_THAT(item.error().message, testing::HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, EnvelopeRefusalTest,
    testing::Values(
        Refusal{"3", "Field 'item' on type 'Envelope' is of incorrect type"},
        Refusal{R"({"iKey":"k","data":{}})", "101: Field 'time' on type 'Envelope' is required"},
        Refusal{R"({"time":"yesterday","iKey":"k","data":{}})",
                "109: Field 'time' on type 'Envelope' is of incorrect type"},
        Refusal{R"({"time":5,"iKey":"k","data":{}})", "Field 'time' on type 'Envelope'"},
        Refusal{R"({"time":"2026-01-01T00:00:00Z","data":{}})", "Field 'iKey' on type 'Envelope'"},
        Refusal{R"({"time":"2026-01-01T00:00:00Z","iKey":"","data":{}})", "Field 'iKey'"},
        Refusal{R"({"time":"2026-01-01T00:00:00Z","iKey":7,"data":{}})", "Field 'iKey'"},
        Refusal{R"({"time":"2026-01-01T00:00:00Z","iKey":"k"})", "Field 'data' on type 'Envelope'"},
        Refusal{envelope("[]"), "Field 'data' on type 'Envelope' is of incorrect type"},
        Refusal{envelope("{}"), "Field 'baseType' on type 'Data'"},
        Refusal{envelope(R"({"baseType":"EventData"})"), "Field 'baseData' on type 'Data'"},
        Refusal{envelope(R"({"baseType":"Nonsense","baseData":{}})"), "Field 'baseType'"},
        Refusal{envelope(R"({"baseType":"EventData","baseData":{}})"),
                "Field 'name' on type 'EventData'"},
        Refusal{
            envelope(R"({"baseType":"RequestData","baseData":{"id":"1","responseCode":"200"}})"),
            "Field 'duration' on type 'RequestData' is required"},
        Refusal{envelope(R"({"baseType":"RequestData","baseData":{"id":"1","responseCode":"200",)"
                         R"("duration":12.5}})"),
                "Field 'duration' on type 'RequestData' is of incorrect type"},
        Refusal{envelope(R"({"baseType":"ExceptionData","baseData":{"exceptions":[]}})"),
                "Field 'exceptions' on type 'ExceptionData'"},
        Refusal{envelope(R"({"baseType":"ExceptionData","baseData":{"exceptions":[{}]}})"),
                "Field 'message' on type 'ExceptionDetails'"},
        Refusal{envelope(R"({"baseType":"MetricData","baseData":{"metrics":[{"name":"m"}]}})"),
                "Field 'value' on type 'DataPoint'"},
        Refusal{envelope(R"({"baseType":"MetricData","baseData":{"metrics":[{"name":"m",)"
                         R"("value":"much"}]}})"),
                "Field 'value' on type 'DataPoint' is of incorrect type"}));

TEST(EnvelopeTest, LeavesOutMeasurementsThatJsonCannotHold)
{
    EventItem event;
    event.context.instrumentationKey = "k";
    event.context.measurements
        = {{"nan", std::nan("")}, {"inf", std::numeric_limits<double>::infinity()}, {"one", 1}};
    event.name = "e";
    const auto again = read(printEnvelope(event));
    ASSERT_TRUE(again);
    EXPECT_EQ(contextOf(*again).measurements, (Measurements{{"one", 1}}));
}

TEST(EnvelopeTest, ReplacesBytesThatAreNoUtf8)
{
    EventItem event;
    event.context.instrumentationKey = "k";
    event.name = "a\xFF\xC0\x80z\xE2\x82";
    const auto again = read(printEnvelope(event));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(std::get<EventItem>(*again).name,
              "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD");
}

} // namespace
} // namespace gatelens
