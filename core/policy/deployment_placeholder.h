#pragma once

#include "core/policy/document.h"

#include <string_view>
#include <vector>

namespace gatelens::policy {

/// Where a text holds something that a deployment tool fills in before API Management sees the
/// document: `${name}` (Terraform, envsubst), `#{name}#` and `__NAME__` (pipeline tasks), `$(name)`
/// (Azure Pipelines), `{some-name}` and `SOME_NAME` (scripts). In order, not overlapping.
///
/// A `{name}` without a dash is no placeholder here: in C# it may be the hole of an interpolated
/// string. `holdsPlaceholder` takes it where no code can stand.
[[nodiscard]] std::vector<TextRange> findPlaceholders(std::string_view text);

/// True when a literal value is, or holds, a placeholder.
[[nodiscard]] bool holdsPlaceholder(std::string_view value);

/// True when a text holds a directive of Terraform's templates: `%{ if … }`. What stands around it
/// may be left out.
[[nodiscard]] bool holdsDirective(std::string_view text);

} // namespace gatelens::policy
