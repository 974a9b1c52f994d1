#include "proxy/http/body_reader.h"

#include <utility>

namespace gatelens::proxy {

BytesReader::BytesReader(std::string bytes)
    : m_bytes(std::move(bytes))
{
}

boost::asio::awaitable<Result<std::string_view>> BytesReader::read() { co_return *tryRead(); }

std::optional<Result<std::string_view>> BytesReader::tryRead()
{
    const std::string_view piece = m_isRead ? std::string_view{} : std::string_view(m_bytes);
    m_isRead = true;
    return Result<std::string_view>(piece);
}

boost::asio::awaitable<Result<std::string>> readAll(BodyReader& reader, std::uint64_t limit)
{
    std::string bytes;
    for (;;) {
        std::optional<Result<std::string_view>> next = reader.tryRead();
        if (!next)
            next = co_await reader.read();
        const Result<std::string_view>& piece = *next;
        if (!piece)
            co_return piece.error();
        if (piece->empty())
            co_return bytes;
        if (bytes.size() + piece->size() > limit)
            co_return Error{ErrorCode::LimitExceeded,
                            "the body is longer than " + std::to_string(limit) + " bytes",
                            {}};
        bytes += *piece;
    }
}

} // namespace gatelens::proxy
