#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

/// A .NET pattern in PCRE2's syntax.
struct RegexPattern
{
    /// A group as .NET numbers and names it: unnamed ones first, from left to right.
    struct Group
    {
        std::string name; ///< the number's text for unnamed groups
        std::uint32_t number = 0;
        std::vector<std::uint32_t> natives; ///< PCRE2's numbers: several when a name is used twice
    };
    std::string text;
    std::vector<Group> groups; ///< by number; the whole match is not among them
    std::string error; ///< what is wrong with it, or ""
    bool isUnsupported = false; ///< the error is a limit of this engine, not of the pattern
};

/// Translates what the two syntaxes spell or number differently: group names and numbers, back
/// references, class subtraction, Unicode blocks, `\w`, ignored white space, look-behinds of
/// several lengths. Reports what .NET rejects although PCRE2 would take it. `options` are RegexFlag
/// bits.
[[nodiscard]] RegexPattern translateRegex(std::string_view pattern, std::int64_t options);

} // namespace gatelens::expression
