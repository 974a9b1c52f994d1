#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace gatelens::ui {

/// What a run of bytes of a policy document is, for colouring.
enum class CodeToken
{
    Text,
    Tag, ///< brackets and element names
    AttributeName,
    AttributeValue,
    Expression, ///< C# and its delimiters
    Keyword, ///< C# keyword
    ExpressionString,
    NamedValue, ///< {{name}}
    Comment
};

struct CodeRun
{
    std::size_t length = 0;
    CodeToken token = CodeToken::Text;
};

/// Splits the whole text into runs; the lengths add up to the text's. Never fails, whatever the
/// text is.
[[nodiscard]] std::vector<CodeRun> tokenize(std::string_view text);

} // namespace gatelens::ui
