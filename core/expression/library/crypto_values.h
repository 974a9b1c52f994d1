#pragma once

#include "core/expression/library/named_object.h"
#include "core/expression/runtime/env.h"
#include "core/expression/runtime/objects.h"

#include <openssl/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace gatelens::expression {

// What hashes, ciphers and keys share.

[[nodiscard]] const unsigned char* octets(std::string_view bytes);
[[nodiscard]] std::string randomBytes(std::size_t count);
/// Raises CryptographicException.
Value cryptographic(Env& env, std::string message);
/// The digest that a class or algorithm name means ("HMACSHA256", "SHA256Managed", "SHA-256");
/// null for another.
[[nodiscard]] const EVP_MD* digestNamed(std::string_view name);
/// Bytes `offset` to `offset + count` of `bytes`; false with the exception raised when they do not
/// lie inside.
[[nodiscard]] bool narrow(Env& env, std::string_view& bytes, const Value& offset,
                          const Value& count);

/// Records of System.Security.Cryptography.KeySizes, in bits.
[[nodiscard]] Value keySizes(int least, int most, int step);

} // namespace gatelens::expression
