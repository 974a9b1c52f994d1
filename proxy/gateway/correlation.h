#pragma once

#include "core/workspace/entities.h"
#include "proxy/gateway/exchange_context.h"

namespace gatelens::proxy {

/// Gives the exchange its operation id, parent and own span, taken from the caller's headers as
/// `protocol` says, and notes what backend calls get. Source: Application Insights reference, A.10.
void beginCorrelation(ExchangeContext& context, CorrelationProtocol protocol,
                      const std::string& requestContext);

} // namespace gatelens::proxy
