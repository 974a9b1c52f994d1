#pragma once

#include <string>
#include <string_view>

namespace gatelens::proxy {

/// A JSON text that fits a JSON Schema: examples, defaults and first enumeration values where
/// there are any, otherwise a plain value of the type. "" when the schema cannot be read.
[[nodiscard]] std::string sampleFromSchema(std::string_view schema);

} // namespace gatelens::proxy
