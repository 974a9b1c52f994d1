#include "proxy/gateway/policies/ip_range.h"

#include "proxy/gateway/policies/text.h"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace gatelens::proxy {

std::optional<IpAddress> parseIpAddress(std::string_view text)
{
    namespace ip = boost::asio::ip;
    boost::system::error_code error;
    ip::address address = ip::make_address(std::string(trimmed(text)), error);
    if (error)
        return std::nullopt;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
    IpAddress result;
    result.isV6 = address.is_v6();
    if (result.isV6)
        result.bytes = address.to_v6().to_bytes();
    else
        std::ranges::copy(address.to_v4().to_bytes(), result.bytes.begin());
    return result;
}

bool isBetween(const IpAddress& address, const IpAddress& from, const IpAddress& to)
{
    return address.isV6 == from.isV6 && address.isV6 == to.isV6 && address.bytes >= from.bytes
        && address.bytes <= to.bytes;
}

} // namespace gatelens::proxy
