#include "proxy/gateway/policies/compilation.h"

#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

#include <cassert>

namespace gatelens::proxy {

void PolicyRegistry::add(std::string_view element, CompileStatement compile)
{
    const bool isNew = m_compilers.emplace(std::string(element), compile).second;
    assert(isNew && "a policy element is registered twice");
    static_cast<void>(isNew);
}

CompileStatement PolicyRegistry::find(std::string_view element) const
{
    const auto found = m_compilers.find(element);
    return found == m_compilers.end() ? nullptr : found->second;
}

std::vector<std::string_view> PolicyRegistry::elements() const
{
    std::vector<std::string_view> names;
    names.reserve(m_compilers.size());
    for (const auto& [name, compile] : m_compilers)
        names.emplace_back(name);
    return names;
}

void Compilation::report(const SourcePosition& position, FindingSeverity severity, std::string code,
                         std::string message)
{
    m_findings.push_back({.position = position,
                          .severity = severity,
                          .code = std::move(code),
                          .message = std::move(message)});
}

PolicyValue Compilation::value(std::string name, std::string_view text, bool isExpression,
                               const SourcePosition& position)
{
    if (!isExpression)
        return {std::move(name), std::string(text)};
    auto compiled = expression::Expression::compile(text, {.origin = position});
    if (const auto* findings = std::get_if<Findings>(&compiled)) {
        m_findings.insert(m_findings.end(), findings->begin(), findings->end());
        return {};
    }
    PolicyValue value(std::move(name), std::string(text),
                      std::get<std::shared_ptr<const expression::Expression>>(compiled));
    m_needs |= value.needs();
    return value;
}

void Compilation::needOwnBody() { m_needs |= {!isResponseSide(), isResponseSide()}; }

BodyNeeds Compilation::takeNeeds()
{
    const BodyNeeds needs = m_needs;
    m_needs = {};
    return needs;
}

Sequence Compilation::sequence(const std::vector<policy::Statement>& statements)
{
    // A container's own needs are not those of its children.
    const BodyNeeds outer = takeNeeds();
    Sequence sequence;
    for (const policy::Statement& statement : statements)
        compileInto(sequence, statement);
    m_needs = outer;
    return sequence;
}

void Compilation::compileInto(Sequence& sequence, const policy::Statement& statement)
{
    const CompileStatement compile = m_registry.find(statement.name);
    if (compile == nullptr) {
        error(statement.origin.position, "GL6001",
              fmt::format("The local gateway does not run the policy <{}>; remove it to apply the "
                          "workspace",
                          statement.name));
        return;
    }
    ++m_statementCount;
    ++m_depth;
    StepPtr step = compile(statement, *this);
    --m_depth;
    const BodyNeeds needs = takeNeeds();
    if (!step)
        return;
    sequence.add({.step = std::move(step),
                  .name = statement.name,
                  .origin = statement.origin,
                  .section = m_section,
                  .needs = needs,
                  .depth = m_depth});
}

std::vector<const policy::Statement*> childrenNamed(const policy::Statement& statement,
                                                    std::string_view name)
{
    std::vector<const policy::Statement*> found;
    for (const policy::Statement& child : statement.children) {
        if (child.name == name)
            found.push_back(&child);
    }
    return found;
}

} // namespace gatelens::proxy
