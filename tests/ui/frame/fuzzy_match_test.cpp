#include "ui/frame/fuzzy_match.h"

#include <gtest/gtest.h>

namespace gatelens::ui {

TEST(FuzzyMatch, NeedsEveryLetterInOrder)
{
    EXPECT_GT(fuzzyScore(u"stgw", u"Start gateway"), 0);
    EXPECT_EQ(fuzzyScore(u"wgts", u"Start gateway"), 0);
    EXPECT_EQ(fuzzyScore(u"xyz", u"Start gateway"), 0);
}

TEST(FuzzyMatch, PrefersInitialsToLettersInsideWords)
{
    EXPECT_GT(fuzzyScore(u"sg", u"Start gateway"), fuzzyScore(u"sg", u"Settings"));
}

TEST(FuzzyMatch, PrefersAWholeTextToAPartAndAPartToScatteredLetters)
{
    EXPECT_GT(fuzzyScore(u"live", u"Live"), fuzzyScore(u"live", u"Live metrics"));
    EXPECT_GT(fuzzyScore(u"live", u"Live metrics"), fuzzyScore(u"live", u"Delivery"));
    EXPECT_GT(fuzzyScore(u"live", u"Delivery"), fuzzyScore(u"live", u"List values everywhere"));
}

TEST(FuzzyMatch, FindsEverythingForNothing) { EXPECT_GT(fuzzyScore(u"", u"Live"), 0); }

} // namespace gatelens::ui
