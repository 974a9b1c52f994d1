#include "app/common/version.h"
#include "app/ctl/command.h"
#include "core/check/check.h"
#include "core/check/report.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

namespace gatelens::app {

namespace {

struct CheckArguments
{
    std::vector<std::filesystem::path> paths;
    std::string format = "text";
    bool includesInformation = false;
};

ExitStatus runCheck(const CheckArguments& arguments)
{
    CheckOptions options;
    options.includeInformation = arguments.includesInformation;
    const auto report = checkPaths(arguments.paths, options);
    if (!report)
        return refuse(toString(report.error()));
    if (arguments.format == "json")
        fmt::print("{}\n", toJson(report->findings));
    else if (arguments.format == "sarif")
        fmt::print("{}\n", toSarif(report->findings, std::string(kVersion)));
    else {
        fmt::print("{}", toText(report->findings));
        fmt::print(stderr, "{} policy documents checked, {} findings\n", report->documents,
                   report->findings.size());
    }
    return hasErrors(report->findings) ? ExitStatus::FoundErrors : ExitStatus::Done;
}

} // namespace

void addCheckCommand(CLI::App& app, ExitStatus& status)
{
    auto arguments = std::make_shared<CheckArguments>();
    CLI::App* command = app.add_subcommand("check", "Validates policies and workspaces");
    command->add_option("paths", arguments->paths, "Policy files, folders, workspaces")->required();
    command->add_option("--format", arguments->format, "text, json or sarif")
        ->check(CLI::IsMember({"text", "json", "sarif"}));
    command->add_flag("--information", arguments->includesInformation, "Hints as well");
    command->callback([arguments, &status] { status = runCheck(*arguments); });
}

} // namespace gatelens::app
