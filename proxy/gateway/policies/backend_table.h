#pragma once

#include "core/base/finding.h"
#include "core/expression/policy_context.h"
#include "core/policy/effective_policy.h"
#include "core/workspace/workspace.h"
#include "proxy/gateway/policies/certificate_lookup.h"
#include "proxy/http/transport.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::proxy {

/// A backend entity ready for calls: URL parsed, named values of its credentials substituted.
struct CompiledBackend
{
    struct Member
    {
        const CompiledBackend* backend = nullptr;
        int priority = 1;
        int weight = 1;
    };

    Backend entity; ///< with named values substituted
    std::optional<Url> url; ///< nullopt for a pool
    expression::BackendFacts facts;
    std::shared_ptr<const ClientIdentity> identity; ///< client certificate; null for none
    std::optional<HttpProxy> proxy;
    std::vector<Member> members; ///< of a pool
};

/// The backends of one workspace by id; ids compare without regard to case.
class BackendTable
{
public:
    struct Built
    {
        std::shared_ptr<const BackendTable> table;
        Findings findings; ///< unusable URLs, unknown pool members, unresolved named values
    };

    [[nodiscard]] static Built build(const Workspace& workspace,
                                     const policy::NamedValueResolver& namedValues,
                                     const FindCertificate& certificate = {});

    [[nodiscard]] const CompiledBackend* find(std::string_view id) const;

private:
    std::map<std::string, std::unique_ptr<CompiledBackend>, std::less<>> m_backends;
};

} // namespace gatelens::proxy
