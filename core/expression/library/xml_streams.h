#pragma once

#include "core/expression/types/library.h"

namespace gatelens::expression {

// Save(TextWriter) and Load(TextReader). XDocument.Load is not among the allowed members.

void registerXmlSave(TypeBuilder& type); ///< of XElement or XDocument
void registerXmlLoad(TypeBuilder& element); ///< of XElement
void registerDomStreams(TypeBuilder& document); ///< of XmlDocument

} // namespace gatelens::expression
