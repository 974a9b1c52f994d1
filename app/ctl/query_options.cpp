#include "app/ctl/query_options.h"

#include "core/store/filter.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>

namespace gatelens::app {

namespace {

/// "15m" and the like; nullopt when the text has another form.
std::optional<Micros> parseAge(std::string_view text)
{
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || end != text.data() + text.size() - 1)
        return std::nullopt;
    switch (*end) {
    case 's':
        return std::chrono::seconds(count);
    case 'm':
        return std::chrono::minutes(count);
    case 'h':
        return std::chrono::hours(count);
    case 'd':
        return std::chrono::hours(24 * count);
    default:
        return std::nullopt;
    }
}

Result<std::optional<Timestamp>> parseTime(std::string_view option, const std::string& text)
{
    if (text.empty())
        return std::optional<Timestamp>();
    if (const auto age = parseAge(text))
        return std::optional(now() - *age);
    const auto time = parseIso8601(text);
    if (!time)
        return Error{
            ErrorCode::Malformed,
            fmt::format("{}: '{}' is neither a time such as 2026-01-31T14:02:11Z nor an age "
                        "such as 15m, 2h or 7d",
                        option, text),
            {}};
    return std::optional(*time);
}

} // namespace

void addQueryOptions(CLI::App& command, QueryOptions& options)
{
    command.add_option("--filter", options.filter, "For example: status:5xx api:orders dur>200ms");
    command.add_option("--since", options.since, "ISO 8601 time, or an age such as 15m");
    command.add_option("--until", options.until, "ISO 8601 time, or an age such as 5m");
}

Result<ExchangeQuery> toQuery(const QueryOptions& options)
{
    ExchangeQuery query;
    auto filter = filter::Filter::parse(options.filter);
    if (!filter)
        return withContext(filter.error(), "--filter");
    if (!filter->isEmpty())
        query.filter = std::make_shared<const filter::Filter>(std::move(*filter));
    const auto since = parseTime("--since", options.since);
    if (!since)
        return since.error();
    const auto until = parseTime("--until", options.until);
    if (!until)
        return until.error();
    query.range = {*since, *until};
    return query;
}

} // namespace gatelens::app
