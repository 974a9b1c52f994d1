#include "proxy/gateway/gateway_plan.h"

#include "core/odata/model_reader.h"
#include "proxy/gateway/plan_facts.h"
#include "proxy/gateway/url_overrides.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace gatelens::proxy {

namespace {

int keyOf(std::optional<std::size_t> index) { return index ? static_cast<int>(*index) : -1; }

/// The same fault of a document at global scope shows in every combination: it is told once.
void mergeFindings(Findings& into, Findings&& from)
{
    for (Finding& finding : from) {
        if (std::find(into.begin(), into.end(), finding) == into.end())
            into.push_back(std::move(finding));
    }
}

} // namespace

const PolicyPlan& ApiPlan::policyFor(std::optional<std::size_t> product,
                                     std::optional<std::size_t> operation) const
{
    auto found = policies.find({keyOf(product), keyOf(operation)});
    if (found == policies.end()) // a product without a document changes nothing
        found = policies.find({-1, keyOf(operation)});
    return *found->second;
}

/// Compiles a workspace step by step; used once.
class GatewayPlanBuilder
{
public:
    explicit GatewayPlanBuilder(PlanInputs inputs)
        : m_inputs(std::move(inputs))
        , m_workspace(*m_inputs.workspace)
        , m_plan(new GatewayPlan)
    {
    }

    GatewayPlan::Built build()
    {
        mergeFindings(m_findings, std::move(m_inputs.findings));
        BackendTable::Built backends
            = BackendTable::build(m_workspace, *m_inputs.namedValues, m_inputs.certificate);
        m_backends = std::move(backends.table);
        mergeFindings(m_findings, std::move(backends.findings));
        checkOverrides();

        m_plan->m_workspace = m_inputs.workspace;
        m_plan->m_router.emplace(m_workspace);
        m_plan->m_subscriptions.emplace(m_inputs.workspace, m_inputs.subscriptionKeys);
        m_plan->m_deployment = deploymentFacts(m_workspace);
        m_plan->m_identity = gatewayIdentity(m_workspace);
        m_plan->m_capture = captureRules(m_workspace, *m_inputs.namedValues);
        for (const Product& product : m_workspace.products)
            m_plan->m_products.push_back(productFacts(m_workspace, product));
        for (const Api& api : m_workspace.apis)
            m_plan->m_apis.push_back(apiPlan(api));
        m_plan->m_unmatched.diagnostics
            = effectiveDiagnostics(m_workspace, nullptr, m_inputs.instrumentationKeyOf);
        compilePolicy(m_plan->m_unmatched, std::nullopt, std::nullopt);
        finishDiagnostics(m_plan->m_unmatched);
        if (hasErrors(m_findings))
            return {nullptr, std::move(m_findings)};
        return {std::move(m_plan), std::move(m_findings)};
    }

private:
    ApiPlan apiPlan(const Api& api)
    {
        ApiPlan plan;
        plan.api = &api;
        plan.key = api.key();
        plan.facts = apiFacts(api);
        plan.serviceUrl = serviceUrl(api);
        plan.facts.serviceUrl = plan.serviceUrl;
        for (const Operation& operation : api.operations)
            plan.operations.push_back(operationFacts(operation));
        plan.diagnostics = effectiveDiagnostics(m_workspace, &api, m_inputs.instrumentationKeyOf);
        finishDiagnostics(plan);
        prepareGraphQl(api);
        prepareOData(api);
        compilePolicies(plan, std::nullopt);
        for (std::size_t index = 0; index < m_workspace.products.size(); ++index) {
            const Product& product = m_workspace.products[index];
            const bool contains
                = std::any_of(product.apiIds.begin(), product.apiIds.end(),
                              [&](const auto& id) { return equalsIgnoringCase(id, api.id); });
            if (contains && product.policy)
                compilePolicies(plan, index);
        }
        m_graphQlSchema.reset();
        m_odataModel.reset();
        m_resolverSources.clear();
        return plan;
    }

    /// Schema and resolvers of the API whose policies are compiled next.
    void prepareGraphQl(const Api& api)
    {
        if (api.graphQlSchema) {
            Result<graphql::Schema> schema
                = graphql::Schema::parse(api.graphQlSchema->text, api.graphQlSchema->file);
            if (schema)
                m_graphQlSchema = std::make_shared<const graphql::Schema>(std::move(*schema));
            else
                m_findings.push_back({schema.error().position, 0, FindingSeverity::Error, "GL6017",
                                      "API '" + api.key() + "': " + schema.error().message});
        }
        for (const Resolver& resolver : api.resolvers) {
            policy::ComposedResolver composed = policy::composeResolver(
                m_workspace, api, resolver, *m_inputs.namedValues, m_documents);
            mergeFindings(m_findings, std::move(composed.findings));
            checkResolvedField(api, resolver);
            if (composed.source)
                m_resolverSources.push_back(
                    {api.key(), resolver.type, resolver.field, std::move(*composed.source)});
        }
    }

    void prepareOData(const Api& api)
    {
        if (!api.odataMetadata)
            return;
        Result<odata::Model> model
            = odata::readModel(api.odataMetadata->text, api.odataMetadata->file);
        if (model)
            m_odataModel = std::make_shared<const odata::Model>(std::move(*model));
        else
            m_findings.push_back({model.error().position, 0, FindingSeverity::Error, "GL4205",
                                  "API '" + api.key() + "': " + model.error().message});
    }

    void checkResolvedField(const Api& api, const Resolver& resolver)
    {
        if (!m_graphQlSchema)
            return;
        const graphql::TypeDefinition* type = m_graphQlSchema->find(resolver.type);
        if (type != nullptr && type->field(resolver.field) != nullptr)
            return;
        Finding finding;
        finding.position.file = resolver.policy.file;
        finding.code = "GL6018";
        finding.message = "The resolver '" + resolver.id + "' is for " + resolver.type + "/"
            + resolver.field + ", which the schema of '" + api.key() + "' does not have.";
        m_findings.push_back(std::move(finding));
    }

    void compilePolicies(ApiPlan& plan, std::optional<std::size_t> product)
    {
        compilePolicy(plan, product, std::nullopt);
        for (std::size_t index = 0; index < plan.api->operations.size(); ++index)
            compilePolicy(plan, product, index);
    }

    void compilePolicy(ApiPlan& plan, std::optional<std::size_t> product,
                       std::optional<std::size_t> operation)
    {
        PlanContext context;
        context.workspace = m_inputs.workspace;
        context.api = plan.api;
        context.operation = operation ? &plan.api->operations[*operation] : nullptr;
        context.product = product ? &m_workspace.products[*product] : nullptr;
        context.backends = m_backends;
        context.certificate = m_inputs.certificate;
        context.authorization = m_inputs.authorization;
        context.managedIdentityToken = m_inputs.managedIdentityToken;
        context.clientTrust = m_inputs.clientTrust;
        context.daprBaseUrl = m_workspace.local.policies.daprUrl;
        context.graphQlSchema = m_graphQlSchema;
        context.odataModel = m_odataModel;
        context.resolverSources = m_resolverSources;
        policy::ComposedPolicy composed
            = policy::compose(m_workspace, {context.product, context.api, context.operation},
                              *m_inputs.namedValues, m_documents);
        CompiledPlan compiled = compilePolicyPlan(composed.policy, context);
        mergeFindings(m_findings, std::move(composed.findings));
        mergeFindings(m_findings, std::move(compiled.findings));
        plan.policies[{keyOf(product), keyOf(operation)}] = std::move(compiled.plan);
    }

    std::optional<Url> serviceUrl(const Api& api)
    {
        if (api.serviceUrl.empty())
            return std::nullopt;
        Result<Url> url = parseUrl(api.serviceUrl);
        if (url)
            return std::move(*url);
        report(FindingSeverity::Error, "GL6101",
               "API '" + api.key() + "': its service URL cannot be used: " + url.error().message);
        return std::nullopt;
    }

    /// Correlation comes from the first diagnostic that asks for it: the API's own stand first.
    void finishDiagnostics(ApiPlan& plan) const
    {
        plan.captureBytes = m_plan->m_capture.captureBodies ? m_plan->m_capture.bodyBytes : 0;
        for (const EffectiveDiagnostic& diagnostic : plan.diagnostics) {
            plan.captureBytes = std::max(plan.captureBytes, largestBody(diagnostic.settings));
            if (plan.correlation != CorrelationProtocol::None)
                continue;
            plan.correlation = diagnostic.settings.correlation;
            plan.requestContext = "appId=cid-v1:" + diagnostic.instrumentationKey;
        }
    }

    void checkOverrides()
    {
        const UrlOverrides& urls = m_workspace.local.urls;
        checkOverrides("urls.apis", urls.apis);
        checkOverrides("urls.backends", urls.backends);
        checkOverrides("urls.hosts", urls.hosts);
    }

    void checkOverrides(const std::string& where, const std::map<std::string, std::string>& table)
    {
        for (const auto& [name, text] : table) {
            const Result<Url> url = parseUrl(text);
            if (!url)
                report(FindingSeverity::Error, "GL6102",
                       where + "." + name + ": \"" + text + "\" is no URL: " + url.error().message);
            else if (url->scheme == "builtin" && m_inputs.hasBuiltin
                     && !m_inputs.hasBuiltin(url->host))
                report(FindingSeverity::Error, "GL6103",
                       where + "." + name + ": there is no built-in responder '" + url->host + "'");
        }
    }

    void report(FindingSeverity severity, std::string code, std::string message)
    {
        Finding finding;
        finding.position.file = "gatelens.json";
        finding.severity = severity;
        finding.code = std::move(code);
        finding.message = std::move(message);
        m_findings.push_back(std::move(finding));
    }

    PlanInputs m_inputs;
    const Workspace& m_workspace;
    policy::DocumentSet m_documents;
    std::shared_ptr<const graphql::Schema> m_graphQlSchema; ///< of the API being compiled
    std::vector<ResolverSource> m_resolverSources; ///< likewise
    std::shared_ptr<const odata::Model> m_odataModel; ///< likewise
    std::shared_ptr<const BackendTable> m_backends;
    std::shared_ptr<GatewayPlan> m_plan;
    Findings m_findings;
};

GatewayPlan::Built GatewayPlan::build(PlanInputs inputs)
{
    return GatewayPlanBuilder(std::move(inputs)).build();
}

} // namespace gatelens::proxy
