#pragma once

#include "core/formats/exporter.h"

#include <QString>

#include <memory>

namespace gatelens::ui {

class JobProgress;

/// One export to run on a worker.
struct ExportJob
{
    const Exporter* exporter = nullptr;
    ExportScope scope;
    std::filesystem::path path;
    std::shared_ptr<JobProgress> progress;

    /// Writes the file; nothing stands under its name until it is complete.
    [[nodiscard]] Result<ExportSummary> run(StoreReader& reader) const;
};

/// The same export as a command line of gatelensctl; `since` and `until` are ISO 8601 or empty.
[[nodiscard]] QString commandLineFor(const QString& store, const QString& format,
                                     const QString& filter, const TimeRange& range,
                                     const QString& path);

} // namespace gatelens::ui
