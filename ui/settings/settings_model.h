#pragma once

#include "core/base/result.h"
#include "core/workspace/workspace.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace gatelens::ui {

// The units in which gatelens.json and the page state limits.
inline constexpr std::uint64_t kMegabyte = 1024ULL * 1024;
inline constexpr std::uint64_t kKilobyte = 1024ULL;
inline constexpr std::int64_t kSecondsPerDay = 24 * 60 * 60;

/// The part of gatelens.json that the settings page edits.
struct EditableSettings
{
    std::optional<ListenAddress> gateway;
    std::optional<ListenAddress> gatewayTls;
    std::optional<ListenAddress> ingest;
    std::optional<ListenAddress> ingestTls;
    std::optional<ListenAddress> metrics;
    StoreSettings store;
    DemoSettings demo;

    friend bool operator==(const EditableSettings&, const EditableSettings&) = default;
};

[[nodiscard]] EditableSettings editableOf(const LocalSettings& local);

/// One member of gatelens.json and its new value as JSON text.
struct SettingEdit
{
    std::vector<std::string> path;
    std::string value;

    friend bool operator==(const SettingEdit&, const SettingEdit&) = default;
};

/// The members that have to change to get from `before` to `after`.
[[nodiscard]] std::vector<SettingEdit> editsBetween(const EditableSettings& before,
                                                    const EditableSettings& after);

/// Writes the edits into the workspace's gatelens.json; everything else in it stays as it is.
/// Blocks: call it on a worker.
[[nodiscard]] Result<void> saveSettings(const Workspace& workspace,
                                        const std::vector<SettingEdit>& edits);

/// "127.0.0.1:8080"; empty for a listener that is off.
[[nodiscard]] QString printAddress(const std::optional<ListenAddress>& address);

/// Reads host:port; an empty text means off. InvalidArgument says how it has to look.
[[nodiscard]] Result<std::optional<ListenAddress>> parseAddress(const QString& text);

/// True for 127.0.0.0/8, ::1 and localhost: nobody else can connect.
[[nodiscard]] bool isLoopback(const std::string& host);

} // namespace gatelens::ui
