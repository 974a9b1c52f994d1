#include "core/expression/library/crypto_values.h"

#include "core/expression/runtime/text.h"
#include "core/expression/types/library.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <utility>

namespace gatelens::expression {

const unsigned char* octets(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string randomBytes(std::size_t count)
{
    std::string bytes(count, '\0');
    RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count));
    return bytes;
}

Value cryptographic(Env& env, std::string message)
{
    return env.raise("CryptographicException", std::move(message));
}

const EVP_MD* digestNamed(std::string_view name)
{
    const auto upper = toUpper(name);
    for (const auto& [part, digest] : {std::pair{"MD5", EVP_md5()},
                                       {"SHA1", EVP_sha1()},
                                       {"SHA-1", EVP_sha1()},
                                       {"SHA256", EVP_sha256()},
                                       {"SHA-256", EVP_sha256()},
                                       {"SHA384", EVP_sha384()},
                                       {"SHA-384", EVP_sha384()},
                                       {"SHA512", EVP_sha512()},
                                       {"SHA-512", EVP_sha512()}}) {
        if (upper.find(part) != std::string::npos)
            return digest;
    }
    return nullptr;
}

bool narrow(Env& env, std::string_view& bytes, const Value& offset, const Value& count)
{
    if (offset.asInt() < 0) {
        env.argumentRange("inputOffset");
        return false;
    }
    if (count.asInt() < 0
        || offset.asLong() + count.asLong() > static_cast<std::int64_t>(bytes.size())) {
        env.argument("Offset and length were out of bounds for the array.");
        return false;
    }
    bytes = bytes.substr(static_cast<std::size_t>(offset.asInt()),
                         static_cast<std::size_t>(count.asInt()));
    return true;
}

Value keySizes(int least, int most, int step)
{
    const Type* type = Library::instance().find("KeySizes")->self;
    return newArray(
        type,
        {makeValue<RecordObject>(
            *type,
            std::vector<Value>{Value::ofInt(least), Value::ofInt(most), Value::ofInt(step)})});
}

} // namespace gatelens::expression
