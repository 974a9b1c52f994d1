#pragma once

#include "core/expression/xml/node.h"

#include <string>
#include <string_view>

namespace gatelens::expression {

/// The prefix bound to a namespace where the element stands: "" for the default namespace, nullopt
/// when there is none. Attributes need a prefix that is not empty.
[[nodiscard]] std::optional<std::string> prefixOf(const XmlElement& element, std::string_view space,
                                                  bool needsPrefix);
/// The namespace that a prefix means where the element stands; nullopt for an unknown prefix.
[[nodiscard]] std::optional<std::string> spaceOf(const XmlElement& element,
                                                 std::string_view prefix);
/// "p:name" as it is written, or "name".
[[nodiscard]] std::string qualifiedName(const XmlElement& element);
[[nodiscard]] std::string qualifiedName(const XmlAttribute& attribute);

/// XmlConvert.EncodeName and EncodeLocalName: characters that no name may have become _xHHHH_.
[[nodiscard]] std::string encodeXmlName(std::string_view name, bool isLocal);
[[nodiscard]] std::string decodeXmlName(std::string_view name);

} // namespace gatelens::expression
