#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatelens::expression {

/// One part of a regular expression, ready to be printed in PCRE2's syntax.
struct RegexNode
{
    enum class Kind
    {
        Text, ///< `text` as it stands
        Sequence, ///< `parts` one after the other
        Alternation, ///< one of `parts`
        Group, ///< `text` `parts[0]` ")"
        LookBehind, ///< the same, of bounded length
        Repeat, ///< `parts[0]`, `least` to `most` times; `text` is the quantifier
    };
    Kind kind = Kind::Text;
    std::string text;
    int width = 0; ///< characters that a Text matches
    std::vector<std::unique_ptr<RegexNode>> parts;
    int least = 0;
    int most = 0; ///< -1: any number
    bool isCapture = false;
};
using RegexNodePtr = std::unique_ptr<RegexNode>;

/// The pattern in PCRE2's syntax. False, with `problem` set, when a look-behind cannot be written
/// as alternatives of fixed length.
[[nodiscard]] bool printRegex(const RegexNode& node, std::string& out, std::string& problem);

} // namespace gatelens::expression
