#include "core/tsql/translation.h"

#include "core/tsql/paging.h"
#include "core/tsql/splitting.h"
#include "core/tsql/sums.h"
#include "core/tsql/tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace gatelens::tsql {

namespace {

using Index = std::size_t;

/// Rewrites one statement in place, one habit of T-SQL after another.
class StatementRewriter
{
public:
    StatementRewriter(Tokens tokens, std::string_view text)
        : m_tokens(std::move(tokens))
        , m_text(text)
    {
    }

    /// Nothing for a statement that falls away.
    Result<std::optional<Translated>> run()
    {
        if (fallsAway())
            return std::optional<Translated>();
        if (const Result<void> known = checkVerb(); !known)
            return known.error();
        if (const Result<void> written = rewriteWords(); !written)
            return written.error();
        guardSums(m_tokens);
        dropHints();
        dropDatabaseNames();
        completeVerb();
        if (const Result<void> paged = rewritePaging(m_tokens, m_text); !paged)
            return paged.error();
        if (const Result<void> returned = rewriteOutput(); !returned)
            return returned.error();
        return std::optional<Translated>(print());
    }

private:
    [[nodiscard]] bool is(Index index, std::string_view word) const
    {
        return isWordAt(m_tokens, index, word);
    }
    [[nodiscard]] Error unsupported(Index index, std::string message) const
    {
        return errorAt(ErrorCode::Unsupported, m_text, m_tokens[index].at, std::move(message));
    }
    void erase(Index begin, Index end)
    {
        m_tokens.erase(m_tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                       m_tokens.begin() + static_cast<std::ptrdiff_t>(end));
    }
    void insertWord(Index where, const char* word)
    {
        const std::size_t at = m_tokens[where - 1].at;
        m_tokens.insert(m_tokens.begin() + static_cast<std::ptrdiff_t>(where),
                        {TokenKind::Word, word, at});
    }

    [[nodiscard]] bool fallsAway() const
    {
        const bool isTransaction = is(1, "tran") || is(1, "transaction");
        if (is(0, "begin"))
            return isTransaction;
        if (is(0, "commit"))
            return m_tokens.size() == 1 || isTransaction;
        return is(0, "set") && m_tokens.size() > 2
            && (is(m_tokens.size() - 1, "on") || is(m_tokens.size() - 1, "off"));
    }

    [[nodiscard]] Result<void> checkVerb() const
    {
        static constexpr std::array<std::string_view, 5> kRun{"select", "insert", "update",
                                                              "delete", "with"};
        if (std::any_of(kRun.begin(), kRun.end(), [&](auto verb) { return is(0, verb); }))
            return {};
        if (is(0, "exec") || is(0, "execute"))
            return unsupported(0,
                               "stored procedures are not run locally; give the field's result "
                               "under policies.dataSources of gatelens.json");
        return unsupported(0,
                           fmt::format("'{}' is not run locally: the local database is SQLite, "
                                       "which takes SELECT, INSERT, UPDATE, DELETE and WITH",
                                       m_tokens.front().text));
    }

    /// Words whose spelling differs, and a `+` that surely joins texts.
    Result<void> rewriteWords()
    {
        for (Index index = 0; index < m_tokens.size(); ++index) {
            Token& token = m_tokens[index];
            const bool isCall = isSymbolAt(m_tokens, index + 1, "(");
            // These are keywords of SQLite and cannot be registered as functions.
            if (isCall && isWord(token, "isnull"))
                token.text = "ifnull";
            else if (isCall && isWord(token, "left"))
                token.text = "tsql_left";
            else if (isCall && isWord(token, "right"))
                token.text = "tsql_right";
            else if (isCall && isWord(token, "cast"))
                rewriteCastType(index + 1);
            else if (token.kind == TokenKind::SystemValue) {
                if (const Result<void> known = rewriteSystemValue(token); !known)
                    return known;
            } else if (isSymbol(token, "+") && joinsTexts(index))
                return unsupported(index,
                                   "'+' joins no texts locally: the local database is SQLite; "
                                   "write CONCAT(a, b) or a || b");
        }
        return {};
    }

    [[nodiscard]] bool joinsTexts(Index plus) const
    {
        const auto isText = [&](Index index) {
            return index < m_tokens.size() && m_tokens[index].kind == TokenKind::Text;
        };
        return (plus > 0 && isText(plus - 1)) || isText(plus + 1);
    }

    /// SQLite takes the names of these types for numbers, and would cut '2024-05-01' to 2024.
    void rewriteCastType(Index open)
    {
        static constexpr std::array<std::string_view, 7> kTexts{
            "date",           "time",          "datetime",        "datetime2",
            "datetimeoffset", "smalldatetime", "uniqueidentifier"};
        const Index end = behindBracket(m_tokens, open);
        Index as = open;
        for (Index index = open + 1; index + 1 < end; ++index) {
            if (isSymbol(m_tokens[index], "("))
                index = behindBracket(m_tokens, index) - 1;
            else if (is(index, "as"))
                as = index;
        }
        if (as != open && std::any_of(kTexts.begin(), kTexts.end(), [&](auto type) {
                return is(as + 1, type);
            }))
            m_tokens[as + 1].text = "TEXT";
    }

    Result<void> rewriteSystemValue(Token& token) const
    {
        std::string name = token.text;
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        if (name == "@@identity")
            token.text = "SCOPE_IDENTITY()";
        else if (name == "@@rowcount")
            token.text = "changes()";
        else
            return errorAt(
                ErrorCode::Unsupported, m_text, token.at,
                fmt::format("'{}' is not known locally: the local database is SQLite", token.text));
        return {};
    }

    /// WITH (NOLOCK) behind a table and OPTION (…) at the end tell SQL Server how, not what.
    void dropHints()
    {
        for (Index index = 1; index < m_tokens.size(); ++index) {
            const bool isHint = is(index, "with") || is(index, "option");
            if (isHint && isSymbolAt(m_tokens, index + 1, "("))
                erase(index, behindBracket(m_tokens, index + 1));
        }
    }

    /// people.dbo.users is dbo.users: the file is the database.
    void dropDatabaseNames()
    {
        for (Index index = 0; index + 4 < m_tokens.size(); ++index) {
            const Token& schema = m_tokens[index + 2];
            const bool isName = m_tokens[index].kind == TokenKind::Word
                || m_tokens[index].kind == TokenKind::QuotedName;
            const bool isSchema = isWord(schema, "dbo") || schema.text == "\"dbo\"";
            if (isName && isSchema && isSymbol(m_tokens[index + 1], ".")
                && isSymbol(m_tokens[index + 3], "."))
                erase(index, index + 2);
        }
    }

    /// INTO of an INSERT and FROM of a DELETE may be left out in T-SQL.
    void completeVerb()
    {
        for (Index index = 0; index < m_tokens.size(); ++index) {
            if (isSymbol(m_tokens[index], "("))
                index = behindBracket(m_tokens, index) - 1;
            else if (is(index, "insert") && !is(index + 1, "into"))
                insertWord(index + 1, "INTO");
            else if (is(index, "delete") && !is(index + 1, "from"))
                insertWord(index + 1, "FROM");
        }
    }

    /// OUTPUT INSERTED.* in the middle becomes RETURNING * at the end.
    Result<void> rewriteOutput()
    {
        Index output = 0;
        bool isUpdate = false;
        bool isChange = false;
        for (; output < m_tokens.size() && !(isChange && is(output, "output")); ++output) {
            isUpdate = isUpdate || is(output, "update");
            isChange = isUpdate || isChange || is(output, "insert") || is(output, "delete");
            if (isSymbol(m_tokens[output], "("))
                output = behindBracket(m_tokens, output) - 1;
        }
        if (output >= m_tokens.size())
            return {};
        Index end = output + 1;
        while (end < m_tokens.size() && !endsOutput(end))
            end = isSymbol(m_tokens[end], "(") ? behindBracket(m_tokens, end) : end + 1;
        if (is(end, "into"))
            return unsupported(end, "OUTPUT … INTO is not run locally; leave INTO out");
        Tokens returning{{TokenKind::Word, "RETURNING", m_tokens[output].at}};
        for (Index index = output + 1; index < end; ++index) {
            const bool isQualified = isSymbolAt(m_tokens, index + 1, ".");
            if (isQualified && isUpdate && is(index, "deleted"))
                return unsupported(index,
                                   "OUTPUT DELETED of an UPDATE is not run locally: SQLite "
                                   "returns the new values only");
            if (isQualified && (is(index, "inserted") || is(index, "deleted")))
                ++index; // and the dot
            else
                returning.push_back(m_tokens[index]);
        }
        erase(output, end);
        m_tokens.insert(m_tokens.end(), returning.begin(), returning.end());
        return {};
    }

    [[nodiscard]] bool endsOutput(Index index) const
    {
        static constexpr std::array<std::string_view, 7> kNext{
            "values", "select", "default", "where", "from", "into", "with"};
        return std::any_of(kNext.begin(), kNext.end(), [&](auto word) { return is(index, word); });
    }

    [[nodiscard]] Translated print() const
    {
        Translated result;
        for (const Token& token : m_tokens) {
            if (!result.sql.empty())
                result.sql += ' ';
            result.places.emplace_back(result.sql.size(), token.at);
            result.sql += token.text;
            if (isWord(token, "insert") || isWord(token, "update") || isWord(token, "delete"))
                result.isReading = false;
        }
        return result;
    }

    Tokens m_tokens;
    std::string_view m_text;
};

} // namespace

std::size_t Translated::sourceOf(std::size_t offset) const
{
    const auto next = std::upper_bound(
        places.begin(), places.end(), offset,
        [](std::size_t wanted, const auto& place) { return wanted < place.first; });
    return next == places.begin() ? 0 : std::prev(next)->second;
}

Result<std::vector<Translated>> translate(std::string_view text)
{
    Result<Tokens> tokens = tokenize(text);
    if (!tokens)
        return tokens.error();
    std::vector<Translated> translated;
    for (Tokens& statement : splitStatements(std::move(*tokens))) {
        Result<std::optional<Translated>> one = StatementRewriter(std::move(statement), text).run();
        if (!one)
            return one.error();
        if (one->has_value())
            translated.push_back(std::move(**one));
    }
    if (translated.empty())
        return Error{
            ErrorCode::Malformed, "the text holds no SELECT, INSERT, UPDATE or DELETE", {}};
    return translated;
}

} // namespace gatelens::tsql
