#include "core/tsql/sums.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gatelens::tsql {

namespace {

/// Words that a value does not end with, and that call no function.
bool isConnective(const Token& token)
{
    static constexpr std::array<std::string_view, 24> kWords{
        "select", "distinct", "all",    "top",    "where", "and",  "or",     "not",
        "when",   "then",     "else",   "case",   "by",    "on",   "in",     "between",
        "like",   "set",      "values", "having", "limit", "over", "exists", "as"};
    return std::any_of(kWords.begin(), kWords.end(),
                       [&](std::string_view word) { return isWord(token, word); });
}

bool isName(const Token& token)
{
    return token.kind == TokenKind::QuotedName
        || (token.kind == TokenKind::Word && !isConnective(token) && !isWord(token, "end"));
}

bool isGuard(const Token& token)
{
    return isWord(token, "tsql_number") || isWord(token, "tsql_parameter");
}

/// The tokens [begin, end) of an operand; empty for one that cannot be text or is not told.
struct Range
{
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Goes back over "a.b." before `begin`.
std::size_t beginOfPath(const Tokens& tokens, std::size_t begin)
{
    while (begin >= 2 && isSymbol(tokens[begin - 1], ".") && isName(tokens[begin - 2]))
        begin -= 2;
    return begin;
}

Range operandBefore(const Tokens& tokens, std::size_t plus)
{
    const Token& last = tokens[plus - 1];
    if (last.kind == TokenKind::Parameter)
        return {plus - 1, plus};
    if (isName(last))
        return {beginOfPath(tokens, plus - 1), plus};
    if (!isSymbol(last, ")"))
        return {};
    int depth = 0;
    std::size_t open = plus;
    do {
        --open;
        depth += isSymbol(tokens[open], ")") ? 1 : isSymbol(tokens[open], "(") ? -1 : 0;
    } while (depth > 0 && open > 0);
    if (open > 0 && isWord(tokens[open - 1], "over"))
        return {}; // a window function gives numbers, or is not told apart
    if (open > 0 && isName(tokens[open - 1]))
        return {beginOfPath(tokens, open - 1), plus};
    return {open, plus};
}

Range operandBehind(const Tokens& tokens, std::size_t begin)
{
    if (begin >= tokens.size())
        return {};
    if (tokens[begin].kind == TokenKind::Parameter)
        return {begin, begin + 1};
    if (isSymbol(tokens[begin], "("))
        return {begin, behindBracket(tokens, begin)};
    if (!isName(tokens[begin]) || isGuard(tokens[begin]))
        return {};
    std::size_t end = begin + 1;
    while (isSymbolAt(tokens, end, ".") && end + 1 < tokens.size())
        end += 2;
    if (isSymbolAt(tokens, end, "("))
        end = behindBracket(tokens, end);
    return isWordAt(tokens, end, "over") ? Range{} : Range{begin, end};
}

void guard(Tokens& tokens, Range operand)
{
    if (operand.begin == operand.end || isGuard(tokens[operand.begin]))
        return;
    const std::size_t at = tokens[operand.begin].at;
    const bool isParameter = tokens[operand.begin].kind == TokenKind::Parameter;
    const auto place
        = [&](std::size_t index) { return tokens.begin() + static_cast<std::ptrdiff_t>(index); };
    tokens.insert(place(operand.end), {TokenKind::Symbol, ")", at});
    tokens.insert(place(operand.begin),
                  {{TokenKind::Word, isParameter ? "tsql_parameter" : "tsql_number", at},
                   {TokenKind::Symbol, "(", at}});
}

bool isBinary(const Tokens& tokens, std::size_t plus)
{
    if (plus == 0 || !isSymbol(tokens[plus], "+"))
        return false;
    const Token& before = tokens[plus - 1];
    return before.kind == TokenKind::Symbol ? before.text == ")" : !isConnective(before);
}

} // namespace

void guardSums(Tokens& tokens)
{
    // From the end, so that what stands before stays where it is.
    for (std::size_t plus = tokens.size(); plus-- > 0;) {
        if (!isBinary(tokens, plus))
            continue;
        guard(tokens, operandBehind(tokens, plus + 1));
        guard(tokens, operandBefore(tokens, plus));
    }
}

} // namespace gatelens::tsql
