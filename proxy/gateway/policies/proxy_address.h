#pragma once

#include "core/base/result.h"
#include "proxy/http/transport.h"

#include <string>
#include <string_view>

namespace gatelens::proxy {

/// A proxy given by URL, user and password, as policies and backends name it. InvalidArgument when
/// the URL is not http: towards a proxy only plain HTTP is spoken.
[[nodiscard]] Result<HttpProxy> proxyAddress(std::string_view url, std::string_view username,
                                             std::string_view password);

} // namespace gatelens::proxy
