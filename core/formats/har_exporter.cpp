#include "core/formats/har_exporter.h"

#include "core/base/json_writer.h"
#include "core/formats/export_run.h"
#include "core/formats/har_entry.h"
#include "core/telemetry/envelope.h"

#include <functional>
#include <unordered_set>

namespace gatelens {

namespace {

/// Traces already seen, by a hash: a collision would leave out one page's title, a set of a million
/// ids would cost a hundred megabytes.
class SeenTraces
{
public:
    /// True for the first time.
    bool add(std::string_view operationId)
    {
        return m_hashes.insert(std::hash<std::string_view>()(operationId)).second;
    }
    [[nodiscard]] bool contains(std::string_view operationId) const
    {
        return m_hashes.count(std::hash<std::string_view>()(operationId)) > 0;
    }

private:
    std::unordered_set<std::size_t> m_hashes;
};

/// One HAR file: pages, entries and what HAR has no entry for, each in its own pass over the store.
class HarFile
{
public:
    HarFile(StoreReader& reader, const ExportScope& scope, ExportRun& run)
        : m_reader(reader)
        , m_scope(scope)
        , m_run(run)
        , m_masking(scope.masksUsualSecrets)
    {
    }

    Result<void> write()
    {
        begin();
        Result<void> streamed = writePages();
        if (streamed)
            streamed = writeEntries();
        m_json.text("comment",
                    m_masking.isOn() ? "Captured by Gatelens; values of secrets are masked."
                                     : "Captured by Gatelens.");
        m_json.open("_gatelens", '{');
        m_json.integer("v", 1);
        m_json.flag("masked", m_masking.isOn());
        if (streamed)
            streamed = writeExtraItems();
        m_json.close('}');
        m_json.close('}');
        m_json.close('}');
        m_run.write(m_json.drain());
        m_run.write("\n");
        return streamed;
    }

private:
    void begin()
    {
        m_json.open('{');
        m_json.open("log", '{');
        m_json.text("version", "1.2");
        m_json.open("creator", '{');
        m_json.text("name", "Gatelens");
        m_json.text("version", GATELENS_VERSION);
        m_json.close('}');
    }

    Result<void> writePages()
    {
        m_json.open("pages", '[');
        Result<void> streamed
            = m_reader.forEachExchange(m_scope.query, [this](const Exchange& exchange) {
                  if (exchange.operationId.empty() || !m_traces.add(exchange.operationId))
                      return !m_run.hasStopped();
                  m_json.open('{');
                  m_json.text("startedDateTime", harTime(exchange.startedAt));
                  m_json.text("id", exchange.operationId);
                  m_json.text("title", operationNameOf(exchange));
                  m_json.open("pageTimings", '{');
                  m_json.close('}');
                  m_json.close('}');
                  return m_run.write(m_json.drain());
              });
        m_json.close(']');
        return streamed;
    }

    Result<void> writeEntries()
    {
        m_json.open("entries", '[');
        Result<void> streamed
            = m_reader.forEachExchange(m_scope.query, [this](const Exchange& exchange) {
                  writeHarEntry(m_json, exchange, m_masking);
                  if (!m_run.countItem())
                      return false;
                  if (m_scope.includesBackendCalls) {
                      for (const BackendCall& call : exchange.backendCalls) {
                          writeHarEntry(m_json, exchange, call, m_masking);
                          m_run.countItem();
                      }
                  }
                  return m_run.write(m_json.drain());
              });
        m_json.close(']');
        return streamed;
    }

    /// Items of the exported traces that are no entries, as envelopes.
    Result<void> writeExtraItems()
    {
        m_json.open("extra", '[');
        Result<void> streamed = m_reader.forEachItem(
            m_scope.query, [this](const StoreReader::StreamedItem& streamedItem) {
                if (isEntry(streamedItem)
                    || !m_traces.contains(contextOf(streamedItem.item).operationId))
                    return !m_run.hasStopped();
                m_json.jsonElement(printEnvelope(streamedItem.item));
                return m_run.write(m_json.drain());
            });
        m_json.close(']');
        return streamed;
    }

    [[nodiscard]] bool isEntry(const StoreReader::StreamedItem& streamedItem) const
    {
        if (streamedItem.exchange == nullptr)
            return false;
        return std::holds_alternative<RequestItem>(streamedItem.item)
            || (m_scope.includesBackendCalls
                && std::holds_alternative<DependencyItem>(streamedItem.item));
    }

    StoreReader& m_reader;
    const ExportScope& m_scope;
    ExportRun& m_run;
    ExportMasking m_masking;
    JsonWriter m_json;
    SeenTraces m_traces;
};

class HarExporter final : public Exporter
{
public:
    [[nodiscard]] std::string_view id() const override { return "har"; }
    [[nodiscard]] std::string_view suffix() const override { return ".har"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "HTTP Archive 1.2: requests with headers and bodies";
    }

    [[nodiscard]] Result<ExportSummary> run(StoreReader& reader, const ExportScope& scope,
                                            ExportSink& sink,
                                            const OnExportProgress& onProgress) const override
    {
        ExportRun run(sink, onProgress);
        HarFile file(reader, scope, run);
        const Result<void> streamed = file.write();
        return run.finish(streamed);
    }
};

} // namespace

std::unique_ptr<const Exporter> makeHarExporter() { return std::make_unique<HarExporter>(); }

} // namespace gatelens
