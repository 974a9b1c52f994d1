#include "core/store/outgoing.h"

#include <protozero/varint.hpp>

#include <iterator>

namespace gatelens::store {

std::string encodeOutgoing(std::span<const OutgoingCount> counts)
{
    std::string bytes;
    for (const OutgoingCount& count : counts) {
        protozero::write_varint(std::back_inserter(bytes),
                                static_cast<std::uint64_t>(count.logger));
        protozero::write_varint(std::back_inserter(bytes),
                                static_cast<std::uint64_t>(count.envelopes));
    }
    return bytes;
}

std::vector<OutgoingCount> decodeOutgoing(std::string_view bytes)
{
    std::vector<OutgoingCount> counts;
    const char* at = bytes.data();
    const char* end = at + bytes.size();
    try {
        while (at != end) {
            const auto logger = static_cast<std::int64_t>(protozero::decode_varint(&at, end));
            const auto envelopes = static_cast<std::int64_t>(protozero::decode_varint(&at, end));
            counts.push_back({logger, envelopes});
        }
    } catch (const protozero::exception&) {
        return counts;
    }
    return counts;
}

} // namespace gatelens::store
