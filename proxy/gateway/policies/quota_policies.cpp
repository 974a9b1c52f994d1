#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

constexpr std::int64_t kKilobyte = 1024;

/// Budget and period of one quota element, without key and start.
struct Budget
{
    std::string suffix; ///< of the counter's key
    std::optional<std::int64_t> calls;
    std::optional<std::int64_t> bytes;
    std::chrono::seconds period{0};
};

Budget readBudget(StatementReader& reader, std::string suffix,
                  std::optional<std::chrono::seconds> fallbackPeriod)
{
    if (!reader.has("calls") && !reader.has("bandwidth"))
        reader.missing("calls");
    if (!reader.has("renewal-period") && !fallbackPeriod)
        reader.missing("renewal-period");
    Budget budget;
    budget.suffix = std::move(suffix);
    budget.calls = reader.literalInteger("calls");
    if (const auto kilobytes = reader.literalInteger("bandwidth"))
        budget.bytes = *kilobytes * kKilobyte;
    budget.period = reader.has("renewal-period")
        ? std::chrono::seconds(reader.literalInteger("renewal-period").value_or(0))
        : fallbackPeriod.value_or(std::chrono::seconds(0));
    return budget;
}

QuotaRule ruleOf(const Budget& budget, std::string key, Timestamp start)
{
    return {std::move(key), budget.calls, budget.bytes, budget.period, start};
}

FailurePtr quotaFailure(const QuotaDecision& decision)
{
    const std::string_view what = decision.isBandwidth ? "bandwidth" : "call volume";
    std::string message = fmt::format("Out of {} quota.", what);
    if (!decision.renewsIn)
        return makeFailure("QuotaExceeded", message, errorResponse(403, message));
    message += fmt::format(" Quota will be replenished in {}.", quotaWaitText(*decision.renewsIn));
    return makeFailure("QuotaExceeded", message, errorResponse(403, message, *decision.renewsIn));
}

/// Bytes are known when the response is through.
void countBytesLater(Execution& execution, const std::vector<QuotaRule>& rules)
{
    std::vector<QuotaRule> metered;
    std::copy_if(rules.begin(), rules.end(), std::back_inserter(metered),
                 [](const QuotaRule& rule) { return rule.bytes.has_value(); });
    if (metered.empty())
        return;
    execution.context.deferred.push_back(
        [&context = execution.context, metered]() -> awaitable<void> {
            const auto bytes = static_cast<std::int64_t>(context.record->requestBytes
                                                         + context.record->responseBytes);
            for (const QuotaRule& rule : metered)
                context.services->state().quotas().addBytes(rule, bytes, context.services->now());
            co_return;
        });
}

class Quota final : public Step
{
public:
    Quota(const policy::Statement& statement, Compilation& compilation)
    {
        const PlanContext& plan = compilation.plan();
        StatementReader reader(statement, compilation);
        m_budgets.push_back(readBudget(reader, {}, std::nullopt));
        const std::chrono::seconds period = m_budgets.front().period;
        for (const policy::Statement* api : childrenNamed(statement, "api")) {
            if (plan.api == nullptr || !isMeant(*api, plan.api->id, plan.api->displayName))
                continue;
            StatementReader apiReader(*api, compilation);
            const std::string suffix = "/api/" + plan.api->id;
            m_budgets.push_back(readBudget(apiReader, suffix, period));
            for (const policy::Statement* operation : childrenNamed(*api, "operation")) {
                if (plan.operation == nullptr
                    || !isMeant(*operation, plan.operation->id, plan.operation->displayName))
                    continue;
                StatementReader operationReader(*operation, compilation);
                m_budgets.push_back(readBudget(
                    operationReader, suffix + "/operation/" + plan.operation->id, period));
            }
        }
    }

    StepResult run(Execution& execution) const override
    {
        const expression::SubscriptionFacts* subscription = execution.context.facts.subscription;
        if (subscription == nullptr) {
            execution.summarize("no subscription: not counted");
            return Next::Continue;
        }
        const Timestamp start = subscription->startDate.value_or(subscription->createdDate);
        std::vector<QuotaRule> rules;
        rules.reserve(m_budgets.size());
        for (const Budget& budget : m_budgets)
            rules.push_back(
                ruleOf(budget, "subscription/" + subscription->id + budget.suffix, start));
        const QuotaDecision decision
            = execution.state.quotas().admit(rules, 1, execution.services.now());
        if (!decision.isAdmitted)
            return quotaFailure(decision);
        countBytesLater(execution, rules);
        return Next::Continue;
    }

private:
    std::vector<Budget> m_budgets;
};

class QuotaByKey final : public Step
{
public:
    QuotaByKey(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_budget = readBudget(reader, {}, std::nullopt);
        if (m_budget.period.count() != 0 && m_budget.period < std::chrono::seconds(300))
            reader.malformed("renewal-period", "0 or at least 300 seconds");
        m_key = reader.requiredText("counter-key");
        m_count = reader.integer("increment-count", 1);
        Compilation conditionCompilation = compilation;
        m_condition
            = StatementReader(statement, conditionCompilation).boolean("increment-condition", true);
        m_isDeferred = m_condition.readsResponse() || m_count.readsResponse();
        // Windows of "0001-01-01" and of the epoch differ by whole days only.
        if (reader.has("first-period-start")) {
            if (const Result<Timestamp> start = parseIso8601(reader.literal("first-period-start")))
                m_start = *start;
            else
                reader.malformed("first-period-start", "a time such as 2026-01-01T00:00:00Z");
        }
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> key = m_key.text(execution);
        if (!key)
            return key.error();
        const QuotaRule rule = ruleOf(m_budget, "key/" + *key, m_start);
        std::vector<std::string>& counted = execution.notes.countedQuotaKeys;
        // A key counts, and so is asked, once a request.
        if (std::find(counted.begin(), counted.end(), *key) != counted.end())
            return Next::Continue;
        std::int64_t amount = 0;
        if (!m_isDeferred) {
            const PolicyResult<std::int64_t> now = amountNow(execution);
            if (!now)
                return now.error();
            amount = *now;
        }
        const QuotaDecision decision
            = execution.state.quotas().admit(std::span(&rule, 1), amount, execution.services.now());
        if (!decision.isAdmitted)
            return quotaFailure(decision);
        counted.push_back(*key);
        if (m_isDeferred)
            countLater(execution, rule);
        countBytesLater(execution, {rule});
        return Next::Continue;
    }

private:
    [[nodiscard]] PolicyResult<std::int64_t> amountNow(Execution& execution) const
    {
        const PolicyResult<bool> isCounted = m_condition.boolean(execution);
        if (!isCounted)
            return isCounted.error();
        return *isCounted ? m_count.integer(execution) : PolicyResult<std::int64_t>(0);
    }

    void countLater(Execution& execution, const QuotaRule& rule) const
    {
        execution.context.deferred.push_back([this, &context = execution.context,
                                              &plan = execution.plan,
                                              rule] { return count(context, plan, rule); });
    }

    awaitable<void> count(ExchangeContext& context, const PlanContext& plan, QuotaRule rule) const
    {
        ExchangeNotes notes;
        Execution execution{context, *context.services, context.services->state(), plan, notes};
        const PolicyResult<std::int64_t> amount = amountNow(execution);
        if (amount)
            execution.state.quotas().addCalls(rule, *amount, execution.services.now());
        co_return;
    }

    Budget m_budget;
    Timestamp m_start{};
    PolicyValue m_key;
    PolicyValue m_condition;
    PolicyValue m_count;
    bool m_isDeferred = false;
};

} // namespace

void registerQuotaPolicies(PolicyRegistry& registry)
{
    registry.add("quota", compileStep<Quota>);
    registry.add("quota-by-key", compileStep<QuotaByKey>);
}

} // namespace gatelens::proxy
