#include "core/sampling/setting_text.h"

#include <fmt/format.h>

#include <charconv>

namespace gatelens {

namespace {

constexpr int kMostBodyBytes = 8192;

struct Setting
{
    std::optional<double> percentage;
    std::string appliedLogger;
    KeepErrors keepErrors = KeepErrors::No;
    Verbosity verbosity = Verbosity::Information;
    std::optional<int> bodyBytes;
    std::string name;
};

Error wrongWord(std::string_view word, std::string_view whatToDo)
{
    return {ErrorCode::InvalidArgument,
            fmt::format("sampling setting: \"{}\" is not understood; {}", word, whatToDo)};
}

template<class Number>
std::optional<Number> wholeNumber(std::string_view text)
{
    Number number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

Result<void> readVerbosity(std::string_view word, std::string_view value, Setting& setting)
{
    if (value == "verbose")
        setting.verbosity = Verbosity::Verbose;
    else if (value == "information")
        setting.verbosity = Verbosity::Information;
    else if (value == "error")
        setting.verbosity = Verbosity::Error;
    else
        return wrongWord(word, "write verbosity=verbose, information or error");
    return {};
}

Result<void> readBody(std::string_view word, std::string_view value, Setting& setting)
{
    const std::optional<int> bytes = wholeNumber<int>(value);
    if (!bytes || *bytes < 0 || *bytes > kMostBodyBytes)
        return wrongWord(word, "write body= and a number of bytes from 0 to 8192");
    setting.bodyBytes = bytes;
    return {};
}

Result<void> readPercentage(std::string_view word, Setting& setting)
{
    std::string_view digits = word;
    if (digits.ends_with('%'))
        digits.remove_suffix(1);
    const std::optional<double> percentage = wholeNumber<double>(digits);
    if (!percentage || !(*percentage >= 0 && *percentage <= 100))
        return wrongWord(word,
                         "write a percentage from 0 to 100, \"errors\", verbosity=, body=, "
                         "name= or applied:LOGGER");
    if (setting.percentage)
        return wrongWord(word, "there is one percentage already");
    setting.percentage = percentage;
    return {};
}

Result<void> readWord(std::string_view word, Setting& setting)
{
    const auto valueOf = [word](std::string_view key) -> std::optional<std::string_view> {
        if (!word.starts_with(key))
            return std::nullopt;
        return word.substr(key.size());
    };
    if (word == "errors" || word == "%") {
        if (word == "errors")
            setting.keepErrors = KeepErrors::Yes;
        return {};
    }
    if (const auto logger = valueOf("applied:")) {
        setting.appliedLogger = *logger;
        return {};
    }
    if (const auto name = valueOf("name=")) {
        setting.name = *name;
        return {};
    }
    if (const auto value = valueOf("verbosity="))
        return readVerbosity(word, *value, setting);
    if (const auto value = valueOf("body="))
        return readBody(word, *value, setting);
    return readPercentage(word, setting);
}

Result<Candidate> candidateOf(Setting setting, std::string_view text)
{
    Candidate candidate;
    candidate.bodyBytes = setting.bodyBytes;
    if (!setting.appliedLogger.empty()) {
        if (setting.percentage)
            return wrongWord(text, "take either a percentage or applied:LOGGER");
        candidate.strategy = std::make_shared<AppliedSetting>(setting.appliedLogger);
    } else if (setting.percentage) {
        candidate.strategy = std::make_shared<FixedPercentage>(
            *setting.percentage, setting.keepErrors, setting.verbosity);
    } else {
        return wrongWord(text, "it needs a percentage, for example \"25% errors\"");
    }
    candidate.name
        = setting.name.empty() ? candidate.strategy->describe() : std::move(setting.name);
    return candidate;
}

} // namespace

Result<Candidate> parseSetting(std::string_view text)
{
    constexpr std::string_view kSeparators = " ,+\t";
    Setting setting;
    std::string_view rest = text;
    while (true) {
        const std::size_t start = rest.find_first_not_of(kSeparators);
        if (start == std::string_view::npos)
            break;
        rest.remove_prefix(start);
        const std::string_view word = rest.substr(0, rest.find_first_of(kSeparators));
        rest.remove_prefix(word.size());
        if (const Result<void> read = readWord(word, setting); !read)
            return read.error();
    }
    return candidateOf(std::move(setting), text);
}

} // namespace gatelens
