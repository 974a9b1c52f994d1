#include "app/common/version.h"
#include "app/ctl/command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <exception>

namespace gatelens::app {

ExitStatus refuse(std::string_view message)
{
    fmt::print(stderr, "gatelensctl: {}\n", message);
    return ExitStatus::Unusable;
}

namespace {

int run(int argc, char** argv)
{
    CLI::App app(
        "A local Azure API Management gateway and Application Insights endpoint, without a screen",
        "gatelensctl");
    app.set_version_flag("--version", std::string("gatelensctl ") + std::string(kVersion));
    app.require_subcommand(1);
    app.footer("Exit status: 0 done, 1 the work found errors, 2 wrong usage or unreadable input.");
    ExitStatus status = ExitStatus::Done;
    addServeCommand(app, status);
    addCheckCommand(app, status);
    addEvalCommand(app, status);
    addExportCommand(app, status);
    addSampleCommand(app, status);
    addForwardCommand(app, status);
    addStatsCommand(app, status);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(ExitStatus::Unusable);
    }
    return static_cast<int>(status);
}

} // namespace
} // namespace gatelens::app

int main(int argc, char** argv)
{
    // Standard output belongs to results; the log goes beside it.
    spdlog::set_default_logger(spdlog::stderr_color_mt("gatelensctl"));
    try {
        return gatelens::app::run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "gatelensctl: unexpected failure: {}\n", error.what());
        return static_cast<int>(gatelens::app::ExitStatus::Unusable);
    }
}
