#pragma once

#include "core/base/result.h"
#include "proxy/gateway/policies/liquid/liquid_scope.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy::liquid {

/// A literal, a path such as `body.items[0].name`, or a range `(1..n)`.
class Operand
{
public:
    [[nodiscard]] Value evaluate(const Scope& scope) const;

private:
    friend class ExpressionParser;

    struct Step
    {
        Value key; ///< a name or an index
        std::shared_ptr<const Operand> computed; ///< `[expression]` instead
    };

    enum class Kind
    {
        Literal,
        Path,
        Range
    };

    Kind m_kind = Kind::Literal;
    Value m_literal;
    std::string m_name;
    std::vector<Step> m_steps;
    std::shared_ptr<const Operand> m_from;
    std::shared_ptr<const Operand> m_to;
};

struct FilterCall
{
    std::string name;
    std::vector<Operand> arguments;
};

/// `operand | filter: a, b | …`
struct Expression
{
    Operand operand;
    std::vector<FilterCall> filters;

    [[nodiscard]] Result<Value> evaluate(const Scope& scope) const;
};

/// `a == b and c contains d or e`; `and` and `or` bind from the right, as in Liquid.
struct Condition
{
    struct Comparison
    {
        Operand left;
        std::string operation; ///< "" tests the left side alone
        Operand right;
    };

    std::vector<Comparison> comparisons;
    std::vector<bool> isAnd; ///< between one comparison and the next

    [[nodiscard]] bool evaluate(const Scope& scope) const;
};

/// Reads the inside of `{{ }}` and of tags. Positions in errors are left to the template.
class ExpressionParser
{
public:
    explicit ExpressionParser(std::string_view text);

    [[nodiscard]] Result<Expression> expression();
    [[nodiscard]] Result<Condition> condition();
    [[nodiscard]] Result<Operand> operand();
    [[nodiscard]] Result<std::vector<Operand>> operands(); ///< separated by commas or blanks

    [[nodiscard]] bool atEnd() const { return m_at >= m_tokens.size(); }
    /// Takes the next token when it is `text`.
    bool take(std::string_view text);
    /// Takes a name; "" when the next token is none.
    [[nodiscard]] std::string name();

private:
    struct Token
    {
        std::string text;
        bool isString = false;
    };

    void tokenize(std::string_view text);
    [[nodiscard]] Result<Operand> path();

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
};

/// True for equality as Liquid has it: numbers by value, `empty` and `blank` by content.
[[nodiscard]] bool areEqual(const Value& left, const Value& right);

} // namespace gatelens::proxy::liquid
