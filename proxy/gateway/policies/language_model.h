#pragma once

#include "core/message/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::proxy {

/// Tokens of one call of a language model.
struct TokenUsage
{
    std::int64_t prompt = 0;
    std::int64_t completion = 0;
    std::int64_t total = 0;
};

/// An estimate of the tokens in a chat request: a quarter of its characters plus four a message. No
/// real tokenizer; shown as an estimate everywhere.
[[nodiscard]] std::int64_t estimatePromptTokens(std::string_view requestJson);

/// The same for any text.
[[nodiscard]] std::int64_t estimateTextTokens(std::string_view text);

/// The usage block of a response: chat completions or responses API; nothing when it has none. A
/// stream of server-sent events is searched for the last usage block.
[[nodiscard]] std::optional<TokenUsage> reportedUsage(std::string_view responseBody);

/// The texts of a chat request's messages, one a line.
[[nodiscard]] std::string messageTexts(std::string_view requestJson, bool ignoresSystem);

/// What a response of a language model says: the contents of its choices or outputs; of a stream of
/// server-sent events the pieces put together.
[[nodiscard]] std::string completionText(std::string_view responseBody);

/// Number of messages that are no system messages.
[[nodiscard]] std::int64_t dialogMessages(std::string_view requestJson);

} // namespace gatelens::proxy
