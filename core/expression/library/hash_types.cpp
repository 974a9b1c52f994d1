#include "core/expression/library/crypto_values.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/text.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <deque>

namespace gatelens::expression {

namespace {

/// A hash or, with a key, an HMAC.
class HashObject final : public Object
{
public:
    HashObject(const Type& hashType, const EVP_MD* algorithm, bool isKeyed, std::string secret)
        : digest(algorithm)
        , hasKey(isKeyed)
        , key(std::move(secret))
        , m_type(&hashType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] std::string compute(std::string_view bytes) const
    {
        unsigned char out[EVP_MAX_MD_SIZE];
        unsigned length = 0;
        if (hasKey)
            HMAC(digest, key.data(), static_cast<int>(key.size()), octets(bytes), bytes.size(), out,
                 &length);
        else
            EVP_Digest(bytes.data(), bytes.size(), out, &length, digest, nullptr);
        return {reinterpret_cast<const char*>(out), length};
    }

    const EVP_MD* const digest;
    const bool hasKey;
    std::string key;
    std::string pending; ///< blocks given so far
    std::string last;

private:
    const Type* m_type;
};

HashObject& hashOf(const Value& value) { return value.get<HashObject>(); }

Value newHash(const Type& type, const EVP_MD* digest)
{
    return makeValue<HashObject>(type, digest, false, std::string());
}

Value newHmac(const Type& type, const EVP_MD* digest)
{
    const bool isWide = EVP_MD_block_size(digest) > 64;
    return makeValue<HashObject>(type, digest, true, randomBytes(isWide ? 128 : 64));
}

Value makeHash(Env&, Args a)
{
    return newHash(*a.site().result, digestNamed(a.site().result->name));
}

/// A class of this family by its name, "SHA256" or "HMACSHA256" among them.
Value makeNamed(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("hashName");
    const auto* digest = digestNamed(a[0].text());
    if (digest == nullptr)
        return env.argument("The hash algorithm is not known.");
    const auto name = toUpper(a[0].text());
    const bool isKeyed = name.find("HMAC") != std::string::npos;
    const auto* definition = Library::instance().find(
        (isKeyed ? "HMAC" : "")
        + std::string(EVP_MD_is_a(digest, "MD5") == 1 ? "MD5"
                          : EVP_MD_is_a(digest, "SHA1") == 1
                          ? "SHA1"
                          : "SHA" + std::to_string(EVP_MD_size(digest) * 8)));
    return isKeyed ? newHmac(*definition->self, digest) : newHash(*definition->self, digest);
}

/// `SHA256.Create("SHA256")`: another class than its own is no SHA256.
Value makeHashNamed(Env& env, Args a)
{
    Value made = makeNamed(env, a);
    return env.raised() || made.type() == a.site().result ? made
                                                          : env.invalidCast(made, *a.site().result);
}

Value refuseHashData(Env& env, Args a)
{
    return a[0].isNull() ? env.argumentNull("source")
                         : env.notSupported("HashData needs .NET 5: use Create().ComputeHash(…).");
}

Value makeHmac(Env& env, Args a)
{
    const Type& type = *a.site().result;
    const auto* digest = digestNamed(type.name);
    if (a.size() == 0)
        return newHmac(type, digest);
    return a[0].isNull() ? env.argumentNull("key")
                         : makeValue<HashObject>(type, digest, true, std::string(a[0].bytes()));
}

Value makeHmacNamed(Env& env, Args a)
{
    Value made = makeNamed(env, a);
    if (!env.raised() && !hashOf(made).hasKey)
        return env.invalidCast(made, *a.site().result);
    return made;
}

Value computeHash(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("buffer");
    auto bytes = a[1].bytes();
    if (a.size() > 2 && !narrow(env, bytes, a[2], a[3]))
        return {};
    if (!env.step(1 + bytes.size() / 256))
        return {};
    auto& hash = hashOf(a[0]);
    hash.pending.clear();
    hash.last = hash.compute(bytes);
    return Value::ofBytes(hash.last);
}

/// `(byte[] input, int offset, int count, byte[] output, int outputOffset)`: the input counts, and
/// is copied to the output when there is one.
Value hashBlock(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("inputBuffer");
    auto bytes = a[1].bytes();
    if (!narrow(env, bytes, a[2], a[3]) || !env.charge(bytes.size()))
        return {};
    hashOf(a[0]).pending += bytes;
    if (!a[4].isNull()) {
        auto& out = a[4].get<BytesObject>().bytes;
        const auto at = a[5].asLong();
        if (at < 0
            || at + static_cast<std::int64_t>(bytes.size()) > static_cast<std::int64_t>(out.size()))
            return env.argument("Offset and length were out of bounds for the array.");
        out.replace(static_cast<std::size_t>(at), bytes.size(), std::string(bytes));
    }
    return Value::ofInt(a[3].asInt());
}

Value hashFinalBlock(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("inputBuffer");
    auto bytes = a[1].bytes();
    auto& hash = hashOf(a[0]);
    if (!narrow(env, bytes, a[2], a[3])
        || !env.step(1 + (bytes.size() + hash.pending.size()) / 256))
        return {};
    hash.last = hash.compute(std::exchange(hash.pending, {}) + std::string(bytes));
    return Value::ofBytes(std::string(bytes));
}

Value nothing(Env&, Args) { return {}; }

void registerHashAlgorithm(LibraryBuilder& library)
{
    library.type("class System.Security.Cryptography.HashAlgorithm : IDisposable", "A hash")
        .method("static HashAlgorithm Create(string hashName)", makeNamed)
        .method("byte[] ComputeHash(byte[] buffer)", computeHash, "The hash of the bytes")
        .method("byte[] ComputeHash(byte[] buffer, int offset, int count)", computeHash)
        .method("int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, "
                "byte[] outputBuffer, int outputOffset)",
                hashBlock, "Takes one block of several")
        .method("byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)",
                hashFinalBlock, "Takes the last block; Hash then gives the result")
        .method("void Initialize()",
                [](Env&, Args a) {
                    hashOf(a[0]).pending.clear();
                    hashOf(a[0]).last.clear();
                    return Value();
                })
        .property(
            "byte[] Hash", [](Env&, Args a) { return Value::ofBytes(hashOf(a[0]).last); },
            "The hash computed last")
        .property(
            "int HashSize",
            [](Env&, Args a) { return Value::ofInt(EVP_MD_size(hashOf(a[0]).digest) * 8); },
            "In bits")
        .property("int InputBlockSize", [](Env&, Args) { return Value::ofInt(1); })
        .property("int OutputBlockSize", [](Env&, Args) { return Value::ofInt(1); })
        .property("bool CanTransformMultipleBlocks", [](Env&, Args) { return Value::ofBool(true); })
        .property("bool CanReuseTransform", [](Env&, Args) { return Value::ofBool(true); })
        .method("void Clear()", nothing)
        .method("void Dispose()", nothing);
    library.type("class System.Security.Cryptography.KeyedHashAlgorithm : HashAlgorithm")
        .method("static KeyedHashAlgorithm Create(string algName)", makeHmacNamed)
        .property(
            "byte[] Key", [](Env&, Args a) { return Value::ofBytes(hashOf(a[0]).key); },
            "The secret",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("value");
                hashOf(a[0]).key = std::string(a[1].bytes());
                return Value();
            });
    library.type("class System.Security.Cryptography.HMAC : KeyedHashAlgorithm")
        .method("static HMAC Create(string algorithmName)", makeHmacNamed)
        .property("string HashName", [](Env&, Args a) {
            return Value::ofText(hashOf(a[0]).type().name.substr(4)); // "HMACSHA256"
        });
}

void registerDigests(LibraryBuilder& library)
{
    static std::deque<std::string> texts;
    const auto text = [](std::string_view format, auto... arguments) -> const std::string& {
        return texts.emplace_back(fmt::format(fmt::runtime(format), arguments...));
    };
    for (const std::string_view name : {"MD5", "SHA1", "SHA256", "SHA384", "SHA512"}) {
        library.type(text("class System.Security.Cryptography.{} : HashAlgorithm", name))
            .method(text("static {} Create()", name), makeHash, "A hash of this kind")
            .method(text("static {} Create(string hashName)", name), makeHashNamed)
            .method("static byte[] HashData(byte[] source)", refuseHashData);
        for (const std::string_view suffix : {"Managed", "CryptoServiceProvider", "Cng"})
            library.type(text("class System.Security.Cryptography.{0}{1} : {0}", name, suffix))
                .method("new()", makeHash);
        library.type(text("class System.Security.Cryptography.HMAC{} : HMAC", name))
            .method("new()", makeHmac, "With a random key")
            .method("new(byte[] key)", makeHmac, "With that key");
    }
    library.type("struct System.Security.Cryptography.HashAlgorithmName : ValueType")
        .method("new(string name)",
                [](Env&, Args a) { return makeValue<NamedObject>(*a.site().result, a[0]); })
        .property("string Name", [](Env&, Args a) { return a[0].get<NamedObject>().name; })
        .property("static HashAlgorithmName MD5", named<"MD5">)
        .property("static HashAlgorithmName SHA1", named<"SHA1">)
        .property("static HashAlgorithmName SHA256", named<"SHA256">)
        .property("static HashAlgorithmName SHA384", named<"SHA384">)
        .property("static HashAlgorithmName SHA512", named<"SHA512">)
        .method("bool Equals(HashAlgorithmName other)", namesAreEqual)
        .method("static bool operator ==(HashAlgorithmName left, HashAlgorithmName right)",
                namesAreEqual)
        .method("static bool operator !=(HashAlgorithmName left, HashAlgorithmName right)",
                namesDiffer);
}

} // namespace

void registerHashes(LibraryBuilder& library)
{
    registerHashAlgorithm(library);
    registerDigests(library);
}

} // namespace gatelens::expression
