#include "proxy/gateway/error_response.h"

#include "proxy/gateway/policy_services.h"

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

std::string quoted(std::string_view text) { return boost::json::serialize(text); }

ResponseMessage jsonResponse(int statusCode, std::string body)
{
    ResponseMessage response;
    response.statusCode = statusCode;
    response.statusReason = reasonPhrase(statusCode);
    response.headers.append("Content-Type", "application/json");
    response.body = {MessageBody::State::Buffered, std::move(body)};
    return response;
}

ResponseMessage keyError(std::string_view message, std::string_view realm,
                         std::string_view headerName)
{
    ResponseMessage response = errorResponse(401, message);
    response.headers.append(
        "WWW-Authenticate",
        fmt::format(R"(AzureApiManagementKey realm="{}",name="{}",type="header")", realm,
                    headerName));
    return response;
}

} // namespace

ResponseMessage errorResponse(int statusCode, std::string_view message)
{
    return jsonResponse(
        statusCode,
        fmt::format(R"({{ "statusCode": {}, "message": {} }})", statusCode, quoted(message)));
}

ResponseMessage errorResponse(int statusCode, std::string_view message,
                              std::chrono::seconds retryAfter)
{
    ResponseMessage response = errorResponse(statusCode, message);
    response.headers.append("Retry-After", std::to_string(retryAfter.count()));
    return response;
}

ResponseMessage internalServerError(std::string_view requestId)
{
    return jsonResponse(
        500,
        fmt::format(
            R"({{ "statusCode": 500, "message": "Internal server error", "activityId": {} }})",
            quoted(requestId)));
}

ResponseMessage resourceNotFound() { return errorResponse(404, "Resource not found"); }

ResponseMessage missingSubscriptionKey(std::string_view realm, std::string_view headerName)
{
    return keyError("Access denied due to missing subscription key. Make sure to include "
                    "subscription key when making requests to an API.",
                    realm, headerName);
}

ResponseMessage invalidSubscriptionKey(std::string_view realm, std::string_view headerName)
{
    return keyError("Access denied due to invalid subscription key. Make sure to provide a valid "
                    "key for an active subscription.",
                    realm, headerName);
}

expression::LastErrorFacts operationNotFoundError()
{
    return {.source = "configuration",
            .reason = "OperationNotFound",
            .message = "Unable to match incoming request to an operation."};
}

expression::LastErrorFacts missingSubscriptionKeyError()
{
    return {.source = "authorization",
            .reason = "SubscriptionKeyNotFound",
            .message = "Access denied due to missing subscription key. Make sure to include "
                       "subscription key when making requests to this API."};
}

expression::LastErrorFacts invalidSubscriptionKeyError()
{
    return {.source = "authorization",
            .reason = "SubscriptionKeyInvalid",
            .message = "Access denied due to invalid subscription key. Make sure to provide a "
                       "valid key for an active subscription."};
}

void raiseError(ExchangeContext& context, expression::LastErrorFacts error,
                ResponseMessage response)
{
    setResponse(context, std::move(response));
    raiseError(context, std::move(error));
}

void raiseError(ExchangeContext& context, expression::LastErrorFacts error)
{
    context.lastError = std::move(error);
    context.facts.lastError = &context.lastError;
    if (!context.record)
        return;
    const expression::LastErrorFacts& facts = context.lastError;
    context.record->errors.push_back(
        {.at = context.services != nullptr ? context.services->now() : now(),
         .source = facts.source,
         .reason = facts.reason.value_or(""),
         .message = facts.message,
         .scope = facts.scope.value_or(""),
         .section = facts.section.value_or(""),
         .path = facts.path.value_or(""),
         .policyId = facts.policyId.value_or("")});
}

std::string quotaWaitText(std::chrono::seconds wait)
{
    const std::int64_t seconds = std::max<std::int64_t>(wait.count(), 0);
    const std::int64_t days = seconds / 86400;
    const std::string clock
        = fmt::format("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    return days == 0 ? clock : fmt::format("{}.{}", days, clock);
}

} // namespace gatelens::proxy
