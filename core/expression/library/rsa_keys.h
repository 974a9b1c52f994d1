#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

namespace gatelens::expression {

struct KeyDeleter
{
    void operator()(EVP_PKEY* key) const;
};
using KeyPointer = std::unique_ptr<EVP_PKEY, KeyDeleter>;

/// The numbers of an RSA key, big-endian and as long as .NET writes them; the private ones are
/// empty in a public key. Source: System.Security.Cryptography.RSAParameters.
struct RsaNumbers
{
    std::string modulus;
    std::string exponent;
    std::string p;
    std::string q;
    std::string dp;
    std::string dq;
    std::string inverseQ;
    std::string d;

    [[nodiscard]] bool isPrivate() const { return !d.empty(); }
};

/// The numbers of a key; without the private ones when they are not wanted or not there.
[[nodiscard]] RsaNumbers numbersOf(const EVP_PKEY* key, bool withPrivate);
/// The key of such numbers; null when they make none.
[[nodiscard]] KeyPointer keyOf(const RsaNumbers& numbers);

} // namespace gatelens::expression
