#pragma once

#include "core/message/url.h"
#include "core/telemetry/exchange.h"
#include "proxy/http/body_reader.h"
#include "proxy/http/byte_stream.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gatelens::proxy {

class ClientIdentity;

/// A proxy on the way to the target: absolute-form requests for http, CONNECT for https. Plain HTTP
/// towards the proxy itself.
struct HttpProxy
{
    std::string host;
    std::uint16_t port = 8080;
    std::string authorization; ///< value of Proxy-Authorization, "" for none

    friend bool operator==(const HttpProxy&, const HttpProxy&) = default;
};

/// Which HTTP a backend is called with.
enum class HttpVersion
{
    Http1,
    Http2, ///< over TLS when both sides agree on it, over plain connections unasked
    Http2OrHttp1 ///< HTTP/2 where TLS agrees on it, HTTP/1.1 otherwise
};

/// A request that leaves the process. `headers` are complete but for Host, Content-Length /
/// Transfer-Encoding and Connection, which the transport writes.
struct OutgoingRequest
{
    std::string method = "GET";
    Url url;
    HeaderList headers;
    OutgoingBody body;
    std::chrono::milliseconds timeout{300'000}; ///< until the response's head has arrived
    bool verifyCertificateChain = true;
    bool verifyCertificateName = true;
    std::shared_ptr<const ClientIdentity> identity; ///< presented to TLS servers; null for none
    std::optional<HttpProxy> proxy;
    /// Protocol to switch to ("websocket"), "" for none; the transport writes Upgrade and
    /// Connection.
    std::string upgrade;
    HttpVersion version = HttpVersion::Http1; ///< a switch of protocols always goes by HTTP/1.1
    /// Set: the request says `Expect: 100-continue`, and the body waits that long for the word.
    std::optional<std::chrono::milliseconds> continueTimeout;
};

/// A response whose head has arrived; its body is read as it comes.
struct IncomingResponse
{
    int statusCode = 0;
    std::string reason;
    HeaderList headers;
    std::unique_ptr<BodyReader> body; ///< null: none (HEAD, 204, 304)
    CallTiming timing; ///< up to the first byte
    HttpVersion version = HttpVersion::Http1; ///< Http1 or Http2: how it came
    std::unique_ptr<ByteStream> upgraded; ///< set when the answer is 101 to a wished upgrade
};

/// Sends requests. Implementations: the pooled client, and built-in responders (`builtin:`
/// URLs). Errors: Timeout, PeerClosed, Refused (connection refused, TLS verification failed),
/// NotFound (host unknown), Malformed (not HTTP), LimitExceeded (response head too large),
/// Cancelled (the exchange was abandoned).
class HttpTransport
{
public:
    virtual ~HttpTransport() = default;
    virtual boost::asio::awaitable<Result<IncomingResponse>> send(OutgoingRequest request) = 0;
};

/// A responder inside the process, reached as `builtin:<name>/path`.
using BuiltinBackends = std::function<HttpTransport*(std::string_view name)>;

} // namespace gatelens::proxy
