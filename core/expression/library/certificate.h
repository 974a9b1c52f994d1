#pragma once

#include "core/expression/types/library.h"

#include <string>

namespace gatelens::expression {

/// `X509Certificate2` of DER (or PEM) bytes; null when they are none.
[[nodiscard]] Value certificateValue(const std::string& bytes);

} // namespace gatelens::expression
