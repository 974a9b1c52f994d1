#include "core/telemetry/trace_context.h"

#include "core/base/whitespace.h"
#include "core/message/header_list.h"
#include "core/telemetry/ids.h"

#include <algorithm>

namespace gatelens {

namespace {

constexpr std::size_t kTraceParentLength = 55;
constexpr std::size_t kLongestLegacyId = 1024;

std::optional<unsigned> hexByte(std::string_view text)
{
    unsigned value = 0;
    for (const char digit : text.substr(0, 2)) {
        if (digit >= '0' && digit <= '9')
            value = value * 16 + static_cast<unsigned>(digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            value = value * 16 + static_cast<unsigned>(digit - 'a') + 10;
        else
            return std::nullopt;
    }
    return value;
}

} // namespace

std::optional<TraceParent> parseTraceParent(std::string_view header)
{
    const std::string_view text = trimmed(header, kBlanks);
    if (text.size() < kTraceParentLength || text[2] != '-' || text[35] != '-' || text[52] != '-')
        return std::nullopt;
    const auto version = hexByte(text);
    const auto flags = hexByte(text.substr(53));
    if (!version || !flags || *version == 0xFF)
        return std::nullopt;
    const bool isLonger = text.size() > kTraceParentLength;
    if (isLonger && (*version == 0 || text[kTraceParentLength] != '-'))
        return std::nullopt;
    TraceParent parent{std::string(text.substr(3, 32)), std::string(text.substr(36, 16)),
                       (*flags & 1U) != 0};
    if (!isTraceId(parent.traceId) || !isSpanId(parent.parentId))
        return std::nullopt;
    return parent;
}

std::string printTraceParent(const TraceParent& parent)
{
    return "00-" + parent.traceId + '-' + parent.parentId + (parent.isSampled ? "-01" : "-00");
}

std::optional<std::string> legacyRoot(std::string_view requestId)
{
    const std::string_view text = trimmed(requestId, kBlanks);
    if (text.size() > kLongestLegacyId || text.empty() || text.front() != '|')
        return std::nullopt;
    const std::string_view root = text.substr(1, text.find('.') - 1);
    if (root.empty())
        return std::nullopt;
    return std::string(root);
}

std::optional<std::string> requestContextAppId(std::string_view header)
{
    while (!header.empty()) {
        const std::size_t comma = std::min(header.find(','), header.size());
        const std::string_view pair = header.substr(0, comma);
        header.remove_prefix(std::min(comma + 1, header.size()));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos)
            continue;
        const std::string_view value = trimmed(pair.substr(equals + 1), kBlanks);
        if (equalsIgnoringCase(trimmed(pair.substr(0, equals), kBlanks), "appId") && !value.empty())
            return std::string(value);
    }
    return std::nullopt;
}

} // namespace gatelens
