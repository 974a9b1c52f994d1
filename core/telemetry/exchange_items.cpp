#include "core/message/url.h"
#include "core/telemetry/exchange.h"

#include <algorithm>

namespace gatelens {

namespace {

/// Sampling never touches traces: each stands for itself.
constexpr double kUnsampled = 100;

const GatewayIdentity& identityOf(const Exchange& exchange)
{
    static const GatewayIdentity kDefault;
    return exchange.gateway ? *exchange.gateway : kDefault;
}

std::string roleNameOf(const GatewayIdentity& gateway)
{
    if (!gateway.cloudRoleName.empty())
        return gateway.cloudRoleName;
    return gateway.serviceName + ' ' + gateway.region;
}

/// Path of a URL's text, "/" when it has none; works for "builtin:name/path" too.
std::string_view pathOfUrl(std::string_view url)
{
    const std::size_t schemeEnd = url.find("://");
    std::string_view rest = schemeEnd == std::string_view::npos ? url : url.substr(schemeEnd + 3);
    rest = rest.substr(0, rest.find_first_of("?#"));
    const std::size_t slash = rest.find('/');
    return slash == std::string_view::npos ? std::string_view("/") : rest.substr(slash);
}

std::string verbAndPath(std::string_view method, std::string_view path)
{
    return std::string(method) + ' ' + std::string(path);
}

void addIfSet(Properties& properties, std::string_view key, std::string_view value)
{
    if (!value.empty())
        properties.emplace_back(key, value);
}

/// API, operation, product, subscription and service: on every item of an exchange.
Properties identityProperties(const Exchange& exchange)
{
    const GatewayIdentity& gateway = identityOf(exchange);
    Properties properties;
    properties.reserve(20);
    if (!exchange.apiId.empty()) {
        properties.emplace_back("API Name", exchange.apiId);
        properties.emplace_back("API Type", exchange.apiType);
        properties.emplace_back("API Revision", exchange.apiRevision);
    }
    addIfSet(properties, "Operation Name", exchange.apimOperationId);
    addIfSet(properties, "Product Name",
             exchange.productName.empty() ? exchange.productId : exchange.productName);
    addIfSet(properties, "Subscription Name",
             exchange.subscriptionName.empty() ? exchange.subscriptionId
                                               : exchange.subscriptionName);
    addIfSet(properties, "Workspace ID", exchange.workspaceId);
    properties.emplace_back("Region", gateway.region);
    properties.emplace_back("Service ID", gateway.serviceId);
    properties.emplace_back("Service Name", gateway.serviceName);
    properties.emplace_back("Service Type", "API Management");
    return properties;
}

void addMessage(Properties& properties, std::string_view direction, const LoggedMessage& message)
{
    for (const auto& [name, value] : message.headers)
        properties.emplace_back(std::string(direction) + '-' + name, value);
    if (!message.body.empty())
        properties.emplace_back(std::string(direction) + "-Body", message.body);
}

/// What a later writer of the same key replaces (metadata of `trace` may shadow a standard key).
void setProperty(Properties& properties, const std::string& key, const std::string& value)
{
    const auto found = std::find_if(properties.begin(), properties.end(),
                                    [&](const auto& property) { return property.first == key; });
    if (found == properties.end())
        properties.emplace_back(key, value);
    else
        found->second = value;
}

/// Builds the items of one exchange as one logger sees them.
class ItemBuilder
{
public:
    ItemBuilder(const Exchange& exchange, const LoggerOutcome& outcome)
        : m_exchange(exchange)
        , m_outcome(outcome)
        , m_identity(identityProperties(exchange))
        , m_operationName(outcome.isUrlOperationName ? verbAndPath(exchange.method, exchange.path)
                                                     : operationNameOf(exchange))
    {
    }

    [[nodiscard]] std::vector<TelemetryItem> build() const
    {
        std::vector<TelemetryItem> items;
        items.reserve(1 + m_exchange.backendCalls.size() + m_exchange.errors.size() + 1
                      + m_exchange.messages.size());
        if (m_outcome.isKept) {
            items.emplace_back(request());
            for (std::size_t index = 0; index < m_exchange.backendCalls.size(); ++index)
                items.emplace_back(dependency(index));
            addExceptions(items);
        }
        for (const PolicyMessage& message : m_exchange.messages) {
            if (message.severity >= m_outcome.verbosity)
                items.emplace_back(trace(message));
        }
        return items;
    }

private:
    [[nodiscard]] ItemContext context(Timestamp time, const std::string& parentId,
                                      double sampleRate) const
    {
        const GatewayIdentity& gateway = identityOf(m_exchange);
        ItemContext context;
        context.time = time;
        context.instrumentationKey = m_outcome.instrumentationKey;
        context.sampleRate = sampleRate;
        context.operationId = m_exchange.operationId;
        context.parentId = parentId;
        context.operationName = m_operationName;
        context.cloudRoleName = roleNameOf(gateway);
        context.cloudRoleInstance = gateway.cloudRoleInstance;
        context.sdkVersion = gateway.sdkVersion;
        context.properties = m_identity;
        return context;
    }

    [[nodiscard]] RequestItem request() const
    {
        RequestItem item;
        item.context = context(m_exchange.startedAt, m_exchange.parentId, m_outcome.sampleRate);
        if (m_outcome.hasClientIp)
            item.context.clientIp = m_exchange.clientIp;
        Properties& properties = item.context.properties;
        properties.emplace_back("HTTP Method", m_exchange.method);
        properties.emplace_back("Cache", m_exchange.cache);
        addIfSet(properties, "Request Id", m_exchange.requestId);
        addMessage(properties, "Request", m_outcome.frontendRequest);
        addMessage(properties, "Response", m_outcome.frontendResponse);
        item.context.measurements
            = {{"Request Size", static_cast<double>(m_exchange.requestBytes)},
               {"Response Size", static_cast<double>(m_exchange.responseBytes)},
               {"Client Time (in ms)", static_cast<double>(m_exchange.clientTime.count()) / 1000}};
        item.id = m_exchange.spanId;
        item.name = verbAndPath(m_exchange.method, m_exchange.path);
        item.source = m_exchange.requestSource;
        item.url = m_outcome.url.empty() ? m_exchange.url : m_outcome.url;
        item.duration = m_exchange.duration;
        item.responseCode = std::to_string(m_exchange.statusCode);
        if (!m_exchange.isSentInFull)
            item.responseCode += " [not sent in full]";
        item.success = m_exchange.statusCode < 400 && m_exchange.isSentInFull;
        return item;
    }

    [[nodiscard]] DependencyItem dependency(std::size_t index) const
    {
        const BackendCall& call = m_exchange.backendCalls[index];
        DependencyItem item;
        item.context = context(call.startedAt, m_exchange.spanId, m_outcome.sampleRate);
        if (index < m_outcome.backendRequests.size())
            addMessage(item.context.properties, "Request", m_outcome.backendRequests[index]);
        if (index < m_outcome.backendResponses.size())
            addMessage(item.context.properties, "Response", m_outcome.backendResponses[index]);
        const bool hasOwnUrl
            = index < m_outcome.backendUrls.size() && !m_outcome.backendUrls[index].empty();
        item.id = call.spanId;
        item.name = verbAndPath(call.method, pathOfUrl(call.url));
        item.data = hasOwnUrl ? m_outcome.backendUrls[index] : call.url;
        item.target = call.target;
        item.type = "HTTP";
        item.duration = call.duration;
        item.resultCode = std::to_string(call.statusCode);
        item.success = call.statusCode > 0 && call.statusCode < 400 && call.failure.empty();
        return item;
    }

    void addExceptions(std::vector<TelemetryItem>& items) const
    {
        const auto& errors = m_exchange.errors;
        for (auto error = errors.begin(); error != errors.end(); ++error) {
            const auto isSameError = [&](const ExchangeError& other) {
                return other.source == error->source && other.reason == error->reason
                    && other.message == error->message;
            };
            if (std::none_of(errors.begin(), error, isSameError))
                items.emplace_back(exception(*error));
        }
        if (errors.empty() && isFailed(m_exchange))
            items.emplace_back(exception(impliedError()));
    }

    /// The error of an exchange that failed although no policy reported one.
    [[nodiscard]] ExchangeError impliedError() const
    {
        ExchangeError error;
        error.at = m_exchange.startedAt + m_exchange.duration;
        if (m_exchange.isSentInFull) {
            error.source = "forward-request";
            error.reason = "BackendError";
            error.message = "HTTP " + std::to_string(m_exchange.statusCode);
        } else if (m_exchange.statusCode == 0) {
            error.source = "forward-request";
            error.reason = "ClientConnectionFailure";
            error.message = "The operation was canceled";
        } else {
            error.source = "transfer-response";
            error.reason = "ClientConnectionFailure";
            error.message = "A task was canceled";
        }
        return error;
    }

    [[nodiscard]] ExceptionItem exception(const ExchangeError& error) const
    {
        ExceptionItem item;
        item.context = context(error.at, m_exchange.spanId, m_outcome.sampleRate);
        ExceptionDetails details;
        details.typeName = error.reason;
        details.message = error.message;
        details.parsedStack.push_back({0, error.source, {}, {}, 0});
        item.exceptions.push_back(std::move(details));
        item.problemId = error.reason + " at " + error.source;
        return item;
    }

    [[nodiscard]] TraceItem trace(const PolicyMessage& message) const
    {
        TraceItem item;
        item.context = context(message.at, m_exchange.spanId, kUnsampled);
        addIfSet(item.context.properties, "Source", message.source);
        for (const auto& [key, value] : message.metadata)
            setProperty(item.context.properties, key, value);
        item.message = message.message;
        item.severity = message.severity;
        return item;
    }

    const Exchange& m_exchange;
    const LoggerOutcome& m_outcome;
    Properties m_identity;
    std::string m_operationName;
};

} // namespace

bool isFailed(const Exchange& exchange)
{
    return !exchange.errors.empty() || exchange.statusCode >= 400 || !exchange.isSentInFull;
}

std::string operationNameOf(const Exchange& exchange)
{
    if (exchange.apiId.empty() || exchange.apimOperationId.empty())
        return verbAndPath(exchange.method, exchange.path);
    return exchange.apiId + ";rev=" + exchange.apiRevision + " - " + exchange.apimOperationId;
}

std::vector<TelemetryItem> itemsFor(const Exchange& exchange, const LoggerOutcome& outcome)
{
    return ItemBuilder(exchange, outcome).build();
}

std::vector<TelemetryItem> allItemsOf(const Exchange& exchange)
{
    // Headers and bodies as the first logger (the API's own, if it has one) selects them: the local
    // tables then show what Application Insights would show, had it kept everything.
    LoggerOutcome everything;
    if (!exchange.loggers.empty())
        everything = exchange.loggers.front();
    everything.instrumentationKey.clear();
    everything.isKept = true;
    everything.sampleRate = kUnsampled;
    everything.verbosity = Severity::Verbose;
    everything.hasClientIp = true;
    return ItemBuilder(exchange, everything).build();
}

} // namespace gatelens
