#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace gatelens::proxy {

struct JsonToXmlOptions
{
    std::string namespaceSeparator = "_"; ///< splits prefix and local name
    std::string namespacePrefix; ///< members with this prefix become declarations
    std::string attributeBlockName; ///< members of this object become attributes
    bool parsesDates = true; ///< date-like texts are rewritten as xs:dateTime
};

/// JSON as XML: members become elements, lists repeat their element; a root with several members or
/// none, and a list, is wrapped in <Document>.
[[nodiscard]] Result<std::string> jsonToXml(std::string_view json, const JsonToXmlOptions& options);

enum class JsonKind
{
    Direct, ///< attributes as "@name", text beside attributes as "#text"
    JavascriptFriendly ///< without the root element; attributes by name, text as "$text"
};

/// XML as JSON. `alwaysArrays`: every child element becomes a list, even a single one.
[[nodiscard]] Result<std::string> xmlToJson(std::string_view xml, JsonKind kind, bool alwaysArrays);

} // namespace gatelens::proxy
