#include "proxy/ingest/application_id.h"
#include "proxy/ingest/track_protocol.h"

#include <boost/json/parse.hpp>

#include <gtest/gtest.h>

namespace gatelens::proxy {
namespace {

constexpr std::string_view kGood
    = R"({"time":"2026-11-20T12:00:00Z","iKey":"k1","data":{"baseType":"MessageData",)"
      R"("baseData":{"message":"hello"}}})";

TEST(TrackProtocolTest, GoodItemsKeepTheirBytes)
{
    const TrackBatch batch = readTrackBatch(std::string(kGood) + "\r\n\n" + std::string(kGood));
    EXPECT_EQ(batch.received, 2U);
    ASSERT_EQ(batch.accepted.size(), 2U);
    EXPECT_EQ(batch.accepted[0].envelope, kGood);
    EXPECT_EQ(batch.accepted[0].source, "appinsights");
    EXPECT_EQ(batch.instrumentationKey, "k1");
    EXPECT_TRUE(batch.errors.empty());
}

TEST(TrackProtocolTest, ABadItemIsNamedByItsPlaceAndTheOthersPass)
{
    const TrackBatch batch = readTrackBatch("[" + std::string(kGood) + R"(,{"iKey":"k1"},)"
                                            + std::string(kGood) + "]");
    EXPECT_EQ(batch.received, 3U);
    EXPECT_EQ(batch.accepted.size(), 2U);
    ASSERT_EQ(batch.errors.size(), 1U);
    EXPECT_EQ(batch.errors[0].index, 1U);
    EXPECT_EQ(batch.errors[0].statusCode, 400);
    EXPECT_FALSE(batch.errors[0].message.empty());
}

TEST(TrackProtocolTest, AnItemBeyondAMegabyteIsRefused)
{
    std::string huge(kGood);
    huge.replace(huge.find("hello"), 5, std::string(1100 * 1024, 'x'));
    const TrackBatch batch = readTrackBatch(huge);
    EXPECT_TRUE(batch.accepted.empty());
    ASSERT_EQ(batch.errors.size(), 1U);
    EXPECT_NE(batch.errors[0].message.find("1048576"), std::string::npos);
}

TEST(TrackProtocolTest, AnUnreadableBodyIsOneError)
{
    EXPECT_EQ(readTrackBatch("[{").errors.size(), 1U);
    EXPECT_EQ(readTrackBatch("").accepted.size(), 0U);
}

TEST(TrackProtocolTest, TheStatusTellsHowManyPassed)
{
    EXPECT_EQ(trackStatus(3, 3), 200);
    EXPECT_EQ(trackStatus(3, 1), 206);
    EXPECT_EQ(trackStatus(3, 0), 400);
    EXPECT_EQ(trackStatus(0, 0), 400);
}

TEST(TrackProtocolTest, TheAnswerIsWordedAsTheServiceDoes)
{
    const auto answer = boost::json::parse(trackAnswer(3, 2, "K1", {{1, 400, "109: \"x\""}}));
    EXPECT_EQ(answer.at("itemsReceived").as_int64(), 3);
    EXPECT_EQ(answer.at("itemsAccepted").as_int64(), 2);
    EXPECT_EQ(answer.at("appId").as_string(), applicationIdFor("k1"));
    EXPECT_EQ(answer.at("errors").at(0).at("index").as_int64(), 1);
    EXPECT_EQ(answer.at("errors").at(0).at("statusCode").as_int64(), 400);
    EXPECT_EQ(answer.at("errors").at(0).at("message").as_string(), "109: \"x\"");
}

TEST(TrackProtocolTest, AnApplicationIdIsAGuidAndStable)
{
    const std::string id = applicationIdFor("11111111-2222-3333-4444-555555555555");
    EXPECT_EQ(id.size(), 36U);
    EXPECT_EQ(id[14], '5') << "version of the GUID";
    EXPECT_EQ(id, applicationIdFor("11111111-2222-3333-4444-555555555555"));
    EXPECT_NE(id, applicationIdFor("other"));
}

} // namespace
} // namespace gatelens::proxy
