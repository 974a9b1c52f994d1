#pragma once

#include "proxy/gateway/request_traces.h"
#include "proxy/http/server_exchange.h"

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace gatelens::proxy {

/// True for the few paths below /gateways/managed/ that the gateway answers itself.
[[nodiscard]] bool isManagementCall(std::string_view target);

/// Answers one: listDebugCredentials, listTrace, and the address that Ocp-Apim-Trace-Location
/// names. Traces show what passes through the gateway, so only this machine may ask.
boost::asio::awaitable<void> answerManagementCall(ServerExchange& http, RequestTraces& traces,
                                                  Timestamp now);

/// Where a trace can be read, below the gateway's own address.
[[nodiscard]] std::string tracePath(std::string_view traceId);

} // namespace gatelens::proxy
