#include "core/diagnostics/masking.h"

#include <gtest/gtest.h>

#include <map>

namespace gatelens {
namespace {

class RulesByName : public QueryMasking
{
public:
    explicit RulesByName(std::vector<MaskingRule> rules)
        : m_rules(std::move(rules))
    {
    }

    [[nodiscard]] std::optional<MaskingMode> modeOf(std::string_view name) const override
    {
        return maskingFor(m_rules, name);
    }

private:
    std::vector<MaskingRule> m_rules;
};

const RulesByName kRules({{"key", MaskingMode::Mask}, {"sig", MaskingMode::Hide}});

TEST(MaskingTest, AUrlWithoutTheParameterIsLeftAlone)
{
    EXPECT_EQ(maskUrl("https://h/p", kRules), std::nullopt);
    EXPECT_EQ(maskUrl("https://h/key?x=1&keys=2", kRules), std::nullopt);
}

TEST(MaskingTest, OrderAndNamesStayWhenAValueIsMasked)
{
    EXPECT_EQ(maskUrl("https://h/p?a=1&Key=secret&b=2", kRules), "https://h/p?a=1&Key=*****&b=2");
    EXPECT_EQ(maskUrl("https://h/p?key=1&key=2", kRules), "https://h/p?key=*****&key=*****");
    EXPECT_EQ(maskUrl("https://h/p?key", kRules), "https://h/p?key=*****");
}

TEST(MaskingTest, AHiddenParameterLeavesNoTrace)
{
    EXPECT_EQ(maskUrl("https://h/p?sig=s", kRules), "https://h/p");
    EXPECT_EQ(maskUrl("https://h/p?sig=s&a=1", kRules), "https://h/p?a=1");
    EXPECT_EQ(maskUrl("https://h/p?a=1&sig=s", kRules), "https://h/p?a=1");
    EXPECT_EQ(maskUrl("https://h/p?a=1&sig=s&b=2&sig=t", kRules), "https://h/p?a=1&b=2");
}

TEST(MaskingTest, AnEscapedNameDoesNotEscapeTheRule)
{
    EXPECT_EQ(maskUrl("https://h/p?%6bey=secret", kRules), "https://h/p?%6bey=*****");
}

TEST(MaskingTest, TheFragmentStays)
{
    EXPECT_EQ(maskUrl("https://h/p?key=s#key=t", kRules), "https://h/p?key=*****#key=t");
}

TEST(MaskingTest, HideWinsOverMaskForOneName)
{
    const std::vector<MaskingRule> rules{{"a", MaskingMode::Mask}, {"A", MaskingMode::Hide}};
    EXPECT_EQ(maskingFor(rules, "a"), MaskingMode::Hide);
    EXPECT_EQ(maskingFor(rules, "b"), std::nullopt);
}

} // namespace
} // namespace gatelens
