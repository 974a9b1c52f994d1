#include "proxy/gateway/policies/backend_choice.h"
#include "proxy/gateway/policies/language_model.h"
#include "proxy/gateway/policies/outgoing_call.h"
#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/registration.h"
#include "proxy/gateway/policies/response_cache.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <boost/json.hpp>

#include <fmt/format.h>

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;

/// The vector of an embeddings response: data[0].embedding.
std::vector<float> embeddingOf(std::string_view body)
{
    boost::system::error_code error;
    const boost::json::value parsed = boost::json::parse(body, error);
    if (error)
        return {};
    boost::system::error_code missing;
    const boost::json::value* found = parsed.find_pointer("/data/0/embedding", missing);
    std::vector<float> vector;
    if (missing || found == nullptr || !found->is_array())
        return vector;
    for (const boost::json::value& number : found->get_array()) {
        if (number.is_number())
            vector.push_back(number.to_number<float>());
    }
    return vector;
}

/// llm-semantic-cache-lookup and its azure-openai twin: the nearest stored prompt answers when it
/// is near enough.
class SemanticCacheLookup final : public WaitingStep
{
public:
    SemanticCacheLookup(const policy::Statement& statement, Compilation& compilation)
    {
        StatementReader reader(statement, compilation);
        if (!reader.has("score-threshold"))
            reader.missing("score-threshold");
        m_threshold = reader.number("score-threshold", 1);
        m_backendId = reader.requiredText("embeddings-backend-id");
        m_ignoresSystem = reader.boolean("ignore-system-messages", false);
        m_maxMessages = reader.has("max-message-count") ? reader.integer("max-message-count", 0)
                                                        : PolicyValue();
        for (const policy::Statement* part : childrenNamed(statement, "vary-by"))
            m_varyBy.push_back(StatementReader(*part, compilation).innerTextTrimmed());
        compilation.needOwnBody();
    }

    awaitable<StepResult> runWaiting(Execution& execution) const override
    {
        const std::string& body = execution.context.request.body.bytes;
        const PolicyResult<std::int64_t> maxMessages = m_maxMessages.integer(execution);
        if (!maxMessages)
            co_return maxMessages.error();
        if (m_maxMessages.isPresent() && dialogMessages(body) > *maxMessages) {
            execution.summarize("too many messages: not looked up");
            co_return Next::Continue;
        }
        const PolicyResult<double> threshold = m_threshold.number(execution);
        if (!threshold)
            co_return threshold.error();
        const PolicyResult<bool> ignoresSystem = m_ignoresSystem.boolean(execution);
        if (!ignoresSystem)
            co_return ignoresSystem.error();
        const PolicyResult<std::string> backendId = m_backendId.text(execution);
        if (!backendId)
            co_return backendId.error();
        std::string partition;
        for (const PolicyValue& value : m_varyBy) {
            const PolicyResult<std::string> text = value.text(execution);
            if (!text)
                co_return text.error();
            partition += *text + '\n';
        }
        const std::string texts = messageTexts(body, *ignoresSystem);
        std::vector<float> embedding = co_await embed(execution, *backendId, texts);
        const SemanticCache::Match match = execution.state.semantic().nearest(
            partition, embedding, *threshold, execution.services.now());
        if (match.response) {
            execution.context.record->cache = "Hit";
            setResponse(execution.context, *match.response);
            execution.notes.isBackendResponse = false;
            execution.summarize("hit, similarity {:.3f}", match.score);
            co_return Next::FromCache;
        }
        execution.context.record->cache = "Miss";
        execution.summarize("miss, nearest {:.3f}", match.score);
        execution.notes.semanticTicket = {std::move(partition), std::move(embedding)};
        co_return Next::Continue;
    }

private:
    /// From the backend when it answers, else the local stand-in.
    static awaitable<std::vector<float>> embed(Execution& execution, std::string backendId,
                                               std::string texts)
    {
        const CompiledBackend* backend
            = execution.plan.backends ? execution.plan.backends->find(backendId) : nullptr;
        if (backend != nullptr && backend->url) {
            OutgoingCall call;
            call.kind = CallKind::SendRequest;
            call.method = "POST";
            call.base = *backend->url;
            call.backendId = backendId;
            call.headers.append("Content-Type", "application/json");
            BackendChoice choice;
            choice.backend = backend;
            choice.addCredentials(call.headers);
            choice.applyConnection(call);
            call.body.bytes = boost::json::serialize(boost::json::object{{"input", texts}});
            const Result<ResponseMessage> response
                = co_await sendAndRead(execution, std::move(call));
            if (response && response->statusCode == 200) {
                std::vector<float> vector = embeddingOf(response->body.bytes);
                if (!vector.empty())
                    co_return vector;
            }
        }
        co_return bagOfWords(texts);
    }

    PolicyValue m_threshold;
    PolicyValue m_backendId;
    PolicyValue m_ignoresSystem;
    PolicyValue m_maxMessages;
    std::vector<PolicyValue> m_varyBy;
};

class SemanticCacheStore final : public Step
{
public:
    SemanticCacheStore(const policy::Statement& statement, Compilation& compilation)
        : m_duration(StatementReader(statement, compilation).requiredInteger("duration"))
    {
        compilation.needOwnBody();
    }

    StepResult run(Execution& execution) const override
    {
        const PolicyResult<std::int64_t> duration = m_duration.integer(execution);
        if (!duration)
            return duration.error();
        const ResponseMessage& response = ensureResponse(execution.context);
        auto& ticket = execution.notes.semanticTicket;
        if (!ticket || response.statusCode != 200
            || response.body.bytes.size() > kMostCachedBytes) {
            execution.summarize("nothing to store");
            return Next::Continue;
        }
        execution.state.semantic().store(
            ticket->partition, std::move(ticket->embedding),
            std::make_shared<const ResponseMessage>(cacheableCopy(response)),
            execution.services.now(), std::chrono::seconds(*duration));
        ticket.reset();
        execution.summarize("stored for {} s", *duration);
        return Next::Continue;
    }

private:
    PolicyValue m_duration;
};

} // namespace

void registerSemanticCachePolicies(PolicyRegistry& registry)
{
    for (const char* family : {"llm", "azure-openai"}) {
        registry.add(fmt::format("{}-semantic-cache-lookup", family),
                     compileStep<SemanticCacheLookup>);
        registry.add(fmt::format("{}-semantic-cache-store", family),
                     compileStep<SemanticCacheStore>);
    }
}

} // namespace gatelens::proxy
