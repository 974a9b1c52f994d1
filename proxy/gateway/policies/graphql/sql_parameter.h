#pragma once

#include "core/expression/value.h"
#include "core/tsql/local_database.h"

#include <string_view>

namespace gatelens::proxy {

/// What a statement gets for a parameter: of the type that `sqlType` names ("int", "nvarchar(50)"),
/// or without one of the value's own. Null and JSON null are NULL. Malformed when the value is not
/// of the type, Unsupported for binary types.
[[nodiscard]] Result<tsql::ParameterValue> sqlParameter(const expression::Value& value,
                                                        std::string_view sqlType);

} // namespace gatelens::proxy
