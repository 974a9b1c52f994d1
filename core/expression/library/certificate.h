#pragma once

#include "core/expression/types/library.h"

#include <string>
#include <string_view>

using EVP_PKEY = struct evp_pkey_st;

namespace gatelens::expression {

/// `X509Certificate2` of DER or PEM bytes; null when they are none.
[[nodiscard]] Value certificateValue(const std::string& bytes);

/// `RSA` around a key, which is retained.
[[nodiscard]] Value rsaValue(EVP_PKEY* key, bool hasPrivatePart);
/// The key of an `RSA` with its private part; null for one without, or with an exception raised.
[[nodiscard]] EVP_PKEY* rsaKey(Env& env, const Value& rsa);

} // namespace gatelens::expression
