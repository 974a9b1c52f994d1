#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

/// Headers and variables that tell the caller about a limit; shared by both statements.
class LimitReport
{
public:
    explicit LimitReport(StatementReader& reader)
        : m_retryAfterHeader(reader.literal("retry-after-header-name", "Retry-After"))
        , m_retryAfterVariable(reader.literal("retry-after-variable-name"))
        , m_remainingHeader(reader.literal("remaining-calls-header-name"))
        , m_remainingVariable(reader.literal("remaining-calls-variable-name"))
        , m_totalHeader(reader.literal("total-calls-header-name"))
    {
    }

    void tell(Execution& execution, const WindowDecision& decision, std::int64_t calls) const
    {
        ExchangeContext& context = execution.context;
        if (!m_remainingHeader.empty())
            queueSmallest(context, m_remainingHeader, decision.remaining);
        if (!m_totalHeader.empty())
            queue(context, m_totalHeader, std::to_string(calls));
        if (!m_remainingVariable.empty())
            context.variables.set(
                m_remainingVariable,
                expression::Value::ofInt(static_cast<std::int32_t>(decision.remaining)));
    }

    [[nodiscard]] FailurePtr refuse(Execution& execution, const WindowDecision& decision) const
    {
        const std::int64_t seconds = decision.retryAfter.count();
        if (!m_retryAfterVariable.empty())
            execution.context.variables.set(
                m_retryAfterVariable, expression::Value::ofInt(static_cast<std::int32_t>(seconds)));
        ResponseMessage response = errorResponse(
            429, fmt::format("Rate limit is exceeded. Try again in {} seconds.", seconds));
        response.headers.append(m_retryAfterHeader, std::to_string(seconds));
        return makeFailure("RateLimitExceeded", "Rate limit is exceeded", std::move(response));
    }

private:
    static void queue(ExchangeContext& context, const std::string& name, std::string value)
    {
        for (HeaderField& field : context.pendingResponseHeaders) {
            if (equalsIgnoringCase(field.name, name)) {
                field.value = std::move(value);
                return;
            }
        }
        context.pendingResponseHeaders.push_back({name, std::move(value)});
    }

    /// Several limits under one header name: the tightest counts.
    static void queueSmallest(ExchangeContext& context, const std::string& name,
                              std::int64_t remaining)
    {
        for (const HeaderField& field : context.pendingResponseHeaders) {
            if (equalsIgnoringCase(field.name, name))
                remaining = std::min<std::int64_t>(remaining, std::atoll(field.value.c_str()));
        }
        queue(context, name, std::to_string(remaining));
    }

    std::string m_retryAfterHeader;
    std::string m_retryAfterVariable;
    std::string m_remainingHeader;
    std::string m_remainingVariable;
    std::string m_totalHeader;
};

/// A limit of rate-limit: of the product, of one API, or of one operation.
struct ScopedLimit
{
    std::string suffix; ///< of the counter's key
    std::int64_t calls = 0;
    std::chrono::seconds period{0};
};

class RateLimit final : public Step
{
public:
    RateLimit(const policy::Statement& statement, Compilation& compilation)
        : m_report(makeReport(statement, compilation))
    {
        const PlanContext& plan = compilation.plan();
        add(statement, compilation, {});
        for (const policy::Statement* api : childrenNamed(statement, "api")) {
            if (plan.api == nullptr || !isMeant(*api, plan.api->id, plan.api->displayName))
                continue;
            add(*api, compilation, "/api/" + plan.api->id);
            for (const policy::Statement* operation : childrenNamed(*api, "operation")) {
                if (plan.operation != nullptr
                    && isMeant(*operation, plan.operation->id, plan.operation->displayName))
                    add(*operation, compilation,
                        "/api/" + plan.api->id + "/operation/" + plan.operation->id);
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
        std::vector<WindowLimit> limits;
        limits.reserve(m_limits.size());
        for (const ScopedLimit& limit : m_limits)
            limits.push_back(
                {"subscription/" + subscription->id + limit.suffix, limit.calls, limit.period});
        const WindowDecision decision
            = execution.state.rateLimits().admit(limits, 1, execution.services.now());
        m_report.tell(execution, decision, m_limits.front().calls);
        if (!decision.isAdmitted)
            return m_report.refuse(execution, decision);
        execution.summarize("{} calls left", decision.remaining);
        return Next::Continue;
    }

private:
    static LimitReport makeReport(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        return LimitReport(reader);
    }

    void add(const policy::Statement& statement, Compilation& compilation, std::string suffix)
    {
        StatementReader reader(statement, compilation);
        for (const char* name : {"calls", "renewal-period"}) {
            if (!reader.has(name))
                reader.missing(name);
        }
        m_limits.push_back(
            {std::move(suffix), reader.literalInteger("calls").value_or(0),
             std::chrono::seconds(reader.literalInteger("renewal-period").value_or(1))});
    }

    LimitReport m_report;
    std::vector<ScopedLimit> m_limits;
};

class RateLimitByKey final : public Step
{
public:
    RateLimitByKey(const policy::Statement& statement, Compilation& compilation)
        : m_report(makeReport(statement, compilation))
    {
        StatementReader reader(statement, compilation);
        m_calls = reader.requiredInteger("calls");
        m_period = reader.requiredInteger("renewal-period");
        m_key = reader.requiredText("counter-key");
        m_count = reader.integer("increment-count", 1);
        // The condition may run after the response: it must not make the gateway buffer a body now.
        Compilation conditionCompilation = compilation;
        m_condition
            = StatementReader(statement, conditionCompilation).boolean("increment-condition", true);
        m_isDeferred = reader.literalBoolean("increment-after-response", false)
            || m_condition.readsResponse() || m_count.readsResponse();
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::int64_t> calls = m_calls.integer(execution);
        if (!calls)
            return calls.error();
        const PolicyResult<std::int64_t> period = m_period.integer(execution);
        if (!period)
            return period.error();
        const PolicyResult<std::string> key = m_key.text(execution);
        if (!key)
            return key.error();
        const WindowLimit limit{"key/" + *key, *calls, std::chrono::seconds(*period)};
        std::int64_t amount = 0;
        if (!m_isDeferred) {
            const PolicyResult<std::int64_t> now = amountNow(execution);
            if (!now)
                return now.error();
            amount = *now;
        }
        const WindowDecision decision = execution.state.rateLimits().admit(
            std::span(&limit, 1), amount, execution.services.now(), !m_isDeferred);
        m_report.tell(execution, decision, *calls);
        if (!decision.isAdmitted)
            return m_report.refuse(execution, decision);
        if (m_isDeferred)
            countLater(execution, limit);
        if (execution.isTraced())
            execution.summarize("'{}': {} calls left{}", *key, decision.remaining,
                                m_isDeferred ? ", counted after the response" : "");
        return Next::Continue;
    }

private:
    static LimitReport makeReport(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        return LimitReport(reader);
    }

    [[nodiscard]] PolicyResult<std::int64_t> amountNow(Execution& execution) const
    {
        const PolicyResult<bool> isCounted = m_condition.boolean(execution);
        if (!isCounted)
            return isCounted.error();
        return *isCounted ? m_count.integer(execution) : PolicyResult<std::int64_t>(0);
    }

    void countLater(Execution& execution, const WindowLimit& limit) const
    {
        execution.context.deferred.push_back([this, &context = execution.context,
                                              &plan = execution.plan,
                                              limit] { return count(context, plan, limit); });
    }

    /// After the response. A condition that cannot be evaluated then counts nothing.
    awaitable<void> count(ExchangeContext& context, const PlanContext& plan,
                          WindowLimit limit) const
    {
        ExchangeNotes notes;
        Execution execution{context, *context.services, context.services->state(), plan, notes};
        const PolicyResult<std::int64_t> amount = amountNow(execution);
        if (amount)
            execution.state.rateLimits().add(limit, *amount, execution.services.now());
        co_return;
    }

    LimitReport m_report;
    PolicyValue m_calls;
    PolicyValue m_period;
    PolicyValue m_key;
    PolicyValue m_condition;
    PolicyValue m_count;
    bool m_isDeferred = false;
};

} // namespace

void registerRateLimitPolicies(PolicyRegistry& registry)
{
    registry.add("rate-limit", compileStep<RateLimit>);
    registry.add("rate-limit-by-key", compileStep<RateLimitByKey>);
}

} // namespace gatelens::proxy
