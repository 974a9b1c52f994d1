#include "app/ctl/command.h"
#include "app/ctl/query_options.h"
#include "core/sampling/comparison.h"
#include "core/sampling/comparison_report.h"
#include "core/sampling/setting_text.h"

#include <boost/json.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace gatelens::app {

namespace {

struct SampleOptions
{
    std::string store;
    std::vector<std::string> settings;
    std::string logger;
    QueryOptions query;
    std::string format = "text";
    CostModel cost;
};

/// The logger whose recorded headers and bodies make the sizes: the one asked for, or the first.
std::string loggerOf(const SampleOptions& options, StoreReader& reader)
{
    if (!options.logger.empty())
        return options.logger;
    const auto loggers = reader.loggers();
    return loggers && !loggers->empty() ? loggers->front().loggerId : std::string();
}

ExitStatus runSample(const SampleOptions& options)
{
    auto query = toQuery(options.query);
    if (!query)
        return refuse(toString(query.error()));
    std::vector<Candidate> candidates;
    for (const std::string& setting : options.settings) {
        auto candidate = parseSetting(setting);
        if (!candidate)
            return refuse(fmt::format("--setting '{}': {}", setting, toString(candidate.error())));
        candidates.push_back(std::move(*candidate));
    }
    auto reader = StoreReader::open(options.store);
    if (!reader)
        return refuse(toString(reader.error()));
    const ExchangeSource source = [&](const std::function<bool(const Exchange&)>& each) {
        return (*reader)->forEachExchange(*query, each);
    };
    ComparisonOptions comparisonOptions;
    comparisonOptions.cost = options.cost;
    if (auto selection = learnSelection(source, loggerOf(options, **reader)))
        comparisonOptions.selection = std::move(*selection);
    else
        return refuse(toString(selection.error()));
    if (const auto totals = (*reader)->totals(*query))
        comparisonOptions.slowerThan = totals->p99;
    const auto comparison = compareSampling(source, candidates, comparisonOptions);
    if (!comparison)
        return refuse(toString(comparison.error()));
    if (options.format == "json")
        fmt::print("{}\n", boost::json::serialize(toJson(*comparison)));
    else
        fmt::print("{}", toTable(*comparison));
    return ExitStatus::Done;
}

} // namespace

void addSampleCommand(CLI::App& app, ExitStatus& status)
{
    auto options = std::make_shared<SampleOptions>();
    CLI::App* command
        = app.add_subcommand("sample", "Compares sampling settings over the captured traffic");
    command->add_option("--store", options->store, "The store's file")->required();
    command
        ->add_option(
            "--setting", options->settings,
            "A setting to compare, for example '25', '25,errors' or '10,errors,name=cheap'")
        ->required();
    command->add_option("--logger", options->logger,
                        "Whose selection of headers and bodies the sizes are made with; "
                        "otherwise the first logger's");
    command->add_option("--price", options->cost.pricePerGb,
                        "Price of a GB (10^9 bytes), for the cost line");
    command->add_option("--currency", options->cost.currency, "Of the price");
    command->add_option("--format", options->format, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    addQueryOptions(*command, options->query);
    command->callback([options, &status] { status = runSample(*options); });
}

} // namespace gatelens::app
