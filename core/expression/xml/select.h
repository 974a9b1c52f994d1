#pragma once

#include "core/expression/xml/node.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

/// The nodes that an XPath selects, in document order. Raises XPathException for a path that cannot
/// be read, has an unknown prefix, selects no nodes by its kind, or costs too much.
[[nodiscard]] std::vector<XmlNode*> selectXml(Env& env, XmlNode& context, std::string_view path,
                                              const std::map<std::string, std::string>& spaces);

} // namespace gatelens::expression
