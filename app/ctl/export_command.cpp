#include "app/ctl/command.h"
#include "app/ctl/query_options.h"
#include "core/formats/export_file.h"
#include "core/formats/exporter.h"

#include <boost/json.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

namespace gatelens::app {

namespace {

struct ExportOptions
{
    std::string store;
    std::string format;
    std::string output;
    QueryOptions query;
    std::vector<std::string> loggers;
    bool isForSpreadsheets = false;
    bool includesBackendCalls = false;
};

/// Writes to standard output, for pipes.
class StandardOutput : public ExportSink
{
public:
    Result<void> write(std::string_view text) override
    {
        if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size())
            return {};
        return Error{ErrorCode::Io, "standard output was closed", {}};
    }
};

/// Shows the count on a terminal, nothing in a pipe.
bool showProgress(const ExportProgress& progress)
{
    if (isatty(STDERR_FILENO) != 0)
        fmt::print(stderr, "\r{} items, {} bytes", progress.items, progress.bytes);
    return true;
}

ExitStatus runExport(const ExportOptions& options)
{
    const Exporter* exporter = findExporter(options.format);
    auto query = toQuery(options.query);
    if (!query)
        return refuse(toString(query.error()));
    auto reader = StoreReader::open(options.store);
    if (!reader)
        return refuse(toString(reader.error()));
    ExportScope scope;
    scope.query = std::move(*query);
    scope.loggerIds = options.loggers;
    scope.isForSpreadsheets = options.isForSpreadsheets;
    scope.includesBackendCalls = options.includesBackendCalls;
    StandardOutput standardOutput;
    const auto summary = options.output == "-"
        ? exporter->run(**reader, scope, standardOutput, [](const ExportProgress&) { return true; })
        : exportToFile(*exporter, **reader, scope, options.output, showProgress);
    if (!summary)
        return refuse(toString(summary.error()));
    if (isatty(STDERR_FILENO) != 0)
        fmt::print(stderr, "\r{} items, {} bytes written\n", summary->items, summary->bytes);
    if (summary->left > 0)
        fmt::print(stderr, "gatelensctl: {} items have no place in this format and were left out\n",
                   summary->left);
    return ExitStatus::Done;
}

std::vector<std::string> formatIds()
{
    std::vector<std::string> ids;
    for (const auto& exporter : exporters())
        ids.emplace_back(exporter->id());
    return ids;
}

} // namespace

void addExportCommand(CLI::App& app, ExitStatus& status)
{
    auto options = std::make_shared<ExportOptions>();
    CLI::App* command = app.add_subcommand("export", "Writes captured telemetry to a file");
    command->add_option("--store", options->store, "The store's file")->required();
    command->add_option("--format", options->format, "What to write")
        ->required()
        ->check(CLI::IsMember(formatIds()));
    command->add_option("-o,--output", options->output, "File to write; - is standard output")
        ->required();
    command->add_option("--logger", options->loggers,
                        "Only what these loggers received (appinsights)");
    command->add_flag("--spreadsheet", options->isForSpreadsheets,
                      "CSV that a spreadsheet opens safely: byte-order mark, no formulas");
    command->add_flag("--backend-calls", options->includesBackendCalls,
                      "HAR: backend calls beside the requests");
    addQueryOptions(*command, options->query);
    command->callback([options, &status] { status = runExport(*options); });
}

} // namespace gatelens::app
