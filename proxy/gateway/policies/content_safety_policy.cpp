#include "proxy/gateway/error_response.h"
#include "proxy/gateway/policies/backend_choice.h"
#include "proxy/gateway/policies/content_safety.h"
#include "proxy/gateway/policies/language_model.h"
#include "proxy/gateway/policies/outgoing_call.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/statement_reader.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

#include <array>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

constexpr std::string_view kApiVersion = "api-version=2024-09-01";
/// Longest text that the service takes in one call.
constexpr std::size_t kMostCharacters = 10'000;

constexpr std::array<EnumValue<bool>::Name, 2> kOutputTypes{{
    {"FourSeverityLevels", false},
    {"EightSeverityLevels", true},
}};

/// Lets a content safety service look at prompts and completions of a language model, and refuses
/// what it flags. When the service's backend cannot be reached, the local stand-in judges.
class ContentSafety final : public WaitingStep
{
public:
    ContentSafety(const policy::Statement& statement, Compilation& compilation)
        : m_isOutbound(compilation.isResponseSide())
    {
        StatementReader reader(statement, compilation);
        m_backendId = reader.requiredText("backend-id");
        m_shieldsPrompt = reader.boolean("shield-prompt", false);
        m_enforcesOnCompletions = reader.boolean("enforce-on-completions", false);
        m_windowSize = reader.integer("window-size", kMostCharacters);
        m_overlap = reader.integer("window-overlap-size", 0);
        if (const policy::Statement* categories = statement.child("categories")) {
            StatementReader list(*categories, compilation);
            m_hasEightLevels = list.enumeration<bool>("output-type", kOutputTypes, false);
            for (const policy::Statement* category : childrenNamed(*categories, "category")) {
                StatementReader one(*category, compilation);
                PolicyValue name = one.requiredText("name");
                m_categories.emplace_back(std::move(name), one.requiredInteger("threshold"));
            }
        }
        if (const policy::Statement* blocklists = statement.child("blocklists")) {
            for (const policy::Statement* id : childrenNamed(*blocklists, "id"))
                m_blocklists.push_back(StatementReader(*id, compilation).innerTextTrimmed());
        }
        compilation.needOwnBody();
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        PolicyResult<Rules> rules = evaluate(execution);
        if (!rules)
            co_return rules.error();
        if (m_isOutbound)
            co_return co_await checkCompletion(execution, *rules);
        if (rules->enforcesOnCompletions)
            execution.notes.responseWork.push_back(
                [this, rules = *rules](Execution& later) { return checkCompletion(later, rules); });
        rules->question.text = messageTexts(execution.context.request.body.bytes, false);
        if (rules->question.text.size() > kMostCharacters)
            co_return execution.internalFailure(
                "ContentSafetyError",
                fmt::format("The prompt is longer than {} characters.", kMostCharacters));
        co_return co_await checkText(execution, *rules, "Request");
    }

private:
    struct Rules
    {
        SafetyQuestion question; ///< without its text
        std::string backendId;
        std::map<std::string, std::int64_t> thresholds;
        bool enforcesOnCompletions = false;
        std::int64_t windowSize = 0;
        std::int64_t overlap = 0;
    };

    [[nodiscard]] PolicyResult<Rules> evaluate(Execution& execution) const
    {
        Rules rules;
        PolicyResult<std::string> backendId = m_backendId.text(execution);
        if (!backendId)
            return backendId.error();
        rules.backendId = std::move(*backendId);
        const PolicyResult<bool> shields = m_shieldsPrompt.boolean(execution);
        if (!shields)
            return shields.error();
        rules.question.shieldsPrompt = *shields && !m_isOutbound;
        const PolicyResult<bool> enforces = m_enforcesOnCompletions.boolean(execution);
        if (!enforces)
            return enforces.error();
        rules.enforcesOnCompletions = *enforces;
        const PolicyResult<std::int64_t> size = m_windowSize.integer(execution);
        if (!size)
            return size.error();
        rules.windowSize = *size;
        const PolicyResult<std::int64_t> overlap = m_overlap.integer(execution);
        if (!overlap)
            return overlap.error();
        rules.overlap = *overlap;
        const PolicyResult<bool> hasEight = m_hasEightLevels.get(execution);
        if (!hasEight)
            return hasEight.error();
        rules.question.hasEightLevels = *hasEight;
        for (const auto& [name, threshold] : m_categories) {
            PolicyResult<std::string> category = name.text(execution);
            if (!category)
                return category.error();
            const PolicyResult<std::int64_t> limit = threshold.integer(execution);
            if (!limit)
                return limit.error();
            rules.thresholds[*category] = *limit;
            rules.question.categories.push_back(std::move(*category));
        }
        for (const PolicyValue& value : m_blocklists) {
            PolicyResult<std::string> id = value.text(execution);
            if (!id)
                return id.error();
            rules.question.blocklists.push_back(std::move(*id));
        }
        return rules;
    }

    awaitable<StepResult> checkCompletion(Execution& execution, Rules rules) const
    {
        const std::string text = completionText(ensureResponse(execution.context).body.bytes);
        rules.question.shieldsPrompt = false;
        const auto size = static_cast<std::size_t>(
            std::clamp<std::int64_t>(rules.windowSize, 1, kMostCharacters));
        const auto overlap = static_cast<std::size_t>(std::max<std::int64_t>(rules.overlap, 0));
        for (std::string& window : textWindows(text, size, overlap)) {
            rules.question.text = std::move(window);
            StepResult result = co_await checkText(execution, rules, "Response");
            if (!result)
                co_return result;
        }
        co_return Next::Continue;
    }

    awaitable<StepResult> checkText(Execution& execution, const Rules& rules,
                                    std::string_view what) const
    {
        const PolicyResult<SafetyVerdict> verdict = co_await judge(execution, rules);
        if (!verdict)
            co_return verdict.error();
        const std::string problem = problemOf(*verdict, rules);
        execution.summarize(problem.empty() ? std::string("nothing flagged") : problem);
        if (problem.empty())
            co_return Next::Continue;
        const std::string message = fmt::format("{} failed content safety check.", what);
        co_return makeFailure("ContentSafetyViolation", message + ' ' + problem,
                              errorResponse(403, message));
    }

    static std::string problemOf(const SafetyVerdict& verdict, const Rules& rules)
    {
        if (verdict.isAttack)
            return "A prompt attack was detected.";
        for (const std::string& id : verdict.blocklistHits)
            return fmt::format("The blocklist {} matches.", id);
        for (const auto& [category, severity] : verdict.severities) {
            const auto threshold = rules.thresholds.find(category);
            if (threshold != rules.thresholds.end() && severity >= threshold->second)
                return fmt::format("Category {} has severity {}, the threshold is {}.", category,
                                   severity, threshold->second);
        }
        return {};
    }

    static awaitable<PolicyResult<SafetyVerdict>> judge(Execution& execution, const Rules& rules)
    {
        const CompiledBackend* backend
            = execution.plan.backends ? execution.plan.backends->find(rules.backendId) : nullptr;
        if (backend == nullptr || !backend->url)
            co_return execution.internalFailure(
                "BackendNotFound",
                fmt::format("Backend with id '{}' could not be found", rules.backendId));
        SafetyVerdict verdict;
        if (rules.question.shieldsPrompt) {
            const Result<ResponseMessage> answer
                = co_await ask(execution, *backend, "/contentsafety/text:shieldPrompt",
                               shieldRequest(rules.question));
            if (!answer)
                co_return judgeInstead(execution, rules);
            if (answer->statusCode != 200)
                co_return serviceFailure(execution, answer->statusCode);
            readShield(answer->body.bytes, verdict);
        }
        const Result<ResponseMessage> answer = co_await ask(
            execution, *backend, "/contentsafety/text:analyze", analyzeRequest(rules.question));
        if (!answer)
            co_return judgeInstead(execution, rules);
        if (answer->statusCode != 200)
            co_return serviceFailure(execution, answer->statusCode);
        readAnalysis(answer->body.bytes, verdict);
        co_return verdict;
    }

    static SafetyVerdict judgeInstead(const Execution& execution, const Rules& rules)
    {
        if (execution.isTraced())
            execution.step->extra["judgedBy"] = "local stand-in: the backend does not answer";
        return judgeLocally(rules.question, execution.plan.workspace->local.policies.blocklists);
    }

    static FailurePtr serviceFailure(const Execution& execution, int statusCode)
    {
        return execution.internalFailure(
            "ContentSafetyError",
            fmt::format("The content safety service answered {}.", statusCode));
    }

    static awaitable<Result<ResponseMessage>>
    ask(Execution& execution, const CompiledBackend& backend, std::string path, std::string body)
    {
        OutgoingCall call;
        call.kind = CallKind::SendRequest;
        call.method = "POST";
        call.base = *backend.url;
        call.path = std::move(path);
        call.query = kApiVersion;
        call.backendId = backend.entity.id;
        call.headers.append("Content-Type", "application/json");
        BackendChoice choice;
        choice.backend = &backend;
        choice.addCredentials(call.headers);
        choice.applyConnection(call);
        call.body.bytes = std::move(body);
        Result<ResponseMessage> answer = co_await sendAndRead(execution, std::move(call));
        co_return answer;
    }

    bool m_isOutbound;
    PolicyValue m_backendId;
    PolicyValue m_shieldsPrompt;
    PolicyValue m_enforcesOnCompletions;
    PolicyValue m_windowSize;
    PolicyValue m_overlap;
    EnumValue<bool> m_hasEightLevels;
    std::vector<std::pair<PolicyValue, PolicyValue>> m_categories; ///< name, threshold
    std::vector<PolicyValue> m_blocklists;
};

} // namespace

void registerContentSafetyPolicy(PolicyRegistry& registry)
{
    registry.add("llm-content-safety", compileStep<ContentSafety>);
}

} // namespace gatelens::proxy
