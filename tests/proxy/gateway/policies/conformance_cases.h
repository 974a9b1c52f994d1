#pragma once

#include <boost/json.hpp>

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace gatelens::proxy::testing {

/// One case of a file below conformance/.
struct ConformanceCase
{
    std::string file; ///< without its extension
    std::string name;
    std::vector<std::string> policies; ///< names in the catalog of those that the case is about
    boost::json::object description; ///< the file's workspace merged with the case's own
};

void PrintTo(const ConformanceCase& testCase, std::ostream* out);

/// Every case, by file and name. A file that cannot be read is one case without a description.
[[nodiscard]] std::vector<ConformanceCase> conformanceCases();

/// How many cases are about a policy, by its name in the catalog.
[[nodiscard]] std::map<std::string, int> conformanceCoverage();

/// How many cases a policy of this level must have.
[[nodiscard]] int demandedCases(std::string_view level);

} // namespace gatelens::proxy::testing
