#pragma once

#include "proxy/gateway/policies/execution.h"
#include "proxy/gateway/policies/sequence.h"

namespace gatelens::proxy {

/// Answers a preflight from the `cors` statements that stand directly in `inbound`: the first whose
/// origins match decides. False when there is no `cors` statement.
[[nodiscard]] bool answerPreflight(Execution& execution, const Sequence& inbound);

} // namespace gatelens::proxy
