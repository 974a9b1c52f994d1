#pragma once

#include <openssl/types.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens::expression {

// AES and 3DES with .NET's modes and paddings, over OpenSSL's ciphers.

/// CipherMode, with its numbers.
enum class CipherMode
{
    Cbc = 1,
    Ecb = 2,
    Ofb = 3,
    Cfb = 4,
    Cts = 5,
};

/// PaddingMode, with its numbers.
enum class CipherPadding
{
    None = 1,
    Pkcs7 = 2,
    Zeros = 3,
    AnsiX923 = 4,
    Iso10126 = 5,
};

enum class CipherDirection
{
    Encrypt,
    Decrypt,
};

inline constexpr std::string_view kAes = "AES";
inline constexpr std::string_view kTripleDes = "3DES";

/// What a cipher works with.
struct CipherSettings
{
    std::string_view algorithm = kAes;
    CipherMode mode = CipherMode::Cbc;
    CipherPadding padding = CipherPadding::Pkcs7;
    int feedbackBits = 8; ///< of CFB: 8 or 128
    std::string key;
    std::string iv;

    [[nodiscard]] std::size_t blockSize() const { return algorithm == kAes ? 16 : 8; }
    [[nodiscard]] bool acceptsKey(std::size_t size) const
    {
        return (size == 16 && algorithm == kAes) || size == 24 || (size == 32 && algorithm == kAes);
    }
};

/// Which algorithm a name means; empty for one that is not available.
[[nodiscard]] std::string_view cipherNamed(std::string_view name);

/// Text filled up to whole blocks; nullopt when there is no padding and it does not fill them.
[[nodiscard]] std::optional<std::string> padded(const CipherSettings& settings,
                                                std::string_view plain);
/// What stood before the padding; nullopt when it is none.
[[nodiscard]] std::optional<std::string> unpadded(const CipherSettings& settings,
                                                  std::string plain);

/// A cipher at work: the chain goes on from one call to the next.
class CipherRun
{
public:
    CipherRun(const CipherSettings& settings, CipherDirection direction);
    [[nodiscard]] bool isReady() const { return m_isReady; }
    /// Whole blocks, but any number of bytes in CFB.
    [[nodiscard]] std::string update(std::string_view bytes);

private:
    struct ContextDeleter
    {
        void operator()(EVP_CIPHER_CTX* context) const;
    };
    std::unique_ptr<EVP_CIPHER_CTX, ContextDeleter> m_context;
    bool m_isReady = false;
};

} // namespace gatelens::expression
