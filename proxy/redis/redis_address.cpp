#include "proxy/redis/redis_address.h"

#include "core/message/header_list.h"

#include <charconv>
#include <optional>

namespace gatelens::proxy {

namespace {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

template<class Number>
std::optional<Number> numberOf(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && error == std::errc() && end == text.data() + text.size()
        ? std::optional(number)
        : std::nullopt;
}

Error invalid(std::string message) { return {ErrorCode::InvalidArgument, std::move(message), {}}; }

Result<void> readHost(std::string_view text, RedisAddress& address)
{
    const std::size_t colon = text.rfind(':');
    address.host = text.substr(0, colon);
    if (colon == std::string_view::npos)
        return {};
    const auto port = numberOf<std::uint16_t>(text.substr(colon + 1));
    if (!port)
        return invalid("'" + std::string(text) + "' has no port that can be read; write host:6379");
    address.port = *port;
    return {};
}

Result<void> readOption(std::string_view name, std::string_view value, RedisAddress& address)
{
    const auto is = [&](std::string_view known) { return equalsIgnoringCase(name, known); };
    if (is("password"))
        address.password = value;
    else if (is("user"))
        address.user = value;
    else if (is("ssl") && equalsIgnoringCase(value, "true"))
        return Error{ErrorCode::Unsupported,
                     "ssl=True: the local gateway reaches Redis without TLS only; name a local "
                     "server, or one behind a tunnel, and leave ssl out",
                     {}};
    else if (is("defaultDatabase") || is("connectTimeout") || is("syncTimeout")) {
        const auto number = numberOf<int>(value);
        if (!number || *number < 0)
            return invalid("'" + std::string(name) + "' must be a whole number, it is '"
                           + std::string(value) + "'");
        if (is("defaultDatabase"))
            address.database = *number;
        else
            (is("connectTimeout") ? address.connectTimeout : address.commandTimeout)
                = std::chrono::milliseconds(*number);
    }
    return {};
}

} // namespace

Result<RedisAddress> parseRedisAddress(std::string_view connectionString)
{
    RedisAddress address;
    while (!connectionString.empty()) {
        const std::size_t comma = connectionString.find(',');
        const std::string_view part = trimmed(connectionString.substr(0, comma));
        connectionString = comma == std::string_view::npos ? std::string_view()
                                                           : connectionString.substr(comma + 1);
        if (part.empty())
            continue;
        const std::size_t equals = part.find('=');
        const Result<void> read = equals == std::string_view::npos
            ? readHost(part, address)
            : readOption(part.substr(0, equals), part.substr(equals + 1), address);
        if (!read)
            return read.error();
    }
    if (address.host.empty())
        return invalid("the connection string names no host; write host:6379");
    return address;
}

} // namespace gatelens::proxy
