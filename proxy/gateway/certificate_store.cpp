#include "proxy/gateway/certificate_store.h"

#include "core/message/header_list.h"
#include "proxy/http/client_identity.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

namespace gatelens::proxy {

namespace {

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

Result<StoredCertificate> readCertificate(const std::filesystem::path& path, const std::string& id,
                                          const std::string& password)
{
    std::ifstream input(path, std::ios::binary);
    if (!input)
        return Error{ErrorCode::Io, "the file " + path.string() + " cannot be opened", {}};
    const std::string bytes{std::istreambuf_iterator<char>(input), {}};
    Result<std::shared_ptr<const ClientIdentity>> identity = ClientIdentity::parse(bytes, password);
    if (!identity)
        return withContext(identity.error(), path.string());
    return StoredCertificate{id, (*identity)->der(), (*identity)->thumbprint(), *identity};
}

} // namespace

std::shared_ptr<const CertificateTrust> readClientTrust(const Workspace& workspace,
                                                        Findings& findings)
{
    const std::string& file = workspace.local.tls.clientCaFile;
    if (file.empty())
        return nullptr;
    std::ifstream input(workspace.folder / file, std::ios::binary);
    const std::string pem{std::istreambuf_iterator<char>(input), {}};
    Result<std::shared_ptr<const CertificateTrust>> trust = CertificateTrust::parse(pem);
    if (trust)
        return std::move(*trust);
    Finding finding;
    finding.position.file = "gatelens.json";
    finding.code = "GL6105";
    finding.message = "tls.clientCa, " + file + ": " + trust.error().message;
    findings.push_back(std::move(finding));
    return nullptr;
}

CertificateStore::CertificateStore(const Workspace& workspace, const SecretResolver& secrets,
                                   Findings& findings)
{
    for (const auto& [id, source] : workspace.local.certificates) {
        const std::string password
            = source.password ? secrets.valueOf(*source.password).value_or("") : std::string();
        Result<StoredCertificate> read
            = readCertificate(workspace.folder / source.path, id, password);
        if (read) {
            m_certificates[lowerCase(id)] = std::move(*read);
            continue;
        }
        Finding finding;
        finding.position.file = "gatelens.json";
        finding.code = "GL6105";
        finding.message = "secrets.certificates." + id + ": " + read.error().message;
        findings.push_back(std::move(finding));
    }
}

std::optional<StoredCertificate> CertificateStore::find(std::string_view idOrThumbprint) const
{
    const std::string name = lowerCase(idOrThumbprint);
    if (const auto found = m_certificates.find(name); found != m_certificates.end())
        return found->second;
    std::string thumbprint = name;
    std::erase_if(thumbprint, [](char c) { return c == ':' || c == ' '; });
    for (const auto& [id, certificate] : m_certificates) {
        if (certificate.thumbprint == thumbprint)
            return certificate;
    }
    return std::nullopt;
}

} // namespace gatelens::proxy
