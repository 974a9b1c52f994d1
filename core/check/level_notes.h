#pragma once

#include "core/base/finding.h"
#include "core/policy/document.h"

namespace gatelens {

/// An information for each statement that the local gateway does not run as API Management does:
/// with which stand-in it runs, or what is recorded in its place.
void noteLevels(const policy::Document& document, Findings& findings);

} // namespace gatelens
