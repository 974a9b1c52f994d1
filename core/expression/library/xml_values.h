#pragma once

#include "core/expression/runtime/env.h"

#include <string>

namespace gatelens::expression {

/// What the conversions of XElement, XAttribute and XmlConvert make of a text: XML forms of
/// numbers, booleans, dates … `plain` is no Nullable. Raises FormatException or OverflowException.
[[nodiscard]] Value valueOfXmlText(Env& env, const std::string& text, const Type* plain);

} // namespace gatelens::expression
