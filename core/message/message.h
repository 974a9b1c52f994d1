#pragma once

#include "core/message/header_list.h"
#include "core/message/url.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatelens {

/// A message body as policies and expressions meet it. The gateway streams a body through unless
/// something asks for its bytes: it then buffers the stream and turns `Streaming` into `Buffered`
/// before the expression runs.
struct MessageBody
{
    enum class State
    {
        Absent, ///< the message has none: `Body` is null
        Streaming, ///< still on the wire; nobody has asked for it
        Buffered, ///< `bytes` holds all of it
        Consumed, ///< was read without preserveContent; reading again throws
                  ///< InvalidOperationException
    };

    State state = State::Absent;
    std::string bytes;

    friend bool operator==(const MessageBody&, const MessageBody&) = default;
};

/// `context.Request`. `url` is what policies change and what the backend will get; `originalUrl`
/// stays as the client sent it.
struct RequestMessage
{
    std::string method = "GET";
    Url url;
    Url originalUrl;
    HeaderList headers;
    MessageBody body;
    std::string ipAddress;
    /// Template parameters of the matched operation, URL-decoded; `*` holds a wildcard's rest.
    std::vector<std::pair<std::string, std::string>> matchedParameters;
    /// DER of the client certificate.
    std::optional<std::string> clientCertificate;
};

/// `context.Response`, and what `send-request` stores.
struct ResponseMessage
{
    int statusCode = 200;
    std::string statusReason = "OK";
    HeaderList headers;
    MessageBody body;

    friend bool operator==(const ResponseMessage&, const ResponseMessage&) = default;
};

/// Standard reason phrase; "" for an unknown code.
[[nodiscard]] std::string_view reasonPhrase(int statusCode) noexcept;

} // namespace gatelens
