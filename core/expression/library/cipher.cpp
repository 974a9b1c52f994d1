#include "core/expression/library/cipher.h"

#include "core/expression/library/crypto_values.h"
#include "core/expression/runtime/text.h"

#include <openssl/evp.h>

namespace gatelens::expression {

namespace {

/// OpenSSL's cipher; a key of a size that the algorithm has not gives null.
const EVP_CIPHER* cipherFor(const CipherSettings& settings)
{
    const std::string mode = settings.mode == CipherMode::Ecb ? "ECB"
        : settings.mode == CipherMode::Cbc                    ? "CBC"
        : settings.feedbackBits == 8                          ? "CFB8"
                                                              : "CFB";
    if (!settings.acceptsKey(settings.key.size()))
        return nullptr;
    const auto name = settings.algorithm == kAes
        ? "AES-" + std::to_string(settings.key.size() * 8) + "-" + mode
        : "DES-EDE3-" + mode;
    return EVP_get_cipherbyname(name.c_str());
}

} // namespace

std::string_view cipherNamed(std::string_view name)
{
    const auto upper = toUpper(name);
    if (upper.starts_with("AES") || upper.starts_with("RIJNDAEL"))
        return kAes;
    if (upper.starts_with("3DES") || upper.starts_with("TRIPLEDES") || upper == "TRIPLE DES")
        return kTripleDes;
    return {};
}

std::optional<std::string> padded(const CipherSettings& settings, std::string_view plain)
{
    const auto block = settings.blockSize();
    std::string out(plain);
    const auto missing = block - plain.size() % block;
    switch (settings.padding) {
    case CipherPadding::None:
        if (missing != block && settings.mode != CipherMode::Cfb)
            return std::nullopt;
        return out;
    case CipherPadding::Zeros:
        out.append(missing % block, '\0');
        return out;
    case CipherPadding::AnsiX923:
        return out.append(missing - 1, '\0').append(1, static_cast<char>(missing));
    case CipherPadding::Iso10126:
        return out.append(randomBytes(missing - 1)).append(1, static_cast<char>(missing));
    case CipherPadding::Pkcs7:
        break;
    }
    return out.append(missing, static_cast<char>(missing));
}

std::optional<std::string> unpadded(const CipherSettings& settings, std::string plain)
{
    if (settings.padding == CipherPadding::None || settings.padding == CipherPadding::Zeros
        || plain.empty())
        return plain;
    const auto count = static_cast<unsigned char>(plain.back());
    if (count == 0 || count > settings.blockSize() || count > plain.size())
        return std::nullopt;
    const auto filling = std::string_view(plain).substr(plain.size() - count, count - 1U);
    const char expected = settings.padding == CipherPadding::Pkcs7 ? plain.back() : '\0';
    if (settings.padding != CipherPadding::Iso10126
        && filling.find_first_not_of(expected) != std::string_view::npos)
        return std::nullopt;
    plain.resize(plain.size() - count);
    return plain;
}

CipherRun::CipherRun(const CipherSettings& settings, CipherDirection direction)
    : m_context(EVP_CIPHER_CTX_new())
{
    m_isReady
        = EVP_CipherInit_ex(m_context.get(), cipherFor(settings), nullptr, octets(settings.key),
                            settings.mode == CipherMode::Ecb ? nullptr : octets(settings.iv),
                            direction == CipherDirection::Encrypt ? 1 : 0)
            == 1
        && EVP_CIPHER_CTX_set_padding(m_context.get(), 0) == 1;
}

std::string CipherRun::update(std::string_view bytes)
{
    std::string out(bytes.size() + EVP_MAX_BLOCK_LENGTH, '\0');
    int written = 0;
    if (EVP_CipherUpdate(m_context.get(), reinterpret_cast<unsigned char*>(out.data()), &written,
                         octets(bytes), static_cast<int>(bytes.size()))
        != 1)
        written = 0;
    out.resize(static_cast<std::size_t>(written));
    return out;
}

void CipherRun::ContextDeleter::operator()(EVP_CIPHER_CTX* context) const
{
    EVP_CIPHER_CTX_free(context);
}

} // namespace gatelens::expression
