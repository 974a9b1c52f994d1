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
/// XmlConvert.EncodeNmToken.
[[nodiscard]] std::string encodeXmlToken(std::string_view name);

// Characters as .NET's tables have them: those of XML 1.0, fourth edition; no colons.
[[nodiscard]] bool isXmlNameStart(char32_t c) noexcept;
[[nodiscard]] bool isXmlNameCharacter(char32_t c) noexcept;
[[nodiscard]] bool isXmlCharacter(char32_t c) noexcept; ///< may stand in a document
[[nodiscard]] bool isXmlBlank(char32_t c) noexcept;
/// "name".
[[nodiscard]] bool isLocalXmlName(std::string_view text);
/// "p:name" too; colons may stand anywhere.
[[nodiscard]] bool isXmlName(std::string_view text);
/// One or more characters of names.
[[nodiscard]] bool isXmlNameToken(std::string_view text);

} // namespace gatelens::expression
