#include "core/policy/templates.h"

#include "core/policy/xml_text.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace gatelens::policy {

namespace {

constexpr std::string_view kStep = "    ";

/// Statements whose typical use is more than their required parts.
constexpr std::array<std::pair<std::string_view, std::string_view>, 39> kTypical{{
    {"rate-limit", R"xml(<rate-limit calls="100" renewal-period="60" />)xml"},
    {"rate-limit-by-key",
     R"xml(<rate-limit-by-key calls="100" renewal-period="60" counter-key="@(context.Request.IpAddress)" />)xml"},
    {"quota", R"xml(<quota calls="10000" renewal-period="604800" />)xml"},
    {"quota-by-key",
     R"xml(<quota-by-key calls="10000" renewal-period="604800" counter-key="@(context.Request.IpAddress)" />)xml"},
    {"limit-concurrency", R"xml(<limit-concurrency key="backend" max-count="10">
    <forward-request />
</limit-concurrency>)xml"},
    {"check-header",
     R"xml(<check-header name="X-Api-Client" failed-check-httpcode="401" failed-check-error-message="Not authorized" ignore-case="false" />)xml"},
    {"ip-filter", R"xml(<ip-filter action="allow">
    <address-range from="10.0.0.0" to="10.255.255.255" />
</ip-filter>)xml"},
    {"validate-jwt",
     R"xml(<validate-jwt header-name="Authorization" failed-validation-httpcode="401" failed-validation-error-message="Unauthorized">
    <openid-config url="https://login.example.com/.well-known/openid-configuration" />
    <audiences>
        <audience>api</audience>
    </audiences>
</validate-jwt>)xml"},
    {"authentication-basic",
     R"xml(<authentication-basic username="user" password="{{backend-password}}" />)xml"},
    {"azure-openai-token-limit",
     R"xml(<azure-openai-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="5000" estimate-prompt-tokens="false" />)xml"},
    {"llm-token-limit",
     R"xml(<llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="5000" estimate-prompt-tokens="false" />)xml"},
    {"validate-azure-ad-token",
     R"xml(<validate-azure-ad-token tenant-id="00000000-0000-0000-0000-000000000000">
    <audiences>
        <audience>api</audience>
    </audiences>
</validate-azure-ad-token>)xml"},
    {"authentication-certificate",
     R"xml(<authentication-certificate certificate-id="client" />)xml"},
    {"send-service-bus-message", R"xml(<send-service-bus-message queue-name="orders">
    <payload>@(context.Request.Body.As<string>(preserveContent: true))</payload>
</send-service-bus-message>)xml"},
    {"set-backend-service-dapr",
     R"xml(<set-backend-service backend-id="dapr" dapr-app-id="orders" dapr-method="new" />)xml"},
    {"validate-content",
     R"xml(<validate-content unspecified-content-type-action="prevent" max-size="102400" size-exceeded-action="prevent" errors-variable-name="requestBodyValidation">
    <content type="application/json" validate-as="json" action="prevent" />
</validate-content>)xml"},
    {"forward-request", R"xml(<forward-request timeout="60" />)xml"},
    {"set-backend-service",
     R"xml(<set-backend-service base-url="https://backend.example.com" />)xml"},
    {"cache-lookup",
     R"xml(<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" downstream-caching-type="none">
    <vary-by-query-parameter>version</vary-by-query-parameter>
</cache-lookup>)xml"},
    {"cache-store", R"xml(<cache-store duration="60" />)xml"},
    {"cache-lookup-value", R"xml(<cache-lookup-value key="key" variable-name="value" />)xml"},
    {"cache-store-value",
     R"xml(<cache-store-value key="key" value="@((string)context.Variables["value"])" duration="60" />)xml"},
    {"set-method", R"xml(<set-method>POST</set-method>)xml"},
    {"set-status", R"xml(<set-status code="200" reason="OK" />)xml"},
    {"set-variable",
     R"xml(<set-variable name="name" value="@(context.RequestId.ToString())" />)xml"},
    {"set-body",
     R"xml(<set-body>@(context.Request.Body.As<string>(preserveContent: true))</set-body>)xml"},
    {"set-header", R"xml(<set-header name="X-Header" exists-action="override">
    <value>value</value>
</set-header>)xml"},
    {"set-query-parameter", R"xml(<set-query-parameter name="name" exists-action="override">
    <value>value</value>
</set-query-parameter>)xml"},
    {"rewrite-uri", R"xml(<rewrite-uri template="/" />)xml"},
    {"return-response", R"xml(<return-response>
    <set-status code="200" reason="OK" />
    <set-header name="Content-Type" exists-action="override">
        <value>application/json</value>
    </set-header>
    <set-body>{}</set-body>
</return-response>)xml"},
    {"mock-response",
     R"xml(<mock-response status-code="200" content-type="application/json" />)xml"},
    {"cors", R"xml(<cors allow-credentials="false">
    <allowed-origins>
        <origin>*</origin>
    </allowed-origins>
    <allowed-methods>
        <method>GET</method>
        <method>POST</method>
    </allowed-methods>
    <allowed-headers>
        <header>*</header>
    </allowed-headers>
</cors>)xml"},
    {"send-request",
     R"xml(<send-request mode="new" response-variable-name="response" timeout="10" ignore-error="false">
    <set-url>https://service.example.com/</set-url>
    <set-method>GET</set-method>
</send-request>)xml"},
    {"send-one-way-request", R"xml(<send-one-way-request mode="new" timeout="10">
    <set-url>https://service.example.com/</set-url>
    <set-method>POST</set-method>
    <set-body>@(context.RequestId.ToString())</set-body>
</send-one-way-request>)xml"},
    {"trace", R"xml(<trace source="policy" severity="information">
    <message>@($"Request {context.RequestId}")</message>
</trace>)xml"},
    {"emit-metric", R"xml(<emit-metric name="requests" value="1" namespace="policy">
    <dimension name="API ID" />
</emit-metric>)xml"},
    {"choose", R"xml(<choose>
    <when condition="@(context.Response.StatusCode >= 500)">
    </when>
    <otherwise>
    </otherwise>
</choose>)xml"},
    {"retry",
     R"xml(<retry condition="@(context.Response == null || context.Response.StatusCode >= 500)" count="3" interval="1" first-fast-retry="true">
    <forward-request buffer-request-body="true" />
</retry>)xml"},
    {"wait", R"xml(<wait for="all">
    <send-request mode="new" response-variable-name="response" timeout="10" ignore-error="false">
        <set-url>https://service.example.com/</set-url>
        <set-method>GET</set-method>
    </send-request>
</wait>)xml"},
}};

/// A value of the attribute's type: its default, the first of an
/// enumeration, or an example.
std::string exampleValue(const std::string& type, const std::optional<std::string>& defaultValue,
                         const std::vector<std::string>& values, const std::optional<double>& min)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kExamples{
        {{"bool", "true"},
         {"int", "1"},
         {"number", "1"},
         {"bytes", "1024"},
         {"duration-seconds", "60"},
         {"duration-milliseconds", "1000"},
         {"datetime", "2030-01-01T00:00:00Z"},
         {"header-name", "X-Header"},
         {"ip-address", "10.0.0.1"},
         {"media-type", "application/json"},
         {"method", "GET"},
         {"status-code", "200"},
         {"uri", "https://service.example.com/"},
         {"uri-template", "/"},
         {"variable-name", "name"},
         {"identifier", "id"}}};
    if (defaultValue && !defaultValue->empty())
        return *defaultValue;
    if (!values.empty())
        return values.front();
    if (min && *min > 1)
        return fmt::format("{}", *min);
    for (const auto& [known, example] : kExamples) {
        if (type == known)
            return std::string(example);
    }
    return "value";
}

void write(const ElementDescriptor& element, std::string_view indentation, std::string& out)
{
    out += fmt::format("{}<{}", indentation, element.name);
    for (const AttributeDescriptor& attribute : element.attributes) {
        if (attribute.isRequired)
            out += fmt::format(" {}=\"{}\"", attribute.name,
                               escapeAttribute(exampleValue(attribute.type, attribute.defaultValue,
                                                            attribute.values, attribute.min),
                                               '"'));
    }
    const std::string inner = std::string(indentation) + std::string(kStep);
    std::string children;
    for (const ElementDescriptor& child : element.children) {
        if (!child.isRequired)
            continue;
        children += '\n';
        write(child, inner, children);
    }
    if (!children.empty() || element.holdsPolicies)
        out += fmt::format(">{}\n{}</{}>", children, indentation, element.name);
    else if (element.isTextRequired)
        out += fmt::format(">{}</{}>", exampleValue(element.textType, {}, {}, {}), element.name);
    else
        out += " />";
}

} // namespace

std::string templateFor(const PolicyDescriptor& policy)
{
    for (const auto& [name, source] : kTypical) {
        if (policy.name == name)
            return std::string(source);
    }
    return templateFor(policy.element);
}

std::string templateFor(const ElementDescriptor& element)
{
    std::string source;
    write(element, "", source);
    return source;
}

std::string documentTemplate(Scope scope)
{
    const std::string_view base = scope == Scope::Global ? "" : "        <base />\n";
    const std::string_view backend
        = scope == Scope::Global ? "        <forward-request />\n" : "        <base />\n";
    return fmt::format("<policies>\n    <inbound>\n{0}    </inbound>\n    "
                       "<backend>\n{1}    </backend>\n"
                       "    <outbound>\n{0}    </outbound>\n    "
                       "<on-error>\n{0}    </on-error>\n"
                       "</policies>\n",
                       base, backend);
}

std::string fragmentTemplate() { return "<fragment>\n</fragment>\n"; }

} // namespace gatelens::policy
