#pragma once

#include "core/base/finding.h"

namespace gatelens {

/// Turns the columns and lengths of findings, which count bytes, into characters (code points), as
/// editors and SARIF count them; a byte order mark counts nothing. Reads each file that a finding
/// names once; findings of files that cannot be read stay as they are.
void countInCharacters(Findings& findings);

} // namespace gatelens
