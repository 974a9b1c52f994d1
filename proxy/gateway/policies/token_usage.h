#pragma once

#include "proxy/gateway/policies/execution.h"
#include "proxy/gateway/policies/language_model.h"

#include <functional>
#include <optional>

namespace gatelens::proxy {

/// Calls `count` with what the backend's response tells about tokens; nullopt when it tells
/// nothing. A whole response is read after the backend section. A stream of events passes untouched
/// and is counted when its end has gone out: by its last usage block, else estimated from the
/// request and from what the stream said.
void whenUsageIsKnown(Execution& execution,
                      std::function<void(Execution&, const std::optional<TokenUsage>&)> count);

} // namespace gatelens::proxy
