#include "proxy/http/body_reader.h"

#include <fmt/format.h>

namespace gatelens::proxy {

namespace asio = boost::asio;

BytesReader::BytesReader(std::string bytes)
    : m_bytes(std::move(bytes))
{
}

asio::awaitable<Result<std::string_view>> BytesReader::read()
{
    const std::string_view piece = m_isRead ? std::string_view() : std::string_view(m_bytes);
    m_isRead = true;
    co_return piece;
}

asio::awaitable<Result<std::string>> readAll(BodyReader& reader, std::uint64_t limit)
{
    std::string bytes;
    if (const auto length = reader.contentLength(); length && *length <= limit)
        bytes.reserve(static_cast<std::size_t>(*length));
    while (true) {
        const auto piece = co_await reader.read();
        if (!piece)
            co_return piece.error();
        if (piece->empty())
            co_return bytes;
        if (bytes.size() + piece->size() > limit)
            co_return Error{ErrorCode::LimitExceeded,
                            fmt::format("the body is longer than {} bytes", limit),
                            {}};
        bytes.append(*piece);
    }
}

} // namespace gatelens::proxy
