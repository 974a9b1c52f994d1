#include "core/store/filter_match.h"

#include "core/base/overloaded.h"
#include "core/message/url.h"
#include "core/store/filter_values.h"
#include "core/store/item_summary.h"
#include "core/store/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gatelens::filter {

namespace {

struct UrlParts
{
    std::string_view host;
    std::string_view path;
    std::string_view query;
};

/// Without decoding, so that text matches what the table shows; tolerant of relative URLs.
UrlParts partsOf(std::string_view url)
{
    UrlParts parts;
    const std::size_t schemeEnd = url.find("://");
    std::string_view rest = url;
    if (schemeEnd != std::string_view::npos) {
        rest = url.substr(schemeEnd + 3);
        const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
        rest.remove_prefix(authority.size());
        parts.host = authority.substr(0, authority.rfind(':'));
    }
    rest = rest.substr(0, rest.find('#'));
    const std::size_t question = rest.find('?');
    parts.path = rest.substr(0, question);
    if (question != std::string_view::npos)
        parts.query = rest.substr(question + 1);
    return parts;
}

std::optional<double> parsedNumber(std::string_view text)
{
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, number);
    if (problem != std::errc() || stop == text.data())
        return std::nullopt;
    return number; // "200 [not sent in full]" counts as 200
}

std::string_view wordOf(Severity severity)
{
    return entryOf(Field::Severity).info.choices[static_cast<std::size_t>(severity)];
}

std::string_view wordOf(KeepReason reason)
{
    return entryOf(Field::Decision).info.choices[static_cast<std::size_t>(reason)];
}

template<class Number>
double asDouble(Number number)
{
    return static_cast<double>(number);
}

/// Evaluates conditions on one subject.
class Evaluation
{
public:
    explicit Evaluation(const Subject& subject)
        : m_subject(subject)
    {
    }

    bool node(const Node& node)
    {
        return std::visit(
            Overloaded{
                [&](const Node::And& all) {
                    return std::all_of(all.children.begin(), all.children.end(),
                                       [&](const Node& child) { return this->node(child); });
                },
                [&](const Node::Or& any) {
                    return std::any_of(any.children.begin(), any.children.end(),
                                       [&](const Node& child) { return this->node(child); });
                },
                [&](const Node::Not& inverse) { return !this->node(inverse.child.front()); },
                [&](const Predicate& condition) { return predicate(condition); },
            },
            node.kind);
    }

    bool hasFittingValue(const Predicate& predicate)
    {
        m_predicate = &predicate;
        m_isMet = false;
        visitValues();
        return m_isMet;
    }

    void collect(const Predicate& predicate, const std::function<void(std::string_view)>& each)
    {
        m_predicate = &predicate;
        m_each = &each;
        visitValues();
    }

private:
    bool predicate(const Predicate& predicate)
    {
        const bool isMet = hasFittingValue(predicate);
        return predicate.op == Operator::NotEquals ? !isMet : isMet;
    }

    // One value of the field; any that fits meets the condition.
    void text(std::string_view value)
    {
        if (m_each != nullptr)
            (*m_each)(value);
        else
            m_isMet = m_isMet || matchesText(*m_predicate, value);
    }
    void number(double value)
    {
        if (m_each != nullptr) {
            (*m_each)(fmt::format("{}", value));
            return;
        }
        m_isMet = m_isMet || matchesNumber(*m_predicate, value, m_subject.now);
    }
    /// Choices are compared as whole words.
    void choice(std::string_view value)
    {
        if (m_each != nullptr) {
            (*m_each)(value);
            return;
        }
        m_isMet = m_isMet
            || std::any_of(m_predicate->texts.begin(), m_predicate->texts.end(),
                           [&](const TextValue& wanted) {
                               return equalsIgnoringCase(wanted.text, value);
                           });
    }
    void textIfSet(std::string_view value)
    {
        if (!value.empty())
            text(value);
    }

    void visitValues()
    {
        if (needsItems(*m_predicate))
            visitItemValues();
        else if (m_subject.exchange != nullptr)
            visitExchangeValues(*m_subject.exchange);
        else
            visitIngestedValues();
    }

    const std::vector<TelemetryItem>& derivedItems()
    {
        if (!m_items)
            m_items = allItemsOf(*m_subject.exchange);
        return *m_items;
    }

    void visitItemValues()
    {
        if (m_subject.item != nullptr) {
            visitItem(*m_subject.item);
            return;
        }
        visitWholeExchange(*m_subject.exchange);
    }

    /// Fields of items asked of a whole exchange. What the exchange shows as its own (its duration,
    /// its status) is meant, not that of any dependency.
    void visitWholeExchange(const Exchange& exchange)
    {
        const UrlParts url = partsOf(exchange.url);
        switch (m_predicate->field) {
        case Field::Kind:
            choice("exchange");
            break;
        case Field::Status:
            number(exchange.statusCode);
            return;
        case Field::Duration:
            number(asDouble(exchange.duration.count()));
            return;
        case Field::Time:
            number(asDouble(exchange.startedAt.time_since_epoch().count()));
            return;
        case Field::Age:
            number(asDouble((m_subject.now - exchange.startedAt).count()));
            return;
        case Field::Success:
            choice(isFailed(exchange) ? "false" : "true");
            return;
        case Field::Method:
            text(exchange.method);
            return;
        case Field::Url:
            text(exchange.url);
            return;
        case Field::Path:
            text(exchange.path);
            return;
        case Field::Host:
            textIfSet(url.host);
            return;
        case Field::Query:
            visitQuery(url.query);
            return;
        case Field::Parent:
            textIfSet(exchange.parentId);
            return;
        case Field::Bare:
            // Its own text, without what every item of a gateway repeats ("API Management").
            visitTexts(exchange);
            return;
        default:
            break;
        }
        for (const TelemetryItem& item : derivedItems()) {
            if (m_isMet)
                return;
            visitItem(item);
        }
    }

    void visitItem(const TelemetryItem& item)
    {
        const ItemContext& context = contextOf(item);
        const store::ItemSummary summary = store::summaryOf(item);
        switch (m_predicate->field) {
        case Field::Bare:
            visitTexts(item);
            break;
        case Field::Kind:
            choice(store::wordOf(summary.kind));
            break;
        case Field::Name:
            text(summary.name);
            break;
        case Field::Status:
            if (const auto status = parsedNumber(summary.resultCode))
                number(*status);
            break;
        case Field::Duration:
            if (summary.duration)
                number(asDouble(*summary.duration));
            break;
        case Field::Success:
            if (summary.success)
                choice(*summary.success != 0 ? "true" : "false");
            break;
        case Field::Severity:
            if (summary.severity)
                choice(wordOf(static_cast<Severity>(*summary.severity)));
            break;
        case Field::Time:
            number(asDouble(context.time.time_since_epoch().count()));
            break;
        case Field::Age:
            number(asDouble((m_subject.now - context.time).count()));
            break;
        case Field::Role:
            text(context.cloudRoleName);
            break;
        case Field::Instance:
            text(context.cloudRoleInstance);
            break;
        case Field::Sdk:
            text(context.sdkVersion);
            break;
        case Field::Parent:
            textIfSet(context.parentId);
            break;
        case Field::Property:
            visitProperty(context.properties);
            break;
        case Field::Measurement:
            visitMeasurement(item);
            break;
        default:
            visitKind(item);
        }
    }

    void visitProperty(const Properties& properties)
    {
        for (const auto& [name, value] : properties) {
            if (equalsIgnoringCase(name, m_predicate->key))
                text(value);
        }
    }

    void visitMeasurement(const TelemetryItem& item)
    {
        for (const auto& [name, value] : contextOf(item).measurements) {
            if (equalsIgnoringCase(name, m_predicate->key))
                number(value);
        }
        const auto* metric = std::get_if<MetricItem>(&item);
        if (metric != nullptr && equalsIgnoringCase(metric->name, m_predicate->key))
            number(metric->value);
    }

    void visitUrl(std::string_view method, std::string_view url)
    {
        const UrlParts parts = partsOf(url);
        switch (m_predicate->field) {
        case Field::Method:
            textIfSet(method);
            break;
        case Field::Url:
            textIfSet(url);
            break;
        case Field::Host:
            textIfSet(parts.host);
            break;
        case Field::Path:
            textIfSet(parts.path);
            break;
        case Field::Query:
            visitQuery(parts.query);
            break;
        default:
            break;
        }
    }

    void visitQuery(std::string_view query)
    {
        for (const auto& [name, value] : parseQuery(query)) {
            if (equalsIgnoringCase(name, m_predicate->key))
                text(value);
        }
    }

    /// "GET /orders": what stands before the blank, when it looks like a method.
    static std::string_view methodOfName(std::string_view name)
    {
        const std::string_view word = name.substr(0, name.find(' '));
        const bool isMethod = word.size() < name.size()
            && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        return isMethod ? word : std::string_view();
    }

    /// Fields that only some kinds of item have.
    void visitKind(const TelemetryItem& item)
    {
        std::visit(Overloaded{
                       [&](const RequestItem& request) {
                           if (m_predicate->field == Field::Span)
                               text(request.id);
                           visitUrl(methodOfName(request.name), request.url);
                       },
                       [&](const DependencyItem& dependency) {
                           if (m_predicate->field == Field::Span)
                               text(dependency.id);
                           if (m_predicate->field == Field::Target)
                               text(dependency.target);
                           if (m_predicate->field == Field::Type)
                               text(dependency.type);
                           visitUrl(methodOfName(dependency.name), dependency.data);
                       },
                       [&](const ExceptionItem& exception) {
                           for (const ExceptionDetails& details : exception.exceptions) {
                               if (m_predicate->field == Field::ExceptionType)
                                   text(details.typeName);
                               if (m_predicate->field == Field::ExceptionMessage)
                                   text(details.message);
                           }
                       },
                       [&](const TraceItem& trace) {
                           if (m_predicate->field == Field::Message)
                               text(trace.message);
                       },
                       [](const EventItem&) {},
                       [](const MetricItem&) {},
                       [&](const AvailabilityItem& availability) {
                           if (m_predicate->field == Field::Message)
                               textIfSet(availability.message);
                       },
                       [&](const PageViewItem& view) { visitUrl({}, view.url); },
                   },
                   item);
    }

    void visitHeaders(const HeaderList& headers)
    {
        for (const HeaderField& header : headers) {
            if (equalsIgnoringCase(header.name, m_predicate->key))
                text(header.value);
        }
    }

    void visitExchangeValues(const Exchange& exchange)
    {
        switch (m_predicate->field) {
        case Field::Api:
            textIfSet(exchange.apiId);
            textIfSet(exchange.apiName);
            break;
        case Field::Operation:
            textIfSet(exchange.apimOperationId);
            textIfSet(exchange.apimOperationName);
            break;
        case Field::Product:
            textIfSet(exchange.productId);
            textIfSet(exchange.productName);
            break;
        case Field::Subscription:
            textIfSet(exchange.subscriptionId);
            textIfSet(exchange.subscriptionName);
            break;
        case Field::User:
            textIfSet(exchange.userId);
            break;
        case Field::Ip:
            textIfSet(exchange.clientIp);
            break;
        case Field::Region:
            if (exchange.gateway)
                text(exchange.gateway->region);
            break;
        case Field::Gateway:
            if (exchange.gateway) {
                text(exchange.gateway->gatewayId);
                text(exchange.gateway->serviceId);
                text(exchange.gateway->serviceName);
            }
            break;
        case Field::OperationId:
            textIfSet(exchange.operationId);
            break;
        case Field::Source:
            text(m_subject.source);
            break;
        case Field::RequestSize:
            number(asDouble(exchange.requestBytes));
            break;
        case Field::ResponseSize:
            number(asDouble(exchange.responseBytes));
            break;
        case Field::RequestHeader:
            visitHeaders(exchange.request.headers);
            break;
        case Field::ResponseHeader:
            visitHeaders(exchange.response.headers);
            break;
        case Field::RequestBody:
            textIfSet(exchange.request.body);
            break;
        case Field::ResponseBody:
            textIfSet(exchange.response.body);
            break;
        default:
            visitBackend(exchange);
            visitPolicies(exchange);
            visitErrors(exchange);
            visitSampling(exchange);
        }
    }

    void visitBackend(const Exchange& exchange)
    {
        if (m_predicate->field == Field::BackendDuration)
            number(asDouble(exchange.backendTime.count()));
        for (const BackendCall& call : exchange.backendCalls) {
            if (m_predicate->field == Field::BackendStatus)
                number(call.statusCode);
            if (m_predicate->field == Field::TimeToFirstByte && call.statusCode != 0)
                number(asDouble(call.timing.firstByte.count()));
        }
    }

    void visitPolicies(const Exchange& exchange)
    {
        std::size_t place = 0;
        for (const PolicyStep& step : exchange.steps) {
            ++place;
            switch (m_predicate->field) {
            case Field::Policy:
                if (step.outcome != StepOutcome::Skipped)
                    text(step.policy);
                break;
            case Field::PolicyScope:
                text(step.scope);
                textIfSet(step.scopeName);
                break;
            case Field::PolicyError:
                if (step.outcome == StepOutcome::Failed)
                    text(step.policy);
                break;
            case Field::PolicyDuration:
                number(asDouble(step.duration.count()));
                break;
            case Field::Step:
                if (parsedNumber(m_predicate->key) == asDouble(place))
                    text(step.policy);
                break;
            default:
                return;
            }
        }
    }

    void visitErrors(const Exchange& exchange)
    {
        for (const ExchangeError& error : exchange.errors) {
            switch (m_predicate->field) {
            case Field::Policy:
            case Field::PolicyError:
            case Field::LastSource:
                text(error.source);
                break;
            case Field::LastReason:
                text(error.reason);
                break;
            case Field::LastSection:
                text(error.section);
                break;
            default:
                return;
            }
        }
    }

    void visitSampling(const Exchange& exchange)
    {
        if (m_predicate->field == Field::Kept) {
            visitKept(exchange);
            return;
        }
        for (const LoggerOutcome& logger : exchange.loggers) {
            if (m_predicate->field == Field::Decision)
                choice(wordOf(logger.reason == KeepReason::Drawn && !logger.isKept
                                  ? KeepReason::SampledOut
                                  : logger.reason));
            if (m_predicate->field == Field::Rate && logger.isKept)
                number(logger.sampleRate);
            if (m_predicate->field == Field::ItemCount && logger.isKept && logger.sampleRate > 0)
                number(itemCountFor(logger.sampleRate));
        }
    }

    void visitKept(const Exchange& exchange)
    {
        const auto& loggers = exchange.loggers;
        const bool isKept = std::any_of(loggers.begin(), loggers.end(),
                                        [](const LoggerOutcome& logger) { return logger.isKept; });
        const bool isDrawn
            = std::any_of(loggers.begin(), loggers.end(), [](const LoggerOutcome& logger) {
                  return logger.isKept && logger.reason != KeepReason::AlwaysLogErrors;
              });
        choice(isKept ? "yes" : "no");
        if (isKept && !isDrawn)
            choice("err");
        if (exchange.request.isBodyCut || exchange.response.isBodyCut)
            choice("part");
    }

    /// Fields of the exchange asked of an item that came in through an intake.
    void visitIngestedValues()
    {
        const ItemContext& context = contextOf(*m_subject.item);
        const auto tag = [&](std::string_view wanted) {
            for (const auto& [name, value] : context.otherTags) {
                if (name == wanted)
                    text(value);
            }
        };
        switch (m_predicate->field) {
        case Field::Operation:
            textIfSet(context.operationName);
            break;
        case Field::OperationId:
            textIfSet(context.operationId);
            break;
        case Field::User:
            tag("ai.user.id");
            tag("ai.user.authUserId");
            break;
        case Field::Ip:
            textIfSet(context.clientIp);
            break;
        case Field::Source:
            text(m_subject.source);
            break;
        case Field::Rate:
            number(context.sampleRate);
            break;
        case Field::ItemCount:
            number(itemCountFor(context.sampleRate));
            break;
        default:
            break;
        }
    }

    void visitPairs(const Properties& pairs)
    {
        for (const auto& [name, value] : pairs) {
            text(name);
            text(value);
        }
    }

    void visitTexts(const MessageCapture& capture)
    {
        for (const HeaderField& header : capture.headers) {
            text(header.name);
            text(header.value);
        }
        textIfSet(capture.body);
    }

    /// All text of an exchange. The SQL of filter_sql.cpp searches the same.
    void visitTexts(const Exchange& exchange)
    {
        for (const std::string* part :
             {&exchange.method, &exchange.path, &exchange.operationId, &exchange.apiId,
              &exchange.apiName, &exchange.apimOperationId, &exchange.apimOperationName,
              &exchange.productId, &exchange.productName, &exchange.subscriptionId,
              &exchange.subscriptionName, &exchange.userId, &exchange.workspaceId, &exchange.url,
              &exchange.clientIp, &exchange.requestId, &exchange.parentId, &exchange.spanId,
              &exchange.requestSource})
            textIfSet(*part);
        text(exchange.method + ' ' + exchange.path);
        text(std::to_string(exchange.statusCode));
        text(operationNameOf(exchange));
        static const GatewayIdentity kDefault;
        const GatewayIdentity& gateway = exchange.gateway ? *exchange.gateway : kDefault;
        for (const std::string* part : {&gateway.serviceId, &gateway.serviceName, &gateway.region,
                                        &gateway.cloudRoleName, &gateway.cloudRoleInstance})
            textIfSet(*part);
        visitTexts(exchange.request);
        visitTexts(exchange.response);
        for (const BackendCall& call : exchange.backendCalls)
            visitTexts(call);
        for (const ExchangeError& error : exchange.errors) {
            for (const std::string* part : {&error.source, &error.reason, &error.message,
                                            &error.scope, &error.section, &error.policyId})
                textIfSet(*part);
        }
        for (const PolicyMessage& message : exchange.messages) {
            textIfSet(message.source);
            textIfSet(message.message);
            visitPairs(message.metadata);
        }
        for (const PolicyMetric& metric : exchange.metrics) {
            text(metric.name);
            visitPairs(metric.dimensions);
        }
        for (const RecordedMessage& recorded : exchange.recorded) {
            text(recorded.destination);
            textIfSet(recorded.body);
            visitPairs(recorded.properties);
        }
        for (const PolicyStep& step : exchange.steps) {
            text(step.policy);
            textIfSet(step.summary);
            textIfSet(step.detail);
        }
    }

    void visitTexts(const BackendCall& call)
    {
        for (const std::string* part :
             {&call.method, &call.url, &call.target, &call.backendId, &call.spanId, &call.failure})
            textIfSet(*part);
        visitTexts(call.request);
        visitTexts(call.response);
    }

    /// All text of an item.
    void visitTexts(const TelemetryItem& item)
    {
        const ItemContext& context = contextOf(item);
        const store::ItemSummary summary = store::summaryOf(item);
        for (const std::string_view part :
             {summary.name, summary.resultCode, std::string_view(context.operationName),
              std::string_view(context.operationId), std::string_view(context.cloudRoleName),
              std::string_view(context.cloudRoleInstance), std::string_view(context.clientIp)})
            textIfSet(part);
        visitPairs(context.properties);
        visitPairs(context.otherTags);
        for (const auto& measurement : context.measurements)
            text(measurement.first);
        std::visit(Overloaded{
                       [&](const RequestItem& request) {
                           textIfSet(request.id);
                           textIfSet(request.url);
                           textIfSet(request.source);
                       },
                       [&](const DependencyItem& dependency) {
                           textIfSet(dependency.id);
                           textIfSet(dependency.data);
                           textIfSet(dependency.target);
                           textIfSet(dependency.type);
                       },
                       [&](const ExceptionItem& exception) {
                           for (const ExceptionDetails& details : exception.exceptions) {
                               textIfSet(details.typeName);
                               textIfSet(details.message);
                               textIfSet(details.stack);
                           }
                       },
                       [](const TraceItem&) {},
                       [](const EventItem&) {},
                       [&](const MetricItem& metric) { textIfSet(metric.metricNamespace); },
                       [&](const AvailabilityItem& availability) {
                           textIfSet(availability.runLocation);
                           textIfSet(availability.message);
                       },
                       [&](const PageViewItem& view) {
                           textIfSet(view.url);
                           textIfSet(view.referrerUri);
                       },
                   },
                   item);
    }

    const Subject& m_subject;
    const Predicate* m_predicate = nullptr;
    bool m_isMet = false;
    const std::function<void(std::string_view)>* m_each = nullptr; ///< set while collecting
    std::optional<std::vector<TelemetryItem>> m_items;
};

} // namespace

bool matches(const Node& node, const Subject& subject) { return Evaluation(subject).node(node); }

bool hasFittingValue(const Predicate& predicate, const Subject& subject)
{
    return Evaluation(subject).hasFittingValue(predicate);
}

void collectValues(const Predicate& predicate, const Subject& subject,
                   const std::function<void(std::string_view)>& each)
{
    Evaluation(subject).collect(predicate, each);
}

bool needsItems(const Predicate& predicate)
{
    switch (predicate.field) {
    case Field::Bare:
    case Field::Kind:
    case Field::Method:
    case Field::Host:
    case Field::Path:
    case Field::Url:
    case Field::Query:
    case Field::Status:
    case Field::Duration:
    case Field::Span:
    case Field::Parent:
    case Field::Severity:
    case Field::Message:
    case Field::ExceptionType:
    case Field::ExceptionMessage:
    case Field::Name:
    case Field::Target:
    case Field::Type:
    case Field::Success:
    case Field::Property:
    case Field::Measurement:
    case Field::Role:
    case Field::Instance:
    case Field::Sdk:
    case Field::Time:
    case Field::Age:
        return true;
    default:
        return false;
    }
}

bool needsItems(const Node& node)
{
    const auto anyOf = [](const std::vector<Node>& children) {
        return std::any_of(children.begin(), children.end(),
                           [](const Node& child) { return needsItems(child); });
    };
    return std::visit(Overloaded{
                          [&](const Node::And& all) { return anyOf(all.children); },
                          [&](const Node::Or& any) { return anyOf(any.children); },
                          [&](const Node::Not& inverse) { return anyOf(inverse.child); },
                          [](const Predicate& predicate) { return needsItems(predicate); },
                      },
                      node.kind);
}

std::optional<std::array<bool, 4>> kindsAlone(const Node& node)
{
    std::array<bool, 4> wanted{true, true, true, true};
    const auto* all = std::get_if<Node::And>(&node.kind);
    const std::span<const Node> terms
        = all != nullptr ? std::span<const Node>(all->children) : std::span<const Node>(&node, 1);
    const auto kinds = entryOf(Field::Kind).info.choices;
    for (const Node& term : terms) {
        if (!needsItems(term))
            continue;
        const auto* inverse = std::get_if<Node::Not>(&term.kind);
        const auto* condition = std::get_if<Predicate>(
            inverse != nullptr ? &inverse->child.front().kind : &term.kind);
        if (condition == nullptr || condition->field != Field::Kind)
            return std::nullopt;
        const bool isInverse = (inverse != nullptr) != (condition->op == Operator::NotEquals);
        for (std::size_t kind = 0; kind < wanted.size(); ++kind) {
            const bool isNamed
                = std::any_of(condition->texts.begin(), condition->texts.end(),
                              [&](const TextValue& text) { return text.text == kinds[kind]; });
            wanted.at(kind) = wanted.at(kind) && isNamed != isInverse;
        }
    }
    return wanted;
}

bool Filter::matches(const Exchange& exchange, Timestamp time) const
{
    return isEmpty() || filter::matches(*m_root, Subject{&exchange, nullptr, "gateway", time});
}

bool Filter::matches(const IngestedItem& item, Timestamp time) const
{
    return isEmpty() || filter::matches(*m_root, Subject{nullptr, &item.item, item.source, time});
}

} // namespace gatelens::filter
