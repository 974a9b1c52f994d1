#include "core/expression/expression.h"

#include "core/expression/binding/binder.h"
#include "core/expression/syntax/parser.h"
#include "core/expression/syntax/scopes.h"
#include "core/expression/tree_roots.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// Turns offsets in the source into positions in its document.
class Positions
{
public:
    Positions(std::string_view source, const SourcePosition& origin)
        : m_origin(origin)
    {
        m_lines.push_back(0);
        for (std::size_t i = 0; i < source.size(); ++i) {
            if (source[i] == '\n')
                m_lines.push_back(static_cast<std::uint32_t>(i + 1));
        }
    }

    [[nodiscard]] SourcePosition at(std::uint32_t offset) const
    {
        const auto next = std::upper_bound(m_lines.begin(), m_lines.end(), offset);
        const auto line = static_cast<std::uint32_t>(next - m_lines.begin() - 1);
        SourcePosition position = m_origin;
        const std::uint32_t column = offset - m_lines[line];
        const std::uint32_t firstLine = std::max(m_origin.line, 1U);
        const std::uint32_t firstColumn = std::max(m_origin.column, 1U);
        position.line = firstLine + line;
        position.column = line == 0 ? firstColumn + column : column + 1;
        return position;
    }

private:
    SourcePosition m_origin;
    std::vector<std::uint32_t> m_lines;
};

Findings toFindings(const Diagnostics& diagnostics, const Positions& positions)
{
    Findings findings;
    for (const auto& one : diagnostics) {
        Finding finding;
        finding.position = positions.at(one.offset);
        finding.length = one.length;
        finding.severity = one.isWarning ? FindingSeverity::Warning : FindingSeverity::Error;
        finding.code = one.code;
        finding.message = one.message;
        findings.push_back(std::move(finding));
    }
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& left, const Finding& right) {
                         return std::pair(left.position.line, left.position.column)
                             < std::pair(right.position.line, right.position.column);
                     });
    return findings;
}

bool anyError(const Diagnostics& diagnostics)
{
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& one) { return !one.isWarning; });
}

class CompiledExpression final : public Expression
{
public:
    CompiledExpression(BindResult bound, Positions positions, Findings found)
        : m_bound(std::move(bound))
        , m_positions(std::move(positions))
        , m_warnings(std::move(found))
    {
    }

    [[nodiscard]] const Traits& traits() const override { return m_bound.traits; }
    [[nodiscard]] std::string_view resultType() const override { return m_bound.resultType->name; }
    [[nodiscard]] const Findings& warnings() const override { return m_warnings; }

    [[nodiscard]] std::variant<Value, Thrown> evaluate(PolicyContext& context,
                                                       const Limits& limits) const override
    {
        Env env(&context, limits);
        Value result = runFunction(*m_bound.code, env, {}, nullptr, 0);
        if (!env.raised()) {
            keepTreesOf(*context.variables, result);
            return env.outliving(std::move(result));
        }
        const Value exception = env.takeException();
        const auto* thrown = exception.as<ExceptionObject>();
        Thrown failure;
        failure.typeName = exception.typeName();
        failure.message = thrown != nullptr ? thrown->message : std::string();
        failure.position = m_positions.at(thrown != nullptr ? thrown->offset : 0);
        return failure;
    }

private:
    BindResult m_bound;
    Positions m_positions;
    Findings m_warnings;
};

} // namespace

std::variant<std::shared_ptr<const Expression>, Findings>
Expression::compile(std::string_view source, const CompileOptions& options)
{
    Diagnostics diagnostics;
    Positions positions(source, options.origin);
    auto tree = parse(source, diagnostics);
    if (tree == nullptr)
        return toFindings(diagnostics, positions);
    analyseScopes(*tree, diagnostics);
    Binder binder(*tree, source, diagnostics);
    auto bound = binder.bind();
    auto findings = toFindings(diagnostics, positions);
    if (anyError(diagnostics))
        return findings;
    return std::make_shared<CompiledExpression>(std::move(bound), std::move(positions),
                                                std::move(findings));
}

} // namespace gatelens::expression
