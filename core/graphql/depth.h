#pragma once

#include "core/graphql/document.h"

namespace gatelens::graphql {

/// The longest chain of nested fields of an operation, fragments followed: 1 for `{ a }`, 2 for
/// `{ a { b } }`. Fragments that spread themselves count once.
[[nodiscard]] int depthOf(const Document& document, const Operation& operation);

} // namespace gatelens::graphql
