#pragma once

#include "core/base/finding.h"
#include "core/policy/effective_policy.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/sequence.h"
#include "proxy/gateway/policies/step.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

class Compilation;

/// Compiles one statement; null after it reported why it cannot.
using CompileStatement = StepPtr (*)(const policy::Statement&, Compilation&);

/// The statements that this gateway runs, by element name. Each family registers its own in
/// `register…Policies`, listed in registration.h.
class PolicyRegistry
{
public:
    /// Registering a name twice is a bug.
    void add(std::string_view element, CompileStatement compile);
    [[nodiscard]] CompileStatement find(std::string_view element) const; ///< null when unknown
    [[nodiscard]] std::vector<std::string_view> elements() const;

private:
    std::map<std::string, CompileStatement, std::less<>> m_compilers;
};

/// One run of the plan compiler over one section: configuration, findings, and the needs of the
/// statement at hand.
class Compilation
{
public:
    Compilation(const PlanContext& plan, const PolicyRegistry& registry, policy::Section section,
                Findings& findings)
        : m_plan(plan)
        , m_registry(registry)
        , m_section(section)
        , m_findings(findings)
    {
    }

    [[nodiscard]] const PlanContext& plan() const { return m_plan; }
    [[nodiscard]] policy::Section section() const { return m_section; }
    [[nodiscard]] bool isResponseSide() const { return isResponseSection(m_section); }

    /// A compilation of statements that run in another section, with the same findings.
    [[nodiscard]] Compilation inSection(policy::Section section) const
    {
        return {m_plan, m_registry, section, m_findings};
    }

    void report(const SourcePosition& position, FindingSeverity severity, std::string code,
                std::string message);
    void error(const SourcePosition& position, std::string code, std::string message)
    {
        report(position, FindingSeverity::Error, std::move(code), std::move(message));
    }
    void warning(const SourcePosition& position, std::string code, std::string message)
    {
        report(position, FindingSeverity::Warning, std::move(code), std::move(message));
    }

    /// A value whose text is known to be an expression or not; adds what it reads to the needs of
    /// the statement being compiled. Errors of an expression become findings.
    [[nodiscard]] PolicyValue value(std::string name, std::string_view text, bool isExpression,
                                    const SourcePosition& position);

    /// The statement needs the body of the message it works on.
    void needOwnBody();
    /// The statement evaluates its values itself, at times of its own: nothing is buffered ahead.
    void clearNeeds() { m_needs = {}; }
    [[nodiscard]] BodyNeeds takeNeeds();

    /// Statements of a section or of a container; unknown ones are findings.
    [[nodiscard]] Sequence sequence(const std::vector<policy::Statement>& statements);

    [[nodiscard]] std::uint32_t statementCount() const { return m_statementCount; }

private:
    void compileInto(Sequence& sequence, const policy::Statement& statement);

    const PlanContext& m_plan;
    const PolicyRegistry& m_registry;
    policy::Section m_section;
    Findings& m_findings;
    BodyNeeds m_needs;
    std::uint32_t m_depth = 0;
    std::uint32_t m_statementCount = 0;
};

/// True for an element that is no statement (when, value, …) of the given name.
[[nodiscard]] std::vector<const policy::Statement*>
childrenNamed(const policy::Statement& statement, std::string_view name);

} // namespace gatelens::proxy
