#pragma once

#include "core/formats/exporter.h"

#include <optional>

namespace gatelens {

/// The course of one export: counts, asks now and then whether to go on, and keeps the first error,
/// so that a format only says what it writes.
class ExportRun
{
public:
    ExportRun(ExportSink& sink, const OnExportProgress& onProgress)
        : m_sink(sink)
        , m_onProgress(onProgress)
    {
    }

    /// False when the export has to stop.
    bool write(std::string_view text);

    /// Counts one record; false when the export has to stop.
    bool countItem();

    void countLeft() { ++m_summary.left; }

    /// The summary, or why the export stopped; `streamed` is what the reader said.
    [[nodiscard]] Result<ExportSummary> finish(const Result<void>& streamed) const;

    [[nodiscard]] bool hasStopped() const { return m_error.has_value(); }

private:
    ExportSink& m_sink;
    const OnExportProgress& m_onProgress;
    ExportSummary m_summary;
    std::optional<Error> m_error;
};

} // namespace gatelens
