#pragma once

#include "core/expression/json/token.h"
#include "core/expression/types/library.h"
#include "core/expression/xml/node.h"

namespace gatelens::expression {

/// The namespace of `json:Array`, which makes an array of a single element.
inline constexpr std::string_view kJsonSpace = "http://james.newtonking.com/projects/json";

/// XML as the JSON of Json.NET's XmlNodeConverter: attributes as "@name", repeated elements as
/// arrays, mixed text as "#text". Comments are left out.
[[nodiscard]] Ref<JsonToken> jsonOfXml(Env& env, const XmlNode& node, bool omitsRoot);
/// Whether elements made of an array's only item say so, with the attribute `json:Array`.
enum class JsonArrays
{
    Plain,
    Marked
};
/// And back; `rootName` wraps the whole when it is not empty. Raises JsonSerializationException.
[[nodiscard]] Value xmlOfJson(Env& env, const JsonToken& token, std::string_view rootName,
                              JsonArrays arrays);

/// The tree behind a node of System.Xml's XmlDocument; null for anything else.
[[nodiscard]] const XmlNode* domNodeOf(const Value& value);
/// The tree of a value that JSON shows as XML; null for anything else.
[[nodiscard]] const XmlNode* xmlToSerialize(const Value& value);
/// An XmlDocument over a tree.
[[nodiscard]] Value domDocument(const Ref<XmlNode>& document);

/// JsonConvert's SerializeXNode and DeserializeXNode.
void registerXmlJson(TypeBuilder& jsonConvert);

} // namespace gatelens::expression
