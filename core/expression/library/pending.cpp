#include "core/expression/library/certificate.h"
#include "core/expression/library/encodings.h"
#include "core/expression/library/families.h"
#include "core/expression/xml/node.h"
namespace gatelens::expression {
std::optional<std::string> decodeText(std::string_view, std::string_view) { return std::nullopt; }
std::string escapeForm(std::string_view text) { return std::string(text); }
Value certificateValue(const std::string&) { return {}; }
Value parseXmlDocument(Env& env, std::string_view) { return env.notSupported("XML"); }
Value parseXmlElement(Env& env, std::string_view) { return env.notSupported("XML"); }
void registerRegex(LibraryBuilder& library)
{
    library.type("class System.Text.RegularExpressions.Match");
}
void registerEncoding(LibraryBuilder&) { }
void registerCrypto(LibraryBuilder&) { }
void registerCertificates(LibraryBuilder& library)
{
    library.type("class System.Security.Cryptography.X509Certificates.X509Certificate2");
}
void registerXml(LibraryBuilder&) { }
} // namespace gatelens::expression
