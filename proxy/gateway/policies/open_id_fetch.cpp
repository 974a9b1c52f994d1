#include "proxy/gateway/policies/open_id_fetch.h"

#include "proxy/gateway/policies/jwt/checks.h"
#include "proxy/gateway/policies/outgoing_call.h"

#include <boost/json.hpp>

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds kFetchTimeout{10};

Error fetchError(std::string message) { return {ErrorCode::Malformed, std::move(message), {}}; }

/// GET of a JSON document. It is the gateway's own traffic: no dependency of the exchange.
awaitable<Result<std::string>> fetch(Execution& execution, std::string address)
{
    const Result<Url> url = parseUrl(address);
    if (!url)
        co_return url.error();
    const Result<Url> resolved = execution.services.resolve(*url, {}, {});
    if (!resolved)
        co_return resolved.error();
    OutgoingRequest request;
    request.url = *resolved;
    request.headers.append("Accept", "application/json");
    request.timeout = kFetchTimeout;
    HttpTransport& transport = execution.services.transportFor(request.url);
    Result<IncomingResponse> response = co_await transport.send(std::move(request));
    if (!response)
        co_return std::move(response).error();
    if (response->statusCode != 200 || !response->body)
        co_return fetchError(fmt::format("{} answered {}", address, response->statusCode));
    constexpr std::uint64_t kMostBytes = 1024 * 1024;
    co_return co_await readAll(*response->body, kMostBytes);
}

std::string member(const boost::json::value& document, std::string_view name)
{
    const boost::json::object* object = document.if_object();
    const boost::json::value* found = object == nullptr ? nullptr : object->if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string();
}

awaitable<Result<OpenIdConfiguration>> fetchConfiguration(Execution& execution, std::string url)
{
    const Result<std::string> text = co_await fetch(execution, url);
    if (!text)
        co_return text.error();
    boost::system::error_code error;
    const boost::json::value document = boost::json::parse(*text, error);
    const std::string keysUrl = error ? std::string() : member(document, "jwks_uri");
    if (keysUrl.empty())
        co_return fetchError(
            fmt::format("{} is no OpenID configuration: it names no jwks_uri", url));
    const Result<std::string> keysText = co_await fetch(execution, keysUrl);
    if (!keysText)
        co_return keysText.error();
    Result<std::vector<JwtKey>> keys = parseJwks(*keysText);
    if (!keys)
        co_return keys.error();
    co_return OpenIdConfiguration{member(document, "issuer"), std::move(*keys)};
}

} // namespace

awaitable<OpenIdAnswer> openIdConfiguration(Execution& execution, const std::string& url,
                                            const Token& token, std::span<const JwtKey> otherKeys)
{
    OpenIdCache& cache = execution.state.openId();
    const Timestamp now = execution.services.now();
    OpenIdCache::Look look = cache.look(url, false, now);
    const bool isKeyUnknown = look.configuration && namesUnknownKey(token, look.configuration->keys)
        && namesUnknownKey(token, otherKeys);
    if (!look.shouldFetch && isKeyUnknown)
        look = cache.look(url, true, now);
    if (!look.shouldFetch)
        co_return OpenIdAnswer{look.configuration,
                               fmt::format("The OpenID configuration {} is not available.", url)};
    Result<OpenIdConfiguration> fetched = co_await fetchConfiguration(execution, url);
    if (!fetched)
        co_return OpenIdAnswer{look.configuration,
                               fmt::format("The OpenID configuration {} is not available: {}", url,
                                           fetched.error().message)};
    cache.store(url, std::move(*fetched), now);
    co_return OpenIdAnswer{cache.look(url, false, now).configuration, {}};
}

} // namespace gatelens::proxy
