// Any bytes as a stored payload; what decodes must encode and decode to the same exchange.

#include "core/store/exchange_codec.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace gatelens; // NOLINT(google-build-using-namespace): one short function
    Exchange exchange;
    if (!store::decodePayload({reinterpret_cast<const char*>(data), size}, exchange))
        return 0;
    std::string payload;
    store::encodePayload(exchange, payload);
    Exchange again;
    if (!store::decodePayload(payload, again))
        std::abort();
    std::string repeated;
    store::encodePayload(again, repeated);
    if (payload != repeated)
        std::abort();
    return 0;
}
