#include "core/expression/expression.h"
#include "core/policy/validator.h"

namespace gatelens::policy {

Findings compileExpression(std::string_view source)
{
    auto compiled = expression::Expression::compile(source, {SourcePosition{"", 1, 1}});
    if (Findings* findings = std::get_if<Findings>(&compiled))
        return std::move(*findings);
    return {};
}

} // namespace gatelens::policy
