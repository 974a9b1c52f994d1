#pragma once

#include "core/base/result.h"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace gatelens::proxy {

/// A connection after its protocol was switched (101): raw bytes both ways. Reading and writing may
/// go on at the same time; everything on one thread.
class ByteStream
{
public:
    virtual ~ByteStream() = default;

    /// Reads what is there, at least one byte; 0 at the end.
    virtual boost::asio::awaitable<Result<std::size_t>> readSome(std::span<char> into) = 0;
    virtual boost::asio::awaitable<Result<void>> writeAll(std::string_view bytes) = 0;
    /// Breaks off both directions; a waiting read or write ends with PeerClosed or Cancelled.
    virtual void close() = 0;
};

} // namespace gatelens::proxy
