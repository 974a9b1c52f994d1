#pragma once

#include <string_view>

namespace CLI {
class App;
}

namespace gatelens::app {

/// Exit status of gatelensctl.
enum class ExitStatus
{
    Done = 0,
    FoundErrors = 1, ///< the work was done and found errors, for example an invalid policy
    Unusable = 2, ///< wrong usage or unreadable input
};

// Each function adds one subcommand. The subcommand's callback does the work and stores its exit
// status in `status`, which outlives the parse.
void addServeCommand(CLI::App& app, ExitStatus& status);
void addCheckCommand(CLI::App& app, ExitStatus& status);
void addEvalCommand(CLI::App& app, ExitStatus& status);
void addExportCommand(CLI::App& app, ExitStatus& status);
void addSampleCommand(CLI::App& app, ExitStatus& status);
void addForwardCommand(CLI::App& app, ExitStatus& status);
void addStatsCommand(CLI::App& app, ExitStatus& status);

/// Prints "gatelensctl: <message>" to standard error and gives the status for unusable input.
ExitStatus refuse(std::string_view message);

} // namespace gatelens::app
