#include "core/formats/envelope_exporter.h"

#include "core/formats/export_run.h"

#include <algorithm>

namespace gatelens {

namespace {

/// A pretty-printed envelope on one line. A raw line break in JSON is never inside a string.
void joinLines(std::string& envelope)
{
    const auto isBreak = [](char character) { return character == '\n' || character == '\r'; };
    std::replace_if(envelope.begin(), envelope.end(), isBreak, ' ');
}

class EnvelopeExporter final : public Exporter
{
public:
    [[nodiscard]] std::string_view id() const override { return "appinsights"; }
    [[nodiscard]] std::string_view suffix() const override { return ".ndjson"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "Application Insights envelopes, one a line, as each logger receives them";
    }

    [[nodiscard]] Result<ExportSummary> run(StoreReader& reader, const ExportScope& scope,
                                            ExportSink& sink,
                                            const OnExportProgress& onProgress) const override
    {
        ExportRun run(sink, onProgress);
        const Result<void> streamed = reader.forEachEnvelope(
            0, scope.query, scope.loggerIds, [&](StoreReader::OutgoingEnvelope&& outgoing) {
                // The file of one logger holds nothing that came in from elsewhere.
                if (!scope.loggerIds.empty() && outgoing.loggerId.empty())
                    return !run.hasStopped();
                joinLines(outgoing.envelope);
                outgoing.envelope += '\n';
                return run.write(outgoing.envelope) && run.countItem();
            });
        return run.finish(streamed);
    }
};

} // namespace

std::unique_ptr<const Exporter> makeEnvelopeExporter()
{
    return std::make_unique<EnvelopeExporter>();
}

} // namespace gatelens
