#include "core/policy/xml_text.h"

#include "core/base/utf8.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace gatelens::policy {

namespace {

constexpr std::size_t kLongestEntity = 12;

/// "#65" or "#x41" as text; nullopt when it is no character that XML allows.
std::optional<std::string> decodeCharacterReference(std::string_view name)
{
    const bool isHex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const std::string_view digits = name.substr(isHex ? 2 : 1);
    std::uint32_t codePoint = 0;
    const auto [end, error]
        = std::from_chars(digits.data(), digits.data() + digits.size(), codePoint, isHex ? 16 : 10);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    const bool isSurrogate = codePoint >= 0xD800 && codePoint < 0xE000;
    if (codePoint == 0 || codePoint > 0x10FFFF || isSurrogate)
        return std::nullopt;
    std::string text;
    appendUtf8(text, codePoint);
    return text;
}

/// The text of the entity "&name;" that begins at `at`, and its length; nullopt when none does.
std::optional<std::pair<std::string, std::size_t>> entityAt(std::string_view raw, std::size_t at)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNamed{
        {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}}};
    const std::string_view rest = raw.substr(at, kLongestEntity);
    const std::size_t semicolon = rest.find(';');
    if (semicolon == std::string_view::npos || semicolon < 2)
        return std::nullopt;
    const std::string_view name = rest.substr(1, semicolon - 1);
    for (const auto& [known, text] : kNamed) {
        if (name == known)
            return std::pair(std::string(text), semicolon + 1);
    }
    if (name.front() != '#')
        return std::nullopt;
    auto decoded = decodeCharacterReference(name);
    if (!decoded)
        return std::nullopt;
    return std::pair(std::move(*decoded), semicolon + 1);
}

} // namespace

DecodedText decodeEntitiesWithOffsets(std::string_view raw)
{
    DecodedText decoded;
    decoded.text.reserve(raw.size());
    decoded.offsets.reserve(raw.size() + 1);
    for (std::size_t at = 0; at < raw.size();) {
        if (raw[at] == '&') {
            if (const auto entity = entityAt(raw, at)) {
                decoded.text += entity->first;
                decoded.offsets.insert(decoded.offsets.end(), entity->first.size(), at);
                at += entity->second;
                continue;
            }
            decoded.hasUnknownEntity = true;
        }
        decoded.text += raw[at];
        decoded.offsets.push_back(at);
        ++at;
    }
    decoded.offsets.push_back(raw.size());
    return decoded;
}

std::string decodeEntities(std::string_view raw)
{
    if (raw.find('&') == std::string_view::npos)
        return std::string(raw);
    return decodeEntitiesWithOffsets(raw).text;
}

std::size_t findEntity(std::string_view raw, std::size_t from)
{
    for (std::size_t at = raw.find('&', from); at != std::string_view::npos;
         at = raw.find('&', at + 1)) {
        if (entityAt(raw, at))
            return at;
    }
    return std::string_view::npos;
}

std::string escapeAttribute(std::string_view value, char quote)
{
    std::string escaped;
    escaped.reserve(value.size());
    for (const char c : value) {
        if (c == '&')
            escaped += "&amp;";
        else if (c == '<')
            escaped += "&lt;";
        else if (c == quote)
            escaped += quote == '"' ? "&quot;" : "&apos;";
        else
            escaped += c;
    }
    return escaped;
}

std::string escapeText(std::string_view text)
{
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        if (c == '&')
            escaped += "&amp;";
        else if (c == '<')
            escaped += "&lt;";
        else if (c == '>')
            escaped += "&gt;";
        else
            escaped += c;
    }
    return escaped;
}

} // namespace gatelens::policy
