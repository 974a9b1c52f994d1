#pragma once

#include "proxy/gateway/policies/body_edit.h"
#include "proxy/gateway/policies/connection_edit.h"
#include "proxy/gateway/policies/header_edit.h"
#include "proxy/gateway/policies/outgoing_call.h"
#include "proxy/gateway/policies/statement_reader.h"

#include <optional>
#include <vector>

namespace gatelens::proxy {

/// The request that send-request and send-one-way-request describe with their children.
class RequestTemplate
{
public:
    RequestTemplate(const policy::Statement& statement, Compilation& compilation);

    /// What must be buffered before `build`: what the expressions read, and the request's body when
    /// it is copied.
    [[nodiscard]] bool copiesRequest() const { return m_isCopy; }

    [[nodiscard]] PolicyResult<OutgoingCall> build(Execution& execution, CallKind kind) const;

private:
    void addChild(const policy::Statement& child, Compilation& compilation);
    void startFromRequest(Execution& execution, OutgoingCall& call) const;
    [[nodiscard]] PolicyResult<void> applyUrl(Execution& execution, OutgoingCall& call) const;

    bool m_isCopy = false;
    policy::Section m_section;
    PolicyValue m_timeout;
    PolicyValue m_url;
    PolicyValue m_method;
    std::vector<HeaderEdit> m_headers;
    std::optional<BodyEdit> m_body;
    PolicyValue m_basicUser;
    PolicyValue m_basicPassword;
    PolicyValue m_identityResource;
    std::optional<CertificateEdit> m_certificate;
    std::optional<ProxyEdit> m_proxy;
};

} // namespace gatelens::proxy
