#pragma once

#include "core/policy/finding_sink.h"
#include "core/policy/validator.h"

namespace gatelens::policy {

/// Checks what statements do to each other: what is never reached, what stands twice, a backend
/// section that forwards nothing, variables that are read before they are set.
void checkFlow(const Node& root, const ValidationContext& context, FindingSink& sink);

} // namespace gatelens::policy
