#include "ui/diagnostics/diagnostic_saving.h"

#include "core/workspace/workspace_writer.h"
#include "ui/diagnostics/diagnostics_draft.h"

#include <algorithm>

namespace gatelens::ui {
namespace {

const Diagnostic* findById(const std::vector<Diagnostic>& diagnostics, const std::string& id)
{
    const auto found = std::find_if(diagnostics.begin(), diagnostics.end(),
                                    [&](const Diagnostic& one) { return one.id == id; });
    return found == diagnostics.end() ? nullptr : &*found;
}

Result<void> saveScope(const WorkspaceWriter& writer, const std::string& scope,
                       const std::vector<Diagnostic>& before, const std::vector<Diagnostic>& after)
{
    for (const auto& one : after) {
        const auto* old = findById(before, one.id);
        if (old && *old == one)
            continue;
        if (const auto saved = writer.saveDiagnostic(scope, one); !saved)
            return saved.error();
    }
    for (const auto& one : before) {
        if (findById(after, one.id))
            continue;
        if (const auto deleted = writer.deleteDiagnostic(scope, one.id); !deleted)
            return deleted.error();
    }
    return {};
}

} // namespace

Result<std::shared_ptr<const Workspace>> saveDiagnostics(const Workspace& present,
                                                         const Workspace& edited,
                                                         const std::vector<std::string>& scopes)
{
    const WorkspaceWriter writer(present);
    auto result = std::make_shared<Workspace>(present);
    for (const auto& scope : scopes) {
        const auto* before = diagnosticsOf(present, scope);
        const auto* after = diagnosticsOf(edited, scope);
        if (!before || !after)
            continue;
        if (const auto saved = saveScope(writer, scope, *before, *after); !saved)
            return saved.error();
        if (scope.empty())
            result->diagnostics = *after;
        for (auto& api : result->apis) {
            if (!scope.empty() && api.key() == scope)
                api.diagnostics = *after;
        }
    }
    return std::shared_ptr<const Workspace>(std::move(result));
}

} // namespace gatelens::ui
