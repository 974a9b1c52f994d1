#include "core/workspace/secrets.h"

#include "core/base/overloaded.h"
#include "core/message/header_list.h"
#include "core/workspace/workspace_files.h"

#include <fmt/format.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <cstdlib>

namespace gatelens {

namespace {

using Sha256 = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Sha256 sha256(std::string_view text)
{
    Sha256 digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    return digest;
}

std::string toHex(const unsigned char* bytes, std::size_t count)
{
    std::string hex;
    for (std::size_t index = 0; index < count; ++index)
        hex += fmt::format("{:02x}", bytes[index]);
    return hex;
}

bool isGuid(std::string_view text)
{
    constexpr std::size_t kLength = 36;
    if (text.size() != kLength)
        return false;
    for (std::size_t index = 0; index < text.size(); ++index) {
        const bool isDash = index == 8 || index == 13 || index == 18 || index == 23;
        const char c = text[index];
        const bool isHex
            = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (isDash ? c != '-' : !isHex)
            return false;
    }
    return true;
}

/// The UUID of a name: version 8 and the RFC variant over the first 16 bytes of its SHA-256.
std::string uuidOf(std::string_view name)
{
    Sha256 digest = sha256(name);
    digest[6] = static_cast<unsigned char>((digest[6] & 0x0F) | 0x80);
    digest[8] = static_cast<unsigned char>((digest[8] & 0x3F) | 0x80);
    const std::string hex = toHex(digest.data(), 16);
    const std::string_view view = hex;
    return fmt::format("{}-{}-{}-{}-{}", view.substr(0, 8), view.substr(8, 4), view.substr(12, 4),
                       view.substr(16, 4), view.substr(20));
}

/// The value of a member of "A=1;B=2", names without regard to case.
std::string memberOf(std::string_view connection, std::string_view name)
{
    while (!connection.empty()) {
        const std::size_t end = connection.find(';');
        const std::string_view part = connection.substr(0, end);
        const std::size_t equals = part.find('=');
        if (equals != std::string_view::npos && equalsIgnoringCase(part.substr(0, equals), name))
            return std::string(part.substr(equals + 1));
        connection
            = end == std::string_view::npos ? std::string_view() : connection.substr(end + 1);
    }
    return {};
}

/// The source named by id or, as people also write it, by display name.
const SecretSource* sourceOf(const Workspace& workspace, const NamedValue& named)
{
    const auto& sources = workspace.local.namedValueSecrets;
    const SecretSource* byDisplayName = nullptr;
    for (const auto& [name, source] : sources) {
        if (equalsIgnoringCase(name, named.id))
            return &source;
        if (equalsIgnoringCase(name, named.displayName))
            byDisplayName = &source;
    }
    return byDisplayName;
}

std::optional<std::string> readSecretFile(const std::filesystem::path& path)
{
    auto text = readFile(path, path.string());
    if (!text)
        return std::nullopt;
    if (text->ends_with('\n'))
        text->pop_back();
    if (text->ends_with('\r'))
        text->pop_back();
    return std::move(*text);
}

std::string credential(const Workspace& workspace, const SecretResolver& secrets,
                       const Logger& logger, const std::string& name)
{
    const auto found = logger.credentials.find(name);
    return found == logger.credentials.end() ? std::string()
                                             : withNamedValues(workspace, secrets, found->second);
}

} // namespace

SecretResolver::SecretResolver(std::filesystem::path folder, Keychain keychain)
    : m_folder(std::move(folder))
    , m_keychain(std::move(keychain))
{
}

std::optional<std::string> SecretResolver::valueOf(const SecretSource& source) const
{
    using Value = std::optional<std::string>;
    return std::visit(Overloaded{
                          [&](const KeychainSecret& secret) -> Value {
                              return m_keychain ? m_keychain(secret.name) : std::nullopt;
                          },
                          [](const EnvironmentSecret& secret) -> Value {
                              const char* value = std::getenv(secret.name.c_str());
                              return value == nullptr ? std::nullopt : Value(value);
                          },
                          [&](const FileSecret& secret) -> Value {
                              return readSecretFile(m_folder / secret.path);
                          },
                          [](const DemoSecret& secret) -> Value { return demoSecret(secret.text); },
                          [](const PlainSecret& secret) -> Value { return secret.value; },
                      },
                      source);
}

std::string demoSecret(std::string_view text)
{
    const Sha256 digest = sha256(fmt::format("gatelens-demo:{}", text));
    return toHex(digest.data(), digest.size());
}

std::optional<std::string> namedValue(const Workspace& workspace, const SecretResolver& secrets,
                                      std::string_view displayName)
{
    const NamedValue* named = workspace.findNamedValue(displayName);
    if (named == nullptr)
        return std::nullopt;
    if (const SecretSource* source = sourceOf(workspace, *named)) {
        if (auto value = secrets.valueOf(*source))
            return value;
    }
    return named->value;
}

std::string withNamedValues(const Workspace& workspace, const SecretResolver& secrets,
                            std::string_view text)
{
    std::string result;
    while (true) {
        const std::size_t begin = text.find("{{");
        const std::size_t end = begin == std::string_view::npos ? begin : text.find("}}", begin);
        if (end == std::string_view::npos)
            return result + std::string(text);
        const auto value = namedValue(workspace, secrets, text.substr(begin + 2, end - begin - 2));
        result += text.substr(0, begin);
        result += value ? *value : std::string(text.substr(begin, end + 2 - begin));
        text.remove_prefix(end + 2);
    }
}

std::string subscriptionKeychainEntry(const Workspace& workspace, const Subscription& subscription,
                                      std::string_view which)
{
    return fmt::format("{}/subscriptions/{}/{}", workspace.folder.filename().string(),
                       subscription.id, which);
}

Result<std::string> newSubscriptionKey()
{
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        return Error{ErrorCode::Internal, "The system gives no random bytes for a new key.", {}};
    return toHex(bytes.data(), bytes.size());
}

SubscriptionKeys subscriptionKeys(const Workspace& workspace, const SecretResolver& secrets,
                                  const Subscription& subscription)
{
    const auto& sources = workspace.local.subscriptionSecrets;
    const auto found = std::find_if(sources.begin(), sources.end(), [&](const auto& entry) {
        return equalsIgnoringCase(entry.first, subscription.id);
    });
    const SubscriptionSecrets named
        = found == sources.end() ? SubscriptionSecrets{} : found->second;
    const auto resolve = [&](const std::optional<SecretSource>& source,
                             const std::optional<std::string>& inFile, std::string_view which) {
        if (source) {
            if (auto value = secrets.valueOf(*source))
                return *value;
        }
        if (inFile)
            return *inFile;
        const KeychainSecret generated{subscriptionKeychainEntry(workspace, subscription, which)};
        return secrets.valueOf(generated).value_or("");
    };
    return {resolve(named.primary, subscription.primaryKey, "primary"),
            resolve(named.secondary, subscription.secondaryKey, "secondary")};
}

std::string connectionString(const Workspace& workspace, const SecretResolver& secrets,
                             const Logger& logger)
{
    const std::string text = credential(workspace, secrets, logger, "connectionString");
    return memberOf(text, "InstrumentationKey").empty() && memberOf(text, "Endpoint").empty()
        ? ""
        : text;
}

std::string instrumentationKey(const Workspace& workspace, const SecretResolver& secrets,
                               const Logger& logger)
{
    for (const char* name : {"instrumentationKey", "connectionString"}) {
        const std::string text = credential(workspace, secrets, logger, name);
        if (isGuid(text))
            return text;
        if (const std::string key = memberOf(text, "InstrumentationKey"); isGuid(key))
            return key;
    }
    return uuidOf(logger.id);
}

} // namespace gatelens
