// Any text as a Liquid template of set-body, rendered over a small body.
#include "proxy/gateway/policies/liquid/liquid_template.h"

#include <boost/json/parse.hpp>

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    namespace liquid = gatelens::proxy::liquid;
    static const liquid::Value kRoot = boost::json::parse(
        R"({"body":{"name":"Ann","items":[1,2.5,"x",null,true],"of":{"a":"2024-01-02T03:04:05Z"}}})");
    const auto parsed
        = liquid::Template::parse(std::string_view(reinterpret_cast<const char*>(data), size));
    if (parsed)
        static_cast<void>((*parsed)->render(kRoot));
    return 0;
}
