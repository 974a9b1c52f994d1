#pragma once

#include "proxy/gateway/policies/compilation.h"

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>

namespace gatelens::proxy {

/// The statements of `http-response` or `response`, run on the data source's answer.
class ResponseStatements
{
public:
    /// `element` is null when the data source has none.
    ResponseStatements(const policy::Statement* element, const Compilation& compilation);

    /// The field's value after they ran: the body as JSON, or as text where it is none. Without the
    /// element a field that is not `isComposite` gets the answer as it came.
    [[nodiscard]] boost::asio::awaitable<PolicyResult<boost::json::value>>
    apply(Execution& execution, bool isComposite) const;

private:
    bool m_isGiven;
    Sequence m_sequence;
};

} // namespace gatelens::proxy
