#pragma once

#include "core/expression/json/token.h"
#include "core/expression/types/library.h"

namespace gatelens::expression {

/// JContainer.Merge, with the handling of arrays and nulls that JsonMergeSettings asks for.
[[nodiscard]] Value mergeJson(Env& env, Args a);
/// JsonMergeSettings and its enums.
void registerJsonMerge(LibraryBuilder& library);

} // namespace gatelens::expression
