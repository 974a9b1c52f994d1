#pragma once

#include "core/base/finding.h"

#include <string>

namespace gatelens {

/// One line a finding: "file:line:column: severity code message".
[[nodiscard]] std::string toText(const Findings& findings);

/// [{"file","line","column","severity","code","message"}], indented by two blanks.
[[nodiscard]] std::string toJson(const Findings& findings);

/// A SARIF 2.1.0 log with one run, one rule a code. `version` is that of the program.
[[nodiscard]] std::string toSarif(const Findings& findings, const std::string& version);

} // namespace gatelens
