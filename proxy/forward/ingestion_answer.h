#pragma once

#include "core/base/time.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// What became of one item that was sent.
enum class ItemFate
{
    Accepted,
    Rejected, ///< refused for good; sending it again is of no use
    Retry, ///< refused for now
};

/// What to do after an answer besides settling its items.
enum class AnswerAction
{
    Continue,
    BackOff, ///< wait, then go on
    HoldUntilRetryAfter, ///< quota used up: wait as told, at least an hour when not told
    Redirect,
    Split, ///< send the halves: to find the bad item, or since the batch is too large
};

struct AnswerVerdict
{
    AnswerAction action = AnswerAction::Continue;
    std::vector<ItemFate> fates; ///< one an item; empty for Redirect and Split
    std::optional<std::chrono::milliseconds> retryAfter;
    std::string message; ///< for people; "" when all is well
};

/// Reads the ingestion service's answer to a batch of `itemCount` items. `retryAfter` is that
/// header's text, "" when absent. Source: Application Insights reference, B.6 and F.
[[nodiscard]] AnswerVerdict judgeAnswer(int statusCode, std::string_view retryAfter,
                                        std::string_view body, std::size_t itemCount,
                                        Timestamp now);

} // namespace gatelens::proxy
