#pragma once

#include "core/odata/model.h"

#include <string>
#include <string_view>

namespace gatelens::odata {

/// Why what stands in the brackets of "Products(5)" or "Lines(Order=1,Number=2)" is no key of the
/// entity type; "" when it is one, or when the model does not tell the key.
[[nodiscard]] std::string keyProblem(const Model& model, const StructuredType& type,
                                     std::string_view content);

} // namespace gatelens::odata
