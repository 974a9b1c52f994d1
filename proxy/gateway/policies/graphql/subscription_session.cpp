#include "proxy/gateway/policies/graphql/subscription_session.h"

#include "core/graphql/parser.h"
#include "core/graphql/validation.h"
#include "proxy/gateway/policies/graphql/graphql_request.h"
#include "proxy/gateway/policies/text.h"

#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include <algorithm>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;
using boost::asio::awaitable;

constexpr std::size_t kMessageBytes = 1024 * 1024;

/// Close codes of graphql-transport-ws.
constexpr std::uint16_t kInvalidMessage = 4400;
constexpr std::uint16_t kUnauthorized = 4401;
constexpr std::uint16_t kSubscriberExists = 4409;
constexpr std::uint16_t kTooManyInits = 4429;

class SessionStream final : public ByteStream
{
public:
    explicit SessionStream(std::shared_ptr<SubscriptionSession> session)
        : m_session(std::move(session))
    {
    }
    ~SessionStream() override { m_session->close(); }
    SessionStream(const SessionStream&) = delete;
    SessionStream& operator=(const SessionStream&) = delete;

    awaitable<Result<std::size_t>> readSome(std::span<char> into) override
    {
        const Result<std::size_t> count = co_await m_session->read(into);
        co_return count;
    }
    awaitable<Result<void>> writeAll(std::string_view bytes) override
    {
        m_session->receive(bytes);
        co_return Result<void>();
    }
    void close() override { m_session->close(); }

private:
    std::shared_ptr<SubscriptionSession> m_session;
};

std::string textOf(const json::object& object, std::string_view name)
{
    const json::value* const found = object.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string();
}

json::array oneError(std::string_view message, const SourcePosition& position = {})
{
    return json::array(1, graphQlError(message, position));
}

/// The subscription that a payload asks for, or what is wrong with it.
struct Asked
{
    GraphQlSubscription subscription;
    json::array errors;
};

Asked readPayload(const json::object& payload, const graphql::Schema& schema)
{
    Asked asked;
    GraphQlSubscription& subscription = asked.subscription;
    subscription.operationName = textOf(payload, "operationName");
    if (const json::value* variables = payload.if_contains("variables");
        variables != nullptr && variables->is_object())
        subscription.variables = variables->get_object();
    Result<graphql::Document> document = graphql::parseDocument(textOf(payload, "query"));
    if (!document) {
        asked.errors
            = oneError("Syntax error: " + document.error().message, document.error().position);
        return asked;
    }
    subscription.document = std::move(*document);
    for (const graphql::Problem& problem : graphql::validate(schema, subscription.document))
        asked.errors.push_back(graphQlError(problem.message, problem.position));
    if (!asked.errors.empty())
        return asked;
    const graphql::Operation* const operation
        = subscription.document.operation(subscription.operationName);
    if (operation == nullptr || operation->kind != graphql::OperationKind::Subscription)
        asked.errors = oneError("Only subscriptions are served over WebSocket; send queries and "
                                "mutations by HTTP.");
    else if (operation->selections.size() != 1
             || operation->selections.front().kind != graphql::Selection::Kind::Field)
        asked.errors = oneError("A subscription must select exactly one field.");
    else
        subscription.field = operation->selections.front().name;
    return asked;
}

} // namespace

std::optional<std::pair<SubscriptionProtocol, std::string>>
chooseSubscriptionProtocol(std::string_view offered)
{
    for (const std::string_view name : splitTrimmed(offered, ',')) {
        if (name == "graphql-transport-ws")
            return std::pair(SubscriptionProtocol::TransportWs, std::string(name));
        if (name == "graphql-ws")
            return std::pair(SubscriptionProtocol::Legacy, std::string(name));
    }
    return std::nullopt;
}

std::unique_ptr<ByteStream> streamOf(std::shared_ptr<SubscriptionSession> session)
{
    return std::make_unique<SessionStream>(std::move(session));
}

SubscriptionSession::SubscriptionSession(const boost::asio::any_io_executor& executor,
                                         SubscriptionProtocol protocol, Surroundings surroundings)
    : m_executor(executor)
    , m_protocol(protocol)
    , m_surroundings(std::move(surroundings))
    , m_reader(kMessageBytes)
    , m_wakeup(executor)
{
}

SubscriptionSession::~SubscriptionSession() { close(); }

void SubscriptionSession::close()
{
    for (const auto& [id, subscription] : m_subscriptions)
        m_surroundings.hub.remove(subscription.get());
    m_subscriptions.clear();
    m_isOver = true;
    m_wakeup.signal();
}

void SubscriptionSession::closeWith(std::uint16_t code, std::string_view reason)
{
    sendFrame(webSocketClose(code, reason));
    close();
}

awaitable<Result<std::size_t>> SubscriptionSession::read(std::span<char> into)
{
    const auto self = shared_from_this();
    while (m_output.empty()) {
        if (m_isOver)
            co_return std::size_t{0};
        const Result<void> waited
            = co_await m_wakeup.wait(std::chrono::steady_clock::time_point::max());
        if (!waited)
            co_return waited.error();
    }
    const std::size_t count = m_output.copy(into.data(), into.size());
    m_output.erase(0, count);
    co_return count;
}

void SubscriptionSession::receive(std::string_view bytes)
{
    m_reader.feed(bytes);
    while (!m_isOver) {
        const Result<std::optional<WebSocketMessage>> message = m_reader.next();
        if (!message)
            return closeWith(message.error().code == ErrorCode::LimitExceeded ? 1009 : 1002,
                             message.error().message);
        if (!*message)
            return;
        take(**message);
    }
}

void SubscriptionSession::take(const WebSocketMessage& message)
{
    switch (message.opcode) {
    case WebSocketOpcode::Text:
        return takeText(message.payload);
    case WebSocketOpcode::Ping:
        return sendFrame(webSocketFrame(WebSocketOpcode::Pong, message.payload));
    case WebSocketOpcode::Close:
        sendFrame(webSocketFrame(WebSocketOpcode::Close, message.payload.substr(0, 2)));
        return close();
    case WebSocketOpcode::Binary:
        return closeWith(1003, "only text messages are understood");
    case WebSocketOpcode::Pong:
    case WebSocketOpcode::Continuation:
        return;
    }
}

void SubscriptionSession::takeText(const std::string& text)
{
    boost::system::error_code error;
    const json::value parsed = json::parse(text, error);
    if (error || !parsed.is_object())
        return closeWith(kInvalidMessage, "a message must be a JSON object");
    const json::object& message = parsed.get_object();
    const std::string type = textOf(message, "type");
    const std::string id = textOf(message, "id");
    const bool isLegacy = m_protocol == SubscriptionProtocol::Legacy;
    if (type == "connection_init")
        return begin();
    if (type == (isLegacy ? "start" : "subscribe")) {
        const json::value* const payload = message.if_contains("payload");
        if (id.empty() || payload == nullptr || !payload->is_object())
            return closeWith(kInvalidMessage, type + " needs an id and a payload");
        return subscribe(id, payload->get_object());
    }
    if (type == (isLegacy ? "stop" : "complete"))
        return unsubscribe(id);
    if (isLegacy && type == "connection_terminate")
        return closeWith(1000, "");
    if (!isLegacy && type == "ping")
        return send({{"type", "pong"}});
    if (isLegacy || type != "pong")
        closeWith(kInvalidMessage, "unknown message type '" + type + "'");
}

void SubscriptionSession::begin()
{
    if (m_isBegun)
        return closeWith(kTooManyInits, "Too many initialisation requests");
    m_isBegun = true;
    send({{"type", "connection_ack"}});
}

void SubscriptionSession::subscribe(const std::string& id, const json::object& payload)
{
    if (!m_isBegun)
        return closeWith(kUnauthorized, "Unauthorized");
    if (m_subscriptions.contains(id))
        return closeWith(kSubscriberExists, "Subscriber for " + id + " already exists");
    Asked asked = readPayload(payload, *m_surroundings.schema);
    if (!asked.errors.empty())
        return refuse(id, std::move(asked.errors));
    asked.subscription.apiKey = m_surroundings.apiKey;
    asked.subscription.deliver
        = [session = weak_from_this(), executor = m_executor, id](json::object result) {
              boost::asio::post(executor, [session, id, result = std::move(result)]() mutable {
                  if (const auto alive = session.lock())
                      alive->deliver(id, std::move(result));
              });
          };
    auto subscription = std::make_shared<const GraphQlSubscription>(std::move(asked.subscription));
    m_subscriptions.emplace(id, subscription);
    m_surroundings.hub.add(std::move(subscription));
}

void SubscriptionSession::unsubscribe(const std::string& id)
{
    const auto found = m_subscriptions.find(id);
    if (found == m_subscriptions.end())
        return;
    m_surroundings.hub.remove(found->second.get());
    m_subscriptions.erase(found);
    if (m_protocol == SubscriptionProtocol::Legacy)
        send({{"id", id}, {"type", "complete"}});
}

void SubscriptionSession::deliver(const std::string& id, json::object result)
{
    if (!m_subscriptions.contains(id))
        return; // it ended while the event was on its way
    send({{"id", id},
          {"type", m_protocol == SubscriptionProtocol::Legacy ? "data" : "next"},
          {"payload", std::move(result)}});
}

void SubscriptionSession::refuse(const std::string& id, json::array errors)
{
    json::value payload = std::move(errors);
    if (m_protocol == SubscriptionProtocol::Legacy)
        payload = json::value(payload.get_array().front());
    send({{"id", id}, {"type", "error"}, {"payload", std::move(payload)}});
}

void SubscriptionSession::send(json::object message)
{
    sendFrame(webSocketFrame(WebSocketOpcode::Text, json::serialize(message)));
}

void SubscriptionSession::sendFrame(std::string frame)
{
    m_output += frame;
    m_wakeup.signal();
}

} // namespace gatelens::proxy
