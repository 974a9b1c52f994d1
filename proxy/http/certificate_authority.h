#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace gatelens::proxy {

/// The local certificate authority: made at first start in a data folder and used again later.
/// Files: ca.pem (to be trusted by clients), ca.key, localhost.pem, localhost.key (keys with mode
/// 0600). The leaf stands for localhost, 127.0.0.1 and ::1 and is renewed before it expires.
class CertificateAuthority
{
public:
    /// Opens `folder`, makes what is missing. Io when it cannot be read or written, Malformed when
    /// a file is no key or certificate (it is left alone; the message names it).
    [[nodiscard]] static Result<CertificateAuthority> open(const std::filesystem::path& folder);

    /// PEM file for clients to trust.
    [[nodiscard]] const std::filesystem::path& certificateFile() const { return m_caFile; }

    /// A TLS context for listeners with the leaf certificate.
    [[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> serverContext() const;

private:
    std::filesystem::path m_caFile;
    std::filesystem::path m_leafFile;
    std::filesystem::path m_leafKeyFile;
};

/// A TLS context for listeners from PEM files (certificate chain and key). `clientCaFile` may be
/// empty; otherwise clients are asked for a certificate, which need not be given.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>>
serverTlsContext(const std::filesystem::path& certificateFile,
                 const std::filesystem::path& privateKeyFile,
                 const std::filesystem::path& clientCaFile);

} // namespace gatelens::proxy
