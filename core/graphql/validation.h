#pragma once

#include "core/graphql/document.h"
#include "core/graphql/schema.h"

#include <string>
#include <vector>

namespace gatelens::graphql {

struct Problem
{
    std::string message;
    SourcePosition position;
};

/// What is wrong with a document against a schema: unknown types, fields, arguments and variables,
/// missing arguments and selections, fragments that do not exist, do not fit or spread themselves,
/// literals of a wrong kind. Empty when it can be run. At most 100 problems.
[[nodiscard]] std::vector<Problem> validate(const Schema& schema, const Document& document);

} // namespace gatelens::graphql
