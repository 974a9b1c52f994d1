#include "proxy/redis/redis_address.h"

#include "core/message/header_list.h"
#include "core/message/url.h"

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

Result<void> readHost(std::string_view text, RedisAddress& address, bool& hasPort)
{
    const std::size_t colon = text.rfind(':');
    address.host = text.substr(0, colon);
    hasPort = colon != std::string_view::npos;
    if (!hasPort)
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
    else if (is("ssl"))
        address.usesTls = equalsIgnoringCase(value, "true");
    else if (is("sslHost"))
        address.tlsHost = value;
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

/// "user:password" of a URL, percent-encoded.
void readLogin(std::string_view text, RedisAddress& address)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        address.password = percentDecode(text, false);
        return;
    }
    address.user = percentDecode(text.substr(0, colon), false);
    address.password = percentDecode(text.substr(colon + 1), false);
}

/// What follows "redis://" or "rediss://".
Result<void> readUrl(std::string_view text, RedisAddress& address, bool& hasPort)
{
    text = text.substr(0, text.find('?'));
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        readLogin(text.substr(0, at), address);
        text.remove_prefix(at + 1);
    }
    const std::size_t slash = text.find('/');
    if (slash != std::string_view::npos && slash + 1 < text.size()) {
        const auto database = numberOf<int>(text.substr(slash + 1));
        if (!database || *database < 0)
            return invalid("'" + std::string(text.substr(slash + 1))
                           + "' is no number of a database; write redis://host:6379/0");
        address.database = *database;
    }
    return readHost(text.substr(0, slash), address, hasPort);
}

Result<void> readPart(std::string_view part, RedisAddress& address, bool& hasPort)
{
    for (const std::string_view scheme : {"rediss://", "redis://"}) {
        if (!part.starts_with(scheme))
            continue;
        address.usesTls = scheme == "rediss://";
        return readUrl(part.substr(scheme.size()), address, hasPort);
    }
    const std::size_t equals = part.find('=');
    return equals == std::string_view::npos
        ? readHost(part, address, hasPort)
        : readOption(part.substr(0, equals), part.substr(equals + 1), address);
}

} // namespace

Result<RedisAddress> parseRedisAddress(std::string_view connectionString)
{
    RedisAddress address;
    bool hasPort = false;
    while (!connectionString.empty()) {
        const std::size_t comma = connectionString.find(',');
        const std::string_view part = trimmed(connectionString.substr(0, comma));
        connectionString = comma == std::string_view::npos ? std::string_view()
                                                           : connectionString.substr(comma + 1);
        if (part.empty())
            continue;
        const Result<void> read = readPart(part, address, hasPort);
        if (!read)
            return read.error();
    }
    if (address.host.empty())
        return invalid("the connection string names no host; write host:6379");
    if (!hasPort && address.usesTls)
        address.port = kRedisTlsPort;
    return address;
}

} // namespace gatelens::proxy
