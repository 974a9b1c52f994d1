#pragma once

#include "core/base/result.h"
#include "core/message/url.h"
#include "core/workspace/local_settings.h"

#include <string_view>

namespace gatelens::proxy {

/// Where an outgoing call goes locally: the override of the API or backend by key, else `url` with
/// the override of its host:port or host put before it, else `url` itself. Malformed when an
/// override cannot be read, Refused when `allowUnlisted` is false and nothing matches. Source:
/// reference "formats", C.
[[nodiscard]] Result<Url> overrideUrl(const UrlOverrides& overrides, const Url& url,
                                      std::string_view apiKey, std::string_view backendId);

} // namespace gatelens::proxy
