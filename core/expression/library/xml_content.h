#pragma once

#include "core/expression/runtime/env.h"
#include "core/expression/xml/node.h"

#include <string_view>

namespace gatelens::expression {

// What the constructors of LINQ to XML and its Add methods take: nodes, attributes, sequences of
// them, plain values.

/// Adds at the end; false with an exception for what may not stand there.
bool addXml(Env& env, XmlContainer& target, const Value& content);
/// The same at a position among the children.
bool addXmlAt(Env& env, XmlContainer& target, std::size_t index, const Value& content);
/// Raises ArgumentNullException or, for nodes, ArgumentException: what SetValue and its kin refuse.
[[nodiscard]] bool isPlainContent(Env& env, const Value& content);
/// Raises ArgumentNullException for a name that is null or empty, XmlException for no name.
[[nodiscard]] bool isXmlNameGiven(Env& env, const Value& name, std::string_view parameter);
/// What the bits of SaveOptions say.
[[nodiscard]] XmlWriting writingOf(const Value& saveOptions);

} // namespace gatelens::expression
