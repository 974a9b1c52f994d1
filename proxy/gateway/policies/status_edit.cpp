#include "proxy/gateway/policies/status_edit.h"

#include <fmt/format.h>

namespace gatelens::proxy {

StatusEdit::StatusEdit(const policy::Statement& statement, Compilation& compilation)
{
    StatementReader reader(statement, compilation);
    m_code = reader.requiredInteger("code");
    m_reason = reader.text("reason");
}

PolicyResult<void> StatusEdit::apply(Execution& execution, ResponseMessage& response) const
{
    const PolicyResult<std::int64_t> code = m_code.integer(execution);
    if (!code)
        return code.error();
    if (*code < 100 || *code > 999)
        return execution.internalFailure("ExpressionValueEvaluationFailure",
                                         fmt::format("{} is not a status code.", *code));
    PolicyResult<std::string> reason = m_reason.text(execution);
    if (!reason)
        return reason.error();
    response.statusCode = static_cast<int>(*code);
    response.statusReason
        = reason->empty() ? std::string(reasonPhrase(response.statusCode)) : std::move(*reason);
    execution.summarize("{} {}", response.statusCode, response.statusReason);
    return {};
}

} // namespace gatelens::proxy
