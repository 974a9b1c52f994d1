#pragma once

#include "core/policy/catalog.h"

#include <string>

namespace gatelens::policy {

/// Source text of a new statement: required attributes and children filled with plausible values,
/// 4 blanks a step, no line break at the end. Insert it with Document::insertElement.
[[nodiscard]] std::string templateFor(const PolicyDescriptor& policy);

/// Source text of a new structural child (<when>, <value>, <issuer> …).
[[nodiscard]] std::string templateFor(const ElementDescriptor& element);

/// A new document for a scope: <base /> in every section, except at global scope, where it
/// forwards.
[[nodiscard]] std::string documentTemplate(Scope scope);

/// A new fragment.
[[nodiscard]] std::string fragmentTemplate();

} // namespace gatelens::policy
