#include "app/ctl/command.h"
#include "core/expression/case_runner.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

namespace gatelens::app {

namespace {

struct EvalOptions
{
    std::string expression;
    std::string contextFile;
    std::string casesFile;
    std::string format = "text";
};

std::optional<std::string> contentOf(const std::string& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

ExitStatus runCases(const std::string& file)
{
    std::ifstream stream(file);
    if (!stream)
        return refuse(file + ": cannot be read");
    for (std::string line; std::getline(stream, line);) {
        if (!line.empty())
            fmt::print("{}\n", expression::runCaseLine(line));
    }
    return ExitStatus::Done;
}

ExitStatus runOne(const EvalOptions& options)
{
    std::string context;
    if (!options.contextFile.empty()) {
        auto content = contentOf(options.contextFile);
        if (!content)
            return refuse(options.contextFile + ": cannot be read");
        context = std::move(*content);
    }
    const expression::CaseOutcome outcome = expression::runCase(options.expression, context);
    if (options.format == "json")
        fmt::print("{}\n", expression::toJsonLine("", outcome));
    else if (outcome.throws.empty())
        fmt::print("{}\n", outcome.isNull ? "null" : outcome.value);
    else
        fmt::print(stderr, "{}: {}\n", outcome.throws, outcome.message);
    return outcome.throws.empty() ? ExitStatus::Done : ExitStatus::FoundErrors;
}

} // namespace

void addEvalCommand(CLI::App& app, ExitStatus& status)
{
    auto options = std::make_shared<EvalOptions>();
    CLI::App* command = app.add_subcommand("eval", "Evaluates a policy expression");
    auto* expression = command->add_option("expression", options->expression,
                                           "For example '@(context.Request.Method)'");
    command->add_option("--context", options->contextFile, "JSON with what `context` holds");
    auto* cases = command->add_option("--jsonl", options->casesFile,
                                      "One case a line: {\"id\", \"expr\", \"context\"}");
    cases->excludes(expression);
    command->add_option("--format", options->format, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    command->callback([options, &status] {
        if (options->expression.empty() && options->casesFile.empty())
            status = refuse("eval: give an expression, or --jsonl FILE");
        else
            status = options->casesFile.empty() ? runOne(*options) : runCases(options->casesFile);
    });
}

} // namespace gatelens::app
