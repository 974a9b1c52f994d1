#pragma once

#include "core/base/result.h"
#include "core/message/url.h"

#include <string_view>

namespace gatelens::proxy {

inline constexpr int kMostRedirects = 10;

/// Where a 307 or 308 leads, if telemetry may follow: to the same host, or between hosts of one
/// Azure cloud's ingestion domains; https only, except back to an http endpoint's own host. Refused
/// says why not. Source: Application Insights reference, F.7.
[[nodiscard]] Result<Url> followRedirect(const Url& from, std::string_view location);

} // namespace gatelens::proxy
