#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

/// First true `when`, else `otherwise`. Runs without waiting when no condition reads a body and no
/// branch waits; otherwise a body is buffered only when the condition that reads it is reached.
class Choose final : public Step
{
public:
    Choose(const policy::Statement& statement, Compilation& compilation)
    {
        for (const policy::Statement* when : childrenNamed(statement, "when")) {
            PolicyValue condition
                = StatementReader(*when, compilation).requiredBoolean("condition");
            m_branches.push_back({std::move(condition), compilation.sequence(when->children)});
        }
        if (const policy::Statement* otherwise = statement.child("otherwise"))
            m_otherwise = compilation.sequence(otherwise->children);
        compilation.clearNeeds();
        m_mayWait = !m_otherwise.isImmediate()
            || std::any_of(m_branches.begin(), m_branches.end(), [](const Branch& branch) {
                   return branch.condition.needs().any() || !branch.steps.isImmediate();
               });
    }

    [[nodiscard]] bool mayWait() const override { return m_mayWait; }

    StepResult run(Execution& execution) const override
    {
        for (std::size_t i = 0; i < m_branches.size(); ++i) {
            const PolicyResult<bool> isTaken = m_branches[i].condition.boolean(execution);
            if (!isTaken)
                return isTaken.error();
            if (*isTaken) {
                noteBranch(execution, i);
                return m_branches[i].steps.runImmediate(execution);
            }
        }
        noteOtherwise(execution);
        return m_otherwise.runImmediate(execution);
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        for (std::size_t i = 0; i < m_branches.size(); ++i) {
            const Branch& branch = m_branches[i];
            if (mustBuffer(execution.context, branch.condition.needs())) {
                const PolicyResult<void> ready
                    = co_await bufferBodies(execution, branch.condition.needs());
                if (!ready)
                    co_return ready.error();
            }
            const PolicyResult<bool> isTaken = branch.condition.boolean(execution);
            if (!isTaken)
                co_return isTaken.error();
            if (*isTaken) {
                noteBranch(execution, i);
                co_return co_await branch.steps.run(execution);
            }
        }
        noteOtherwise(execution);
        co_return co_await m_otherwise.run(execution);
    }

private:
    struct Branch
    {
        PolicyValue condition;
        Sequence steps;
    };

    void noteBranch(Execution& execution, std::size_t index) const
    {
        if (!execution.isTraced())
            return;
        noteSkipped(execution, index);
        execution.step->extra["branch"] = fmt::format("when[{}]", index + 1);
        execution.step->extra["condition"] = m_branches[index].condition.source();
        execution.summarize("took when {} of {}", index + 1, m_branches.size());
    }

    /// The branches before `taken`, whose conditions did not hold.
    void noteSkipped(Execution& execution, std::size_t taken) const
    {
        boost::json::array skipped;
        for (std::size_t i = 0; i < taken; ++i)
            skipped.push_back(boost::json::object{{"branch", fmt::format("when[{}]", i + 1)},
                                                  {"condition", m_branches[i].condition.source()}});
        if (!skipped.empty())
            execution.step->extra["skipped"] = std::move(skipped);
    }

    void noteOtherwise(Execution& execution) const
    {
        if (!execution.isTraced())
            return;
        noteSkipped(execution, m_branches.size());
        execution.step->extra["branch"] = m_otherwise.empty() ? "none" : "otherwise";
        execution.summarize(m_otherwise.empty() ? "no condition held" : "took otherwise");
    }

    std::vector<Branch> m_branches;
    Sequence m_otherwise;
    bool m_mayWait = false;
};

} // namespace

void registerChoosePolicy(PolicyRegistry& registry) { registry.add("choose", compileStep<Choose>); }

} // namespace gatelens::proxy
