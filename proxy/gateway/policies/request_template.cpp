#include "proxy/gateway/policies/request_template.h"

#include "proxy/gateway/forwarding.h"
#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

namespace gatelens::proxy {

RequestTemplate::RequestTemplate(const policy::Statement& statement, Compilation& compilation)
    : m_section(compilation.section())
{
    StatementReader reader(statement, compilation);
    const std::string mode = lowered(reader.literal("mode", "new"));
    if (mode != "new" && mode != "copy")
        reader.malformed("mode", "new or copy");
    m_isCopy = mode == "copy";
    m_timeout = reader.number("timeout", 60);
    for (const policy::Statement& child : statement.children)
        addChild(child, compilation);
    if (!m_isCopy && !m_url.isPresent())
        compilation.error(reader.position(), "GL6002",
                          fmt::format("<{}> lacks the element <set-url>", statement.name));
}

void RequestTemplate::addChild(const policy::Statement& child, Compilation& compilation)
{
    StatementReader reader(child, compilation);
    if (child.name == "set-url") {
        m_url = reader.innerTextTrimmed();
        if (m_url.isLiteral() && !parseUrl(m_url.source()))
            compilation.error(
                reader.position(), "GL6003",
                fmt::format("<set-url>: '{}' is not an absolute URL", m_url.source()));
    } else if (child.name == "set-method")
        m_method = reader.innerTextTrimmed();
    else if (child.name == "set-header")
        m_headers.emplace_back(child, compilation);
    else if (child.name == "set-body")
        m_body.emplace(child, compilation);
    else if (child.name == "authentication-basic") {
        m_basicUser = reader.requiredText("username");
        m_basicPassword = reader.requiredText("password");
    } else if (child.name == "authentication-managed-identity")
        m_identityResource = reader.requiredText("resource");
    else if (child.name == "authentication-certificate")
        m_certificate.emplace(child, compilation);
    else if (child.name == "proxy")
        m_proxy.emplace(child, compilation);
    else
        compilation.error(child.origin.position, "GL6006",
                          fmt::format("<{}> cannot stand in a request", child.name));
}

void RequestTemplate::startFromRequest(Execution& execution, OutgoingCall& call) const
{
    const ExchangeContext& context = execution.context;
    call.method = context.request.method;
    call.base = context.request.url;
    call.query = context.request.url.query;
    call.headers = forwardedHeaders(context);
    // Once outbound has begun there is no request body any more.
    if (!isResponseSection(m_section) && context.request.body.state == MessageBody::State::Buffered)
        call.body.bytes = context.request.body.bytes;
}

PolicyResult<void> RequestTemplate::applyUrl(Execution& execution, OutgoingCall& call) const
{
    if (!m_url.isPresent())
        return {};
    const PolicyResult<std::string> text = m_url.text(execution);
    if (!text)
        return text.error();
    Result<Url> url = parseUrl(trimmed(*text));
    if (!url)
        return execution.internalFailure("BackendConnectionFailure", url.error().message);
    call.query = url->query;
    call.base = std::move(*url);
    return {};
}

PolicyResult<OutgoingCall> RequestTemplate::build(Execution& execution, CallKind kind) const
{
    OutgoingCall call;
    call.kind = kind;
    if (m_isCopy)
        startFromRequest(execution, call);
    const PolicyResult<double> timeout = m_timeout.number(execution);
    if (!timeout)
        return timeout.error();
    call.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(*timeout * 1000));
    const PolicyResult<void> hasUrl = applyUrl(execution, call);
    if (!hasUrl)
        return hasUrl.error();
    if (m_method.isPresent()) {
        PolicyResult<std::string> method = m_method.text(execution);
        if (!method)
            return method.error();
        call.method = std::move(*method);
    }
    for (const HeaderEdit& header : m_headers) {
        const PolicyResult<void> applied = header.apply(execution, call.headers);
        if (!applied)
            return applied.error();
    }
    if (m_body) {
        const MessageBody& input = execution.context.request.body;
        PolicyResult<std::string> bytes
            = m_body->evaluate(execution, &input, &execution.context.request.headers);
        if (!bytes)
            return bytes.error();
        call.body.bytes = std::move(*bytes);
    }
    if (m_basicUser.isPresent()) {
        const PolicyResult<std::string> user = m_basicUser.text(execution);
        const PolicyResult<std::string> password = m_basicPassword.text(execution);
        if (!user || !password)
            return user ? password.error() : user.error();
        call.headers.set("Authorization", "Basic " + base64Encode(*user + ':' + *password));
    }
    if (m_identityResource.isPresent()) {
        const PolicyResult<std::string> resource = m_identityResource.text(execution);
        if (!resource)
            return resource.error();
        const Result<std::string> token = managedIdentityToken(execution, *resource, {});
        if (!token)
            return execution.internalFailure("ManagedIdentityTokenError", token.error().message);
        call.headers.set("Authorization", "Bearer " + *token);
    }
    if (m_certificate) {
        PolicyResult<std::shared_ptr<const ClientIdentity>> identity
            = m_certificate->evaluate(execution);
        if (!identity)
            return identity.error();
        call.identity = std::move(*identity);
    }
    if (m_proxy) {
        PolicyResult<HttpProxy> proxy = m_proxy->evaluate(execution);
        if (!proxy)
            return proxy.error();
        call.proxy = std::move(*proxy);
    }
    return call;
}

} // namespace gatelens::proxy
