#include "core/tsql/splitting.h"

#include <algorithm>
#include <array>

namespace gatelens::tsql {

namespace {

bool isOneOf(const Token& token, std::initializer_list<std::string_view> words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return isWord(token, word); });
}

/// Reads the tokens outside brackets of one statement after another.
class Splitter
{
public:
    std::vector<Tokens> run(Tokens tokens)
    {
        int depth = 0;
        for (std::size_t index = 0; index < tokens.size(); ++index) {
            Token& token = tokens[index];
            const bool isOutside = depth == 0;
            depth += isSymbol(token, "(") ? 1 : isSymbol(token, ")") ? -1 : 0;
            if (isOutside && isSymbol(token, ";")) {
                end();
                continue;
            }
            if (isOutside && token.kind == TokenKind::Word) {
                const bool hasNext = index + 1 < tokens.size();
                if (!m_current.empty() && begins(token, hasNext ? &tokens[index + 1] : nullptr))
                    end();
                note(token);
            }
            m_current.push_back(std::move(token));
        }
        end();
        return std::move(m_statements);
    }

private:
    /// True when the word begins another statement than the current one.
    [[nodiscard]] bool begins(const Token& word, const Token* next) const
    {
        const Token& before = m_current.back();
        if (isSymbol(before, "."))
            return false;
        if (isWord(word, "select"))
            return m_hasRows && !isOneOf(before, {"union", "all", "except", "intersect"});
        if (isOneOf(word, {"insert", "update", "delete"}))
            return m_hasVerb;
        if (isWord(word, "with")) // a table hint is WITH (…), a common table expression WITH name
            return next != nullptr
                && (next->kind == TokenKind::Word || next->kind == TokenKind::QuotedName);
        if (isWord(word, "set"))
            return !m_awaitsSet;
        return isOneOf(word,
                       {"exec", "execute", "declare", "merge", "if", "while", "print", "begin",
                        "commit", "rollback", "truncate", "create", "alter", "drop"});
    }

    void note(const Token& word)
    {
        if (isOneOf(word, {"insert", "update", "delete"})) {
            m_hasVerb = true;
            // Only INSERT takes its rows from a SELECT that follows.
            m_hasRows = !isWord(word, "insert");
            m_awaitsSet = isWord(word, "update");
        } else if (isOneOf(word, {"select", "values"})) {
            m_hasVerb = true;
            m_hasRows = true;
        } else if (m_current.empty() && !isWord(word, "with"))
            m_hasVerb = m_hasRows = true;
        else if (isWord(word, "set"))
            m_awaitsSet = false;
    }

    void end()
    {
        if (!m_current.empty())
            m_statements.push_back(std::move(m_current));
        m_current.clear();
        m_hasVerb = m_hasRows = m_awaitsSet = false;
    }

    std::vector<Tokens> m_statements;
    Tokens m_current;
    bool m_hasVerb = false; ///< behind the WITH part, if there is one
    bool m_hasRows = false; ///< a SELECT would be a statement of its own
    bool m_awaitsSet = false; ///< an UPDATE whose SET is still to come
};

} // namespace

std::vector<Tokens> splitStatements(Tokens tokens) { return Splitter().run(std::move(tokens)); }

} // namespace gatelens::tsql
