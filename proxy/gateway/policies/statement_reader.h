#pragma once

#include "proxy/gateway/policies/compilation.h"
#include "proxy/gateway/policies/policy_value.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::proxy {

/// An attribute with a closed set of values that may also come from an expression.
template<class E>
class EnumValue
{
public:
    struct Name
    {
        std::string_view text;
        E value;
    };

    EnumValue() = default;
    EnumValue(PolicyValue value, std::span<const Name> names, E fallback)
        : m_value(std::move(value))
        , m_names(names)
        , m_literal(fallback)
    {
        if (m_value.isLiteral()) {
            if (const std::optional<E> found = find(m_value.source()))
                m_literal = *found;
        }
    }

    [[nodiscard]] PolicyResult<E> get(Execution& execution) const
    {
        if (!m_value.isExpression())
            return m_literal;
        const PolicyResult<std::string> text = m_value.text(execution);
        if (!text)
            return text.error();
        if (const std::optional<E> found = find(*text))
            return *found;
        return execution.internalFailure("ExpressionValueEvaluationFailure",
                                         "Expression evaluation failed. '" + *text
                                             + "' is not a value of " + m_value.name() + ".");
    }

    [[nodiscard]] std::optional<E> find(std::string_view text) const
    {
        for (const Name& name : m_names) {
            if (equalsIgnoringCase(name.text, text))
                return name.value;
        }
        return std::nullopt;
    }

private:
    PolicyValue m_value;
    std::span<const Name> m_names;
    E m_literal{};
};

/// Reads one element of a policy: attributes and text become values, what is missing or malformed
/// becomes a finding with its position.
class StatementReader
{
public:
    StatementReader(const policy::Statement& statement, Compilation& compilation)
        : m_statement(statement)
        , m_compilation(compilation)
    {
    }

    [[nodiscard]] bool has(std::string_view name) const
    {
        return m_statement.attribute(name) != nullptr;
    }

    // Values that may be expressions. `required…` reports a missing attribute.
    [[nodiscard]] PolicyValue text(std::string_view name, std::string_view fallback = {});
    [[nodiscard]] PolicyValue requiredText(std::string_view name);
    [[nodiscard]] PolicyValue boolean(std::string_view name, bool fallback);
    [[nodiscard]] PolicyValue requiredBoolean(std::string_view name);
    [[nodiscard]] PolicyValue integer(std::string_view name, std::optional<std::int64_t> fallback);
    [[nodiscard]] PolicyValue requiredInteger(std::string_view name);
    [[nodiscard]] PolicyValue number(std::string_view name, double fallback);
    template<class E>
    [[nodiscard]] EnumValue<E> enumeration(std::string_view name,
                                           std::span<const typename EnumValue<E>::Name> names,
                                           E fallback)
    {
        PolicyValue value = text(name);
        EnumValue<E> result(value, names, fallback);
        if (value.isLiteral() && has(name) && !result.find(value.source()))
            malformed(name, "one of the values the reference lists");
        return result;
    }

    // Attributes that take no expression.
    [[nodiscard]] std::string literal(std::string_view name, std::string_view fallback = {});
    [[nodiscard]] std::string requiredLiteral(std::string_view name);
    [[nodiscard]] bool literalBoolean(std::string_view name, bool fallback);
    [[nodiscard]] std::optional<std::int64_t> literalInteger(std::string_view name);

    /// The element's text: trimmed when it is an expression, verbatim otherwise.
    [[nodiscard]] PolicyValue innerText(std::string_view name = {});
    /// The same with blanks around a literal removed.
    [[nodiscard]] PolicyValue innerTextTrimmed(std::string_view name = {});

    /// Reports an attribute whose value cannot be used; `wanted` completes "must be …".
    void malformed(std::string_view name, std::string_view wanted);
    void missing(std::string_view name);

    [[nodiscard]] const SourcePosition& position() const { return m_statement.origin.position; }
    [[nodiscard]] SourcePosition positionOf(std::string_view name) const;

private:
    [[nodiscard]] PolicyValue read(std::string_view name, std::string_view fallback);

    const policy::Statement& m_statement;
    Compilation& m_compilation;
};

/// True when an `<api>` or `<operation>` of a limit means the entity: by its id, else by its name.
[[nodiscard]] bool isMeant(const policy::Statement& statement, std::string_view id,
                           std::string_view name);

/// The compiler of a step type whose constructor takes statement and compilation.
template<class T>
StepPtr compileStep(const policy::Statement& statement, Compilation& compilation)
{
    return std::make_unique<T>(statement, compilation);
}

} // namespace gatelens::proxy
