#pragma once

#include "core/base/result.h"
#include "ui/policies/policy_target.h"

#include <memory>
#include <string>
#include <vector>

namespace gatelens::ui {

/// The text of one document to be written; an empty one deletes the document.
struct PolicyText
{
    PolicyTarget target;
    std::string file; ///< relative to the workspace's folder
    std::string text;
};

class DocumentModel;
[[nodiscard]] std::vector<PolicyText> textsOf(const std::vector<DocumentModel*>& models);

/// Writes the documents into the workspace's folder, each atomically. Stops at the first that
/// cannot be written; the error names it. Blocks: call it on a worker.
[[nodiscard]] Result<void> savePolicies(const Workspace& workspace,
                                        const std::vector<PolicyText>& documents);

/// The workspace's value with these texts, nothing written.
[[nodiscard]] std::shared_ptr<const Workspace>
withPolicies(const Workspace& workspace, const std::vector<PolicyText>& documents);

} // namespace gatelens::ui
