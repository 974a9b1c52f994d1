#pragma once

#include "core/expression/runtime/env.h"

#include <string_view>

namespace gatelens::expression {

/// XDocument.Parse and XElement.Parse: raise XmlException.
[[nodiscard]] Value parseXmlDocument(Env& env, std::string_view text);
[[nodiscard]] Value parseXmlElement(Env& env, std::string_view text);

} // namespace gatelens::expression
