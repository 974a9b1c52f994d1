#include "app/ctl/command.h"
#include "app/ctl/query_options.h"
#include "core/store/store.h"
#include "proxy/forward/forwarder.h"

#include <boost/json.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace gatelens::app {

namespace json = boost::json;

namespace {

struct ForwardOptions
{
    std::string store;
    std::string connectionString;
    std::string name = "gatelensctl";
    std::vector<std::string> loggers;
    QueryOptions query;
    std::string format = "text";
    std::chrono::seconds atMost{300};
};

void printJson(const ForwardStatus& status)
{
    const json::object object{{"accepted", status.accepted},   {"rejected", status.rejected},
                              {"uncertain", status.uncertain}, {"queued", status.queued},
                              {"attempts", status.attempts},   {"lastStatus", status.lastStatus},
                              {"lastError", status.lastError}};
    fmt::print("{}\n", json::serialize(object));
}

void printText(const ForwardStatus& status)
{
    fmt::print("{} accepted, {} rejected, {} uncertain, {} left, {} attempts to {}\n",
               status.accepted, status.rejected, status.uncertain, status.queued, status.attempts,
               status.target);
    if (!status.lastError.empty())
        fmt::print(stderr, "gatelensctl: last error: {}\n", status.lastError);
}

ExitStatus runForward(const ForwardOptions& options)
{
    auto query = toQuery(options.query);
    if (!query)
        return refuse(toString(query.error()));
    StoreOptions storeOptions;
    storeOptions.path = options.store;
    if (!std::filesystem::exists(storeOptions.path))
        return refuse(options.store + ": there is no such store");
    auto store = Store::open(std::move(storeOptions));
    if (!store)
        return refuse(toString(store.error()));
    auto forwarder = proxy::Forwarder::create(**store);
    if (!forwarder)
        return refuse(toString(forwarder.error()));
    ForwardSettings settings;
    settings.name = options.name;
    settings.loggers = options.loggers;
    if (auto added = (*forwarder)->setDestination(settings, options.connectionString, *query);
        !added)
        return refuse("--to: " + added.error().message);
    const bool isSettled = (*forwarder)->waitUntilIdle(options.atMost);
    (*forwarder)->stop(std::chrono::seconds(5));
    const std::vector<ForwardStatus> all = (*forwarder)->status();
    if (all.empty())
        return refuse("the destination is gone");
    const ForwardStatus& status = all.front();
    if (options.format == "json")
        printJson(status);
    else
        printText(status);
    return isSettled && status.rejected == 0 ? ExitStatus::Done : ExitStatus::FoundErrors;
}

} // namespace

void addForwardCommand(CLI::App& app, ExitStatus& status)
{
    auto options = std::make_shared<ForwardOptions>();
    CLI::App* command = app.add_subcommand(
        "forward", "Sends a store's telemetry to Application Insights; goes on where it ended");
    command->add_option("--store", options->store, "The store's file")->required();
    command
        ->add_option("--to", options->connectionString,
                     "Connection string; or set GATELENS_CONNECTION_STRING")
        ->envname("GATELENS_CONNECTION_STRING")
        ->required();
    command->add_option("--name", options->name,
                        "Name of the destination: the place in the store is remembered under it");
    command->add_option("--logger", options->loggers, "Only what these loggers received");
    command->add_option("--timeout", options->atMost, "Seconds to go on trying (default 300)");
    command->add_option("--format", options->format, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    addQueryOptions(*command, options->query);
    command->callback([options, &status] { status = runForward(*options); });
}

} // namespace gatelens::app
