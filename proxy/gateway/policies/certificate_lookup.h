#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::proxy {

class ClientIdentity;

/// A certificate of the local store, as validate-jwt and authentication-certificate name it.
struct StoredCertificate
{
    std::string id;
    std::string der;
    std::string thumbprint; ///< lower-case SHA-1, hexadecimal
    std::shared_ptr<const ClientIdentity> identity; ///< null: the private key is not known
};
using FindCertificate = std::function<std::optional<StoredCertificate>(std::string_view)>;

} // namespace gatelens::proxy
