#pragma once

#include "proxy/gateway/policies/statement_reader.h"

namespace gatelens::proxy {

/// A compiled `set-status`, in a section or in return-response.
class StatusEdit
{
public:
    StatusEdit(const policy::Statement& statement, Compilation& compilation);

    PolicyResult<void> apply(Execution& execution, ResponseMessage& response) const;

private:
    PolicyValue m_code;
    PolicyValue m_reason;
};

} // namespace gatelens::proxy
