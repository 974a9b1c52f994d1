#pragma once

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// Bytes read from a connection and not yet parsed, in one piece. Views of what was consumed stay
/// valid until the next `writable`.
class InputBuffer
{
public:
    [[nodiscard]] std::string_view readable() const
    {
        return {m_bytes.data() + m_begin, m_end - m_begin};
    }
    [[nodiscard]] bool empty() const { return m_begin == m_end; }
    void consume(std::size_t count) { m_begin += count; }

    /// Room for more: at least a quarter of the buffer, which grows when what is unread fills it.
    [[nodiscard]] boost::asio::mutable_buffer writable()
    {
        compact();
        if (m_bytes.size() - m_end < m_bytes.size() / 4 || m_bytes.empty())
            m_bytes.resize(m_bytes.empty() ? kInitialBytes : m_bytes.size() * 2);
        return {m_bytes.data() + m_end, m_bytes.size() - m_end};
    }
    void commit(std::size_t count) { m_end += count; }

    void skipLineBreaks()
    {
        while (!empty() && (m_bytes[m_begin] == '\r' || m_bytes[m_begin] == '\n'))
            ++m_begin;
    }

private:
    static constexpr std::size_t kInitialBytes = 16 * 1024;

    void compact()
    {
        if (m_begin == 0)
            return;
        std::memmove(m_bytes.data(), m_bytes.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }

    std::vector<char> m_bytes;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

} // namespace gatelens::proxy
