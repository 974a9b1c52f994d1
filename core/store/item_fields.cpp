#include "core/base/overloaded.h"
#include "core/message/header_list.h"
#include "core/store/field_values.h"
#include "core/store/filter_values.h"
#include "core/store/item_summary.h"

#include <algorithm>

namespace gatelens::filter {

namespace {

std::string_view wordOf(Severity severity)
{
    return entryOf(Field::Severity).info.choices[static_cast<std::size_t>(severity)];
}

void visitProperty(FieldValues& values, const Properties& properties)
{
    for (const auto& [name, value] : properties) {
        if (equalsIgnoringCase(name, values.predicate().key))
            values.text(value);
    }
}

void visitMeasurement(FieldValues& values, const TelemetryItem& item)
{
    for (const auto& [name, value] : contextOf(item).measurements) {
        if (equalsIgnoringCase(name, values.predicate().key))
            values.number(value);
    }
    const auto* metric = std::get_if<MetricItem>(&item);
    if (metric != nullptr && equalsIgnoringCase(metric->name, values.predicate().key))
        values.number(metric->value);
}

void visitUrl(FieldValues& values, std::string_view method, std::string_view url)
{
    const UrlParts parts = partsOf(url);
    switch (values.predicate().field) {
    case Field::Method:
        values.textIfSet(method);
        break;
    case Field::Url:
        values.textIfSet(url);
        break;
    case Field::Host:
        values.textIfSet(parts.host);
        break;
    case Field::Path:
        values.textIfSet(parts.path);
        break;
    case Field::Query:
        visitQuery(values, parts.query);
        break;
    default:
        break;
    }
}

/// "GET /orders": what stands before the blank, when it looks like a method.
std::string_view methodOfName(std::string_view name)
{
    const std::string_view word = name.substr(0, name.find(' '));
    const bool isMethod = word.size() < name.size()
        && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    return isMethod ? word : std::string_view();
}

/// Fields that only some kinds of item have.
void visitKind(FieldValues& values, const TelemetryItem& item)
{
    std::visit(Overloaded{
                   [&](const RequestItem& request) {
                       if (values.predicate().field == Field::Span)
                           values.text(request.id);
                       visitUrl(values, methodOfName(request.name), request.url);
                   },
                   [&](const DependencyItem& dependency) {
                       if (values.predicate().field == Field::Span)
                           values.text(dependency.id);
                       if (values.predicate().field == Field::Target)
                           values.text(dependency.target);
                       if (values.predicate().field == Field::Type)
                           values.text(dependency.type);
                       visitUrl(values, methodOfName(dependency.name), dependency.data);
                   },
                   [&](const ExceptionItem& exception) {
                       for (const ExceptionDetails& details : exception.exceptions) {
                           if (values.predicate().field == Field::ExceptionType)
                               values.text(details.typeName);
                           if (values.predicate().field == Field::ExceptionMessage)
                               values.text(details.message);
                       }
                   },
                   [&](const TraceItem& trace) {
                       if (values.predicate().field == Field::Message)
                           values.text(trace.message);
                   },
                   [](const EventItem&) {},
                   [](const MetricItem&) {},
                   [&](const AvailabilityItem& availability) {
                       if (values.predicate().field == Field::Message)
                           values.textIfSet(availability.message);
                   },
                   [&](const PageViewItem& view) { visitUrl(values, {}, view.url); },
               },
               item);
}

} // namespace

void visitItemField(FieldValues& values, const TelemetryItem& item)
{
    const ItemContext& context = contextOf(item);
    const store::ItemSummary summary = store::summaryOf(item);
    switch (values.predicate().field) {
    case Field::Bare:
        visitTexts(values, item);
        break;
    case Field::Kind:
        values.choice(store::wordOf(summary.kind));
        break;
    case Field::Name:
        values.text(summary.name);
        break;
    case Field::Status:
        if (const auto status = leadingNumber(summary.resultCode))
            values.number(*status);
        break;
    case Field::Duration:
        if (summary.duration)
            values.count(*summary.duration);
        break;
    case Field::Success:
        if (summary.success)
            values.choice(*summary.success != 0 ? "true" : "false");
        break;
    case Field::Severity:
        if (summary.severity)
            values.choice(wordOf(static_cast<Severity>(*summary.severity)));
        break;
    case Field::Time:
        values.count(context.time.time_since_epoch().count());
        break;
    case Field::Age:
        values.count((values.now() - context.time).count());
        break;
    case Field::Role:
        values.text(context.cloudRoleName);
        break;
    case Field::Instance:
        values.text(context.cloudRoleInstance);
        break;
    case Field::Sdk:
        values.text(context.sdkVersion);
        break;
    case Field::Parent:
        values.textIfSet(context.parentId);
        break;
    case Field::Property:
        visitProperty(values, context.properties);
        break;
    case Field::Measurement:
        visitMeasurement(values, item);
        break;
    default:
        visitKind(values, item);
    }
}

void visitIngestedField(FieldValues& values, const TelemetryItem& item, std::string_view source)
{
    const ItemContext& context = contextOf(item);
    const auto tag = [&](std::string_view wanted) {
        for (const auto& [name, value] : context.otherTags) {
            if (name == wanted)
                values.text(value);
        }
    };
    switch (values.predicate().field) {
    case Field::Operation:
        values.textIfSet(context.operationName);
        break;
    case Field::OperationId:
        values.textIfSet(context.operationId);
        break;
    case Field::User:
        tag("ai.user.id");
        tag("ai.user.authUserId");
        break;
    case Field::Ip:
        values.textIfSet(context.clientIp);
        break;
    case Field::Source:
        values.text(source);
        break;
    case Field::Rate:
        values.number(context.sampleRate);
        break;
    case Field::ItemCount:
        values.number(itemCountFor(context.sampleRate));
        break;
    default:
        break;
    }
}

} // namespace gatelens::filter
