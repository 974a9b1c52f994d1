#include "ui/policies/document_check.h"

#include "core/policy/effective_policy.h"
#include "core/policy/validator.h"
#include "ui/policies/keep_named_values.h"
#include "ui/policies/statement_text.h"
#include "ui/theme/format.h"

#include <algorithm>

namespace gatelens::ui {
namespace {

InheritedStatement inheritedFrom(const policy::Statement& statement, const Workspace& workspace)
{
    InheritedStatement result;
    result.name = statement.name;
    result.summary = summaryOf(statement);
    result.origin = originName(statement.origin, workspace);
    result.target = targetOfFile(workspace, statement.origin.position.file);
    result.line = statement.origin.position.line;
    return result;
}

InheritedSections inheritedSections(const Workspace& workspace, const ParentScopes& parents)
{
    InheritedSections sections;
    if (!parents.hasParent)
        return sections;
    const auto composed = policy::compose(
        workspace, {.product = parents.product, .api = parents.api}, KeepNamedValues{});
    const std::array lists{&composed.policy.inbound, &composed.policy.backend,
                           &composed.policy.outbound, &composed.policy.onError};
    for (std::size_t section = 0; section < lists.size(); ++section) {
        for (const auto& statement : *lists[section])
            sections[section].push_back(inheritedFrom(statement, workspace));
    }
    return sections;
}

const Product* firstProductOf(const Workspace& workspace, const Api& api)
{
    const auto found = std::find_if(
        workspace.products.begin(), workspace.products.end(), [&](const Product& product) {
            return std::find(product.apiIds.begin(), product.apiIds.end(), api.id)
                != product.apiIds.end();
        });
    return found == workspace.products.end() ? nullptr : &*found;
}

} // namespace

ParentScopes parentScopesOf(const Workspace& workspace, const PolicyTarget& target)
{
    switch (target.kind) {
    case PolicyTarget::Kind::AllApis:
    case PolicyTarget::Kind::Fragment:
        return {};
    case PolicyTarget::Kind::Product:
        return {nullptr, nullptr, true};
    case PolicyTarget::Kind::Api:
    case PolicyTarget::Kind::Operation:
        break;
    }
    const auto* api = workspace.findApi(target.id);
    if (!api)
        return {};
    const bool isOperation = target.kind == PolicyTarget::Kind::Operation;
    return {firstProductOf(workspace, *api), isOperation ? api : nullptr, true};
}

DocumentCheckResult check(const DocumentCheck& request)
{
    DocumentCheckResult result;
    const auto document = policy::Document::parse(request.text, request.file);
    policy::ValidationContext context;
    context.workspace = request.workspace.get();
    context.checkExpression = policy::compileExpression;
    if (request.target.kind == PolicyTarget::Kind::Fragment) {
        context.role = policy::DocumentRole::Fragment;
    } else {
        context.role = policy::DocumentRole::Policy;
        context.scope = scopeOf(request.target);
    }
    result.findings = policy::validate(document, context);
    const auto parents = parentScopesOf(*request.workspace, request.target);
    result.inherited = inheritedSections(*request.workspace, parents);
    if (parents.product)
        result.inheritedFor = QObject::tr("for product %1")
                                  .arg(toQString(parents.product->displayName.empty()
                                                     ? parents.product->id
                                                     : parents.product->displayName));
    return result;
}

} // namespace gatelens::ui
