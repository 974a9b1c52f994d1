#include "core/expression/xml/doctype.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// Moves behind a comment or instruction that begins at `at`; false when none does.
bool skipAside(std::string_view text, std::size_t& at)
{
    const auto rest = text.substr(at);
    const std::string_view close
        = rest.starts_with("<!--") ? "-->" : (rest.starts_with("<?") ? "?>" : "");
    if (close.empty())
        return false;
    at = std::min(text.find(close, at), text.size() - close.size()) + close.size();
    return true;
}

/// The position of a character outside of quotes, comments and instructions.
std::size_t findOutside(std::string_view text, std::size_t at, std::string_view wanted)
{
    while (at < text.size() && wanted.find(text[at]) == std::string_view::npos) {
        if (skipAside(text, at))
            continue;
        if (text[at] == '"' || text[at] == '\'')
            at = text.find(text[at], at + 1);
        at = at < text.size() ? at + 1 : text.size();
    }
    return std::min(at, text.size());
}

} // namespace

DoctypeText findDoctype(std::string_view text)
{
    static constexpr std::string_view kOpening = "<!DOCTYPE";
    DoctypeText found;
    std::size_t at = std::min(text.find('<'), text.size());
    while (at < text.size() && skipAside(text, at))
        at = std::min(text.find('<', at), text.size());
    if (!text.substr(at).starts_with(kOpening))
        return found;
    at = findOutside(text, at + kOpening.size(), "[>");
    if (at < text.size() && text[at] == '[') {
        const auto close = findOutside(text, at + 1, "]");
        found.subset = text.substr(at + 1, close - at - 1);
        at = findOutside(text, close, ">");
    }
    found.end = std::min(at + 1, text.size());
    return found;
}

} // namespace gatelens::expression
