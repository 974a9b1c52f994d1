#include "ui/live/exchange_detail.h"

#include "core/base/overloaded.h"
#include "core/telemetry/envelope.h"
#include "ui/theme/format.h"
#include "ui/widgets/body_printing.h"

#include <QCoreApplication>

namespace gatelens::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("ExchangeDetail", text); }

QString joined(std::string_view first, std::string_view second)
{
    if (second.empty())
        return toQString(first);
    return toQString(first) + QStringLiteral(", ") + toQString(second);
}

std::string kindOf(const TelemetryItem& item)
{
    return std::visit(Overloaded{[](const RequestItem&) { return "request"; },
                                 [](const DependencyItem&) { return "dependency"; },
                                 [](const ExceptionItem&) { return "exception"; },
                                 [](const TraceItem&) { return "trace"; },
                                 [](const EventItem&) { return "event"; },
                                 [](const MetricItem&) { return "metric"; },
                                 [](const AvailabilityItem&) { return "availability"; },
                                 [](const PageViewItem&) { return "pageview"; }},
                      item);
}

QString titleOf(const TelemetryItem& item)
{
    return std::visit(
        Overloaded{
            [](const RequestItem& request) { return joined(request.name, request.responseCode); },
            [](const DependencyItem& dependency) {
                return joined(dependency.name, dependency.resultCode);
            },
            [](const ExceptionItem& exception) {
                const ExceptionDetails& first = exception.exceptions.front();
                return joined(first.typeName, first.message);
            },
            [](const TraceItem& trace) { return toQString(trace.message); },
            [](const EventItem& event) { return toQString(event.name); },
            [](const MetricItem& metric) {
                return toQString(metric.name) + QStringLiteral(" = ")
                    + QString::number(metric.value);
            },
            [](const AvailabilityItem& test) { return joined(test.name, test.runLocation); },
            [](const PageViewItem& view) { return joined(view.name, view.url); }},
        item);
}

LoggerDetail loggerDetail(const Exchange& exchange, const LoggerOutcome& outcome)
{
    LoggerDetail detail{toQString(outcome.loggerId), {}, outcome.isKept, {}};
    detail.verdict = outcome.isKept
        ? tr("kept, item count %1").arg(itemCountFor(outcome.sampleRate))
        : tr("not kept at %1 %").arg(outcome.percentage);
    if (outcome.isKept) {
        for (const TelemetryItem& item : itemsFor(exchange, outcome))
            detail.items.push_back(itemDetail(item));
    }
    return detail;
}

bool isOfGateway(const TelemetryItem& item, const Exchange& exchange)
{
    return exchange.gateway && contextOf(item).cloudRoleName == exchange.gateway->cloudRoleName;
}

} // namespace

ItemDetail itemDetail(const TelemetryItem& item)
{
    const std::string envelope = printEnvelope(item);
    const auto bytes
        = QByteArray::fromRawData(envelope.data(), static_cast<qsizetype>(envelope.size()));
    return {kindOf(item), titleOf(item), prettyJson(bytes).value_or(toQString(envelope)),
            envelope.size()};
}

Result<ExchangeDetail> readExchangeDetail(StoreReader& reader, std::int64_t id)
{
    auto exchange = reader.exchange(id);
    if (!exchange)
        return exchange.error();
    ExchangeDetail detail;
    detail.exchange = std::move(*exchange);
    for (const LoggerOutcome& outcome : detail.exchange.loggers)
        detail.loggers.push_back(loggerDetail(detail.exchange, outcome));
    if (detail.loggers.empty()) {
        LoggerDetail all{{}, tr("sent to no logger"), false, {}};
        for (const TelemetryItem& item : allItemsOf(detail.exchange))
            all.items.push_back(itemDetail(item));
        detail.loggers.push_back(std::move(all));
    }
    if (auto items = reader.transaction(detail.exchange.operationId)) {
        for (const TelemetryItem& item : *items) {
            if (!isOfGateway(item, detail.exchange))
                detail.correlated.items.push_back(itemDetail(item));
        }
    }
    return detail;
}

} // namespace gatelens::ui
