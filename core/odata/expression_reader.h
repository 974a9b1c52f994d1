#pragma once

#include "core/odata/functions.h"
#include "core/odata/model.h"
#include "core/odata/query_tokens.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::odata {

/// What names of an expression mean.
struct Scope
{
    const Model& model;
    TypeUse item; ///< of what is filtered or sorted; "" when it is not known
    std::set<std::string, std::less<>> dynamic; ///< made by $compute and $apply
    TypeUse it; ///< $it: the item of the request, also inside an $expand
};

/// A part of an expression.
struct Operand
{
    TypeUse type;
    std::optional<std::string> text; ///< of a text without prefix: an enumeration may read it
    std::size_t begin = 0; ///< bytes of the expression that it stands on
    std::size_t end = 0;
};

/// Reads expressions of $filter, $orderby and $compute and checks every name in them against the
/// model. The first problem ends the reading.
class ExpressionReader
{
public:
    /// `text` is decoded; both must outlive the reader.
    ExpressionReader(const Scope& scope, std::string_view text);

    /// Reads one expression with all its operators.
    Operand expression();

    [[nodiscard]] bool acceptWord(std::string_view word);
    [[nodiscard]] bool acceptSymbol(char symbol);
    /// The name at hand, taken; nullopt when there is none.
    [[nodiscard]] std::optional<std::string> takeName();
    [[nodiscard]] bool isAtEnd() const { return m_at >= m_tokens.size(); }
    /// Reports what stands where the expression should have ended.
    void expectEnd();
    /// Reports unless the operand can be a condition.
    void expectCondition(const Operand& operand, std::string_view where);

    /// One sentence without a full stop; nullopt while all is well.
    [[nodiscard]] const std::optional<std::string>& problem() const { return m_problem; }

private:
    friend class PathReader;

    Operand conjunction(bool isOr);
    Operand comparison();
    Operand arithmetic(bool isProduct);
    Operand membership();
    Operand unary();
    Operand primary();
    Operand quoted();
    Operand literal();
    Operand named();
    Operand function();
    Operand functionArgument(const CanonicalFunction& function, int index);
    Operand caseFunction();
    void readList(const Operand& left);
    void checkComparison(const Operand& left, const Operand& right);
    void checkEnumText(const EnumType& type, std::string_view text);
    void skipBrackets();

    [[nodiscard]] const QueryToken* peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_tokens.size() ? &m_tokens[m_at + ahead] : nullptr;
    }
    [[nodiscard]] bool isSymbolAt(std::size_t ahead, char symbol) const;
    void expectSymbol(char symbol);
    /// The operand's end is where reading stands now.
    Operand ended(Operand operand) const;
    [[nodiscard]] std::string_view sourceOf(const Operand& operand) const
    {
        return m_text.substr(operand.begin, operand.end - operand.begin);
    }
    /// Keeps the first problem and moves to the end.
    void fail(std::string problem);

    const Scope& m_scope;
    std::string_view m_text;
    std::vector<QueryToken> m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::map<std::string, TypeUse, std::less<>> m_variables; ///< of lambdas
    std::optional<std::string> m_problem;
};

} // namespace gatelens::odata
