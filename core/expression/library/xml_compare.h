#pragma once

#include "core/expression/types/library.h"

namespace gatelens::expression {

/// XNode's IsBefore, IsAfter, CompareDocumentOrder and its comparers.
void registerXmlOrder(TypeBuilder& node);
/// XNodeEqualityComparer and XNodeDocumentOrderComparer.
void registerXmlComparers(LibraryBuilder& library);
/// InDocumentOrder of a sequence of nodes.
[[nodiscard]] Value inDocumentOrder(Env& env, Args a);

} // namespace gatelens::expression
