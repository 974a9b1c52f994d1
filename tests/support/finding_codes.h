#pragma once

#include "core/base/finding.h"

#include <string>
#include <vector>

namespace gatelens::test {

/// The codes of findings in their order: "GL1001".
[[nodiscard]] inline std::vector<std::string> codesOf(const Findings& findings)
{
    std::vector<std::string> codes;
    for (const Finding& finding : findings)
        codes.push_back(finding.code);
    return codes;
}

} // namespace gatelens::test
