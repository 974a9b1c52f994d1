#include "core/formats/otlp_exporter.h"

#include "core/base/json_writer.h"
#include "core/formats/export_run.h"
#include "core/formats/otlp_attributes.h"
#include "core/formats/otlp_records.h"

#include <map>
#include <tuple>

namespace gatelens {

namespace {

constexpr std::size_t kRecordsALine = 1000;
constexpr std::size_t kBytesALine = 4 * 1024 * 1024;

/// Who produced an item: role, instance, version.
using Resource = std::tuple<std::string, std::string, std::string>;

Resource resourceOf(const ItemContext& context)
{
    std::string version;
    for (const auto& [name, value] : context.otherTags) {
        if (name == "ai.application.ver")
            version = value;
    }
    return {context.cloudRoleName, context.cloudRoleInstance, version};
}

std::string resourceJson(const Resource& resource)
{
    const auto& [role, instance, version] = resource;
    JsonWriter json;
    json.open('{');
    json.open("attributes", '[');
    OtlpAttributes attributes(json);
    attributes.textIfSet("service.name", role);
    attributes.textIfSet("service.instance.id", instance);
    attributes.textIfSet("service.version", version);
    attributes.text("telemetry.sdk.name", "gatelens");
    json.close(']');
    json.close('}');
    return json.take();
}

/// How the messages of one signal nest.
struct SignalNames
{
    std::string_view resources;
    std::string_view scopes;
    std::string_view records;
};

constexpr SignalNames kSpans{"resourceSpans", "scopeSpans", "spans"};
constexpr SignalNames kLogs{"resourceLogs", "scopeLogs", "logRecords"};
constexpr SignalNames kMetrics{"resourceMetrics", "scopeMetrics", "metrics"};

/// Records of one signal that wait for their line.
class PendingLine
{
public:
    explicit PendingLine(SignalNames names)
        : m_names(names)
    {
    }

    void add(const Resource& resource, std::string_view record)
    {
        std::string& records = m_recordsByResource[resource];
        if (!records.empty())
            records += ',';
        records += record;
        ++m_count;
        m_bytes += record.size();
    }

    [[nodiscard]] bool isEmpty() const { return m_count == 0; }
    [[nodiscard]] bool isFull() const { return m_count >= kRecordsALine || m_bytes >= kBytesALine; }

    [[nodiscard]] std::string take()
    {
        JsonWriter json;
        json.open('{');
        json.open(m_names.resources, '[');
        for (const auto& [resource, records] : m_recordsByResource) {
            json.open('{');
            json.json("resource", resourceJson(resource));
            json.open(m_names.scopes, '[');
            json.open('{');
            json.json("scope", R"({"name":"gatelens","version":")" GATELENS_VERSION R"("})");
            json.json(m_names.records, '[' + records + ']');
            json.close('}');
            json.close(']');
            json.close('}');
        }
        json.close(']');
        json.close('}');
        m_recordsByResource.clear();
        m_count = 0;
        m_bytes = 0;
        return json.take() + '\n';
    }

private:
    SignalNames m_names;
    std::map<Resource, std::string> m_recordsByResource;
    std::size_t m_count = 0;
    std::size_t m_bytes = 0;
};

/// One OTLP export: sorts items into signals and writes a line whenever one is full.
class OtlpStream
{
public:
    OtlpStream(OtlpSignals signals, const ExportScope& scope, ExportRun& run)
        : m_signals(signals)
        , m_masking(scope.masksUsualSecrets)
        , m_run(run)
    {
    }

    bool add(const StoreReader::StreamedItem& streamedItem)
    {
        const std::int64_t exchangeId
            = streamedItem.exchange != nullptr ? streamedItem.exchange->id : 0;
        if (exchangeId == 0 || exchangeId != m_openExchange)
            closeSpans();
        m_openExchange = exchangeId;

        const TelemetryItem& item = streamedItem.item;
        if (const auto* metric = std::get_if<MetricItem>(&item))
            addMetric(*metric);
        else if (const auto* exception = std::get_if<ExceptionItem>(&item))
            addException(*exception);
        else if (std::holds_alternative<TraceItem>(item) || std::holds_alternative<EventItem>(item))
            addLog(item);
        else if (writes(OtlpSignals::Traces))
            m_openSpans.push_back({resourceOf(contextOf(item)), otlpSpan(streamedItem, m_masking)});
        return !m_run.hasStopped();
    }

    void finish()
    {
        closeSpans();
        for (PendingLine* line : {&m_spans, &m_logs, &m_metrics}) {
            if (!line->isEmpty())
                m_run.write(line->take());
        }
    }

private:
    struct OpenSpan
    {
        Resource resource;
        OtlpSpan span;
    };

    [[nodiscard]] bool writes(OtlpSignals signal) const
    {
        return m_signals == OtlpSignals::All || m_signals == signal;
    }

    void put(PendingLine& line, const Resource& resource, std::string_view record)
    {
        line.add(resource, record);
        m_run.countItem();
        if (line.isFull())
            m_run.write(line.take());
    }

    void closeSpans()
    {
        for (const OpenSpan& open : m_openSpans)
            put(m_spans, open.resource, open.span.print());
        m_openSpans.clear();
    }

    /// An exception belongs to the span it happened in, when that is at hand.
    void addException(const ExceptionItem& item)
    {
        for (OpenSpan& open : m_openSpans) {
            if (open.span.spanId == item.context.parentId) {
                open.span.events.push_back(otlpExceptionEvent(item));
                return;
            }
        }
        addLog(item);
    }

    void addLog(const TelemetryItem& item)
    {
        if (writes(OtlpSignals::Logs))
            put(m_logs, resourceOf(contextOf(item)), otlpLogRecord(item));
    }

    void addMetric(const MetricItem& item)
    {
        if (!writes(OtlpSignals::Metrics))
            return;
        const std::string metric = otlpMetric(item);
        if (metric.empty())
            m_run.countLeft();
        else
            put(m_metrics, resourceOf(item.context), metric);
    }

    OtlpSignals m_signals;
    ExportMasking m_masking;
    ExportRun& m_run;
    PendingLine m_spans{kSpans};
    PendingLine m_logs{kLogs};
    PendingLine m_metrics{kMetrics};
    std::vector<OpenSpan> m_openSpans; ///< of the exchange at hand
    std::int64_t m_openExchange = 0;
};

class OtlpExporter final : public Exporter
{
public:
    explicit OtlpExporter(OtlpSignals signals)
        : m_signals(signals)
    {
    }

    [[nodiscard]] std::string_view id() const override
    {
        switch (m_signals) {
        case OtlpSignals::Traces:
            return "otlp-traces";
        case OtlpSignals::Logs:
            return "otlp-logs";
        case OtlpSignals::Metrics:
            return "otlp-metrics";
        case OtlpSignals::All:
            break;
        }
        return "otlp";
    }

    [[nodiscard]] std::string_view suffix() const override
    {
        switch (m_signals) {
        case OtlpSignals::Traces:
            return ".traces.jsonl";
        case OtlpSignals::Logs:
            return ".logs.jsonl";
        case OtlpSignals::Metrics:
            return ".metrics.jsonl";
        case OtlpSignals::All:
            break;
        }
        return ".otlp.jsonl";
    }

    [[nodiscard]] std::string_view description() const override
    {
        switch (m_signals) {
        case OtlpSignals::Traces:
            return "OTLP JSON lines, traces only";
        case OtlpSignals::Logs:
            return "OTLP JSON lines, logs only";
        case OtlpSignals::Metrics:
            return "OTLP JSON lines, metrics only";
        case OtlpSignals::All:
            break;
        }
        return "OTLP JSON lines: traces, logs and metrics";
    }

    [[nodiscard]] Result<ExportSummary> run(StoreReader& reader, const ExportScope& scope,
                                            ExportSink& sink,
                                            const OnExportProgress& onProgress) const override
    {
        ExportRun run(sink, onProgress);
        OtlpStream stream(m_signals, scope, run);
        const Result<void> streamed
            = reader.forEachItem(scope.query, [&](const StoreReader::StreamedItem& streamedItem) {
                  return stream.add(streamedItem);
              });
        stream.finish();
        return run.finish(streamed);
    }

private:
    OtlpSignals m_signals;
};

} // namespace

std::unique_ptr<const Exporter> makeOtlpExporter(OtlpSignals signals)
{
    return std::make_unique<OtlpExporter>(signals);
}

} // namespace gatelens
