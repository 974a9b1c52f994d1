#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <boost/json/array.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace gatelens::tsql {

using ParameterValue = std::variant<std::monostate, std::int64_t, double, std::string>;

struct Parameter
{
    std::string name; ///< with or without '@', in any case
    ParameterValue value; ///< monostate is NULL
};

/// One batch for one file.
struct Batch
{
    std::filesystem::path file;
    std::string text; ///< T-SQL
    std::vector<Parameter> parameters;
    Timestamp now; ///< of GETDATE() and its like
    std::chrono::milliseconds timeout{30000};
    std::size_t maxRows = 10000;
    std::size_t maxBytes = 16ULL * 1024 * 1024; ///< of names and texts in the result
};

/// Runs the statements of `batch` in one transaction and gives the rows of the last one as JSON
/// objects: BIT columns as booleans, blobs in base64. Blocks up to `timeout`; `isCancelled` ends it
/// from another thread. Values are bound, never pasted; statements can neither attach files nor
/// change the schema. NotFound for the file, Timeout, LimitExceeded, Conflict (another process
/// writes), Cancelled; Malformed, Unsupported and Refused have the place in the text as position
/// and in their message.
[[nodiscard]] Result<boost::json::array> run(const Batch& batch,
                                             const std::atomic<bool>& isCancelled);

} // namespace gatelens::tsql
