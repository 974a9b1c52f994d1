#pragma once

#include "core/expression/types/library.h"

namespace gatelens::expression {

/// What System.Decimal has beyond the members of every number type.
void registerDecimalMembers(TypeBuilder& type);

} // namespace gatelens::expression
