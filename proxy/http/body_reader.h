#pragma once

#include "core/base/result.h"
#include "core/message/header_list.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::proxy {

/// A body that is still on the wire, read piece by piece. Back-pressure is natural: nothing is read
/// until asked for.
class BodyReader
{
public:
    virtual ~BodyReader() = default;

    /// The next piece; valid until the next call. Empty at the end. PeerClosed when the body breaks
    /// off, LimitExceeded when it is longer than its limit, Timeout.
    virtual boost::asio::awaitable<Result<std::string_view>> read() = 0;

    /// What `read` would give if it can be given without waiting; nullopt: use `read`.
    virtual std::optional<Result<std::string_view>> tryRead() { return std::nullopt; }

    /// Length announced by Content-Length; nullopt when chunked or until close.
    [[nodiscard]] virtual std::optional<std::uint64_t> contentLength() const = 0;

    /// Trailers; complete once `read` returned the end.
    [[nodiscard]] virtual const HeaderList& trailers() const = 0;
};

/// A whole body at hand, read as one piece.
class BytesReader : public BodyReader
{
public:
    explicit BytesReader(std::string bytes);

    boost::asio::awaitable<Result<std::string_view>> read() override;
    std::optional<Result<std::string_view>> tryRead() override;
    [[nodiscard]] std::optional<std::uint64_t> contentLength() const override
    {
        return m_bytes.size();
    }
    [[nodiscard]] const HeaderList& trailers() const override { return m_trailers; }

private:
    std::string m_bytes;
    bool m_isRead = false;
    HeaderList m_trailers;
};

/// A body to be sent: nothing, bytes at hand, or a reader to pull from.
struct OutgoingBody
{
    std::string bytes;
    std::unique_ptr<BodyReader> stream; ///< used instead of `bytes` when set

    [[nodiscard]] bool isStream() const { return stream != nullptr; }
};

/// Reads a whole body. LimitExceeded beyond `limit` bytes.
boost::asio::awaitable<Result<std::string>> readAll(BodyReader& reader, std::uint64_t limit);

} // namespace gatelens::proxy
