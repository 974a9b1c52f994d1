#pragma once

#include "core/base/result.h"
#include "core/workspace/local_settings.h"

#include <QObject>

#include <functional>
#include <optional>
#include <string>

namespace gatelens::ui {

/// Puts secrets into the operating system's keychain under the service "gatelens". Values never
/// reach a settings file, the store or the log.
class SecretKeeper : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Hears where the secret is now, or why the keychain did not take it.
    using Stored = std::function<void(const Result<SecretSource>& source)>;

    /// Asks the keychain to keep `value`; `stored` is called on this thread, later.
    void store(const QString& name, const QString& value, Stored stored);
    void remove(const QString& name);

    /// The documented way without a keychain: a file in the user's data folder that only the user
    /// can read. Not encrypted; the caller says so and asks first.
    [[nodiscard]] static Result<SecretSource> storeInFile(const QString& name,
                                                          const QString& value);
};

/// Reads one entry of the keychain and waits for it; nullopt when there is none or no keychain.
/// For the engine's start, where nothing can go on without it; needs an event loop of its own.
[[nodiscard]] std::optional<std::string> readKeychain(const std::string& name);

} // namespace gatelens::ui
