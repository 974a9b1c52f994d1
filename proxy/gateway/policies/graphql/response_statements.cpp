#include "proxy/gateway/policies/graphql/response_statements.h"

#include <boost/json.hpp>

namespace gatelens::proxy {

namespace {

/// The value of a body: JSON, or the text itself.
boost::json::value valueOf(const std::string& body)
{
    boost::system::error_code error;
    boost::json::value parsed = boost::json::parse(body, error);
    return error ? boost::json::value(body) : parsed;
}

} // namespace

ResponseStatements::ResponseStatements(const policy::Statement* element,
                                       const Compilation& compilation)
    : m_isGiven(element != nullptr)
{
    if (element != nullptr) {
        Compilation outbound = compilation.inSection(policy::Section::Outbound);
        m_sequence = outbound.sequence(element->children);
    }
}

boost::asio::awaitable<PolicyResult<boost::json::value>>
ResponseStatements::apply(Execution& execution, bool isComposite) const
{
    const PolicyResult<void> ready = co_await bufferBodies(execution, {.response = true});
    if (!ready)
        co_return ready.error();
    const StepResult result = co_await m_sequence.run(execution);
    if (!result)
        co_return result.error();
    const std::string& body = ensureResponse(execution.context).body.bytes;
    boost::json::value value
        = m_isGiven || isComposite ? valueOf(body) : boost::json::value(std::string_view(body));
    co_return value;
}

} // namespace gatelens::proxy
