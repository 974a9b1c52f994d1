#pragma once

#include "core/expression/types/library.h"

#include <openssl/types.h>

#include <string>

namespace gatelens::expression {

/// "1.2.840.113549.1.1.11".
[[nodiscard]] std::string oidText(const ASN1_OBJECT* object);
/// The System.Security.Cryptography.Oid of an object, with its friendly name.
[[nodiscard]] Value oidOf(const ASN1_OBJECT* object);

void registerOid(LibraryBuilder& library);

} // namespace gatelens::expression
