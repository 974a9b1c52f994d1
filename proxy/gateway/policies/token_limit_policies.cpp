#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/calendar_window.h"
#include "proxy/gateway/policies/dimensions.h"
#include "proxy/gateway/policies/language_model.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/token_usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace gatelens::proxy {

namespace {

constexpr std::array<EnumValue<CalendarPeriod>::Name, 5> kPeriods{{
    {"Hourly", CalendarPeriod::Hour},
    {"Daily", CalendarPeriod::Day},
    {"Weekly", CalendarPeriod::Week},
    {"Monthly", CalendarPeriod::Month},
    {"Yearly", CalendarPeriod::Year},
}};

std::string plural(std::int64_t count, std::string_view unit)
{
    return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
}

/// "21 minutes and 33 seconds": the largest two units of a wait.
std::string longWait(std::chrono::seconds wait)
{
    struct Unit
    {
        std::int64_t seconds;
        std::string_view name;
    };
    constexpr std::array<Unit, 4> kUnits{
        {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}}};
    std::int64_t rest = std::max<std::int64_t>(wait.count(), 1);
    std::vector<std::string> parts;
    for (const Unit& unit : kUnits) {
        const std::int64_t count = rest / unit.seconds;
        rest %= unit.seconds;
        if (count > 0 && parts.size() < 2)
            parts.push_back(plural(count, unit.name));
    }
    return parts.size() == 1 ? parts[0] : parts[0] + " and " + parts[1];
}

/// llm-token-limit and azure-openai-token-limit: tokens a minute from a bucket that refills evenly,
/// and tokens a calendar period.
class TokenLimit final : public Step
{
public:
    TokenLimit(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        m_key = reader.requiredText("counter-key");
        m_perMinute = reader.literalInteger("tokens-per-minute");
        m_quota = reader.literalInteger("token-quota");
        if (!m_perMinute && !m_quota)
            reader.missing("tokens-per-minute");
        if (m_quota && !reader.has("token-quota-period"))
            reader.missing("token-quota-period");
        readPeriod(reader);
        m_estimates = reader.literalBoolean("estimate-prompt-tokens", false);
        m_retryAfterHeader = reader.literal("retry-after-header-name", "Retry-After");
        m_retryAfterVariable = reader.literal("retry-after-variable-name");
        m_remaining = {reader.literal("remaining-tokens-header-name"),
                       reader.literal("remaining-tokens-variable-name")};
        m_remainingQuota = {reader.literal("remaining-quota-tokens-header-name"),
                            reader.literal("remaining-quota-tokens-variable-name")};
        m_consumedHeader = reader.literal("tokens-consumed-header-name");
        m_consumedVariable = reader.literal("tokens-consumed-variable-name");
        if (m_estimates)
            compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::string> key = m_key.text(execution);
        if (!key)
            return key.error();
        ExchangeContext& context = execution.context;
        const Timestamp now = execution.services.now();
        const std::int64_t estimate
            = m_estimates && context.request.body.state == MessageBody::State::Buffered
            ? estimatePromptTokens(context.request.body.bytes)
            : 0;
        if (const auto refused = checkRate(execution, *key, estimate, now))
            return *refused;
        if (const auto refused = checkQuota(execution, *key, now))
            return *refused;
        take(execution.state, *key, estimate, now);
        if (!m_consumedVariable.empty())
            setInteger(context, m_consumedVariable, estimate);
        countLater(execution, *key, estimate);
        execution.summarize("'{}': {} tokens estimated", *key, estimate);
        return Next::Continue;
    }

private:
    struct Report
    {
        std::string header;
        std::string variable;

        void tell(ExchangeContext& context, std::int64_t value) const
        {
            if (!header.empty())
                context.pendingResponseHeaders.push_back({header, std::to_string(value)});
            if (!variable.empty())
                setInteger(context, variable, value);
        }
    };

    static void setInteger(ExchangeContext& context, const std::string& name, std::int64_t value)
    {
        context.variables.set(name, expression::Value::ofInt(static_cast<std::int32_t>(value)));
    }

    void readPeriod(StatementReader& reader)
    {
        const EnumValue<CalendarPeriod> names({}, kPeriods, CalendarPeriod::Hour);
        const std::string text = reader.literal("token-quota-period", "Hourly");
        if (const auto found = names.find(text))
            m_period = *found;
        else
            reader.malformed("token-quota-period", "Hourly, Daily, Weekly, Monthly or Yearly");
    }

    [[nodiscard]] FailurePtr refuse(Execution& execution, std::string reason, std::string message,
                                    int statusCode, std::chrono::seconds wait) const
    {
        if (!m_retryAfterVariable.empty())
            setInteger(execution.context, m_retryAfterVariable, wait.count());
        ResponseMessage response = errorResponse(statusCode, message);
        response.headers.append(m_retryAfterHeader, std::to_string(wait.count()));
        return makeFailure(std::move(reason), std::move(message), std::move(response));
    }

    [[nodiscard]] std::optional<FailurePtr> checkRate(Execution& execution, const std::string& key,
                                                      std::int64_t estimate, Timestamp now) const
    {
        if (!m_perMinute)
            return std::nullopt;
        const auto rate = static_cast<double>(*m_perMinute);
        const TokenBuckets::State state = execution.state.tokens().look(rateKey(key), rate, now);
        m_remaining.tell(execution.context,
                         std::max<std::int64_t>(std::llround(std::floor(state.available)), 0));
        const bool isTooLarge = estimate > *m_perMinute;
        if (state.untilPositive <= Micros(0) && !isTooLarge)
            return std::nullopt;
        const auto wait = std::max(std::chrono::ceil<std::chrono::seconds>(state.untilPositive),
                                   std::chrono::seconds(isTooLarge ? 60 : 1));
        return refuse(
            execution, "TokenLimitExceeded",
            fmt::format("Token limit is exceeded. Try again in {} seconds.", wait.count()), 429,
            wait);
    }

    [[nodiscard]] std::optional<FailurePtr> checkQuota(Execution& execution, const std::string& key,
                                                       Timestamp now) const
    {
        if (!m_quota)
            return std::nullopt;
        const CalendarWindow window = calendarWindow(m_period, now);
        const std::int64_t used = execution.state.quotas().used(quotaRule(key, window), now).first;
        m_remainingQuota.tell(execution.context, std::max<std::int64_t>(*m_quota - used, 0));
        if (used < *m_quota)
            return std::nullopt;
        const auto wait = std::chrono::ceil<std::chrono::seconds>(window.end - now);
        return refuse(execution, "TokenQuotaExceeded",
                      "Token quota is exceeded. Try again in " + longWait(wait) + ".", 403, wait);
    }

    static std::string rateKey(const std::string& key) { return "tokens/" + key; }

    /// The window is part of the key: windows of months have no fixed length.
    static QuotaRule quotaRule(const std::string& key, const CalendarWindow& window)
    {
        return {.key = "tokens/" + key + "/" + toIso8601(window.begin),
                .calls = std::nullopt,
                .bytes = std::nullopt};
    }

    void take(PolicyState& state, const std::string& key, std::int64_t tokens, Timestamp now) const
    {
        if (tokens == 0)
            return;
        if (m_perMinute)
            state.tokens().take(rateKey(key), static_cast<double>(*m_perMinute),
                                static_cast<double>(tokens), now);
        if (m_quota)
            state.quotas().addCalls(quotaRule(key, calendarWindow(m_period, now)), tokens, now);
    }

    /// The response tells what was really used; the estimate is corrected by the difference.
    void countLater(Execution& execution, const std::string& key, std::int64_t estimate) const
    {
        const auto count
            = [this, key, estimate](Execution& later, const std::optional<TokenUsage>& usage) {
                  const std::int64_t total = usage ? usage->total : estimate;
                  take(later.state, key, total - estimate, later.services.now());
                  if (!m_consumedVariable.empty())
                      setInteger(later.context, m_consumedVariable, total);
                  if (!m_consumedHeader.empty())
                      later.context.pendingResponseHeaders.push_back(
                          {m_consumedHeader, std::to_string(total)});
              };
        whenUsageIsKnown(execution, count);
    }

    PolicyValue m_key;
    std::optional<std::int64_t> m_perMinute;
    std::optional<std::int64_t> m_quota;
    CalendarPeriod m_period = CalendarPeriod::Hour;
    bool m_estimates = false;
    std::string m_retryAfterHeader;
    std::string m_retryAfterVariable;
    Report m_remaining;
    Report m_remainingQuota;
    std::string m_consumedHeader;
    std::string m_consumedVariable;
};

/// llm-emit-token-metric and azure-openai-emit-token-metric: prompt, completion and total tokens
/// of the response as metrics.
class EmitTokenMetric final : public Step
{
public:
    EmitTokenMetric(const policy::Statement& statement, Compilation& compilation)
        : m_dimensions(statement, compilation)
        , m_namespace(
              StatementReader(statement, compilation).literal("namespace", "API Management"))
    {
    }

    StepResult run(Execution& execution) const override
    {
        PolicyResult<Properties> dimensions = m_dimensions.evaluate(execution);
        if (!dimensions)
            return dimensions.error();
        whenUsageIsKnown(execution,
                         [this, properties = std::move(*dimensions)](
                             Execution& later, const std::optional<TokenUsage>& usage) {
                             emit(later, properties, usage);
                         });
        execution.summarize("counted when the response is there");
        return Next::Continue;
    }

private:
    void emit(Execution& execution, const Properties& dimensions,
              const std::optional<TokenUsage>& usage) const
    {
        if (!usage)
            return;
        const std::array<std::pair<const char*, std::int64_t>, 3> metrics{
            {{"Prompt Tokens", usage->prompt},
             {"Completion Tokens", usage->completion},
             {"Total Tokens", usage->total}}};
        for (const auto& [name, tokens] : metrics)
            execution.context.record->metrics.push_back({.at = execution.services.now(),
                                                         .name = name,
                                                         .metricNamespace = m_namespace,
                                                         .value = static_cast<double>(tokens),
                                                         .dimensions = dimensions});
    }

    Dimensions m_dimensions;
    std::string m_namespace;
};

} // namespace

void registerTokenLimitPolicies(PolicyRegistry& registry)
{
    for (const char* family : {"llm", "azure-openai"}) {
        registry.add(fmt::format("{}-token-limit", family), compileStep<TokenLimit>);
        registry.add(fmt::format("{}-emit-token-metric", family), compileStep<EmitTokenMetric>);
    }
}

} // namespace gatelens::proxy
