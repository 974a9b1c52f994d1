#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::policy {

/// A text whose XML entities were decoded, and where each of its bytes came from.
struct DecodedText
{
    std::string text;
    std::vector<std::size_t> offsets; ///< of each byte of `text` in the raw text, and of its end
    bool hasUnknownEntity = false; ///< a "&" that begins none of the five or a character reference
};

/// Decodes `&amp; &lt; &gt; &quot; &apos; &#N; &#xN;`; anything else after "&" stays as it is.
[[nodiscard]] DecodedText decodeEntitiesWithOffsets(std::string_view raw);
[[nodiscard]] std::string decodeEntities(std::string_view raw);

/// Offset of the first entity at or after `from`; npos when there is none.
[[nodiscard]] std::size_t findEntity(std::string_view raw, std::size_t from = 0);

/// Escapes what may not stand in an attribute value between `quote`s.
[[nodiscard]] std::string escapeAttribute(std::string_view value, char quote);

/// Escapes what may not stand in element text.
[[nodiscard]] std::string escapeText(std::string_view text);

} // namespace gatelens::policy
