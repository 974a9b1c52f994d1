#include "core/base/line_index.h"

#include <gtest/gtest.h>

namespace gatelens {
namespace {

TEST(LineIndexTest, CountsLinesAndColumnsFromOne)
{
    const LineIndex lines("ab\ncd\r\n\nx");
    EXPECT_EQ(lines.positionOf(0, "f"), (SourcePosition{"f", 1, 1}));
    EXPECT_EQ(lines.positionOf(1, "f"), (SourcePosition{"f", 1, 2}));
    EXPECT_EQ(lines.positionOf(3, "f"), (SourcePosition{"f", 2, 1}));
    EXPECT_EQ(lines.positionOf(7, "f"), (SourcePosition{"f", 3, 1}));
    EXPECT_EQ(lines.positionOf(8, "f"), (SourcePosition{"f", 4, 1}));
}

TEST(LineIndexTest, TakesWhatIsBeyondTheEndForTheEnd)
{
    const LineIndex lines("ab\nc");
    EXPECT_EQ(lines.positionOf(99, ""), (SourcePosition{"", 2, 2}));
    EXPECT_EQ(lines.offsetOf(9, 1), 4U);
    EXPECT_EQ(lines.offsetOf(2, 99), 4U);
}

TEST(LineIndexTest, FindsTheOffsetOfEveryPosition)
{
    constexpr std::string_view kText = "one\n\nthree\nx";
    const LineIndex lines(kText);
    for (std::size_t offset = 0; offset <= kText.size(); ++offset) {
        const SourcePosition position = lines.positionOf(offset, "");
        EXPECT_EQ(lines.offsetOf(position.line, position.column), offset);
    }
}

TEST(LineIndexTest, HasOneLineForAnEmptyText)
{
    EXPECT_EQ(LineIndex("").positionOf(0, ""), (SourcePosition{"", 1, 1}));
    EXPECT_EQ(LineIndex().offsetOf(1, 1), 0U);
}

} // namespace
} // namespace gatelens
