#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gatelens::proxy {

/// Awaits an operation and gives its error as a value: `auto [error, size] = co_await f(kNoThrow)`.
inline constexpr auto kNoThrow = boost::asio::as_tuple(boost::asio::use_awaitable);

} // namespace gatelens::proxy
