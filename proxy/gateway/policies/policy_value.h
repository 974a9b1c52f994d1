#pragma once

#include "core/expression/expression.h"
#include "proxy/gateway/policies/failure.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gatelens::proxy {

struct Execution;

/// Which bodies must be at hand before a statement runs.
struct BodyNeeds
{
    bool request = false;
    bool response = false;

    [[nodiscard]] bool any() const { return request || response; }
    BodyNeeds& operator|=(const BodyNeeds& other)
    {
        request |= other.request;
        response |= other.response;
        return *this;
    }
};

/// The value of an attribute or of an element's text: absent, a literal, or a compiled expression.
/// Literals are converted once, when the plan is compiled.
class PolicyValue
{
public:
    PolicyValue() = default;
    PolicyValue(std::string name, std::string literal);
    PolicyValue(std::string name, std::string source,
                std::shared_ptr<const expression::Expression> compiled);

    [[nodiscard]] bool isPresent() const { return m_kind != Kind::Absent; }
    [[nodiscard]] bool isLiteral() const { return m_kind == Kind::Literal; }
    [[nodiscard]] bool isExpression() const { return m_kind == Kind::Expression; }
    [[nodiscard]] const std::string& name() const { return m_name; }
    /// Literal text, or the expression's source.
    [[nodiscard]] const std::string& source() const { return m_source; }
    [[nodiscard]] BodyNeeds needs() const;
    [[nodiscard]] bool readsResponse() const;

    // What it is for one exchange. A literal costs nothing to convert; an expression that throws,
    // or gives something that cannot be converted, fails with ExpressionValueEvaluationFailure. An
    // absent value gives null, "", false or 0.
    [[nodiscard]] PolicyResult<expression::Value> value(Execution& execution) const;
    [[nodiscard]] PolicyResult<std::string> text(Execution& execution) const;
    [[nodiscard]] PolicyResult<bool> boolean(Execution& execution) const;
    [[nodiscard]] PolicyResult<std::int64_t> integer(Execution& execution) const;
    [[nodiscard]] PolicyResult<double> number(Execution& execution) const;

    // Conversions of a literal, false when it cannot be converted; called while compiling.
    [[nodiscard]] bool prepareBoolean();
    [[nodiscard]] bool prepareInteger();
    [[nodiscard]] bool prepareNumber();

private:
    enum class Kind : std::uint8_t
    {
        Absent,
        Literal,
        Expression
    };

    void note(Execution& execution, const expression::Value& value) const;

    Kind m_kind = Kind::Absent;
    bool m_boolean = false;
    std::int64_t m_integer = 0;
    double m_number = 0;
    std::string m_name;
    std::string m_source;
    std::shared_ptr<const expression::Expression> m_expression;
};

} // namespace gatelens::proxy
