#include "core/expression/expression.h"
#include "core/policy/validator.h"

#include <algorithm>
#include <array>

namespace gatelens::policy {

namespace {

/// Types that published policies use although the documented list lacks them: the service takes
/// them. What is said of such an expression is no certain error.
constexpr std::array<std::string_view, 3> kUnlistedTypesInUse{"RSACng", "XmlReader", "XmlDocument"};

bool namesUnlistedType(const Finding& finding)
{
    return finding.code == "CS0246"
        && std::any_of(kUnlistedTypesInUse.begin(), kUnlistedTypesInUse.end(),
                       [&](std::string_view type) {
                           return finding.message.find('\'' + std::string(type) + '\'')
                               != std::string::npos;
                       });
}

} // namespace

CheckedExpression compileExpression(std::string_view source)
{
    auto compiled = expression::Expression::compile(source, {SourcePosition{"", 1, 1}});
    auto* const found = std::get_if<Findings>(&compiled);
    if (found == nullptr) {
        CheckedExpression checked;
        checked.resultType
            = std::get<std::shared_ptr<const expression::Expression>>(compiled)->resultType();
        return checked;
    }
    Findings findings = std::move(*found);
    // The other errors may only follow from the type that is not known.
    if (std::any_of(findings.begin(), findings.end(), namesUnlistedType)) {
        for (Finding& finding : findings) {
            finding.severity = FindingSeverity::Warning;
            finding.code = "GL5001";
        }
    }
    return findings;
}

} // namespace gatelens::policy
