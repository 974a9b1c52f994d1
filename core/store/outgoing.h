#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::store {

/// How many envelopes of an exchange one logger receives; column exchanges.outgoing.
struct OutgoingCount
{
    std::int64_t logger = 0; ///< loggers.id
    std::int64_t envelopes = 0;

    friend bool operator==(const OutgoingCount&, const OutgoingCount&) = default;
};

[[nodiscard]] std::string encodeOutgoing(std::span<const OutgoingCount> counts);

/// Stops at the first damaged byte.
[[nodiscard]] std::vector<OutgoingCount> decodeOutgoing(std::string_view bytes);

} // namespace gatelens::store
