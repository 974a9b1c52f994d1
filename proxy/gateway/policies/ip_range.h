#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace gatelens::proxy {

/// An IP address in network byte order; IPv4 takes the first four bytes. IPv4-mapped IPv6 addresses
/// are IPv4.
struct IpAddress
{
    bool isV6 = false;
    std::array<unsigned char, 16> bytes{};

    friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

[[nodiscard]] std::optional<IpAddress> parseIpAddress(std::string_view text);

/// Inclusive; false when the families differ.
[[nodiscard]] bool isBetween(const IpAddress& address, const IpAddress& from, const IpAddress& to);

} // namespace gatelens::proxy
