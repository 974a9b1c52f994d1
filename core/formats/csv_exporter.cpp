#include "core/formats/csv_exporter.h"

#include "core/base/json_writer.h"
#include "core/base/overloaded.h"
#include "core/formats/export_masking.h"
#include "core/formats/export_run.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace gatelens {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

enum class Column
{
    Time,
    Kind,
    Name,
    Success,
    Code,
    DurationMs,
    Method,
    Url,
    Api,
    Revision,
    Operation,
    Product,
    Subscription,
    Role,
    Instance,
    ClientIp,
    Trace,
    Id,
    Parent,
    OpName,
    Type,
    Target,
    Severity,
    Message,
    ExceptionType,
    MetricValue,
    MetricCount,
    ReqBytes,
    ResBytes,
    Weight,
    Loggers,
    Props,
    Meas,
    Count_
};

constexpr std::size_t kColumnCount = static_cast<std::size_t>(Column::Count_);
constexpr std::array<std::string_view, kColumnCount> kColumnNames{
    "time",          "kind",        "name",        "success",  "code",      "durationMs",
    "method",        "url",         "api",         "revision", "operation", "product",
    "subscription",  "role",        "instance",    "clientIp", "trace",     "id",
    "parent",        "opName",      "type",        "target",   "severity",  "message",
    "exceptionType", "metricValue", "metricCount", "reqBytes", "resBytes",  "weight",
    "loggers",       "props",       "meas"};

std::string numberText(double value)
{
    std::string text;
    if (std::isfinite(value))
        appendJsonNumber(text, value);
    return text;
}

std::string millisText(Micros duration)
{
    return fmt::format("{:.4f}", static_cast<double>(duration.count()) / 1000);
}

/// One item's cells by column.
class Row
{
public:
    std::string& operator[](Column column) { return m_cells[static_cast<std::size_t>(column)]; }

    [[nodiscard]] std::string print(bool isForSpreadsheets) const
    {
        std::string line;
        for (std::size_t i = 0; i < kColumnCount; ++i) {
            if (i > 0)
                line += ',';
            appendCell(line, m_cells[i], isForSpreadsheets);
        }
        return line + "\r\n";
    }

private:
    static void appendCell(std::string& line, std::string_view cell, bool isForSpreadsheets)
    {
        constexpr std::string_view kFormulaStarts = "=+-@\t\r";
        const bool isFormula = isForSpreadsheets && !cell.empty()
            && kFormulaStarts.find(cell.front()) != std::string_view::npos;
        if (!isFormula && cell.find_first_of(",\"\r\n") == std::string_view::npos) {
            line += cell;
            return;
        }
        line += '"';
        if (isFormula)
            line += '\'';
        for (const char character : cell) {
            if (character == '"')
                line += '"';
            line += character;
        }
        line += '"';
    }

    std::array<std::string, kColumnCount> m_cells;
};

void fillContext(Row& row, const ItemContext& context)
{
    std::string time = toIso8601(context.time);
    time.insert(time.size() - 1, "0"); // seven digits, as the service writes it
    row[Column::Time] = std::move(time);
    row[Column::Role] = context.cloudRoleName;
    row[Column::Instance] = context.cloudRoleInstance;
    row[Column::ClientIp] = context.clientIp;
    row[Column::Trace] = context.operationId;
    row[Column::Parent] = context.parentId;
    row[Column::OpName] = context.operationName;
    row[Column::Weight] = std::to_string(itemCountFor(context.sampleRate));
    JsonWriter properties;
    properties.open('{');
    for (const auto& [name, value] : context.properties)
        properties.text(name, value);
    properties.close('}');
    if (!context.properties.empty())
        row[Column::Props] = properties.take();
    JsonWriter measurements;
    measurements.open('{');
    for (const auto& [name, value] : context.measurements)
        measurements.number(name, value);
    measurements.close('}');
    if (!context.measurements.empty())
        row[Column::Meas] = measurements.take();
}

void fillKind(Row& row, const TelemetryItem& item, const ExportMasking& masking)
{
    const auto flag = [](bool value) { return std::string(value ? "true" : "false"); };
    const auto severity = [](Severity value) { return std::to_string(static_cast<int>(value)); };
    std::visit(Overloaded{
                   [&](const RequestItem& request) {
                       row[Column::Kind] = "request";
                       row[Column::Name] = request.name;
                       row[Column::Success] = flag(request.success);
                       row[Column::Code] = request.responseCode;
                       row[Column::DurationMs] = millisText(request.duration);
                       row[Column::Url] = masking.url(request.url);
                       row[Column::Id] = request.id;
                   },
                   [&](const DependencyItem& dependency) {
                       row[Column::Kind] = "dependency";
                       row[Column::Name] = dependency.name;
                       row[Column::Success] = flag(dependency.success);
                       row[Column::Code] = dependency.resultCode;
                       row[Column::DurationMs] = millisText(dependency.duration);
                       row[Column::Url] = masking.url(dependency.data);
                       row[Column::Id] = dependency.id;
                       row[Column::Type] = dependency.type;
                       row[Column::Target] = dependency.target;
                   },
                   [&](const ExceptionItem& exception) {
                       row[Column::Kind] = "exception";
                       row[Column::Severity] = severity(exception.severity);
                       if (!exception.exceptions.empty()) {
                           row[Column::ExceptionType] = exception.exceptions.front().typeName;
                           row[Column::Message] = exception.exceptions.front().message;
                       }
                   },
                   [&](const TraceItem& trace) {
                       row[Column::Kind] = "trace";
                       row[Column::Severity] = severity(trace.severity);
                       row[Column::Message] = trace.message;
                   },
                   [&](const EventItem& event) {
                       row[Column::Kind] = "event";
                       row[Column::Name] = event.name;
                   },
                   [&](const MetricItem& metric) {
                       row[Column::Kind] = "metric";
                       row[Column::Name] = metric.name;
                       row[Column::MetricValue] = numberText(metric.value);
                       if (metric.count)
                           row[Column::MetricCount] = std::to_string(*metric.count);
                   },
                   [&](const AvailabilityItem& availability) {
                       row[Column::Kind] = "availability";
                       row[Column::Name] = availability.name;
                       row[Column::Success] = flag(availability.success);
                       row[Column::DurationMs] = millisText(availability.duration);
                       row[Column::Id] = availability.id;
                       row[Column::Message] = availability.message;
                   },
                   [&](const PageViewItem& view) {
                       row[Column::Kind] = view.performance ? "browserTiming" : "pageView";
                       row[Column::Name] = view.name;
                       row[Column::Url] = masking.url(view.url);
                       row[Column::Id] = view.id;
                       if (view.duration)
                           row[Column::DurationMs] = millisText(*view.duration);
                   },
               },
               item);
}

/// Loggers that received the item: those that kept the exchange, or, for traces, whose verbosity
/// let it through.
std::string loggersOf(const Exchange& exchange, const TelemetryItem& item)
{
    const auto* trace = std::get_if<TraceItem>(&item);
    std::string names;
    for (const LoggerOutcome& outcome : exchange.loggers) {
        const bool hasReceived
            = trace != nullptr ? trace->severity >= outcome.verbosity : outcome.isKept;
        if (hasReceived)
            names += (names.empty() ? "" : " ") + outcome.loggerId;
    }
    return names;
}

const BackendCall* callOf(const Exchange& exchange, const DependencyItem& dependency)
{
    for (const BackendCall& call : exchange.backendCalls) {
        if (call.spanId == dependency.id)
            return &call;
    }
    return nullptr;
}

void fillExchange(Row& row, const Exchange& exchange, const TelemetryItem& item)
{
    row[Column::Api] = exchange.apiId;
    row[Column::Revision] = exchange.apiId.empty() ? "" : exchange.apiRevision;
    row[Column::Operation] = exchange.apimOperationId;
    row[Column::Product] = exchange.productId;
    row[Column::Subscription] = exchange.subscriptionId;
    row[Column::Loggers] = loggersOf(exchange, item);
    if (std::holds_alternative<RequestItem>(item)) {
        row[Column::Method] = exchange.method;
        row[Column::ReqBytes] = std::to_string(exchange.requestBytes);
        row[Column::ResBytes] = std::to_string(exchange.responseBytes);
    } else if (const auto* dependency = std::get_if<DependencyItem>(&item)) {
        if (const BackendCall* call = callOf(exchange, *dependency)) {
            row[Column::Method] = call->method;
            row[Column::ReqBytes] = std::to_string(call->request.bodyBytes);
            row[Column::ResBytes] = std::to_string(call->response.bodyBytes);
        }
    }
}

std::string headerLine()
{
    std::string line;
    for (const std::string_view name : kColumnNames) {
        line += line.empty() ? "" : ",";
        line += name;
    }
    return line + "\r\n";
}

class CsvExporter final : public Exporter
{
public:
    [[nodiscard]] std::string_view id() const override { return "csv"; }
    [[nodiscard]] std::string_view suffix() const override { return ".csv"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "CSV, all kinds of items in one table";
    }

    [[nodiscard]] Result<ExportSummary> run(StoreReader& reader, const ExportScope& scope,
                                            ExportSink& sink,
                                            const OnExportProgress& onProgress) const override
    {
        ExportRun run(sink, onProgress);
        const ExportMasking masking(scope.masksUsualSecrets);
        if (scope.isForSpreadsheets)
            run.write(kByteOrderMark);
        run.write(headerLine());
        const Result<void> streamed
            = reader.forEachItem(scope.query, [&](const StoreReader::StreamedItem& streamedItem) {
                  Row row;
                  fillContext(row, contextOf(streamedItem.item));
                  fillKind(row, streamedItem.item, masking);
                  if (streamedItem.exchange != nullptr)
                      fillExchange(row, *streamedItem.exchange, streamedItem.item);
                  return run.write(row.print(scope.isForSpreadsheets)) && run.countItem();
              });
        return run.finish(streamed);
    }
};

} // namespace

std::unique_ptr<const Exporter> makeCsvExporter() { return std::make_unique<CsvExporter>(); }

} // namespace gatelens
