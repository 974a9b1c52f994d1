#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatelens {

/// W3C Trace Context level 1, header `traceparent`.
struct TraceParent
{
    std::string traceId; ///< 32 lower-case hex digits
    std::string parentId; ///< 16 lower-case hex digits
    bool isSampled = false;

    friend bool operator==(const TraceParent&, const TraceParent&) = default;
};

/// Nothing when malformed: version ff, all-zero ids, upper-case digits. Unknown higher versions are
/// read by their first four fields.
[[nodiscard]] std::optional<TraceParent> parseTraceParent(std::string_view header);
[[nodiscard]] std::string printTraceParent(const TraceParent& parent);

/// The root of a legacy `Request-Id` ("|root.1.2."): what stands between the pipe and the first
/// dot.
[[nodiscard]] std::optional<std::string> legacyRoot(std::string_view requestId);

/// GUID of `Request-Context: appId=cid-v1:GUID`, with its prefix; nothing when absent.
[[nodiscard]] std::optional<std::string> requestContextAppId(std::string_view header);

} // namespace gatelens
