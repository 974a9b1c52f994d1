#pragma once

#include "proxy/gateway/policies/execution.h"

#include <boost/asio/awaitable.hpp>

#include <optional>

namespace gatelens::proxy {

/// Answers a request of a GraphQL API by its resolvers, in place of the backend; fields at the root
/// without one are asked of the API's service. Nothing when no resolver has a part in the request:
/// it is then forwarded as any other.
boost::asio::awaitable<std::optional<StepResult>> resolveGraphQl(Execution& execution);

} // namespace gatelens::proxy
