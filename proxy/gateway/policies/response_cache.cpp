#include "proxy/gateway/policies/response_cache.h"

#include "proxy/gateway/forwarding.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::proxy {

namespace {

// Parts are separated by line breaks, which can stand in none of them.
void appendPart(std::string& key, std::string_view name, std::string_view value)
{
    key.append("\n").append(name).append("=").append(value);
}

void appendQuery(std::string& key, const Execution& execution, const ResponseCacheRules& rules)
{
    const expression::ApiFacts* api = execution.context.facts.api;
    auto pairs = parseQuery(execution.context.request.originalUrl.query);
    std::erase_if(pairs, [&](const auto& pair) {
        if (!rules.queryParameters.empty())
            return std::none_of(
                rules.queryParameters.begin(), rules.queryParameters.end(),
                [&](const std::string& name) { return equalsIgnoringCase(name, pair.first); });
        return api != nullptr
            && equalsIgnoringCase(pair.first, api->subscriptionKeyParameterNames.query);
    });
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const auto& left, const auto& right) { return left.first < right.first; });
    for (const auto& [name, value] : pairs)
        appendPart(key, "q:" + percentEncode(name), percentEncode(value));
}

void appendGroups(std::string& key, const expression::UserFacts* user)
{
    if (user == nullptr)
        return;
    std::vector<std::string> groups;
    for (const expression::GroupFacts& group : user->groups)
        groups.push_back(group.name);
    std::sort(groups.begin(), groups.end());
    for (const std::string& group : groups)
        appendPart(key, "group", group);
}

} // namespace

std::string responseCacheKey(const Execution& execution, const ResponseCacheRules& rules)
{
    const ExchangeContext& context = execution.context;
    const expression::PolicyContext& facts = context.facts;
    std::string key = "GET " + context.request.originalUrl.path;
    if (facts.api != nullptr)
        appendPart(key, "api", facts.api->id + ";rev=" + facts.api->revision);
    if (facts.product != nullptr)
        appendPart(key, "product", facts.product->id);
    appendQuery(key, execution, rules);
    for (const std::string& header : rules.headers) {
        // An absent header differs from an empty one.
        if (const auto value = context.request.headers.joined(header))
            appendPart(key, "h:" + header, *value);
    }
    if (rules.variesByDeveloper)
        appendPart(key, "user", facts.user == nullptr ? std::string_view() : facts.user->id);
    if (rules.variesByGroups)
        appendGroups(key, facts.user);
    return key;
}

ResponseMessage cacheableCopy(const ResponseMessage& response)
{
    ResponseMessage copy;
    copy.statusCode = response.statusCode;
    copy.statusReason = response.statusReason;
    for (const HeaderField& field : response.headers) {
        if (!isHopByHop(field.name) && !equalsIgnoringCase(field.name, "Set-Cookie"))
            copy.headers.append(field.name, field.value);
    }
    copy.body = {MessageBody::State::Buffered, response.body.bytes};
    return copy;
}

std::size_t responseBytes(const ResponseMessage& response)
{
    std::size_t bytes = sizeof(ResponseMessage) + response.body.bytes.size();
    for (const HeaderField& field : response.headers)
        bytes += field.name.size() + field.value.size() + sizeof(HeaderField);
    return bytes;
}

ResponseMessage
cachedResponse(const ExpiringCache<std::shared_ptr<const ResponseMessage>>::Entry& entry,
               const ResponseCacheRules& rules, Timestamp now)
{
    ResponseMessage response = *entry.value;
    const auto age = std::chrono::floor<std::chrono::seconds>(now - entry.storedAt);
    const auto remaining = std::chrono::ceil<std::chrono::seconds>(entry.expiresAt - now);
    response.headers.set("Age", std::to_string(age.count()));
    setCacheControl(response.headers, rules.downstream, rules.mustRevalidate, remaining);
    return response;
}

std::string packResponse(const ResponseMessage& response)
{
    boost::json::array headers;
    for (const HeaderField& field : response.headers)
        headers.push_back(boost::json::array{field.name, field.value});
    const boost::json::object head{{"status", response.statusCode},
                                   {"reason", response.statusReason},
                                   {"headers", std::move(headers)}};
    return boost::json::serialize(head) + '\n' + response.body.bytes;
}

std::shared_ptr<const ResponseMessage> unpackResponse(std::string_view bytes)
{
    const std::size_t end = bytes.find('\n');
    boost::system::error_code error;
    const boost::json::value parsed = boost::json::parse(bytes.substr(0, end), error);
    if (error || end == std::string_view::npos || !parsed.is_object())
        return nullptr;
    const boost::json::object& head = parsed.get_object();
    const boost::json::value* status = head.if_contains("status");
    const boost::json::value* reason = head.if_contains("reason");
    const boost::json::value* headers = head.if_contains("headers");
    if (status == nullptr || !status->is_int64() || reason == nullptr || !reason->is_string()
        || headers == nullptr || !headers->is_array())
        return nullptr;
    auto response = std::make_shared<ResponseMessage>();
    response->statusCode = static_cast<int>(status->get_int64());
    response->statusReason = std::string(reason->get_string());
    for (const boost::json::value& field : headers->get_array()) {
        const boost::json::array* pair = field.if_array();
        if (pair != nullptr && pair->size() == 2 && (*pair)[0].is_string()
            && (*pair)[1].is_string())
            response->headers.append(std::string((*pair)[0].get_string()),
                                     std::string((*pair)[1].get_string()));
    }
    response->body = {MessageBody::State::Buffered, std::string(bytes.substr(end + 1))};
    return response;
}

void setCacheControl(HeaderList& headers, DownstreamCaching downstream, bool mustRevalidate,
                     std::chrono::seconds remaining)
{
    if (downstream == DownstreamCaching::None) {
        headers.set("Cache-Control", "no-cache");
        return;
    }
    headers.set("Cache-Control",
                fmt::format("{}, max-age={}{}",
                            downstream == DownstreamCaching::Public ? "public" : "private",
                            remaining.count(), mustRevalidate ? ", must-revalidate" : ""));
}

} // namespace gatelens::proxy
