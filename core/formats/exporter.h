#pragma once

#include "core/base/result.h"
#include "core/store/store_reader.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens {

/// What is exported.
struct ExportScope
{
    ExchangeQuery query;
    /// Loggers whose envelopes are wanted, for formats that are one logger's view; empty: all.
    std::vector<std::string> loggerIds;
    /// Also masks what is usually secret and that no diagnostic masked (API keys of other vendors,
    /// signatures in URLs). What the store holds masked stays masked either way.
    bool masksUsualSecrets = true;
    /// Formats of HTTP messages: backend calls beside the requests.
    bool includesBackendCalls = false;
    /// CSV: byte-order mark, and cells that a spreadsheet would take for a formula made harmless.
    bool isForSpreadsheets = false;
};

struct ExportProgress
{
    std::uint64_t items = 0;
    std::uint64_t bytes = 0;
};

/// What an export wrote.
struct ExportSummary
{
    std::uint64_t items = 0; ///< records of the format: lines, entries, rows
    std::uint64_t bytes = 0;
    std::uint64_t left = 0; ///< items the format cannot hold, left out
};

/// Called now and then; returns false to cancel.
using OnExportProgress = std::function<bool(const ExportProgress&)>;

/// Where an export's text goes.
class ExportSink
{
public:
    virtual ~ExportSink() = default;
    virtual Result<void> write(std::string_view text) = 0;
};

/// One export format. Reads in constant memory and writes the same bytes for the same store.
/// Implementations have no state; one object serves any number of exports.
class Exporter
{
public:
    virtual ~Exporter() = default;

    [[nodiscard]] virtual std::string_view id() const = 0; ///< "har"
    [[nodiscard]] virtual std::string_view suffix() const = 0; ///< ".har"
    [[nodiscard]] virtual std::string_view description() const = 0; ///< for the export dialog

    /// Cancelled when `onProgress` said so; else what the reader or the sink fails with.
    [[nodiscard]] virtual Result<ExportSummary> run(StoreReader& reader, const ExportScope& scope,
                                                    ExportSink& sink,
                                                    const OnExportProgress& onProgress) const = 0;
};

/// Every built-in format, in the order that dialogs list them.
[[nodiscard]] const std::vector<std::unique_ptr<const Exporter>>& exporters();

/// Null when no format has that id.
[[nodiscard]] const Exporter* findExporter(std::string_view id);

} // namespace gatelens
