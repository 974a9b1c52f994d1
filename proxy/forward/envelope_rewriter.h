#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace gatelens::proxy {

/// An envelope made ready for a destination.
struct RewrittenEnvelope
{
    std::string text; ///< one line of JSON
    std::optional<Timestamp> time;
    unsigned truncations = 0; ///< values cut to the service's limits
};

/// Puts the destination's key into an envelope and cuts what is longer than the service takes
/// (names, values, messages; counted in UTF-16 units). Everything else stays byte for byte.
/// Malformed when it is no envelope.
[[nodiscard]] Result<RewrittenEnvelope> rewriteEnvelope(std::string_view envelope,
                                                        std::string_view instrumentationKey);

} // namespace gatelens::proxy
