#pragma once

#include "core/base/result.h"
#include "core/message/url.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatelens {

/// An Application Insights connection string, read.
struct ConnectionString
{
    std::string instrumentationKey;
    Url ingestionEndpoint; ///< path without a slash at its end
    std::string applicationId;
    /// Every pair in order, known or not, with trimmed keys and values.
    std::vector<std::pair<std::string, std::string>> pairs;
    std::vector<std::string> warnings; ///< for people: pairs that were skipped and why
};

/// Reads `Key=Value;Key=Value`: keys without regard to case, empty pairs skipped, values may hold
/// "=". Without IngestionEndpoint it is built from EndpointSuffix and Location, or is the public
/// default. InvalidArgument says which key is missing or wrong and how it has to look; it never
/// repeats a value.
[[nodiscard]] Result<ConnectionString> parseConnectionString(std::string_view text);

/// "dc.services.visualstudio.com, key …4736": for status lines, with the key masked.
[[nodiscard]] std::string describeTarget(const ConnectionString& target);

} // namespace gatelens
