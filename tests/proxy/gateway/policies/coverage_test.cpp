#include "conformance_cases.h"
#include "core/policy/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace gatelens::proxy::testing {
namespace {

/// Policies whose cases are still to come. A name leaves the list when its cases are there: the
/// test fails when it stays.
const std::set<std::string>& notYetCovered()
{
    static const std::set<std::string> kNames{
        "authentication-certificate", "get-authorization-context",
        "validate-graphql-request",   "validate-odata-request",
        "llm-content-safety",         "proxy",
        "http-data-source",           "sql-data-source",
        "cosmosdb-data-source",       "publish-event",
        "set-graphql-resolver"};
    return kNames;
}

TEST(ConformanceCoverage, EveryPolicyHasTheCasesThatItsLevelAsksFor)
{
    const std::map<std::string, int> coverage = conformanceCoverage();
    for (const policy::PolicyDescriptor& policy : policy::Catalog::builtIn().policies()) {
        const auto found = coverage.find(policy.name);
        const int count = found == coverage.end() ? 0 : found->second;
        const int demanded = demandedCases(toString(policy.local));
        if (notYetCovered().contains(policy.name))
            EXPECT_LT(count, demanded) << policy.name << " has its cases: take it off the list";
        else
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
