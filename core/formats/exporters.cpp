#include "core/formats/csv_exporter.h"
#include "core/formats/envelope_exporter.h"
#include "core/formats/har_exporter.h"
#include "core/formats/otlp_exporter.h"

#include <algorithm>

namespace gatelens {

const std::vector<std::unique_ptr<const Exporter>>& exporters()
{
    static const auto kExporters = [] {
        std::vector<std::unique_ptr<const Exporter>> list;
        list.push_back(makeEnvelopeExporter());
        list.push_back(makeHarExporter());
        list.push_back(makeCsvExporter());
        list.push_back(makeOtlpExporter(OtlpSignals::All));
        list.push_back(makeOtlpExporter(OtlpSignals::Traces));
        list.push_back(makeOtlpExporter(OtlpSignals::Logs));
        list.push_back(makeOtlpExporter(OtlpSignals::Metrics));
        return list;
    }();
    return kExporters;
}

const Exporter* findExporter(std::string_view id)
{
    const auto& list = exporters();
    const auto found = std::find_if(list.begin(), list.end(),
                                    [id](const auto& exporter) { return exporter->id() == id; });
    return found == list.end() ? nullptr : found->get();
}

} // namespace gatelens
