#include "tests/proxy/http/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <utility>

namespace gatelens::proxy::testing {

RawClient::RawClient(std::uint16_t port)
    : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    timeval patience{10, 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        close();
}

RawClient::~RawClient() { close(); }

void RawClient::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void RawClient::finish() { ::shutdown(m_socket, SHUT_WR); }

void RawClient::close()
{
    if (m_socket >= 0)
        ::close(m_socket);
    m_socket = -1;
}

void RawClient::reset()
{
    const linger now{1, 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
}

bool RawClient::fill()
{
    std::array<char, 16384> bytes{};
    const ssize_t count = ::recv(m_socket, bytes.data(), bytes.size(), 0);
    if (count <= 0)
        return false;
    m_received.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
}

std::string RawClient::readUntil(std::string_view mark)
{
    std::size_t found = 0;
    while ((found = m_received.find(mark)) == std::string::npos) {
        if (!fill())
            return std::exchange(m_received, {});
    }
    std::string taken = m_received.substr(0, found + mark.size());
    m_received.erase(0, found + mark.size());
    return taken;
}

std::string RawClient::readResponse()
{
    std::string response = readUntil("\r\n\r\n");
    static constexpr std::string_view kLength = "Content-Length: ";
    const std::size_t found = response.find(kLength);
    if (found == std::string::npos)
        return response;
    std::size_t length = 0;
    std::from_chars(response.data() + found + kLength.size(), response.data() + response.size(),
                    length);
    while (m_received.size() < length && fill()) { }
    response += m_received.substr(0, length);
    m_received.erase(0, length);
    return response;
}

std::string RawClient::readAll()
{
    while (fill()) { }
    return std::exchange(m_received, {});
}

bool RawClient::isAtEnd()
{
    char byte = 0;
    return m_received.empty() && ::recv(m_socket, &byte, 1, 0) == 0;
}

} // namespace gatelens::proxy::testing
