#include "core/base/finding.h"

#include <algorithm>
#include <string_view>

namespace gatelens {

bool hasErrors(const Findings& findings)
{
    return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == FindingSeverity::Error;
    });
}

void appendUnique(Findings& findings, const Findings& more)
{
    for (const Finding& finding : more) {
        if (std::find(findings.begin(), findings.end(), finding) == findings.end())
            findings.push_back(finding);
    }
}

std::string_view toString(FindingSeverity severity)
{
    switch (severity) {
    case FindingSeverity::Error:
        return "error";
    case FindingSeverity::Warning:
        return "warning";
    case FindingSeverity::Information:
        return "information";
    }
    return "error";
}

} // namespace gatelens
