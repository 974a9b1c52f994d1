// The part of ExpressionReader that reads calls of canonical functions.
#include "core/odata/expression_reader.h"
#include "core/odata/path_reader.h"
#include "core/odata/primitive.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::odata {

Operand ExpressionReader::function()
{
    const std::string name = m_tokens[m_at].text;
    const TypeUse& item = m_scope.item;
    const CanonicalFunction* const known = canonicalFunction(name);
    Operand result;
    if (name == "case")
        return caseFunction();
    const StructuredType* type = m_scope.model.type(item.name);
    const bool isOwn = type != nullptr && m_scope.model.property(*type, name) != nullptr;
    if (known == nullptr && (isOwn || !m_scope.model.boundOperations(name, item).empty())) {
        result.type = PathReader(*this).run();
        return result;
    }
    if (known == nullptr) {
        const std::string_view nearest = nearestFunction(name);
        fail(fmt::format("'{}' is not a function of OData{}", name,
                         nearest.empty() ? std::string()
                                         : fmt::format("; did you mean '{}'?", nearest)));
        return result;
    }
    m_at += 2;
    int count = 0;
    Operand last;
    if (!acceptSymbol(')')) {
        do
            last = functionArgument(*known, count++);
        while (acceptSymbol(','));
        expectSymbol(')');
    }
    if (!m_problem && (count < known->least || count > known->most))
        fail(fmt::format("'{}' takes {} argument{}, not {}", name,
                         known->least == known->most
                             ? std::to_string(known->most)
                             : fmt::format("{} or {}", known->least, known->most),
                         known->most == 1 ? "" : "s", count));
    result.type.name = known->result;
    if (name == "cast")
        result.type = last.type;
    return result;
}

/// case(condition:value,…)
Operand ExpressionReader::caseFunction()
{
    m_at += 2;
    do {
        expectCondition(expression(), "case");
        expectSymbol(':');
        static_cast<void>(expression());
    } while (acceptSymbol(','));
    expectSymbol(')');
    return {};
}

Operand ExpressionReader::functionArgument(const CanonicalFunction& function, int index)
{
    const QueryToken* token = peek();
    const bool isTypeFunction = function.name == "cast" || function.name == "isof";
    if (isTypeFunction && token != nullptr && token->kind == QueryTokenKind::Name) {
        const std::string type = m_scope.model.qualified(token->text);
        const bool isType = primitiveGroup(type) || m_scope.model.type(type) != nullptr
            || m_scope.model.enums.contains(type) || m_scope.model.definitions.contains(type);
        if (isType) {
            ++m_at;
            Operand named;
            named.type.name = type;
            return named;
        }
    }
    Operand argument = expression();
    const std::string_view letters = function.arguments;
    const char wanted = letters.empty()
        ? 'G'
        : letters[std::min<std::size_t>(static_cast<std::size_t>(index), letters.size() - 1)];
    const std::optional<PrimitiveGroup> group
        = primitiveGroup(m_scope.model.primitiveOf(argument.type.name));
    const bool fits = wanted == 'G' || !argument.type.isKnown()
        || (wanted == 'S' && group == PrimitiveGroup::Text)
        || (wanted == 'N' && group == PrimitiveGroup::Number)
        || (wanted == 'M' && group == PrimitiveGroup::Moment)
        || (wanted == 'T'
            && (group == PrimitiveGroup::Moment || group == PrimitiveGroup::TimeOfDay))
        || (wanted == 'U' && group == PrimitiveGroup::Duration);
    if (!fits || (wanted != 'G' && argument.type.isKnown() && argument.type.isCollection))
        fail(fmt::format("'{}' is {}, which '{}' does not take", sourceOf(argument),
                         argument.type.toString(), function.name));
    return argument;
}

} // namespace gatelens::odata
