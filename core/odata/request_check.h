#pragma once

#include "core/odata/model.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::odata {

/// What is checked of a request.
struct RequestFacts
{
    std::string_view method;
    std::string_view path; ///< behind the service root, percent-encoded
    std::string_view query; ///< without "?", percent-encoded
    std::string_view contentType;
    std::string_view body;
};

struct RequestProblem
{
    std::string_view rule; ///< ResourcePath, Method, QueryOption or Payload
    std::string message; ///< without a full stop
};

/// What in a request does not fit the model; empty when everything does. A path that leads nowhere
/// is the only problem told, since the rest means nothing then.
[[nodiscard]] std::vector<RequestProblem> checkRequest(const Model& model,
                                                       const RequestFacts& request);

} // namespace gatelens::odata
