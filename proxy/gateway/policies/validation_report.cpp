#include "proxy/gateway/policies/validation_report.h"

#include "proxy/gateway/error_response.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <array>

namespace gatelens::proxy {

namespace {

constexpr std::array<EnumValue<ValidationAction>::Name, 3> kActions{{
    {"ignore", ValidationAction::Ignore},
    {"detect", ValidationAction::Detect},
    {"prevent", ValidationAction::Prevent},
}};

constexpr std::string_view kGenericText = "The request could not be processed due to an internal "
                                          "error. Contact the API owner.";

} // namespace

std::span<const EnumValue<ValidationAction>::Name> validationActionNames() { return kActions; }

ValidationReport::ValidationReport(Execution& execution, policy::Section section,
                                   std::string_view variable)
    : m_execution(execution)
    , m_section(section)
    , m_variable(variable)
{
}

bool ValidationReport::add(const ValidationFinding& finding, ValidationAction action)
{
    if (action == ValidationAction::Ignore)
        return false;
    const bool isPrevented = action == ValidationAction::Prevent;
    m_findings.push_back(boost::json::object{{"Name", finding.name},
                                             {"Type", finding.type},
                                             {"ValidationRule", finding.rule},
                                             {"Details", finding.details},
                                             {"Action", isPrevented ? "prevent" : "detect"}});
    if (!isPrevented || m_failure)
        return isPrevented;
    const bool isOutbound = m_section == policy::Section::Outbound;
    const std::string_view shown = finding.isGeneric ? kGenericText : finding.details;
    m_failure = makeFailure(isOutbound ? "Response not allowed" : "Bad request", finding.details,
                            errorResponse(isOutbound ? 502 : 400, shown));
    return true;
}

StepResult ValidationReport::finish()
{
    m_execution.summarize(m_findings.empty() ? std::string("valid")
                                             : fmt::format("{} problems", m_findings.size()));
    if (!m_variable.empty() && !m_findings.empty()) {
        Result<expression::Value> list
            = expression::Value::ofJson(boost::json::serialize(m_findings));
        if (list)
            m_execution.context.variables.set(m_variable, std::move(*list));
    }
    if (m_failure)
        return *m_failure;
    return Next::Continue;
}

} // namespace gatelens::proxy
