#include "core/check/composed_flow.h"

#include "core/policy/variable_use.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gatelens {

using policy::EffectivePolicy;
using policy::Section;
using policy::Statement;
using policy::StatementAttribute;

namespace {

std::vector<std::string> variablesSetBy(const Statement& statement)
{
    std::vector<std::string> names;
    for (const StatementAttribute& attribute : statement.attributes) {
        const bool isName = attribute.name.ends_with("variable-name")
            || (statement.name == "set-variable" && attribute.name == "name");
        if (isName && !attribute.isExpression)
            names.push_back(attribute.value);
    }
    if (statement.name == "validate-graphql-request")
        names.emplace_back(policy::kGraphQlErrors);
    return names;
}

void collectSet(const std::vector<Statement>& statements, std::set<std::string>& names)
{
    for (const Statement& statement : statements) {
        for (std::string& name : variablesSetBy(statement))
            names.insert(std::move(name));
        collectSet(statement.children, names);
    }
}

} // namespace

/// One request's way through its statements.
class FlowWalk
{
public:
    explicit FlowWalk(ComposedFlow& flow)
        : m_flow(flow)
    {
    }

    void run(const EffectivePolicy& policy)
    {
        // A request that is answered in inbound never gets to the other two.
        if (walk(policy.inbound) || walk(policy.backend))
            return handleErrors(policy);
        walk(policy.outbound);
        handleErrors(policy);
    }

private:
    /// An error may come at any time: its handlers may hope for all that is set somewhere.
    void handleErrors(const EffectivePolicy& policy)
    {
        for (const Section section : policy::kSections)
            collectSet(policy.section(section), m_set);
        walk(policy.onError);
    }

    /// True when every request that comes in is answered.
    bool walk(const std::vector<Statement>& statements)
    {
        const Statement* end = nullptr;
        for (const Statement& statement : statements) {
            m_flow.note(statement.origin.position, "", end == nullptr, "GL2301",
                        fmt::format("<{}> is never reached: <{}> before it ends the pipeline.",
                                    statement.name, end == nullptr ? "" : end->name));
            if (end != nullptr)
                return true; // the first one is enough
            if (walkStatement(statement))
                end = &statement;
        }
        return end != nullptr;
    }

    bool walkStatement(const Statement& statement)
    {
        // retry runs its children before it looks at its condition.
        const bool readsLate = statement.name == "retry";
        if (!readsLate)
            read(statement);
        const bool isEnd
            = statement.name == "choose" ? walkBranches(statement) : walkInside(statement);
        if (readsLate)
            read(statement);
        for (std::string& name : variablesSetBy(statement))
            m_set.insert(std::move(name));
        return isEnd;
    }

    /// What a statement holds besides branches; its own elements cannot end the pipeline.
    bool walkInside(const Statement& statement)
    {
        for (const Statement& child : statement.children)
            walkStatement(child);
        return statement.name == "return-response" || statement.name == "mock-response";
    }

    bool walkBranches(const Statement& choose)
    {
        bool isEnd = choose.child("otherwise") != nullptr;
        for (const Statement& branch : choose.children) {
            read(branch);
            const std::vector<std::string> added = addAskedAbout(branch);
            const bool isBranchEnd = walk(branch.children);
            isEnd = isEnd && isBranchEnd;
            for (const std::string& name : added)
                m_set.erase(name);
        }
        return isEnd;
    }

    /// Below a condition that asks whether a variable exists it may be read.
    std::vector<std::string> addAskedAbout(const Statement& branch)
    {
        std::vector<std::string> added;
        const StatementAttribute* const condition = branch.attribute("condition");
        if (condition == nullptr)
            return added;
        for (std::string& name : policy::variablesAskedAbout(condition->value)) {
            if (m_set.insert(name).second)
                added.push_back(std::move(name));
        }
        return added;
    }

    void read(const Statement& statement)
    {
        for (const StatementAttribute& attribute : statement.attributes) {
            if (attribute.isExpression)
                read(attribute.value, attribute.position);
        }
        if (statement.isTextExpression)
            read(statement.text, statement.textPosition);
    }

    void read(const std::string& expression, const SourcePosition& position)
    {
        for (const std::string& name : policy::variablesRead(expression))
            m_flow.note(
                position, name, m_set.contains(name), "GL2305",
                fmt::format("No request has set the variable \"{}\" when it gets here.", name));
    }

    ComposedFlow& m_flow;
    std::set<std::string> m_set;
};

void ComposedFlow::add(const EffectivePolicy& policy) { FlowWalk(*this).run(policy); }

void ComposedFlow::note(const SourcePosition& position, const std::string& subject, bool isFine,
                        std::string_view code, const std::string& message)
{
    if (position.file.empty())
        return; // of a document that Gatelens brings along
    Noted& noted = m_noted[{position.file, position.line, position.column, subject}];
    noted.isFineOnce = noted.isFineOnce || isFine;
    if (!isFine)
        noted.finding = {position, 0, FindingSeverity::Warning, std::string(code), message};
}

Findings ComposedFlow::findings() const
{
    Findings findings;
    for (const auto& [place, noted] : m_noted) {
        if (!noted.isFineOnce)
            findings.push_back(noted.finding);
    }
    return findings;
}

} // namespace gatelens
