#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::proxy {

enum class WebSocketOpcode : std::uint8_t
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10
};

struct WebSocketMessage
{
    WebSocketOpcode opcode = WebSocketOpcode::Text;
    std::string payload;
};

/// Value of Sec-WebSocket-Accept that answers a Sec-WebSocket-Key.
[[nodiscard]] std::string webSocketAccept(std::string_view key);

/// A whole message as a server sends it.
[[nodiscard]] std::string webSocketFrame(WebSocketOpcode opcode, std::string_view payload);
/// A close message with its code and reason.
[[nodiscard]] std::string webSocketClose(std::uint16_t code, std::string_view reason);

/// Messages of what a client sends (RFC 6455): masked frames, fragments joined. Control messages
/// between fragments come out at once.
class WebSocketReader
{
public:
    /// `messageBytes` limits a message.
    explicit WebSocketReader(std::size_t messageBytes)
        : m_limit(messageBytes)
    {
    }

    void feed(std::string_view bytes) { m_input += bytes; }

    /// The next message; nullopt while more bytes are needed. Malformed and LimitExceeded end the
    /// connection.
    [[nodiscard]] Result<std::optional<WebSocketMessage>> next();

private:
    struct Frame
    {
        bool isLast = true;
        WebSocketOpcode opcode = WebSocketOpcode::Text;
        std::string payload;
    };
    [[nodiscard]] Result<std::optional<Frame>> nextFrame();

    std::size_t m_limit;
    std::string m_input;
    std::optional<WebSocketMessage> m_begun; ///< fragments so far
};

} // namespace gatelens::proxy
