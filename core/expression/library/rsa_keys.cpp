#include "core/expression/library/rsa_keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace gatelens::expression {

namespace {

using NumberPointer = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

/// A number of the key with zeros before it up to `size` bytes; empty when the key has none.
std::string number(const EVP_PKEY* key, const char* name, std::size_t size)
{
    BIGNUM* found = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &found) != 1)
        return {};
    const NumberPointer owned(found, BN_clear_free);
    std::string bytes(std::max(size, static_cast<std::size_t>(BN_num_bytes(found))), '\0');
    BN_bn2binpad(found, reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(bytes.size()));
    return bytes;
}

} // namespace

void KeyDeleter::operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }

RsaNumbers numbersOf(const EVP_PKEY* key, bool withPrivate)
{
    const auto size = static_cast<std::size_t>(EVP_PKEY_bits(key) + 7) / 8;
    const auto half = (size + 1) / 2;
    RsaNumbers out;
    out.modulus = number(key, OSSL_PKEY_PARAM_RSA_N, size);
    out.exponent = number(key, OSSL_PKEY_PARAM_RSA_E, 0);
    if (!withPrivate)
        return out;
    out.p = number(key, OSSL_PKEY_PARAM_RSA_FACTOR1, half);
    out.q = number(key, OSSL_PKEY_PARAM_RSA_FACTOR2, half);
    out.dp = number(key, OSSL_PKEY_PARAM_RSA_EXPONENT1, half);
    out.dq = number(key, OSSL_PKEY_PARAM_RSA_EXPONENT2, half);
    out.inverseQ = number(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, half);
    out.d = number(key, OSSL_PKEY_PARAM_RSA_D, size);
    return out;
}

KeyPointer keyOf(const RsaNumbers& numbers)
{
    const std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> builder(
        OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
    // The builder keeps pointers: the numbers live until the parameters are made.
    std::vector<NumberPointer> owned;
    for (const auto& [name, bytes] : {std::pair{OSSL_PKEY_PARAM_RSA_N, &numbers.modulus},
                                      {OSSL_PKEY_PARAM_RSA_E, &numbers.exponent},
                                      {OSSL_PKEY_PARAM_RSA_D, &numbers.d},
                                      {OSSL_PKEY_PARAM_RSA_FACTOR1, &numbers.p},
                                      {OSSL_PKEY_PARAM_RSA_FACTOR2, &numbers.q},
                                      {OSSL_PKEY_PARAM_RSA_EXPONENT1, &numbers.dp},
                                      {OSSL_PKEY_PARAM_RSA_EXPONENT2, &numbers.dq},
                                      {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, &numbers.inverseQ}}) {
        if (bytes->empty())
            continue;
        owned.emplace_back(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes->data()),
                                     static_cast<int>(bytes->size()), nullptr),
                           BN_clear_free);
        OSSL_PARAM_BLD_push_BN(builder.get(), name, owned.back().get());
    }
    const std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> parameters(
        OSSL_PARAM_BLD_to_param(builder.get()), OSSL_PARAM_free);
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), EVP_PKEY_CTX_free);
    EVP_PKEY* made = nullptr;
    if (numbers.modulus.empty() || numbers.exponent.empty() || parameters == nullptr
        || EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &made,
                             numbers.isPrivate() ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                             parameters.get())
            != 1)
        return nullptr;
    return KeyPointer(made);
}

} // namespace gatelens::expression
