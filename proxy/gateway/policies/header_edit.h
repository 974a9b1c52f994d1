#pragma once

#include "proxy/gateway/policies/statement_reader.h"

#include <vector>

namespace gatelens::proxy {

enum class ExistsAction
{
    Override,
    Skip,
    Append,
    Delete
};

/// Values of `exists-action`.
[[nodiscard]] std::span<const EnumValue<ExistsAction>::Name> existsActionNames();

/// The texts of `<value>` children; one that evaluates to null contributes nothing.
[[nodiscard]] PolicyResult<std::vector<std::string>>
evaluateValues(Execution& execution, const std::vector<PolicyValue>& values);

/// A compiled `set-header`, wherever it stands: in a section, in return-response, in send-request.
class HeaderEdit
{
public:
    HeaderEdit(const policy::Statement& statement, Compilation& compilation);

    PolicyResult<void> apply(Execution& execution, HeaderList& headers) const;

private:
    PolicyValue m_name;
    EnumValue<ExistsAction> m_action;
    std::vector<PolicyValue> m_values;
};

/// True for headers whose values may hold commas or dates: several values become several lines.
[[nodiscard]] bool isMultiLineHeader(std::string_view name);

} // namespace gatelens::proxy
