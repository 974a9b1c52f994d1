#include "app/ctl/command.h"
#include "core/store/store_reader.h"

#include <boost/json.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace gatelens::app {

namespace json = boost::json;

namespace {

struct StatsOptions
{
    std::string store;
    std::string format = "text";
};

json::value timeOrNull(const std::optional<Timestamp>& time)
{
    return time ? json::value(toIso8601(*time)) : json::value(nullptr);
}

void printJson(const StoreStats& stats)
{
    json::object items;
    for (const auto& [table, count] : stats.itemsByTable)
        items[table] = count;
    const json::object object{{"exchanges", stats.exchanges},
                              {"items", items},
                              {"oldest", timeOrNull(stats.oldest)},
                              {"newest", timeOrNull(stats.newest)},
                              {"fileBytes", stats.fileBytes}};
    fmt::print("{}\n", json::serialize(object));
}

void printText(const StoreStats& stats)
{
    fmt::print("{:<22}{:>12}\n", "exchanges", stats.exchanges);
    for (const auto& [table, count] : stats.itemsByTable)
        fmt::print("{:<22}{:>12}\n", table, count);
    fmt::print("{:<22}{:>12}\n", "file, bytes", stats.fileBytes);
    fmt::print("{:<22}{}\n", "oldest", stats.oldest ? toIso8601(*stats.oldest) : "-");
    fmt::print("{:<22}{}\n", "newest", stats.newest ? toIso8601(*stats.newest) : "-");
}

ExitStatus runStats(const StatsOptions& options)
{
    auto reader = StoreReader::open(options.store);
    if (!reader)
        return refuse(toString(reader.error()));
    const auto stats = (*reader)->stats();
    if (!stats)
        return refuse(toString(stats.error()));
    if (options.format == "json")
        printJson(*stats);
    else
        printText(*stats);
    return ExitStatus::Done;
}

} // namespace

void addStatsCommand(CLI::App& app, ExitStatus& status)
{
    auto options = std::make_shared<StatsOptions>();
    CLI::App* command
        = app.add_subcommand("stats", "Item counts by type, time span and size of a store");
    command->add_option("--store", options->store, "The store's file")->required();
    command->add_option("--format", options->format, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    command->callback([options, &status] { status = runStats(*options); });
}

} // namespace gatelens::app
