#pragma once

#include "proxy/gateway/policies/statement_reader.h"

#include <boost/json/array.hpp>

#include <string>
#include <string_view>

namespace gatelens::proxy {

enum class ValidationAction
{
    Ignore,
    Detect,
    Prevent
};

[[nodiscard]] std::span<const EnumValue<ValidationAction>::Name> validationActionNames();

/// What a validation statement found; fields of the objects in its errors variable.
struct ValidationFinding
{
    std::string name;
    std::string type; ///< RequestBody, QueryParameter, …
    std::string rule; ///< SizeLimit, Unspecified, IncorrectMessage, …
    std::string details;
    bool isGeneric = false; ///< the caller must not see the details
};

/// Collects findings of one run: records them in the variable, and turns the first that is to be
/// prevented into the statement's failure.
class ValidationReport
{
public:
    ValidationReport(Execution& execution, policy::Section section, std::string_view variable);

    /// True when the statement must end: the finding is to be prevented.
    bool add(const ValidationFinding& finding, ValidationAction action);

    /// Writes the variable and gives the statement's end.
    [[nodiscard]] StepResult finish();

private:
    Execution& m_execution;
    policy::Section m_section;
    std::string m_variable;
    boost::json::array m_findings;
    std::optional<FailurePtr> m_failure;
};

} // namespace gatelens::proxy
