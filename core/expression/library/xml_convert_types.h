#pragma once

#include "core/expression/types/library.h"

namespace gatelens::expression {

void registerXmlConvert(LibraryBuilder& library); ///< XmlConvert, XmlDateTimeSerializationMode

} // namespace gatelens::expression
