#pragma once

#include "core/message/message.h"
#include "proxy/gateway/exchange_context.h"

#include <chrono>
#include <string>
#include <string_view>

namespace gatelens::proxy {

// The responses that the gateway itself gives, byte for byte as the service writes them (reference
// "policies", 1.6): JSON with blanks after braces, colons and commas.

/// `{ "statusCode": N, "message": "..." }` with Content-Type application/json.
[[nodiscard]] ResponseMessage errorResponse(int statusCode, std::string_view message);

/// The same with `Retry-After` in seconds.
[[nodiscard]] ResponseMessage errorResponse(int statusCode, std::string_view message,
                                            std::chrono::seconds retryAfter);

/// 500 with the third member `activityId`; what every unforeseen failure gives.
[[nodiscard]] ResponseMessage internalServerError(std::string_view requestId);

/// No API or operation matched.
[[nodiscard]] ResponseMessage resourceNotFound();

/// 401 for a missing or an unusable subscription key. `realm` is the gateway's base URL plus the
/// API suffix, `headerName` the API's key header.
[[nodiscard]] ResponseMessage missingSubscriptionKey(std::string_view realm,
                                                     std::string_view headerName);
[[nodiscard]] ResponseMessage invalidSubscriptionKey(std::string_view realm,
                                                     std::string_view headerName);

/// LastError of built-in steps.
[[nodiscard]] expression::LastErrorFacts operationNotFoundError();
[[nodiscard]] expression::LastErrorFacts missingSubscriptionKeyError();
[[nodiscard]] expression::LastErrorFacts invalidSubscriptionKeyError();

/// Makes `error` the exchange's LastError, writes it to the record, and `response` what is sent
/// unless on-error changes it.
void raiseError(ExchangeContext& context, expression::LastErrorFacts error,
                ResponseMessage response);

/// The same, keeping the response there is.
void raiseError(ExchangeContext& context, expression::LastErrorFacts error);

/// "hh:mm:ss", "d.hh:mm:ss" from a day on: how quota messages write a wait.
[[nodiscard]] std::string quotaWaitText(std::chrono::seconds wait);

} // namespace gatelens::proxy
