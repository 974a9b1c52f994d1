#include "proxy/demo/attendee_token.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <vector>

namespace gatelens::proxy {

namespace {

std::string base64Url(const unsigned char* data, std::size_t size)
{
    std::string text(4 * ((size + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), data,
                                       static_cast<int>(size));
    text.resize(static_cast<std::size_t>(length));
    while (text.ends_with('='))
        text.pop_back();
    for (char& c : text)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    return text;
}

std::string base64Url(std::string_view text)
{
    return base64Url(reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

std::vector<unsigned char> decodeBase64(std::string_view text)
{
    std::vector<unsigned char> bytes(text.size() / 4 * 3 + 3);
    const int length
        = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                          static_cast<int>(text.size()));
    bytes.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
    return bytes;
}

} // namespace

std::string attendeeToken(std::string_view key64, std::string_view subject, Timestamp issuedAt)
{
    const auto seconds
        = std::chrono::duration_cast<std::chrono::seconds>(issuedAt.time_since_epoch()).count();
    const std::string claims = fmt::format(
        R"({{"iss":"https://login.conference.example","aud":"conference-attendees","sub":"{}","role":"attendee","iat":{},"exp":{}}})",
        subject, seconds, seconds + 3600);
    const std::string signedPart
        = base64Url(R"({"alg":"HS256","typ":"JWT"})") + '.' + base64Url(claims);
    const std::vector<unsigned char> key = decodeBase64(key64);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int digestSize = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(signedPart.data()), signedPart.size(),
         digest.data(), &digestSize);
    return signedPart + '.' + base64Url(digest.data(), digestSize);
}

} // namespace gatelens::proxy
