#include "tests/support/ingestion_stand_in.h"

#include "proxy/ingest/content_decoder.h"

#include <fmt/format.h>

#include <numeric>

namespace gatelens::test {

namespace asio = boost::asio;

namespace {

constexpr std::uint64_t kMostBytes = 64ULL * 1024 * 1024;

std::vector<std::string> splitLines(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// A body that announces more than it has: the connection breaks in the middle.
class BreakingBody : public proxy::BodyReader
{
public:
    asio::awaitable<Result<std::string_view>> read() override
    {
        co_return Error{ErrorCode::PeerClosed, "told to break", {}};
    }
    [[nodiscard]] std::optional<std::uint64_t> contentLength() const override { return 100; }
    [[nodiscard]] const HeaderList& trailers() const override { return m_trailers; }

private:
    HeaderList m_trailers;
};

std::vector<std::size_t> allIndexes(const ReceivedBatch& batch)
{
    std::vector<std::size_t> indexes(batch.items.size());
    std::iota(indexes.begin(), indexes.end(), 0);
    return indexes;
}

std::string answerText(std::size_t received, std::size_t accepted, const std::string& errors)
{
    return fmt::format(R"({{"itemsReceived":{},"itemsAccepted":{},"errors":[{}]}})", received,
                       accepted, errors);
}

} // namespace

IngestionStandIn::IngestionStandIn(Behaviour behaviour)
    : m_behaviour(std::move(behaviour))
    , m_threads(1, "stand-in")
{
    auto server = proxy::HttpServer::listen(
        m_threads, {}, [this](proxy::ServerExchange& exchange) { return serve(exchange); });
    m_server = std::move(server.value());
}

IngestionStandIn::~IngestionStandIn() { m_server->stop(std::chrono::seconds(1)); }

std::string IngestionStandIn::url() const { return m_server->url(); }

std::string IngestionStandIn::connectionString() const
{
    return fmt::format("InstrumentationKey={};IngestionEndpoint={}/", kStandInKey, url());
}

asio::awaitable<void> IngestionStandIn::serve(proxy::ServerExchange& exchange)
{
    ReceivedBatch batch;
    batch.path = exchange.head().target;
    batch.headers = exchange.head().headers;
    if (const auto reader = exchange.takeBody()) {
        Result<std::string> body = co_await proxy::readAll(*reader, kMostBytes);
        const std::string* encoding = batch.headers.find("Content-Encoding");
        const auto decoded = proxy::decodeContent(encoding != nullptr ? *encoding : "",
                                                  std::move(body).value(), kMostBytes);
        batch.items = splitLines(decoded.value());
    }
    StandInAnswer answer;
    {
        const std::lock_guard lock(m_mutex);
        batch.number = m_batches.size();
        answer = m_behaviour(batch);
        for (const std::size_t index : answer.accepted)
            ++m_delivered[messageOf(batch.items.at(index))];
        m_batches.push_back(std::move(batch));
        m_arrived.notify_all();
    }
    proxy::ResponseHead head;
    head.statusCode = answer.statusCode;
    head.headers = std::move(answer.headers);
    proxy::OutgoingBody body;
    body.bytes = std::move(answer.body);
    if (answer.isLost)
        body.stream = std::make_unique<BreakingBody>();
    [[maybe_unused]] const auto sent = co_await exchange.respond(std::move(head), std::move(body));
}

std::vector<ReceivedBatch> IngestionStandIn::batches() const
{
    const std::lock_guard lock(m_mutex);
    return m_batches;
}

std::map<std::string, int> IngestionStandIn::delivered() const
{
    const std::lock_guard lock(m_mutex);
    return m_delivered;
}

bool IngestionStandIn::waitForBatches(std::size_t count, std::chrono::milliseconds atMost) const
{
    std::unique_lock lock(m_mutex);
    return m_arrived.wait_for(lock, atMost, [&] { return m_batches.size() >= count; });
}

StandInAnswer acceptAll(const ReceivedBatch& batch)
{
    StandInAnswer answer;
    answer.body = answerText(batch.items.size(), batch.items.size(), "");
    answer.accepted = allIndexes(batch);
    return answer;
}

StandInAnswer refuseAll(int statusCode, HeaderList headers)
{
    StandInAnswer answer;
    answer.statusCode = statusCode;
    answer.headers = std::move(headers);
    return answer;
}

StandInAnswer refuseSome(const ReceivedBatch& batch, const std::map<std::size_t, int>& codes)
{
    StandInAnswer answer;
    answer.statusCode = 206;
    std::string errors;
    for (const auto& [index, code] : codes) {
        errors += fmt::format(R"({}{{"index":{},"statusCode":{},"message":"refused"}})",
                              errors.empty() ? "" : ",", index, code);
    }
    for (const std::size_t index : allIndexes(batch)) {
        if (codes.count(index) == 0)
            answer.accepted.push_back(index);
    }
    answer.body = answerText(batch.items.size(), answer.accepted.size(), errors);
    return answer;
}

StandInAnswer acceptAndLoseAnswer(const ReceivedBatch& batch)
{
    StandInAnswer answer = acceptAll(batch);
    answer.isLost = true;
    return answer;
}

std::string messageOf(std::string_view envelope)
{
    constexpr std::string_view kMember = R"("message":")";
    const std::size_t start = envelope.find(kMember);
    if (start == std::string_view::npos)
        return {};
    const std::string_view rest = envelope.substr(start + kMember.size());
    return std::string(rest.substr(0, rest.find('"')));
}

} // namespace gatelens::test
