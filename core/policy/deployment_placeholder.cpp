#include "core/policy/deployment_placeholder.h"

#include <algorithm>
#include <array>
#include <optional>

namespace gatelens::policy {

namespace {

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return isUpper(c) || (c >= 'a' && c <= 'z'); }
bool isWordPart(char c) { return isLetter(c) || isDigit(c) || c == '_'; }

/// Length of the name at `offset`; 0 when there is none. Names may hold dots and dashes.
std::size_t nameLength(std::string_view text, std::size_t offset)
{
    std::size_t end = offset;
    while (end < text.size() && (isWordPart(text[end]) || text[end] == '.' || text[end] == '-'))
        ++end;
    return end > offset && (isLetter(text[offset]) || text[offset] == '_') ? end - offset : 0;
}

struct Brackets
{
    std::string_view open;
    std::string_view close;
};

constexpr std::array<Brackets, 4> kBrackets{{{"${", "}"}, {"#{", "}#"}, {"$(", ")"}, {"{", "}"}}};

std::optional<std::size_t> bracketedEnd(std::string_view text, std::size_t offset)
{
    for (const Brackets& brackets : kBrackets) {
        if (!text.substr(offset).starts_with(brackets.open))
            continue;
        const std::size_t begin = offset + brackets.open.size();
        const std::size_t length = nameLength(text, begin);
        if (length == 0 || !text.substr(begin + length).starts_with(brackets.close))
            continue;
        const bool isBare = brackets.open == "{";
        if (isBare && text.substr(begin, length).find('-') == std::string_view::npos)
            continue;
        return begin + length + brackets.close.size();
    }
    return std::nullopt;
}

/// The end of SOME_NAME or __some_name__ at `offset`, where a word begins.
std::optional<std::size_t> upperCaseEnd(std::string_view text, std::size_t offset)
{
    std::size_t end = offset;
    while (end < text.size() && isWordPart(text[end]))
        ++end;
    const std::string_view word = text.substr(offset, end - offset);
    const bool isEnclosed = word.size() > 4 && word.starts_with("__") && word.ends_with("__");
    const bool isUpperCase = word.size() > 2 && isUpper(word.front())
        && word.find('_') != std::string_view::npos
        && std::all_of(word.begin(), word.end(),
                       [](char c) { return isUpper(c) || isDigit(c) || c == '_'; });
    return isEnclosed || isUpperCase ? std::optional(end) : std::nullopt;
}

} // namespace

std::vector<TextRange> findPlaceholders(std::string_view text)
{
    std::vector<TextRange> found;
    std::size_t offset = 0;
    while (offset < text.size()) {
        std::optional<std::size_t> end = bracketedEnd(text, offset);
        const bool isWordStart = isWordPart(text[offset]);
        if (!end && isWordStart)
            end = upperCaseEnd(text, offset);
        if (end) {
            found.push_back({offset, *end});
            offset = *end;
        } else if (isWordStart) {
            while (offset < text.size() && isWordPart(text[offset]))
                ++offset;
        } else
            ++offset;
    }
    return found;
}

bool holdsPlaceholder(std::string_view value)
{
    if (!findPlaceholders(value).empty())
        return true;
    // {name} or {1} alone: a literal value has no holes.
    return value.size() > 2 && value.front() == '{' && value.back() == '}'
        && std::all_of(value.begin() + 1, value.end() - 1,
                       [](char c) { return isWordPart(c) || c == '.' || c == '-'; });
}

bool holdsDirective(std::string_view text) { return text.find("%{") != std::string_view::npos; }

} // namespace gatelens::policy
