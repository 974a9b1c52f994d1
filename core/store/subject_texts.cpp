#include "core/base/overloaded.h"
#include "core/store/field_values.h"
#include "core/store/item_summary.h"

namespace gatelens::filter {

namespace {

void visitPairs(FieldValues& values, const Properties& pairs)
{
    for (const auto& [name, value] : pairs) {
        values.text(name);
        values.text(value);
    }
}

void visitTexts(FieldValues& values, const MessageCapture& capture)
{
    for (const HeaderField& header : capture.headers) {
        values.text(header.name);
        values.text(header.value);
    }
    values.textIfSet(capture.body);
}

void visitTexts(FieldValues& values, const BackendCall& call)
{
    for (const std::string* part :
         {&call.method, &call.url, &call.target, &call.backendId, &call.spanId, &call.failure})
        values.textIfSet(*part);
    visitTexts(values, call.request);
    visitTexts(values, call.response);
}

} // namespace

void visitTexts(FieldValues& values, const Exchange& exchange)
{
    for (const std::string* part :
         {&exchange.method, &exchange.path, &exchange.operationId, &exchange.apiId,
          &exchange.apiName, &exchange.apimOperationId, &exchange.apimOperationName,
          &exchange.productId, &exchange.productName, &exchange.subscriptionId,
          &exchange.subscriptionName, &exchange.userId, &exchange.workspaceId, &exchange.url,
          &exchange.clientIp, &exchange.requestId, &exchange.parentId, &exchange.spanId,
          &exchange.requestSource})
        values.textIfSet(*part);
    values.text(exchange.method + ' ' + exchange.path);
    values.text(std::to_string(exchange.statusCode));
    values.text(operationNameOf(exchange));
    static const GatewayIdentity kDefault;
    const GatewayIdentity& gateway = exchange.gateway ? *exchange.gateway : kDefault;
    for (const std::string* part : {&gateway.serviceId, &gateway.serviceName, &gateway.region,
                                    &gateway.cloudRoleName, &gateway.cloudRoleInstance})
        values.textIfSet(*part);
    visitTexts(values, exchange.request);
    visitTexts(values, exchange.response);
    for (const BackendCall& call : exchange.backendCalls)
        visitTexts(values, call);
    for (const ExchangeError& error : exchange.errors) {
        for (const std::string* part : {&error.source, &error.reason, &error.message, &error.scope,
                                        &error.section, &error.policyId})
            values.textIfSet(*part);
    }
    for (const PolicyMessage& message : exchange.messages) {
        values.textIfSet(message.source);
        values.textIfSet(message.message);
        visitPairs(values, message.metadata);
    }
    for (const PolicyMetric& metric : exchange.metrics) {
        values.text(metric.name);
        visitPairs(values, metric.dimensions);
    }
    for (const RecordedMessage& recorded : exchange.recorded) {
        values.text(recorded.destination);
        values.textIfSet(recorded.body);
        visitPairs(values, recorded.properties);
    }
    for (const PolicyStep& step : exchange.steps) {
        values.text(step.policy);
        values.textIfSet(step.summary);
        values.textIfSet(step.detail);
    }
}

void visitTexts(FieldValues& values, const TelemetryItem& item)
{
    const ItemContext& context = contextOf(item);
    const store::ItemSummary summary = store::summaryOf(item);
    for (const std::string_view part :
         {summary.name, summary.resultCode, std::string_view(context.operationName),
          std::string_view(context.operationId), std::string_view(context.cloudRoleName),
          std::string_view(context.cloudRoleInstance), std::string_view(context.clientIp)})
        values.textIfSet(part);
    visitPairs(values, context.properties);
    visitPairs(values, context.otherTags);
    for (const auto& measurement : context.measurements)
        values.text(measurement.first);
    std::visit(Overloaded{
                   [&](const RequestItem& request) {
                       values.textIfSet(request.id);
                       values.textIfSet(request.url);
                       values.textIfSet(request.source);
                   },
                   [&](const DependencyItem& dependency) {
                       values.textIfSet(dependency.id);
                       values.textIfSet(dependency.data);
                       values.textIfSet(dependency.target);
                       values.textIfSet(dependency.type);
                   },
                   [&](const ExceptionItem& exception) {
                       for (const ExceptionDetails& details : exception.exceptions) {
                           values.textIfSet(details.typeName);
                           values.textIfSet(details.message);
                           values.textIfSet(details.stack);
                       }
                   },
                   [](const TraceItem&) {},
                   [](const EventItem&) {},
                   [&](const MetricItem& metric) { values.textIfSet(metric.metricNamespace); },
                   [&](const AvailabilityItem& availability) {
                       values.textIfSet(availability.runLocation);
                       values.textIfSet(availability.message);
                   },
                   [&](const PageViewItem& view) {
                       values.textIfSet(view.url);
                       values.textIfSet(view.referrerUri);
                   },
               },
               item);
}

} // namespace gatelens::filter
