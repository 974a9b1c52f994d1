#include "core/policy/found_expression.h"

#include "core/base/whitespace.h"
#include "core/policy/xml_text.h"

#include <algorithm>

namespace gatelens::policy {

namespace {

bool isBlankText(std::string_view text)
{
    return text.find_first_not_of(kWhitespace) == std::string_view::npos;
}

/// True when the first quote-like token of `raw` is an entity, or it has entities and no quote:
/// the `xml` format, in which expressions are escaped.
bool looksEscaped(std::string_view raw)
{
    const std::size_t entity = findEntity(raw);
    if (entity == std::string_view::npos)
        return false;
    const std::size_t quote = raw.find_first_of("\"'");
    if (quote == std::string_view::npos)
        return true;
    const std::size_t quotEntity
        = std::min({raw.find("&quot;"), raw.find("&#34;"), raw.find("&apos;")});
    return quotEntity < quote;
}

/// The source of a scanned expression. An entity outside literals is no C#: then the author escaped
/// this expression, and all of it is decoded.
std::string sourceOf(std::string_view text, std::size_t begin, const ScannedExpression& scanned)
{
    const std::string_view raw = text.substr(begin, scanned.end - begin);
    for (std::size_t at = findEntity(raw); at != std::string_view::npos;
         at = findEntity(raw, at + 1)) {
        const bool isInLiteral
            = std::any_of(scanned.literals.begin(), scanned.literals.end(),
                          [&](const TextRange& literal) { return literal.contains(begin + at); });
        if (!isInLiteral)
            return decodeEntities(raw);
    }
    return std::string(raw);
}

} // namespace

std::optional<FoundExpression> findEscapedExpression(std::string_view text, std::size_t begin,
                                                     std::size_t end)
{
    const std::string_view raw = text.substr(begin, end - begin);
    if (!looksEscaped(raw))
        return std::nullopt;
    const DecodedText decoded = decodeEntitiesWithOffsets(raw);
    const auto expressionEndOffset = expressionEnd(decoded.text, 0);
    if (!expressionEndOffset
        || !isBlankText(std::string_view(decoded.text).substr(*expressionEndOffset)))
        return std::nullopt;
    return FoundExpression{decoded.text.substr(0, *expressionEndOffset),
                           {begin, begin + decoded.offsets[*expressionEndOffset]}};
}

FoundExpression foundExpression(std::string_view text, std::size_t begin,
                                const ScannedExpression& scanned)
{
    return {sourceOf(text, begin, scanned), {begin, scanned.end}};
}

} // namespace gatelens::policy
