#include "core/telemetry/envelope.h"

#include "core/base/whitespace.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace gatelens {

namespace {

namespace json = boost::json;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Error malformed(std::string message) { return {ErrorCode::Malformed, std::move(message), {}}; }

Result<json::value> parseJson(std::string_view text)
{
    boost::system::error_code problem;
    json::value value = json::parse(json::string_view(text.data(), text.size()), problem);
    if (problem)
        return malformed("the item is not valid JSON: " + problem.message());
    return value;
}

TrackedItem track(std::string_view text)
{
    const Result<json::value> value = parseJson(text);
    return {std::string(text), value ? readEnvelope(*value) : Result<TelemetryItem>(value.error())};
}

/// End of the array element that begins `text`: the position of the "," or "]" behind it, npos when
/// brackets do not match.
std::size_t elementEnd(std::string_view text)
{
    int depth = 0;
    bool isInString = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char character = text[at];
        if (isInString) {
            if (character == '\\')
                ++at;
            else if (character == '"')
                isInString = false;
            continue;
        }
        if (depth == 0 && (character == ',' || character == ']'))
            return at;
        if (character == '"')
            isInString = true;
        else if (character == '{' || character == '[')
            ++depth;
        else if (character == '}' || character == ']')
            --depth;
        if (depth < 0)
            return std::string_view::npos;
    }
    return std::string_view::npos;
}

Result<std::vector<TrackedItem>> readArray(std::string_view body)
{
    std::vector<TrackedItem> items;
    std::string_view rest = trimmed(body.substr(1));
    if (rest == "]")
        return items;
    while (true) {
        const std::size_t end = elementEnd(rest);
        if (end == std::string_view::npos)
            return malformed(
                fmt::format("the body's JSON array is not closed after item {}", items.size()));
        items.push_back(track(trimmed(rest.substr(0, end))));
        const bool isLast = rest[end] == ']';
        rest.remove_prefix(end + 1);
        if (isLast)
            break;
    }
    if (!trimmed(rest).empty())
        return malformed("the body goes on after its JSON array");
    return items;
}

std::vector<TrackedItem> readLines(std::string_view body)
{
    std::vector<TrackedItem> items;
    while (!body.empty()) {
        const std::size_t end = std::min(body.find('\n'), body.size());
        const std::string_view line = trimmed(body.substr(0, end));
        body.remove_prefix(std::min(end + 1, body.size()));
        if (!line.empty())
            items.push_back(track(line));
    }
    return items;
}

/// One object over several lines, as people and scripts write it.
bool isOneObject(std::string_view body)
{
    const std::string_view firstLine = body.substr(0, body.find('\n'));
    return firstLine.size() != body.size() && !parseJson(firstLine) && parseJson(body).has_value();
}

} // namespace

Result<std::vector<TrackedItem>> readTrackBody(std::string_view body)
{
    if (body.substr(0, kByteOrderMark.size()) == kByteOrderMark)
        body.remove_prefix(kByteOrderMark.size());
    body = trimmed(body);
    if (body.empty())
        return malformed("the body is empty: send a JSON array, newline-delimited JSON or one JSON "
                         "object");
    if (body.front() == '[')
        return readArray(body);
    if (body.front() != '{')
        return malformed(fmt::format("the body begins with '{}': send a JSON array, "
                                     "newline-delimited JSON or one JSON object",
                                     body.front()));
    if (isOneObject(body)) {
        std::vector<TrackedItem> items;
        items.push_back(track(body));
        return items;
    }
    return readLines(body);
}

} // namespace gatelens
