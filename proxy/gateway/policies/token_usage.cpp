#include "proxy/gateway/policies/token_usage.h"

#include "proxy/gateway/policies/plan_context.h"
#include "proxy/gateway/policies/text.h"

namespace gatelens::proxy {

namespace {

using boost::asio::awaitable;
using Count = std::function<void(Execution&, const std::optional<TokenUsage>&)>;

constexpr std::size_t kLongestLine = 1024 * 1024;

/// What a stream of events has told so far.
struct StreamedUsage
{
    std::optional<TokenUsage> reported;
    std::string said; ///< the completion
    std::string line; ///< that has not ended yet

    void add(std::string_view piece)
    {
        line += piece;
        std::size_t begin = 0;
        for (std::size_t end = line.find('\n'); end != std::string::npos;
             end = line.find('\n', begin)) {
            readLine(std::string_view(line).substr(begin, end - begin));
            begin = end + 1;
        }
        line.erase(0, begin);
        if (line.size() > kLongestLine)
            line.clear();
    }

    void readLine(std::string_view text)
    {
        if (!text.starts_with("data:"))
            return;
        if (auto usage = reportedUsage(text))
            reported = usage;
        said += completionText(text);
    }
};

/// Passes a body on as it is and lets `usage` see it.
class WatchedBody final : public BodyReader
{
public:
    WatchedBody(std::unique_ptr<BodyReader> body, std::shared_ptr<StreamedUsage> usage)
        : m_body(std::move(body))
        , m_usage(std::move(usage))
    {
    }

    awaitable<Result<std::string_view>> read() override
    {
        Result<std::string_view> piece = co_await m_body->read();
        if (piece)
            m_usage->add(*piece);
        co_return piece;
    }

    std::optional<Result<std::string_view>> tryRead() override
    {
        std::optional<Result<std::string_view>> piece = m_body->tryRead();
        if (piece && *piece)
            m_usage->add(**piece);
        return piece;
    }

    std::optional<std::uint64_t> contentLength() const override { return m_body->contentLength(); }
    const HeaderList& trailers() const override { return m_body->trailers(); }

private:
    std::unique_ptr<BodyReader> m_body;
    std::shared_ptr<StreamedUsage> m_usage;
};

/// The usage block, or an estimate of both sides.
TokenUsage usageOf(const StreamedUsage& streamed, const MessageBody& request)
{
    if (streamed.reported)
        return *streamed.reported;
    TokenUsage usage;
    if (request.state == MessageBody::State::Buffered)
        usage.prompt = estimatePromptTokens(request.bytes);
    usage.completion = estimateTextTokens(streamed.said);
    usage.total = usage.prompt + usage.completion;
    return usage;
}

awaitable<void> countStream(ExchangeContext& context, const PlanContext& plan, const Count& count,
                            std::shared_ptr<StreamedUsage> streamed)
{
    ExchangeNotes notes;
    Execution execution{context, *context.services, context.services->state(), plan, notes};
    count(execution, usageOf(*streamed, context.request.body));
    co_return;
}

} // namespace

void whenUsageIsKnown(Execution& execution, Count count)
{
    execution.notes.afterBackend.emplace_back([count = std::move(count)](Execution& later) {
        ExchangeContext& context = later.context;
        const bool isStream = ensureResponse(context).body.state == MessageBody::State::Streaming;
        if (!isStream || !context.responseStream) {
            count(later, reportedUsage(context.response->body.bytes));
            return;
        }
        auto streamed = std::make_shared<StreamedUsage>();
        context.responseStream
            = std::make_unique<WatchedBody>(std::move(context.responseStream), streamed);
        context.deferred.push_back([&context, &plan = later.plan, count, streamed] {
            return countStream(context, plan, count, streamed);
        });
    });
}

} // namespace gatelens::proxy
