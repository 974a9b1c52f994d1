#include "proxy/ingest/application_id.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace gatelens::proxy {

std::string applicationIdFor(std::string_view instrumentationKey)
{
    std::string name = "gatelens:application-id:";
    std::transform(
        instrumentationKey.begin(), instrumentationKey.end(), std::back_inserter(name),
        [](unsigned char character) { return static_cast<char>(std::tolower(character)); });
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned length = 0;
    EVP_Digest(name.data(), name.size(), hash.data(), &length, EVP_sha1(), nullptr);
    hash[6] = static_cast<unsigned char>((hash[6] & 0x0FU) | 0x50U); // version 5
    hash[8] = static_cast<unsigned char>((hash[8] & 0x3FU) | 0x80U); // RFC 4122 variant

    constexpr std::size_t kGuidBytes = 16;
    std::string guid;
    for (std::size_t i = 0; i < kGuidBytes; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            guid += '-';
        guid += fmt::format("{:02x}", hash.at(i));
    }
    return guid;
}

} // namespace gatelens::proxy
