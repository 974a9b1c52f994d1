#pragma once

#include "core/expression/types/library.h"

#include <string_view>

namespace gatelens::expression {

void registerBigInteger(LibraryBuilder& library);

/// `BigInteger` of decimal digits with an optional sign.
[[nodiscard]] Value bigIntegerValue(std::string_view digits);

} // namespace gatelens::expression
