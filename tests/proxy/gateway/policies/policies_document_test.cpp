#include "conformance_cases.h"
#include "policies_document.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>

namespace gatelens::proxy::testing {
namespace {

std::string committedPage()
{
    std::ifstream file(GATELENS_SOURCE_FOLDER "/docs/policies.md", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The page without its counts, which move with every case.
std::string withoutCounts(const std::string& page)
{
    return std::regex_replace(page, std::regex(R"(\| [0-9]+ \||\([0-9]+ cases)"), "#");
}

std::map<std::string, int> countsOf(const std::string& page)
{
    std::map<std::string, int> counts;
    const std::regex row(R"(\| `([a-z-]+)` \|[^|]*\|[^|]*\|[^|]*\| ([0-9]+) \|)");
    for (std::sregex_iterator match(page.begin(), page.end(), row), end; match != end; ++match)
        counts[(*match)[1]] = std::stoi((*match)[2]);
    return counts;
}

TEST(PoliciesDocument, IsWhatTheCatalogAndTheRegistrySay)
{
    EXPECT_EQ(withoutCounts(committedPage()),
              withoutCounts(policiesDocument(conformanceCoverage())))
        << "docs/policies.md is out of date; its head says how to make it anew";
}

/// Cases are added more often than the page is made: it may say fewer, never more.
TEST(PoliciesDocument, PromisesNoCaseThatIsNotThere)
{
    const std::map<std::string, int> counts = countsOf(committedPage());
    EXPECT_EQ(counts.size(), countsOf(policiesDocument({})).size());
    std::map<std::string, int> coverage = conformanceCoverage();
    for (const auto& [policy, count] : counts)
        EXPECT_LE(count, coverage[policy]) << policy;
}

} // namespace
} // namespace gatelens::proxy::testing
