#pragma once

#include "core/sampling/comparison.h"

#include <string_view>

namespace gatelens {

/// Reads a candidate as the command line writes it: words separated by blanks or commas. One of
/// them is the percentage ("25 %", "25%", "12.5") or "applied:LOGGER"; then, in any order,
/// "errors" (always log errors; also "25%+errors"), "verbosity=verbose|information|error",
/// "body=BYTES", "name=NAME". InvalidArgument names the word that is wrong.
[[nodiscard]] Result<Candidate> parseSetting(std::string_view text);

} // namespace gatelens
