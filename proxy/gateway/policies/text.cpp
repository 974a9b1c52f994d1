#include "proxy/gateway/policies/text.h"

#include <algorithm>
#include <cstdint>

namespace gatelens::proxy {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kBase64
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int base64Digit(char c) noexcept
{
    if (c == '-')
        return 62;
    if (c == '_')
        return 63;
    const std::size_t at = kBase64.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

} // namespace

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return result;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<std::string_view> splitTrimmed(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        const std::string_view part = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!part.empty())
            parts.push_back(part);
    }
    return parts;
}

std::string mediaType(std::string_view contentType)
{
    return lowered(trimmed(contentType.substr(0, contentType.find(';'))));
}

bool isJsonMediaType(std::string_view mediaType)
{
    return mediaType == "application/json" || mediaType == "text/json"
        || mediaType.ends_with("+json");
}

bool isXmlMediaType(std::string_view mediaType)
{
    return mediaType == "application/xml" || mediaType == "text/xml" || mediaType.ends_with("+xml");
}

std::string base64Encode(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8U | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            text += k <= count ? kBase64[group >> (18U - 6U * k) & 63U] : '=';
    }
    return text;
}

std::optional<std::string> base64Decode(std::string_view text)
{
    while (text.ends_with('='))
        text.remove_suffix(1);
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char c : text) {
        if (kBlanks.find(c) != std::string_view::npos)
            continue;
        const int digit = base64Digit(c);
        if (digit < 0)
            return std::nullopt;
        group = group << 6U | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(group >> bits & 0xFFU);
        }
    }
    // One digit alone carries six bits: not a byte.
    return bits >= 6 ? std::nullopt : std::optional(std::move(bytes));
}

} // namespace gatelens::proxy
