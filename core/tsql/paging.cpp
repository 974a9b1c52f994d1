#include "core/tsql/paging.h"

#include <algorithm>
#include <iterator>

namespace gatelens::tsql {

namespace {

using Index = std::size_t;

bool isSetOperator(const Tokens& tokens, Index index)
{
    return isWordAt(tokens, index, "union") || isWordAt(tokens, index, "except")
        || isWordAt(tokens, index, "intersect");
}

/// Index behind a count at `begin`: a number, a parameter or an expression in brackets; `begin`
/// when there is none.
Index behindCount(const Tokens& tokens, Index begin)
{
    if (begin >= tokens.size())
        return begin;
    const Token& token = tokens[begin];
    if (token.kind == TokenKind::Number || token.kind == TokenKind::Parameter)
        return begin + 1;
    return isSymbol(token, "(") ? behindBracket(tokens, begin) : begin;
}

Tokens cut(Tokens& tokens, Index begin, Index end)
{
    const auto first = tokens.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = tokens.begin() + static_cast<std::ptrdiff_t>(end);
    Tokens taken(std::make_move_iterator(first), std::make_move_iterator(last));
    tokens.erase(first, last);
    return taken;
}

void insert(Tokens& tokens, Index where, const Tokens& added)
{
    tokens.insert(tokens.begin() + static_cast<std::ptrdiff_t>(where), added.begin(), added.end());
}

/// Where the SELECT that holds `index` ends: its bracket or the end of the statement.
Index endOfSelect(const Tokens& tokens, Index index)
{
    for (; index < tokens.size() && !isSymbol(tokens[index], ")"); ++index) {
        if (isSymbol(tokens[index], "("))
            index = behindBracket(tokens, index) - 1;
    }
    return index;
}

bool isInUnion(const Tokens& tokens, Index select, Index end)
{
    if (select > 0 && (isSetOperator(tokens, select - 1) || isWordAt(tokens, select - 1, "all")))
        return true;
    for (Index index = select; index < end; ++index) {
        if (isSymbol(tokens[index], "("))
            index = behindBracket(tokens, index) - 1;
        else if (isSetOperator(tokens, index))
            return true;
    }
    return false;
}

/// SELECT TOP n … becomes SELECT … LIMIT n.
Result<void> rewriteTop(Tokens& tokens, Index top, std::string_view text)
{
    const bool isFiltered
        = isWordAt(tokens, top - 1, "distinct") || isWordAt(tokens, top - 1, "all");
    const Index select = isFiltered ? top - 2 : top - 1;
    const Index behind = behindCount(tokens, top + 1);
    const std::size_t at = tokens[top].at;
    if (behind == top + 1)
        return errorAt(ErrorCode::Malformed, text, at, "TOP needs a number behind it");
    if (isWordAt(tokens, behind, "percent") || isWordAt(tokens, behind, "with"))
        return errorAt(ErrorCode::Unsupported, text, tokens[behind].at,
                       "TOP runs locally without PERCENT and WITH TIES");
    const Index end = endOfSelect(tokens, behind);
    if (isInUnion(tokens, select, end))
        return errorAt(ErrorCode::Unsupported, text, at,
                       "TOP does not run locally in a UNION; put that SELECT in brackets as a "
                       "table of its own");
    Tokens count = cut(tokens, top, behind);
    count.front().text = "LIMIT";
    insert(tokens, end - count.size(), count);
    return {};
}

/// OFFSET n ROWS FETCH NEXT m ROWS ONLY becomes LIMIT m OFFSET n.
void rewriteOffset(Tokens& tokens, Index offset)
{
    const auto isRows = [&](Index index) {
        return isWordAt(tokens, index, "rows") || isWordAt(tokens, index, "row");
    };
    const Index rows = behindCount(tokens, offset + 1);
    if (rows == offset + 1 || !isRows(rows))
        return; // a column of that name
    const Token& word = tokens[offset];
    Tokens limit{{TokenKind::Word, "LIMIT", word.at}, {TokenKind::Number, "-1", word.at}};
    Index end = rows + 1;
    const bool isFetched = isWordAt(tokens, end, "fetch")
        && (isWordAt(tokens, end + 1, "next") || isWordAt(tokens, end + 1, "first"));
    const Index fetched = isFetched ? behindCount(tokens, end + 2) : end;
    if (isFetched && fetched > end + 2 && isRows(fetched)
        && isWordAt(tokens, fetched + 1, "only")) {
        limit.pop_back();
        for (Index index = end + 2; index < fetched; ++index)
            limit.push_back(tokens[index]);
        end = fetched + 2;
    }
    Tokens skipped = cut(tokens, offset, end);
    skipped.resize(rows - offset);
    limit.insert(limit.end(), skipped.begin(), skipped.end());
    insert(tokens, offset, limit);
}

} // namespace

Result<void> rewritePaging(Tokens& tokens, std::string_view text)
{
    for (Index index = 1; index < tokens.size(); ++index) {
        const bool followsSelect = isWordAt(tokens, index - 1, "select")
            || (index > 1 && isWordAt(tokens, index - 2, "select")
                && (isWordAt(tokens, index - 1, "distinct") || isWordAt(tokens, index - 1, "all")));
        if (followsSelect && isWord(tokens[index], "top")) {
            const Result<void> rewritten = rewriteTop(tokens, index, text);
            if (!rewritten)
                return rewritten;
        } else if (isWord(tokens[index], "offset"))
            rewriteOffset(tokens, index);
    }
    return {};
}

} // namespace gatelens::tsql
