// Any text as the small texts of a message and its configuration: URL, query, traceparent, OData
// options, connection string, body to convert. What can be printed is read again as the same.
#include "core/message/url.h"
#include "core/telemetry/connection_string.h"
#include "core/telemetry/trace_context.h"
#include "proxy/gateway/policies/odata_query.h"
#include "proxy/gateway/policies/xml_conversion.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace gatelens;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto url = parseUrl(text)) {
        const auto again = parseUrl(url->toString());
        if (!again || !(*again == *url))
            std::abort();
    }
    if (percentDecode(percentEncode(text), false) != text)
        std::abort();
    static_cast<void>(parseQuery(text));
    static_cast<void>(requestContextAppId(text));
    static_cast<void>(legacyRoot(text));
    if (const auto parent = parseTraceParent(text)) {
        if (parseTraceParent(printTraceParent(*parent)) != parent)
            std::abort();
    }
    static_cast<void>(parseConnectionString(text));
    static_cast<void>(proxy::odataQueryProblems(text));
    static_cast<void>(proxy::jsonToXml(text, {}));
    static_cast<void>(proxy::xmlToJson(text, proxy::JsonKind::Direct, false));
    static_cast<void>(proxy::xmlToJson(text, proxy::JsonKind::JavascriptFriendly, true));
    return 0;
}
