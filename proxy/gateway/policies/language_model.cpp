#include "proxy/gateway/policies/language_model.h"

#include "proxy/gateway/policies/text.h"

#include <boost/json.hpp>

#include <algorithm>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;

constexpr std::int64_t kTokensPerMessage = 4;
constexpr std::int64_t kCharactersPerToken = 4;

json::object parseObject(std::string_view text)
{
    boost::system::error_code error;
    json::value parsed = json::parse(text, error);
    return !error && parsed.is_object() ? std::move(parsed.get_object()) : json::object();
}

json::array messagesOf(const json::object& request)
{
    const json::value* messages = request.if_contains("messages");
    if (messages != nullptr && messages->is_array())
        return messages->get_array();
    for (const char* single : {"prompt", "input"}) {
        if (const json::value* text = request.if_contains(single))
            return {json::object{{"role", "user"}, {"content", *text}}};
    }
    return {};
}

bool isSystem(const json::value& message)
{
    const json::object* object = message.if_object();
    const json::value* role = object == nullptr ? nullptr : object->if_contains("role");
    return role != nullptr && role->is_string() && role->get_string() == "system";
}

/// Content is a text, or a list of parts with a member "text".
std::string contentText(const json::value& content)
{
    if (content.is_string())
        return std::string(content.get_string());
    std::string text;
    if (const json::array* parts = content.if_array()) {
        for (const json::value& part : *parts) {
            const json::object* object = part.if_object();
            const json::value* found = object == nullptr ? nullptr : object->if_contains("text");
            text += part.is_string() ? std::string(part.get_string())
                : found != nullptr   ? contentText(*found)
                                     : std::string();
        }
    }
    return text;
}

std::string textOf(const json::value& message)
{
    const json::object* object = message.if_object();
    const json::value* content = object == nullptr ? nullptr : object->if_contains("content");
    return content == nullptr ? std::string() : contentText(*content);
}

std::int64_t characters(std::string_view text)
{
    return std::count_if(text.begin(), text.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

std::optional<std::int64_t> number(const json::object& usage, std::string_view first,
                                   std::string_view second)
{
    for (const std::string_view name : {first, second}) {
        const json::value* found = usage.if_contains(name);
        if (found != nullptr && found->is_number())
            return found->to_number<std::int64_t>();
    }
    return std::nullopt;
}

std::optional<TokenUsage> usageOf(const json::object& response)
{
    const json::value* usage = response.if_contains("usage");
    if (usage == nullptr || !usage->is_object())
        return std::nullopt;
    const json::object& object = usage->get_object();
    TokenUsage result;
    result.prompt = number(object, "prompt_tokens", "input_tokens").value_or(0);
    result.completion = number(object, "completion_tokens", "output_tokens").value_or(0);
    result.total
        = number(object, "total_tokens", "total").value_or(result.prompt + result.completion);
    return result;
}

/// Texts of `choices` (message of a whole answer, delta of a stream's event) and of `output`.
std::string choiceTexts(const json::object& response)
{
    std::string text;
    if (const json::value* choices = response.if_contains("choices");
        choices && choices->is_array()) {
        for (const json::value& choice : choices->get_array()) {
            const json::object* object = choice.if_object();
            for (const char* part : {"message", "delta"}) {
                if (const json::value* found = object ? object->if_contains(part) : nullptr)
                    text += textOf(*found);
            }
            if (const json::value* plain = object ? object->if_contains("text") : nullptr)
                text += contentText(*plain);
        }
    }
    if (const json::value* output = response.if_contains("output"); output && output->is_array()) {
        for (const json::value& item : output->get_array())
            text += textOf(item);
    }
    return text;
}

} // namespace

std::string completionText(std::string_view responseBody)
{
    if (const json::object whole = parseObject(responseBody); !whole.empty())
        return choiceTexts(whole);
    std::string text;
    for (const std::string_view line : splitTrimmed(responseBody, '\n')) {
        constexpr std::string_view kData = "data:";
        if (line.starts_with(kData))
            text += choiceTexts(parseObject(trimmed(line.substr(kData.size()))));
    }
    return text;
}

std::int64_t estimatePromptTokens(std::string_view requestJson)
{
    std::int64_t tokens = 0;
    for (const json::value& message : messagesOf(parseObject(requestJson)))
        tokens += estimateTextTokens(textOf(message)) + kTokensPerMessage;
    return tokens;
}

std::int64_t estimateTextTokens(std::string_view text)
{
    return (characters(text) + kCharactersPerToken - 1) / kCharactersPerToken;
}

std::optional<TokenUsage> reportedUsage(std::string_view responseBody)
{
    if (const auto usage = usageOf(parseObject(responseBody)))
        return usage;
    std::optional<TokenUsage> last;
    for (const std::string_view line : splitTrimmed(responseBody, '\n')) {
        constexpr std::string_view kData = "data:";
        if (!line.starts_with(kData))
            continue;
        if (const auto usage = usageOf(parseObject(trimmed(line.substr(kData.size())))))
            last = usage;
    }
    return last;
}

std::string messageTexts(std::string_view requestJson, bool ignoresSystem)
{
    std::string text;
    for (const json::value& message : messagesOf(parseObject(requestJson))) {
        if (ignoresSystem && isSystem(message))
            continue;
        text += textOf(message) + '\n';
    }
    return text;
}

std::int64_t dialogMessages(std::string_view requestJson)
{
    const json::array messages = messagesOf(parseObject(requestJson));
    return std::count_if(messages.begin(), messages.end(),
                         [](const json::value& message) { return !isSystem(message); });
}

} // namespace gatelens::proxy
