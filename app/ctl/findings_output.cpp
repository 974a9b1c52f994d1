#include "app/ctl/findings_output.h"

#include <fmt/format.h>

#include <cstdio>

namespace gatelens::app {

void printFindings(const Findings& findings)
{
    for (const Finding& finding : findings)
        fmt::print(stderr, "{}: {} {} {}\n", toString(finding.position), toString(finding.severity),
                   finding.code, finding.message);
}

} // namespace gatelens::app
