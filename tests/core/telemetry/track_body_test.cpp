#include "core/telemetry/envelope.h"

#include <gmock/gmock.h>

namespace gatelens {
namespace {

std::string event(std::string_view name)
{
    return R"({"time":"2026-01-01T00:00:00Z","iKey":"k","data":{"baseType":"EventData",)"
           R"("baseData":{"name":")"
        + std::string(name) + R"("}}})";
}

std::vector<std::string> namesOf(const Result<std::vector<TrackedItem>>& items)
{
    std::vector<std::string> names;
    for (const TrackedItem& item : items.value())
        names.push_back(item.item ? std::get<EventItem>(*item.item).name : "refused");
    return names;
}

using testing::ElementsAre;

TEST(TrackBodyTest, ReadsLinesWithEitherLineEndAndBlankLines)
{
    const auto items
        = readTrackBody("\xEF\xBB\xBF" + event("a") + "\r\n\r\n" + event("b") + "\n" + event("c"));
    ASSERT_TRUE(items);
    EXPECT_THAT(namesOf(items), ElementsAre("a", "b", "c"));
}

TEST(TrackBodyTest, KeepsTheBytesOfEachElementOfAnArray)
{
    const std::string odd = R"({ "time":"2026-01-01T00:00:00Z" , "iKey":"k","data":)"
                            R"({"baseType":"EventData","baseData":{"name":"],}\"[\\"}}})";
    const auto items = readTrackBody(" [ " + event("a") + " ,\n" + odd + "] ");
    ASSERT_TRUE(items);
    ASSERT_EQ(items->size(), 2U);
    EXPECT_EQ(items->at(0).text, event("a"));
    EXPECT_EQ(items->at(1).text, odd);
    EXPECT_THAT(namesOf(items), ElementsAre("a", "],}\"[\\"));
}

TEST(TrackBodyTest, ReadsOneObjectOverSeveralLines)
{
    std::string pretty = event("a");
    pretty.insert(1, "\n  ");
    pretty.insert(pretty.size() - 1, "\n");
    const auto items = readTrackBody(pretty);
    ASSERT_TRUE(items);
    EXPECT_THAT(namesOf(items), ElementsAre("a"));
}

TEST(TrackBodyTest, RefusesSingleItemsOnly)
{
    const auto lines = readTrackBody(event("a") + "\n{broken\n" + event("b"));
    ASSERT_TRUE(lines);
    EXPECT_THAT(namesOf(lines), ElementsAre("a", "refused", "b"));
    const auto array = readTrackBody('[' + event("a") + ",5,{\"x\":}," + event("b") + ']');
    ASSERT_TRUE(array);
    EXPECT_THAT(namesOf(array), ElementsAre("a", "refused", "refused", "b"));
}

TEST(TrackBodyTest, AnEmptyArrayHoldsNothing)
{
    const auto items = readTrackBody("[]");
    ASSERT_TRUE(items);
    EXPECT_TRUE(items->empty());
}

TEST(TrackBodyTest, RefusesABodyThatIsNoneOfTheThreeForms)
{
    for (const std::string& body :
         {std::string(), std::string(" \n"), std::string("hello"), '[' + event("a"),
          '[' + event("a") + "}]", '[' + event("a") + "] tail", std::string("\x1f\x8b")}) {
        const auto items = readTrackBody(body);
        ASSERT_FALSE(items) << body;
        EXPECT_EQ(items.error().code, ErrorCode::Malformed);
        EXPECT_THAT(items.error().message, testing::HasSubstr("body"));
    }
}

} // namespace
} // namespace gatelens
