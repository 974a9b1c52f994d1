#pragma once

#include "core/base/finding.h"

namespace gatelens::app {

/// Prints findings to standard error, one "file:line:column: severity code message" a line.
void printFindings(const Findings& findings);

} // namespace gatelens::app
