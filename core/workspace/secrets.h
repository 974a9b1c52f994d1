#pragma once

#include "core/workspace/workspace.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gatelens {

/// Turns the places that gatelens.json names into values. Environment, files, demo and clear values
/// are read here; the keychain is the caller's. Values are never logged or stored.
class SecretResolver
{
public:
    /// Reads one entry of the operating system's keychain; nullopt when there is none.
    using Keychain = std::function<std::optional<std::string>(const std::string& name)>;

    /// `folder` is what file secrets are relative to. Without a keychain its entries have no value.
    explicit SecretResolver(std::filesystem::path folder, Keychain keychain = {});

    /// The value; nullopt when the source has none.
    [[nodiscard]] std::optional<std::string> valueOf(const SecretSource& source) const;

private:
    std::filesystem::path m_folder;
    Keychain m_keychain;
};

/// "831d…": the public demo value of `text`, 64 lower-case hexadecimal digits.
[[nodiscard]] std::string demoSecret(std::string_view text);

/// The value of a named value: its source in gatelens.json, else the file's own; nullopt when
/// there is neither, or no such named value. Looked up by display name.
[[nodiscard]] std::optional<std::string>
namedValue(const Workspace& workspace, const SecretResolver& secrets, std::string_view displayName);

/// `text` with every {{display name}} that has a value replaced, once.
[[nodiscard]] std::string withNamedValues(const Workspace& workspace, const SecretResolver& secrets,
                                          std::string_view text);

struct SubscriptionKeys
{
    std::string primary;
    std::string secondary;
};

/// The name under which the keychain, or GeneratedSecrets, holds the key of a subscription without
/// entry in gatelens.json: "<workspace>/subscriptions/<id>/primary". `which` is "primary" or
/// "secondary".
[[nodiscard]] std::string subscriptionKeychainEntry(const Workspace& workspace,
                                                    const Subscription& subscription,
                                                    std::string_view which);

/// A new key as Azure makes them: 32 random hexadecimal digits. Internal when the system gives no
/// randomness.
[[nodiscard]] Result<std::string> newSubscriptionKey();

/// The keys of a subscription: from gatelens.json, else from its file, else what was generated into
/// the keychain; an empty key admits nobody.
[[nodiscard]] SubscriptionKeys subscriptionKeys(const Workspace& workspace,
                                                const SecretResolver& secrets,
                                                const Subscription& subscription);

/// The instrumentation key that a logger's items carry: from its credentials when they resolve to a
/// GUID or to a connection string with one, else a UUID (version 8) made of the logger's name.
[[nodiscard]] std::string instrumentationKey(const Workspace& workspace,
                                             const SecretResolver& secrets, const Logger& logger);

/// The connection string of a logger's credentials; "" when they have none that resolves.
[[nodiscard]] std::string connectionString(const Workspace& workspace,
                                           const SecretResolver& secrets, const Logger& logger);

} // namespace gatelens
