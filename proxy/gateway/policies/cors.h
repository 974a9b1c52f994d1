#pragma once

#include "proxy/gateway/policies/execution.h"
#include "proxy/gateway/policies/sequence.h"

namespace gatelens::proxy {

/// GET of /crossdomain.xml, the file that browsers' plug-ins ask a host for. No API has it.
[[nodiscard]] bool isCrossDomainFile(const RequestMessage& request);

/// Answers the file from a `cross-domain` statement that stands directly in `inbound`, or a
/// preflight from the `cors` statements that stand directly in `inbound`: the first whose
/// origins match decides. False when there is no `cors` statement.
[[nodiscard]] bool answerPreflight(Execution& execution, const Sequence& inbound);

} // namespace gatelens::proxy
