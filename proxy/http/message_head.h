#pragma once

#include "core/message/header_list.h"

#include <string>

namespace gatelens::proxy {

/// Request line and headers as they came in.
struct RequestHead
{
    std::string method;
    std::string target; ///< as in the request line; usually "/path?query"
    int minorVersion = 1; ///< HTTP/1.x
    HeaderList headers;
};

/// Status line and headers. What frames the body (Content-Length, Transfer-Encoding, Connection) is
/// written by whoever sends it.
struct ResponseHead
{
    int statusCode = 200;
    std::string reason; ///< empty: the standard phrase
    HeaderList headers;
};

} // namespace gatelens::proxy
