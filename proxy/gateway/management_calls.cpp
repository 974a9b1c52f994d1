#include "proxy/gateway/management_calls.h"

#include "core/workspace/iso_duration.h"
#include "proxy/gateway/error_response.h"

#include <boost/json.hpp>

namespace gatelens::proxy {

using boost::asio::awaitable;

namespace {

namespace json = boost::json;

constexpr std::string_view kPrefix = "/gateways/managed/";
constexpr std::string_view kTraces = "/gateways/managed/traces/";
constexpr std::uint64_t kMostBodyBytes = 64 * 1024;

std::string_view pathOf(std::string_view target) { return target.substr(0, target.find('?')); }

bool isLoopback(const std::string& address)
{
    return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

std::string text(const json::object& object, std::string_view name)
{
    const json::value* found = object.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string();
}

/// "/subscriptions/…/apis/orders;rev=2" is the API "orders".
std::string apiIdOf(std::string_view resourceId)
{
    const std::size_t slash = resourceId.rfind('/');
    if (slash != std::string_view::npos)
        resourceId.remove_prefix(slash + 1);
    return std::string(resourceId.substr(0, resourceId.find(';')));
}

ResponseMessage jsonResponse(std::string body)
{
    ResponseMessage response;
    response.statusCode = 200;
    response.headers.append("Content-Type", "application/json");
    response.body.bytes = std::move(body);
    return response;
}

ResponseMessage debugCredentials(const json::object& request, RequestTraces& traces, Timestamp now)
{
    std::string apiId = apiIdOf(text(request, "apiId"));
    if (apiId.empty())
        return errorResponse(400, "apiId names the API that is to be traced.");
    std::chrono::seconds life = RequestTraces::kLongestLife;
    const std::string given = text(request, "credentialsExpireAfter");
    if (!given.empty()) {
        const auto duration = parseIsoDuration(given);
        if (!duration)
            return errorResponse(400, "credentialsExpireAfter is a duration such as PT1H.");
        life = std::chrono::duration_cast<std::chrono::seconds>(*duration);
    }
    return jsonResponse(
        json::serialize(json::object{{"token", traces.issueToken(std::move(apiId), now, life)}}));
}

ResponseMessage traceOf(const std::string& traceId, const RequestTraces& traces)
{
    std::optional<std::string> document = traces.find(traceId);
    return document ? jsonResponse(std::move(*document))
                    : errorResponse(404, "There is no trace of this id, or it is no longer kept.");
}

awaitable<json::object> requestObject(ServerExchange& http)
{
    const std::unique_ptr<BodyReader> body = http.takeBody();
    if (!body)
        co_return json::object();
    const Result<std::string> bytes = co_await readAll(*body, kMostBodyBytes);
    boost::system::error_code error;
    json::value parsed = json::parse(bytes ? std::string_view(*bytes) : std::string_view(), error);
    if (error || !parsed.is_object())
        co_return json::object();
    co_return std::move(parsed.get_object());
}

} // namespace

bool isManagementCall(std::string_view target)
{
    if (!target.starts_with(kPrefix))
        return false;
    const std::string_view path = pathOf(target);
    const std::string_view name = path.substr(kPrefix.size());
    return name == "listDebugCredentials" || name == "listTrace" || path.starts_with(kTraces);
}

awaitable<void> answerManagementCall(ServerExchange& http, RequestTraces& traces, Timestamp now)
{
    const std::string path(pathOf(http.head().target));
    ResponseMessage response;
    if (!isLoopback(http.peerAddress()))
        response = errorResponse(403, "Only this machine may ask for traces.");
    else if (path.starts_with(kTraces))
        response = traceOf(path.substr(kTraces.size()), traces);
    else if (http.head().method != "POST")
        response = errorResponse(405, "This call is a POST with a JSON body.");
    else {
        const json::object request = co_await requestObject(http);
        response = path.ends_with("/listTrace") ? traceOf(text(request, "traceId"), traces)
                                                : debugCredentials(request, traces, now);
    }
    ResponseHead head;
    head.statusCode = response.statusCode;
    head.reason = reasonPhrase(response.statusCode);
    head.headers = std::move(response.headers);
    OutgoingBody body;
    body.bytes = std::move(response.body.bytes);
    // A client that left has nobody to tell.
    static_cast<void>(co_await http.respond(head, std::move(body)));
}

std::string tracePath(std::string_view traceId) { return std::string(kTraces).append(traceId); }

} // namespace gatelens::proxy
