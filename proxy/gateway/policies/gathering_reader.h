#pragma once

#include "proxy/http/body_reader.h"

#include <cstddef>
#include <memory>

namespace gatelens::proxy {

/// Collects the pieces of a response until there are 8 KB of them or the body ends: what
/// forward-request does unless buffer-response is false.
[[nodiscard]] std::unique_ptr<BodyReader> gathering(std::unique_ptr<BodyReader> body);

} // namespace gatelens::proxy
