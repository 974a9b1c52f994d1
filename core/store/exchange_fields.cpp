#include "core/store/field_values.h"
#include "core/store/filter_values.h"

#include <algorithm>

namespace gatelens::filter {

namespace {

std::string_view wordOf(KeepReason reason)
{
    return entryOf(Field::Decision).info.choices[static_cast<std::size_t>(reason)];
}

void visitHeaders(FieldValues& values, const HeaderList& headers)
{
    for (const HeaderField& header : headers) {
        if (equalsIgnoringCase(header.name, values.predicate().key))
            values.text(header.value);
    }
}

void visitBackend(FieldValues& values, const Exchange& exchange)
{
    if (values.predicate().field == Field::BackendDuration)
        values.count(exchange.backendTime.count());
    for (const BackendCall& call : exchange.backendCalls) {
        if (values.predicate().field == Field::BackendStatus)
            values.number(call.statusCode);
        if (values.predicate().field == Field::TimeToFirstByte && call.statusCode != 0)
            values.count(call.timing.firstByte.count());
    }
}

void visitPolicies(FieldValues& values, const Exchange& exchange)
{
    std::size_t place = 0;
    for (const PolicyStep& step : exchange.steps) {
        ++place;
        switch (values.predicate().field) {
        case Field::Policy:
            if (step.outcome != StepOutcome::Skipped)
                values.text(step.policy);
            break;
        case Field::PolicyScope:
            values.text(step.scope);
            values.textIfSet(step.scopeName);
            break;
        case Field::PolicyError:
            if (step.outcome == StepOutcome::Failed)
                values.text(step.policy);
            break;
        case Field::PolicyDuration:
            values.count(step.duration.count());
            break;
        case Field::Step:
            if (leadingNumber(values.predicate().key) == static_cast<double>(place))
                values.text(step.policy);
            break;
        default:
            return;
        }
    }
}

void visitErrors(FieldValues& values, const Exchange& exchange)
{
    for (const ExchangeError& error : exchange.errors) {
        switch (values.predicate().field) {
        case Field::Policy:
        case Field::PolicyError:
        case Field::LastSource:
            values.text(error.source);
            break;
        case Field::LastReason:
            values.text(error.reason);
            break;
        case Field::LastSection:
            values.text(error.section);
            break;
        default:
            return;
        }
    }
}

void visitKept(FieldValues& values, const Exchange& exchange)
{
    const auto& loggers = exchange.loggers;
    const bool isKept = std::any_of(loggers.begin(), loggers.end(),
                                    [](const LoggerOutcome& logger) { return logger.isKept; });
    const bool isDrawn
        = std::any_of(loggers.begin(), loggers.end(), [](const LoggerOutcome& logger) {
              return logger.isKept && logger.reason != KeepReason::AlwaysLogErrors;
          });
    values.choice(isKept ? "yes" : "no");
    if (isKept && !isDrawn)
        values.choice("err");
    if (exchange.request.isBodyCut || exchange.response.isBodyCut)
        values.choice("part");
}

void visitSampling(FieldValues& values, const Exchange& exchange)
{
    if (values.predicate().field == Field::Kept) {
        visitKept(values, exchange);
        return;
    }
    for (const LoggerOutcome& logger : exchange.loggers) {
        if (values.predicate().field == Field::Decision)
            values.choice(wordOf(logger.reason == KeepReason::Drawn && !logger.isKept
                                     ? KeepReason::SampledOut
                                     : logger.reason));
        if (values.predicate().field == Field::Rate && logger.isKept)
            values.number(logger.sampleRate);
        if (values.predicate().field == Field::ItemCount && logger.isKept && logger.sampleRate > 0)
            values.number(itemCountFor(logger.sampleRate));
    }
}

} // namespace

void visitExchangeField(FieldValues& values, const Exchange& exchange, std::string_view source)
{
    switch (values.predicate().field) {
    case Field::Api:
        values.textIfSet(exchange.apiId);
        values.textIfSet(exchange.apiName);
        break;
    case Field::Operation:
        values.textIfSet(exchange.apimOperationId);
        values.textIfSet(exchange.apimOperationName);
        break;
    case Field::Product:
        values.textIfSet(exchange.productId);
        values.textIfSet(exchange.productName);
        break;
    case Field::Subscription:
        values.textIfSet(exchange.subscriptionId);
        values.textIfSet(exchange.subscriptionName);
        break;
    case Field::User:
        values.textIfSet(exchange.userId);
        break;
    case Field::Ip:
        values.textIfSet(exchange.clientIp);
        break;
    case Field::Region:
        if (exchange.gateway)
            values.text(exchange.gateway->region);
        break;
    case Field::Gateway:
        if (exchange.gateway) {
            values.text(exchange.gateway->gatewayId);
            values.text(exchange.gateway->serviceId);
            values.text(exchange.gateway->serviceName);
        }
        break;
    case Field::OperationId:
        values.textIfSet(exchange.operationId);
        break;
    case Field::Source:
        values.text(source);
        break;
    case Field::RequestSize:
        values.count(exchange.requestBytes);
        break;
    case Field::ResponseSize:
        values.count(exchange.responseBytes);
        break;
    case Field::RequestHeader:
        visitHeaders(values, exchange.request.headers);
        break;
    case Field::ResponseHeader:
        visitHeaders(values, exchange.response.headers);
        break;
    case Field::RequestBody:
        values.textIfSet(exchange.request.body);
        break;
    case Field::ResponseBody:
        values.textIfSet(exchange.response.body);
        break;
    default:
        visitBackend(values, exchange);
        visitPolicies(values, exchange);
        visitErrors(values, exchange);
        visitSampling(values, exchange);
    }
}

bool visitOwnField(FieldValues& values, const Exchange& exchange)
{
    const UrlParts url = partsOf(exchange.url);
    switch (values.predicate().field) {
    case Field::Kind:
        values.choice("exchange");
        return false; // and the kinds of its items
    case Field::Status:
        values.number(exchange.statusCode);
        break;
    case Field::Duration:
        values.count(exchange.duration.count());
        break;
    case Field::Time:
        values.count(exchange.startedAt.time_since_epoch().count());
        break;
    case Field::Age:
        values.count((values.now() - exchange.startedAt).count());
        break;
    case Field::Success:
        values.choice(isFailed(exchange) ? "false" : "true");
        break;
    case Field::Method:
        values.text(exchange.method);
        break;
    case Field::Url:
        values.text(exchange.url);
        break;
    case Field::Path:
        values.text(exchange.path);
        break;
    case Field::Host:
        values.textIfSet(url.host);
        break;
    case Field::Query:
        visitQuery(values, url.query);
        break;
    case Field::Parent:
        values.textIfSet(exchange.parentId);
        break;
    case Field::Bare:
        // Its own text, without what every item of a gateway repeats ("API Management").
        visitTexts(values, exchange);
        break;
    default:
        return false;
    }
    return true;
}

} // namespace gatelens::filter
