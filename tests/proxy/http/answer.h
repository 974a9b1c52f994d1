#pragma once

#include "proxy/http/pooled_client.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace gatelens::test {

/// What came back of a request, with its body read; or why nothing did.
struct Answer
{
    int statusCode = 0;
    proxy::HttpVersion version = proxy::HttpVersion::Http1;
    HeaderList headers;
    HeaderList trailers;
    std::string body;
    std::optional<Error> error;

    [[nodiscard]] std::string problem() const { return error ? error->message : std::string(); }
    /// "200 the body", or the problem.
    [[nodiscard]] std::string text() const;
};

[[nodiscard]] boost::asio::awaitable<Answer> call(proxy::PooledClient& client,
                                                  proxy::OutgoingRequest request);

} // namespace gatelens::test
