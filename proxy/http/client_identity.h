#pragma once

#include "core/base/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

using EVP_PKEY = struct evp_pkey_st;
using X509 = struct x509_st;
using SSL = struct ssl_st;

namespace gatelens::proxy {

/// A certificate with its private key and chain, to present to TLS servers. Immutable, shared by
/// all connections that use it.
class ClientIdentity
{
public:
    /// Reads PKCS#12, or PEM with certificate and private key. Malformed when it is neither or the
    /// password is wrong; the message says which.
    [[nodiscard]] static Result<std::shared_ptr<const ClientIdentity>>
    parse(std::string_view bytes, const std::string& password);

    /// Lower-case SHA-1 of the certificate, hexadecimal.
    [[nodiscard]] const std::string& thumbprint() const { return m_thumbprint; }
    [[nodiscard]] const std::string& der() const { return m_der; }
    /// The private key, for what decrypts with it.
    [[nodiscard]] const std::shared_ptr<EVP_PKEY>& key() const { return m_key; }

    /// Makes a TLS connection present this certificate when it is asked for one.
    [[nodiscard]] bool useIn(SSL* connection) const;

private:
    ClientIdentity() = default;
    [[nodiscard]] bool complete();

    std::shared_ptr<X509> m_certificate;
    std::shared_ptr<EVP_PKEY> m_key;
    std::vector<std::shared_ptr<X509>> m_chain;
    std::string m_der;
    std::string m_thumbprint;
};

} // namespace gatelens::proxy
