#pragma once

#include "core/tsql/tokens.h"

namespace gatelens::tsql {

/// Writes TOP and OFFSET … FETCH of a statement as LIMIT, wherever they stand. `text` is the
/// statement as written, for errors: TOP with PERCENT, WITH TIES, or beside a UNION is Unsupported.
[[nodiscard]] Result<void> rewritePaging(Tokens& tokens, std::string_view text);

} // namespace gatelens::tsql
