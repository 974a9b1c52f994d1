#pragma once

#include "ui/policies/canvas_host.h"

#include <memory>
#include <string>

namespace gatelens::ui {

/// What a document is checked against and what it stands for; made on the GUI thread, used on a
/// worker.
struct DocumentCheck
{
    std::shared_ptr<const Workspace> workspace; ///< with every open document's present text
    PolicyTarget target;
    std::string text;
    std::string file;
};

struct DocumentCheckResult
{
    Findings findings;
    InheritedSections inherited;
    QString inheritedFor; ///< "for product Starter"
};

/// Validates the document and works out what its <base/> statements inherit. Takes long enough to
/// be called on a worker; touches nothing shared.
[[nodiscard]] DocumentCheckResult check(const DocumentCheck& request);

/// The broader scopes of a document, as composition takes them: the first product that holds the
/// API stands for all.
struct ParentScopes
{
    const Product* product = nullptr;
    const Api* api = nullptr;
    bool hasParent = false;
};
[[nodiscard]] ParentScopes parentScopesOf(const Workspace& workspace, const PolicyTarget& target);

} // namespace gatelens::ui
