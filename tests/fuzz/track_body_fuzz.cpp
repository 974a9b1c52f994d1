// Any bytes as the body of a track request; what is accepted must survive printing and reading.

#include "core/telemetry/envelope.h"

#include <boost/json.hpp>

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto items = gatelens::readTrackBody(body);
    if (!items)
        return 0;
    for (const gatelens::TrackedItem& tracked : *items) {
        if (!tracked.item)
            continue;
        const std::string printed = gatelens::printEnvelope(*tracked.item);
        if (!gatelens::readEnvelope(boost::json::parse(printed)))
            std::abort();
    }
    return 0;
}
