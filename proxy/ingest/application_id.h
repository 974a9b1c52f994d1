#pragma once

#include <string>
#include <string_view>

namespace gatelens::proxy {

/// The application id that the local endpoint gives to an instrumentation key: a GUID, always the
/// same for the same key (RFC 4122 version 5).
[[nodiscard]] std::string applicationIdFor(std::string_view instrumentationKey);

} // namespace gatelens::proxy
