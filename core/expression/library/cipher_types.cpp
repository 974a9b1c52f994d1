#include "core/expression/library/cipher.h"
#include "core/expression/library/crypto_values.h"
#include "core/expression/library/families.h"

#include <utility>

namespace gatelens::expression {

namespace {

class CipherObject final : public Object
{
public:
    CipherObject(const Type& cipherType, CipherSettings initial)
        : settings(std::move(initial))
        , m_type(&cipherType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }

    CipherSettings settings;

private:
    const Type* m_type;
};

CipherSettings& settingsOf(const Value& value) { return value.get<CipherObject>().settings; }

/// Key and IV fit the algorithm; raises otherwise.
bool areFitting(Env& env, const CipherSettings& settings)
{
    if (!settings.acceptsKey(settings.key.size())) {
        cryptographic(env, "Specified key is not a valid size for this algorithm.");
        return false;
    }
    if (settings.mode != CipherMode::Ecb && settings.iv.size() != settings.blockSize()) {
        cryptographic(env,
                      "Specified initialization vector (IV) does not match the block size for this "
                      "algorithm.");
        return false;
    }
    return true;
}

Value badPadding(Env& env)
{
    return cryptographic(env, "Padding is invalid and cannot be removed.");
}

Value incompleteBlock(Env& env)
{
    return cryptographic(env, "Length of the data to encrypt or decrypt is invalid.");
}

/// The last part of a message, padding included.
Value finished(Env& env, const CipherSettings& settings, CipherRun& run, CipherDirection direction,
               std::string_view bytes)
{
    if (!env.charge(bytes.size() + 32) || !env.step(1 + bytes.size() / 128))
        return {};
    if (direction == CipherDirection::Encrypt) {
        const auto text = padded(settings, bytes);
        return text ? Value::ofBytes(run.update(*text)) : incompleteBlock(env);
    }
    if (bytes.size() % settings.blockSize() != 0 && settings.mode != CipherMode::Cfb)
        return incompleteBlock(env);
    auto plain = unpadded(settings, run.update(bytes));
    return plain ? Value::ofBytes(std::move(*plain)) : badPadding(env);
}

Value crypt(Env& env, const CipherSettings& settings, CipherDirection direction,
            std::string_view bytes)
{
    if (!areFitting(env, settings))
        return {};
    CipherRun run(settings, direction);
    return run.isReady() ? finished(env, settings, run, direction, bytes)
                         : cryptographic(env, "The algorithm is not available.");
}

Value notAvailable(Env& env) { return env.notSupported("Only AES and 3DES are available."); }

/// `byte[].Encrypt(…)` and `Decrypt(…)` of the gateway.
template<CipherDirection direction>
Value cryptBytes(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("input");
    CipherSettings settings;
    if (a[1].isString())
        settings.algorithm = cipherNamed(a[1].text());
    else if (const auto* cipher = a[1].as<CipherObject>(); cipher != nullptr)
        settings = cipher->settings;
    else
        return env.argumentNull("alg");
    if (settings.algorithm.empty())
        return notAvailable(env);
    if (a.size() == 4) {
        settings.key = std::string(a[2].bytes());
        settings.iv = std::string(a[3].bytes());
    }
    return crypt(env, settings, direction, a[0].bytes());
}

/// An ICryptoTransform: the key, IV and settings of the moment it was made.
class TransformObject final : public Object
{
public:
    TransformObject(const Type& transformType, CipherSettings content, CipherDirection which)
        : settings(std::move(content))
        , direction(which)
        , run(settings, which)
        , m_type(&transformType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }

    const CipherSettings settings;
    const CipherDirection direction;
    CipherRun run;
    std::string held; ///< a decryptor keeps the last block back: it may be the one with the padding

private:
    const Type* m_type;
};

template<CipherDirection direction>
Value createTransform(Env& env, Args a)
{
    CipherSettings settings = settingsOf(a[0]);
    if (a.size() > 1) {
        settings.key = std::string(a[1].bytes());
        settings.iv = std::string(a[2].bytes());
    }
    return areFitting(env, settings)
        ? makeValue<TransformObject>(*a.site().result, std::move(settings), direction)
        : Value();
}

Value cipherFinalBlock(Env& env, Args a)
{
    auto& transform = a[0].get<TransformObject>();
    if (a[1].isNull())
        return env.argumentNull("inputBuffer");
    auto bytes = a[1].bytes();
    if (!narrow(env, bytes, a[2], a[3]))
        return {};
    Value out = finished(env, transform.settings, transform.run, transform.direction,
                         std::exchange(transform.held, {}) + std::string(bytes));
    transform.run = CipherRun(transform.settings, transform.direction);
    return out;
}

/// `(byte[] input, int offset, int count, byte[] output, int outputOffset)`: how many bytes it
/// wrote.
Value cipherBlock(Env& env, Args a)
{
    auto& transform = a[0].get<TransformObject>();
    if (a[1].isNull() || a[4].isNull())
        return env.argumentNull(a[1].isNull() ? "inputBuffer" : "outputBuffer");
    auto bytes = a[1].bytes();
    if (!narrow(env, bytes, a[2], a[3]))
        return {};
    if (bytes.empty() || bytes.size() % transform.settings.blockSize() != 0)
        return env.argument("Value was invalid.");
    if (!env.charge(bytes.size()) || !env.step(1 + bytes.size() / 128))
        return {};
    std::string given = std::exchange(transform.held, {}) + std::string(bytes);
    const bool holdsBack = transform.direction == CipherDirection::Decrypt
        && transform.settings.padding != CipherPadding::None
        && transform.settings.padding != CipherPadding::Zeros;
    if (holdsBack) {
        transform.held = given.substr(given.size() - transform.settings.blockSize());
        given.resize(given.size() - transform.held.size());
    }
    const auto out = transform.run.update(given);
    auto& target = a[4].get<BytesObject>().bytes;
    const auto at = a[5].asLong();
    if (at < 0
        || at + static_cast<std::int64_t>(out.size()) > static_cast<std::int64_t>(target.size()))
        return env.argument("Offset and length were out of bounds for the array.");
    target.replace(static_cast<std::size_t>(at), out.size(), out);
    return Value::ofInt(static_cast<std::int32_t>(out.size()));
}

Value blockBytes(Env&, Args a)
{
    return Value::ofInt(
        static_cast<std::int32_t>(a[0].get<TransformObject>().settings.blockSize()));
}

Value nothingToDispose(Env&, Args) { return {}; }

Value makeCipher(Env& env, Args a)
{
    CipherSettings settings;
    settings.algorithm = cipherNamed(
        a.size() > 0 && a[0].isString() ? a[0].text() : std::string_view(a.site().result->name));
    if (settings.algorithm.empty())
        return notAvailable(env);
    settings.key = randomBytes(settings.algorithm == kAes ? 32 : 24);
    settings.iv = randomBytes(settings.blockSize());
    // The managed classes feed whole blocks back, the others bytes.
    if (a.site().result->name.ends_with("Managed"))
        settings.feedbackBits = 128;
    const auto& type = a.site().result->name == "SymmetricAlgorithm"
        ? *Library::instance().find(settings.algorithm == kAes ? "Aes" : "TripleDES")->self
        : *a.site().result;
    return makeValue<CipherObject>(type, std::move(settings));
}

Value setKey(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("value");
    if (!settingsOf(a[0]).acceptsKey(a[1].bytes().size()))
        return cryptographic(env, "Specified key is not a valid size for this algorithm.");
    settingsOf(a[0]).key = std::string(a[1].bytes());
    return {};
}

Value setIv(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("value");
    if (a[1].bytes().size() != settingsOf(a[0]).blockSize())
        return cryptographic(env,
                             "Specified initialization vector (IV) does not match the block size "
                             "for this algorithm.");
    settingsOf(a[0]).iv = std::string(a[1].bytes());
    return {};
}

Value setMode(Env& env, Args a)
{
    const auto mode = static_cast<CipherMode>(a[1].asLong());
    if (mode != CipherMode::Cbc && mode != CipherMode::Ecb && mode != CipherMode::Cfb)
        return cryptographic(env,
                             "Specified cipher mode is not valid for this algorithm: CBC, ECB and "
                             "CFB are.");
    settingsOf(a[0]).mode = mode;
    return {};
}

Value setPadding(Env& env, Args a)
{
    if (a[1].asLong() < 1 || a[1].asLong() > 5)
        return cryptographic(env, "Specified padding mode is not valid for this algorithm.");
    settingsOf(a[0]).padding = static_cast<CipherPadding>(a[1].asLong());
    return {};
}

Value setKeySize(Env& env, Args a)
{
    const auto bits = a[1].asInt();
    if (bits < 0 || bits % 8 != 0
        || !settingsOf(a[0]).acceptsKey(static_cast<std::size_t>(bits / 8)))
        return cryptographic(env, "Specified key is not a valid size for this algorithm.");
    settingsOf(a[0]).key = randomBytes(static_cast<std::size_t>(bits / 8));
    return {};
}

Value setBlockSize(Env& env, Args a)
{
    return a[1].asLong() == static_cast<std::int64_t>(settingsOf(a[0]).blockSize() * 8)
        ? Value()
        : cryptographic(env, "Specified block size is not valid for this algorithm.");
}

Value setFeedbackSize(Env& env, Args a)
{
    const auto whole = static_cast<int>(settingsOf(a[0]).blockSize() * 8);
    if (a[1].asInt() != 8 && a[1].asInt() != whole)
        return cryptographic(env, "Specified feedback size is not valid for this algorithm.");
    settingsOf(a[0]).feedbackBits = a[1].asInt();
    return {};
}

void registerEnums(LibraryBuilder& library)
{
    library.type("enum System.Security.Cryptography.CipherMode")
        .value("CBC", 1)
        .value("ECB", 2)
        .value("OFB", 3)
        .value("CFB", 4)
        .value("CTS", 5);
    library.type("enum System.Security.Cryptography.PaddingMode")
        .value("None", 1)
        .value("PKCS7", 2)
        .value("Zeros", 3)
        .value("ANSIX923", 4)
        .value("ISO10126", 5);
    library.type("class System.Security.Cryptography.KeySizes")
        .unlisted()
        .property("int MinSize", [](Env&, Args a) { return a[0].get<RecordObject>().fields[0]; })
        .property("int MaxSize", [](Env&, Args a) { return a[0].get<RecordObject>().fields[1]; })
        .property("int SkipSize", [](Env&, Args a) { return a[0].get<RecordObject>().fields[2]; });
    library.type("class System.Security.Cryptography.ICryptoTransform : IDisposable")
        .method("int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, "
                "byte[] outputBuffer, int outputOffset)",
                cipherBlock, "Whole blocks, not the last one")
        .method("byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)",
                cipherFinalBlock, "The last part of a message, or all of it")
        .property("int InputBlockSize", blockBytes)
        .property("int OutputBlockSize", blockBytes)
        .property("bool CanTransformMultipleBlocks", [](Env&, Args) { return Value::ofBool(true); })
        .property("bool CanReuseTransform", [](Env&, Args) { return Value::ofBool(true); })
        .method("void Dispose()", nothingToDispose);
}

void registerSettings(TypeBuilder& type)
{
    type.property(
            "byte[] Key", [](Env&, Args a) { return Value::ofBytes(settingsOf(a[0]).key); },
            "The key", setKey)
        .property(
            "byte[] IV", [](Env&, Args a) { return Value::ofBytes(settingsOf(a[0]).iv); },
            "The initialisation vector", setIv)
        .property(
            "CipherMode Mode",
            [](Env&, Args a) {
                return Value::ofEnum(*a.site().result,
                                     static_cast<std::int64_t>(settingsOf(a[0]).mode));
            },
            "CBC unless set", setMode)
        .property(
            "PaddingMode Padding",
            [](Env&, Args a) {
                return Value::ofEnum(*a.site().result,
                                     static_cast<std::int64_t>(settingsOf(a[0]).padding));
            },
            "PKCS7 unless set", setPadding)
        .property(
            "int KeySize",
            [](Env&, Args a) {
                return Value::ofInt(static_cast<std::int32_t>(settingsOf(a[0]).key.size() * 8));
            },
            "In bits", setKeySize)
        .property(
            "int BlockSize",
            [](Env&, Args a) {
                return Value::ofInt(static_cast<std::int32_t>(settingsOf(a[0]).blockSize() * 8));
            },
            "In bits", setBlockSize)
        .property(
            "int FeedbackSize",
            [](Env&, Args a) { return Value::ofInt(settingsOf(a[0]).feedbackBits); },
            "In bits, of CFB", setFeedbackSize)
        .property("KeySizes[] LegalKeySizes",
                  [](Env&, Args a) {
                      return settingsOf(a[0]).algorithm == kAes ? keySizes(128, 256, 64)
                                                                : keySizes(128, 192, 64);
                  })
        .property("KeySizes[] LegalBlockSizes",
                  [](Env&, Args a) {
                      const auto bits = static_cast<int>(settingsOf(a[0]).blockSize() * 8);
                      return keySizes(bits, bits, 0);
                  })
        .method("bool ValidKeySize(int bitLength)", [](Env&, Args a) {
            const auto bits = a[1].asInt();
            return Value::ofBool(
                bits > 0 && bits % 8 == 0
                && settingsOf(a[0]).acceptsKey(static_cast<std::size_t>(bits / 8)));
        });
}

void registerAlgorithms(LibraryBuilder& library)
{
    auto type = library.type("class System.Security.Cryptography.SymmetricAlgorithm : IDisposable",
                             "A symmetric cipher");
    type.method("static SymmetricAlgorithm Create(string algName)", makeCipher);
    registerSettings(type);
    type.method("void GenerateKey()",
                [](Env&, Args a) {
                    settingsOf(a[0]).key = randomBytes(settingsOf(a[0]).key.size());
                    return Value();
                })
        .method("void GenerateIV()",
                [](Env&, Args a) {
                    settingsOf(a[0]).iv = randomBytes(settingsOf(a[0]).blockSize());
                    return Value();
                })
        .method("ICryptoTransform CreateEncryptor()", createTransform<CipherDirection::Encrypt>)
        .method("ICryptoTransform CreateDecryptor()", createTransform<CipherDirection::Decrypt>)
        .method("ICryptoTransform CreateEncryptor(byte[] rgbKey, byte[] rgbIV)",
                createTransform<CipherDirection::Encrypt>)
        .method("ICryptoTransform CreateDecryptor(byte[] rgbKey, byte[] rgbIV)",
                createTransform<CipherDirection::Decrypt>)
        .method("void Clear()", nothingToDispose)
        .method("void Dispose()", nothingToDispose);
    library.type("class System.Security.Cryptography.Aes : SymmetricAlgorithm")
        .method("static Aes Create()", makeCipher, "AES with a random key");
    library.type("class System.Security.Cryptography.AesManaged : Aes").method("new()", makeCipher);
    library.type("class System.Security.Cryptography.AesCryptoServiceProvider : Aes")
        .method("new()", makeCipher);
    library.type("class System.Security.Cryptography.RijndaelManaged : SymmetricAlgorithm")
        .method("new()", makeCipher);
    library.type("class System.Security.Cryptography.TripleDES : SymmetricAlgorithm")
        .method("static TripleDES Create()", makeCipher);
    library.type("class System.Security.Cryptography.TripleDESCryptoServiceProvider : TripleDES")
        .method("new()", makeCipher);
}

void registerExtensions(LibraryBuilder& library)
{
    library.type("static Gatelens.CryptoExtensions")
        .method("static byte[] Encrypt(this byte[] input, string alg, byte[] key, byte[] iv)",
                cryptBytes<CipherDirection::Encrypt>, "Encrypted with the named algorithm")
        .method("static byte[] Encrypt(this byte[] input, SymmetricAlgorithm alg)",
                cryptBytes<CipherDirection::Encrypt>)
        .method("static byte[] Encrypt(this byte[] input, SymmetricAlgorithm alg, byte[] key, "
                "byte[] iv)",
                cryptBytes<CipherDirection::Encrypt>)
        .method("static byte[] Decrypt(this byte[] input, string alg, byte[] key, byte[] iv)",
                cryptBytes<CipherDirection::Decrypt>, "Decrypted with the named algorithm")
        .method("static byte[] Decrypt(this byte[] input, SymmetricAlgorithm alg)",
                cryptBytes<CipherDirection::Decrypt>)
        .method("static byte[] Decrypt(this byte[] input, SymmetricAlgorithm alg, byte[] key, "
                "byte[] iv)",
                cryptBytes<CipherDirection::Decrypt>);
}

/// Fills an array with random bytes; `mayBeZero` false leaves no zero among them.
template<bool mayBeZero>
Value fillRandom(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("data");
    auto& bytes = a[1].get<BytesObject>().bytes;
    bytes = randomBytes(bytes.size());
    for (char& byte : bytes) {
        while (!mayBeZero && byte == '\0')
            byte = randomBytes(1)[0];
    }
    return {};
}

void registerRandomBytes(LibraryBuilder& library)
{
    const auto make = [](Env&, Args a) {
        return makeValue<RecordObject>(*a.site().result, std::vector<Value>());
    };
    library
        .type("class System.Security.Cryptography.RNGCryptoServiceProvider : IDisposable",
              "Random bytes")
        .method("new()", make)
        .method("void GetBytes(byte[] data)", fillRandom<true>, "Fills the array")
        .method("void GetNonZeroBytes(byte[] data)", fillRandom<false>,
                "Fills the array without zeros")
        .method("void Dispose()", nothingToDispose);
}

} // namespace

void registerCiphers(LibraryBuilder& library)
{
    registerEnums(library);
    registerAlgorithms(library);
    registerExtensions(library);
    registerRandomBytes(library);
}

} // namespace gatelens::expression
