#include "proxy/gateway/policies/failure.h"

#include "proxy/gateway/error_response.h"

#include <boost/throw_exception.hpp>

#include <stdexcept>

namespace gatelens::proxy {

void throw_exception_from_error(const FailurePtr& failure, const boost::source_location& location)
{
    boost::throw_exception(std::logic_error("value of a failed statement: " + failure->reason + ": "
                                            + failure->message),
                           location);
}

FailurePtr makeFailure(std::string reason, std::string message, ResponseMessage response)
{
    return FailurePtr({.reason = std::move(reason),
                       .message = std::move(message),
                       .response = std::move(response)});
}

FailurePtr makeInternalFailure(std::string reason, std::string message, std::string_view requestId)
{
    return makeFailure(std::move(reason), std::move(message), internalServerError(requestId));
}

} // namespace gatelens::proxy
