#include "proxy/forward/ingestion_answer.h"

#include "proxy/forward/retry_after.h"

#include <boost/json/parse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;

/// Ingestion sampling took the item on purpose: it counts as delivered.
constexpr std::string_view kSampledOut = "Telemetry sampled out.";

/// Codes of one item after which it may be sent again.
bool isRetriableItem(int statusCode) noexcept
{
    constexpr std::array<int, 7> kCodes{408, 429, 439, 500, 502, 503, 504};
    return std::find(kCodes.begin(), kCodes.end(), statusCode) != kCodes.end();
}

/// Codes of a whole answer after which the batch may be sent again: also a refused token (401, 403)
/// can be put right.
bool isRetriableBatch(int statusCode) noexcept
{
    constexpr std::array<int, 4> kCodes{401, 403, 408, 429};
    return statusCode >= 500 || std::find(kCodes.begin(), kCodes.end(), statusCode) != kCodes.end();
}

struct ListedError
{
    std::size_t index = 0;
    int statusCode = 0;
    std::string message;
};

/// The parts of a JSON answer that matter; nullopt when the body is not one.
struct AnswerBody
{
    std::vector<ListedError> errors;
    std::optional<std::uint64_t> received;
};

std::optional<std::uint64_t> numberIn(const json::object& object, std::string_view name)
{
    const json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_number())
        return std::nullopt;
    boost::system::error_code failure;
    const auto number = value->to_number<std::uint64_t>(failure);
    if (failure)
        return std::nullopt;
    return number;
}

void readError(const json::value& value, std::vector<ListedError>& errors)
{
    const json::object* object = value.if_object();
    if (object == nullptr)
        return;
    const auto index = numberIn(*object, "index");
    const auto statusCode = numberIn(*object, "statusCode");
    if (!index || !statusCode)
        return;
    const json::value* message = object->if_contains("message");
    errors.push_back({static_cast<std::size_t>(*index), static_cast<int>(*statusCode),
                      message != nullptr && message->is_string()
                          ? std::string(message->get_string())
                          : std::string()});
}

std::optional<AnswerBody> readBody(std::string_view text)
{
    boost::system::error_code failure;
    const json::value value = json::parse(json::string_view(text.data(), text.size()), failure);
    const json::object* object = failure ? nullptr : value.if_object();
    if (object == nullptr)
        return std::nullopt;
    AnswerBody body;
    body.received = numberIn(*object, "itemsReceived");
    if (const json::value* errors = object->if_contains("errors"); errors && errors->is_array()) {
        for (const json::value& error : errors->get_array())
            readError(error, body.errors);
    }
    return body;
}

std::string firstMessage(const std::optional<AnswerBody>& body, std::string_view text)
{
    constexpr std::size_t kLongest = 200;
    if (body && !body->errors.empty())
        return body->errors.front().message;
    return body ? std::string() : std::string(text.substr(0, kLongest));
}

AnswerVerdict wholeBatch(ItemFate fate, AnswerAction action, std::size_t itemCount,
                         std::string message)
{
    AnswerVerdict verdict;
    verdict.action = action;
    verdict.fates.assign(itemCount, fate);
    verdict.message = std::move(message);
    return verdict;
}

/// Unlisted items are accepted; listed ones go by their own code.
AnswerVerdict byItem(const AnswerBody& body, std::size_t itemCount)
{
    AnswerVerdict verdict = wholeBatch(ItemFate::Accepted, AnswerAction::Continue, itemCount, {});
    for (const ListedError& error : body.errors) {
        if (error.index >= itemCount || error.message == kSampledOut)
            continue;
        const bool isWorthRetrying = isRetriableItem(error.statusCode);
        verdict.fates[error.index] = isWorthRetrying ? ItemFate::Retry : ItemFate::Rejected;
        if (isWorthRetrying)
            verdict.action = AnswerAction::BackOff;
        verdict.message
            = fmt::format("item {}: {} {}", error.index, error.statusCode, error.message);
    }
    if (body.received && *body.received != itemCount) {
        verdict.message
            += fmt::format("{}the service counted {} items, {} were sent",
                           verdict.message.empty() ? "" : "; ", *body.received, itemCount);
    }
    return verdict;
}

/// A refused batch names its bad items if it can; if not, halves are tried.
AnswerVerdict malformedBatch(const std::optional<AnswerBody>& body, std::string_view text,
                             std::size_t itemCount)
{
    if (itemCount > 1) {
        AnswerVerdict verdict;
        verdict.action = AnswerAction::Split;
        verdict.message = "400: the batch was refused; sending its halves to find the bad item";
        return verdict;
    }
    return wholeBatch(ItemFate::Rejected, AnswerAction::Continue, itemCount,
                      "400: " + firstMessage(body, text));
}

} // namespace

AnswerVerdict judgeAnswer(int statusCode, std::string_view retryAfter, std::string_view text,
                          std::size_t itemCount, Timestamp now)
{
    const std::optional<AnswerBody> body = readBody(text);
    AnswerVerdict verdict;
    const auto reject = [&](std::string_view reason) {
        return wholeBatch(ItemFate::Rejected, AnswerAction::Continue, itemCount,
                          fmt::format("{}: {}", statusCode, reason));
    };
    switch (statusCode) {
    case 200:
    case 204:
        verdict = body ? byItem(*body, itemCount)
                       : wholeBatch(ItemFate::Accepted, AnswerAction::Continue, itemCount, {});
        break;
    case 206:
        verdict = body ? byItem(*body, itemCount)
                       : wholeBatch(ItemFate::Retry, AnswerAction::BackOff, itemCount,
                                    "206 without a list of errors: sent again");
        break;
    case 307:
    case 308:
        verdict.action = AnswerAction::Redirect;
        break;
    case 400:
        verdict = malformedBatch(body, text, itemCount);
        break;
    case 402:
    case 439:
        verdict = wholeBatch(ItemFate::Rejected, AnswerAction::HoldUntilRetryAfter, itemCount,
                             fmt::format("{}: the quota of the resource is used up", statusCode));
        break;
    case 404:
        verdict = reject("not found: the connection string lacks the resource's IngestionEndpoint");
        break;
    case 413:
        if (itemCount > 1) {
            verdict.action = AnswerAction::Split;
            verdict.message = "413: the batch is too large; sending its halves";
        } else {
            verdict = reject("the item is too large");
        }
        break;
    default:
        verdict = isRetriableBatch(statusCode)
            ? wholeBatch(ItemFate::Retry, AnswerAction::BackOff, itemCount,
                         fmt::format("{} {}", statusCode, firstMessage(body, text)))
            : reject(firstMessage(body, text));
    }
    verdict.retryAfter = parseRetryAfter(retryAfter, now);
    return verdict;
}

} // namespace gatelens::proxy
