#include "conformance_cases.h"
#include "core/policy/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace gatelens::proxy::testing {
namespace {

TEST(ConformanceCoverage, EveryPolicyHasTheCasesThatItsLevelAsksFor)
{
    const std::map<std::string, int> coverage = conformanceCoverage();
    for (const policy::PolicyDescriptor& policy : policy::Catalog::builtIn().policies()) {
        const auto found = coverage.find(policy.name);
        const int count = found == coverage.end() ? 0 : found->second;
        const int demanded = demandedCases(toString(policy.local));
        EXPECT_GE(count, demanded) << policy.name << " is " << toString(policy.local);
    }
}

TEST(ConformanceCoverage, CountsOnlyPoliciesOfTheCatalog)
{
    std::set<std::string> known;
    for (const policy::PolicyDescriptor& policy : policy::Catalog::builtIn().policies())
        known.insert(policy.name);
    // What is no policy of its own but has cases: pools, and the rules of composition.
    known.insert({"backend-pool", "composition", "on-error", "workspaces", "terminating"});
    for (const auto& [name, count] : conformanceCoverage())
        EXPECT_TRUE(known.contains(name)) << name << " is named by a conformance file";
}

} // namespace
} // namespace gatelens::proxy::testing
