#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatelens::proxy::testing {

/// A blocking client that sends bytes as they are and reads what comes back, so that a test can
/// break every rule of HTTP. Reads give up after ten seconds.
class RawClient
{
public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void send(std::string_view bytes);
    /// Closes the sending side.
    void finish();
    void close();
    /// Breaks the connection off with a reset.
    void reset();

    /// Reads until `mark` has come; everything read so far with it is taken and returned. Returns
    /// what there is when the connection ends first.
    std::string readUntil(std::string_view mark);
    /// One response with a Content-Length body (or none).
    std::string readResponse();
    /// Everything to the end of the connection.
    std::string readAll();
    /// True when the server has closed the connection and nothing is left.
    bool isAtEnd();
    [[nodiscard]] int handle() const { return m_socket; }

private:
    bool fill();

    int m_socket = -1;
    std::string m_received;
};

} // namespace gatelens::proxy::testing
