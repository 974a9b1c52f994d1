#pragma once

#include "core/policy/effective_policy.h"
#include "core/workspace/secrets.h"

namespace gatelens::policy {

/// The named values of one workspace. Refers to both; they must outlive it.
class WorkspaceNamedValues : public NamedValueResolver
{
public:
    WorkspaceNamedValues(const Workspace& workspace, const SecretResolver& secrets)
        : m_workspace(workspace)
        , m_secrets(secrets)
    {
    }

    [[nodiscard]] std::optional<std::string> valueOf(std::string_view displayName) const override
    {
        return namedValue(m_workspace, m_secrets, displayName);
    }

private:
    const Workspace& m_workspace;
    const SecretResolver& m_secrets;
};

} // namespace gatelens::policy
