#pragma once

#include "proxy/gateway/policies/execution.h"
#include "proxy/http/transport.h"

#include <chrono>
#include <string>

namespace gatelens::proxy {

/// A call that a policy makes: where the artifacts and policies say it goes, before the local
/// overrides of gatelens.json.
struct OutgoingCall
{
    CallKind kind = CallKind::ForwardRequest;
    std::string method = "GET";
    Url base; ///< what overrides replace; its query is not used
    std::string path; ///< joined to the base's path; empty: the base's path is the whole path
    std::string query;
    std::string apiKey; ///< the API whose own override applies, "" for none
    std::string backendId;
    HeaderList headers;
    OutgoingBody body;
    std::chrono::milliseconds timeout{300'000};
    bool verifyCertificateChain = true;
    bool verifyCertificateName = true;
    std::shared_ptr<const ClientIdentity> identity; ///< client certificate; null for none
    std::optional<HttpProxy> proxy;
    std::string upgrade;
    HttpVersion version = HttpVersion::Http1;
    std::optional<std::chrono::milliseconds> continueTimeout; ///< see OutgoingRequest
};

/// Sends the call and writes it into the exchange's record, with correlation headers and captures
/// of both bodies. Errors are those of HttpTransport::send and of PolicyServices::resolve.
boost::asio::awaitable<Result<IncomingResponse>> sendCall(Execution& execution, OutgoingCall call);

/// Why a call failed, as LastError.Reason: Timeout, ClientConnectionFailure or
/// BackendConnectionFailure.
[[nodiscard]] std::string callFailureReason(const Error& error, bool isClientGone);

/// The whole response of a call with its body in memory, as send-request stores it.
boost::asio::awaitable<Result<ResponseMessage>> sendAndRead(Execution& execution,
                                                            OutgoingCall call);

/// `Retry-After` in seconds, given as such or as an HTTP date.
[[nodiscard]] std::optional<std::chrono::seconds> retryAfterOf(const HeaderList& headers,
                                                               Timestamp now);

} // namespace gatelens::proxy
