#pragma once

#include "core/graphql/schema.h"
#include "proxy/gateway/policies/state/subscription_hub.h"
#include "proxy/http/byte_stream.h"
#include "proxy/http/wakeup.h"
#include "proxy/http/web_socket_frames.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace gatelens::proxy {

/// The two protocols of GraphQL over WebSocket, by their subprotocol names.
enum class SubscriptionProtocol
{
    TransportWs, ///< "graphql-transport-ws"
    Legacy ///< "graphql-ws", of subscriptions-transport-ws
};

/// Picks the first protocol of a Sec-WebSocket-Protocol list that is spoken here, with its name.
[[nodiscard]] std::optional<std::pair<SubscriptionProtocol, std::string>>
chooseSubscriptionProtocol(std::string_view offered);

/// The gateway's side of one WebSocket on which a client holds GraphQL subscriptions open. Queries
/// and mutations are refused: they go by HTTP. On one thread; events may come from others.
class SubscriptionSession : public std::enable_shared_from_this<SubscriptionSession>
{
public:
    struct Surroundings
    {
        std::string apiKey;
        std::shared_ptr<const graphql::Schema> schema;
        SubscriptionHub& hub; ///< outlives the session
    };

    SubscriptionSession(const boost::asio::any_io_executor& executor, SubscriptionProtocol protocol,
                        Surroundings surroundings);
    ~SubscriptionSession();
    SubscriptionSession(const SubscriptionSession&) = delete;
    SubscriptionSession& operator=(const SubscriptionSession&) = delete;

    /// Takes bytes that the client sent.
    void receive(std::string_view bytes);
    /// Gives bytes for the client, as soon as there are any; 0 when the session is over.
    boost::asio::awaitable<Result<std::size_t>> read(std::span<char> into);
    void close();

private:
    void take(const WebSocketMessage& message);
    void takeText(const std::string& text);
    void begin();
    void subscribe(const std::string& id, const boost::json::object& payload);
    void unsubscribe(const std::string& id);
    void deliver(const std::string& id, boost::json::object result);
    void refuse(const std::string& id, boost::json::array errors);
    void send(boost::json::object message);
    void sendFrame(std::string frame);
    void closeWith(std::uint16_t code, std::string_view reason);

    boost::asio::any_io_executor m_executor;
    SubscriptionProtocol m_protocol;
    Surroundings m_surroundings;
    WebSocketReader m_reader;
    Wakeup m_wakeup;
    std::string m_output;
    std::map<std::string, GraphQlSubscriptionPtr, std::less<>> m_subscriptions; ///< by their ids
    bool m_isBegun = false;
    bool m_isOver = false;
};

/// The session as the peer of a tunnel.
[[nodiscard]] std::unique_ptr<ByteStream> streamOf(std::shared_ptr<SubscriptionSession> session);

} // namespace gatelens::proxy
