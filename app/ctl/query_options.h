#pragma once

#include "core/store/store_reader.h"

#include <string>

namespace CLI {
class App;
}

namespace gatelens::app {

/// --filter, --since and --until of the commands that read a store.
struct QueryOptions
{
    std::string filter;
    std::string since; ///< ISO 8601, or a time back from now: 15m, 2h, 7d
    std::string until;
};

void addQueryOptions(CLI::App& command, QueryOptions& options);

/// The query that the options mean. Malformed names the option and the place in it.
[[nodiscard]] Result<ExchangeQuery> toQuery(const QueryOptions& options);

} // namespace gatelens::app
