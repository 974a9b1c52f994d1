#include "proxy/http/web_socket_frames.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace gatelens::proxy {

namespace {

constexpr std::string_view kAcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t kMaskBytes = 4;
constexpr std::size_t kControlBytes = 125; ///< a control message is no longer

Error malformed(std::string message) { return {ErrorCode::Malformed, std::move(message), {}}; }

unsigned byteAt(std::string_view text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

void appendBigEndian(std::string& out, std::uint64_t number, int bytes)
{
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        out += static_cast<char>((number >> static_cast<unsigned>(shift)) & 0xFFU);
}

std::uint64_t bigEndian(std::string_view text)
{
    std::uint64_t number = 0;
    for (std::size_t at = 0; at < text.size(); ++at)
        number = number << 8U | byteAt(text, at);
    return number;
}

bool isControl(WebSocketOpcode opcode) { return opcode >= WebSocketOpcode::Close; }

bool isKnown(unsigned opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

} // namespace

std::string webSocketAccept(std::string_view key)
{
    std::string text(key);
    text += kAcceptSuffix;
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data()); // NOLINT
    std::array<unsigned char, 4 * ((SHA_DIGEST_LENGTH + 2) / 3) + 1> encoded{};
    const int size = EVP_EncodeBlock(encoded.data(), digest.data(), SHA_DIGEST_LENGTH);
    return {encoded.begin(), encoded.begin() + size};
}

std::string webSocketFrame(WebSocketOpcode opcode, std::string_view payload)
{
    std::string frame;
    frame += static_cast<char>(0x80U | static_cast<unsigned>(opcode));
    if (payload.size() <= kControlBytes)
        frame += static_cast<char>(payload.size());
    else if (payload.size() <= 0xFFFFU) {
        frame += static_cast<char>(126);
        appendBigEndian(frame, payload.size(), 2);
    } else {
        frame += static_cast<char>(127);
        appendBigEndian(frame, payload.size(), 8);
    }
    frame += payload;
    return frame;
}

std::string webSocketClose(std::uint16_t code, std::string_view reason)
{
    std::string payload;
    appendBigEndian(payload, code, 2);
    payload += reason.substr(0, kControlBytes - 2);
    return webSocketFrame(WebSocketOpcode::Close, payload);
}

Result<std::optional<WebSocketReader::Frame>> WebSocketReader::nextFrame()
{
    const std::optional<Frame> needsMore;
    if (m_input.size() < 2)
        return needsMore;
    const unsigned first = byteAt(m_input, 0);
    const unsigned second = byteAt(m_input, 1);
    if ((first & 0x70U) != 0 || !isKnown(first & 0x0FU))
        return malformed("a WebSocket frame of a kind that was not agreed on");
    if ((second & 0x80U) == 0)
        return malformed("a client's WebSocket frame must be masked");
    std::uint64_t size = second & 0x7FU;
    const std::size_t sizeBytes = size == 127 ? 8 : size == 126 ? 2 : 0;
    if (m_input.size() < 2 + sizeBytes)
        return needsMore;
    if (sizeBytes != 0)
        size = bigEndian(std::string_view(m_input).substr(2, sizeBytes));
    Frame frame;
    frame.isLast = (first & 0x80U) != 0;
    frame.opcode = static_cast<WebSocketOpcode>(first & 0x0FU);
    if (isControl(frame.opcode) && (size > kControlBytes || !frame.isLast))
        return malformed("a WebSocket control message is longer than it may be");
    if (size > m_limit)
        return Error{ErrorCode::LimitExceeded,
                     "a WebSocket message is longer than " + std::to_string(m_limit) + " bytes",
                     {}};
    const std::size_t payloadAt = 2 + sizeBytes + kMaskBytes;
    if (m_input.size() < payloadAt + size)
        return needsMore;
    frame.payload = m_input.substr(payloadAt, static_cast<std::size_t>(size));
    for (std::size_t at = 0; at < frame.payload.size(); ++at) {
        const unsigned mask = byteAt(m_input, payloadAt - kMaskBytes + at % kMaskBytes);
        frame.payload[at] = static_cast<char>(byteAt(frame.payload, at) ^ mask);
    }
    m_input.erase(0, payloadAt + static_cast<std::size_t>(size));
    return std::optional<Frame>(std::move(frame));
}

Result<std::optional<WebSocketMessage>> WebSocketReader::next()
{
    for (;;) {
        Result<std::optional<Frame>> read = nextFrame();
        if (!read)
            return read.error();
        if (!*read)
            return std::optional<WebSocketMessage>();
        Frame& frame = **read;
        if (isControl(frame.opcode))
            return std::optional(WebSocketMessage{frame.opcode, std::move(frame.payload)});
        const bool continues = frame.opcode == WebSocketOpcode::Continuation;
        if (continues != m_begun.has_value())
            return malformed("WebSocket fragments out of order");
        if (!continues)
            m_begun = WebSocketMessage{frame.opcode, {}};
        if (m_begun->payload.size() + frame.payload.size() > m_limit)
            return Error{ErrorCode::LimitExceeded,
                         "a WebSocket message is longer than " + std::to_string(m_limit) + " bytes",
                         {}};
        m_begun->payload += frame.payload;
        if (!frame.isLast)
            continue;
        std::optional<WebSocketMessage> message = std::move(m_begun);
        m_begun.reset();
        return message;
    }
}

} // namespace gatelens::proxy
