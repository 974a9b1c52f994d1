#include "ui/settings/settings_model.h"

#include "core/workspace/workspace_writer.h"
#include "ui/theme/format.h"

#include <QObject>

#include <boost/json.hpp>

namespace gatelens::ui {
namespace {

std::string printJson(const boost::json::value& value) { return boost::json::serialize(value); }

std::string printListener(const std::optional<ListenAddress>& address)
{
    return address ? printJson(boost::json::string(toUtf8(printAddress(address)))) : "null";
}

/// ISO 8601 duration: whole days as days, anything else in seconds.
std::string printDuration(std::chrono::seconds duration)
{
    const auto seconds = duration.count();
    const auto text = seconds % kSecondsPerDay == 0
        ? "P" + std::to_string(seconds / kSecondsPerDay) + "D"
        : "PT" + std::to_string(seconds) + "S";
    return printJson(boost::json::string(text));
}

} // namespace

EditableSettings editableOf(const LocalSettings& local)
{
    return {local.gateway, local.gatewayTls, local.ingest, local.ingestTls,
            local.metrics, local.store,      local.demo};
}

std::vector<SettingEdit> editsBetween(const EditableSettings& before, const EditableSettings& after)
{
    std::vector<SettingEdit> edits;
    const auto add = [&](bool isSame, std::vector<std::string> path, std::string value) {
        if (!isSame)
            edits.push_back({std::move(path), std::move(value)});
    };
    const auto addListener = [&](const char* name, const auto& old, const auto& now) {
        add(old == now, {"listen", name}, printListener(now));
    };
    addListener("gateway", before.gateway, after.gateway);
    addListener("gatewayTls", before.gatewayTls, after.gatewayTls);
    addListener("ingest", before.ingest, after.ingest);
    addListener("ingestTls", before.ingestTls, after.ingestTls);
    addListener("metrics", before.metrics, after.metrics);
    const auto& store = after.store;
    add(before.store.path == store.path, {"store", "path"},
        store.path.empty() ? "null" : printJson(boost::json::string(store.path)));
    add(before.store.retention == store.retention, {"store", "retention"},
        printDuration(store.retention));
    add(before.store.maxBytes == store.maxBytes, {"store", "maxSizeMb"},
        std::to_string(store.maxBytes / kMegabyte));
    add(before.store.captureBodies == store.captureBodies, {"store", "captureBodies"},
        store.captureBodies ? "true" : "false");
    add(before.store.captureBodyBytes == store.captureBodyBytes, {"store", "maxBodyKb"},
        std::to_string(store.captureBodyBytes / kKilobyte));
    const auto& demo = after.demo;
    add(before.demo.autoStart == demo.autoStart, {"demo", "traffic", "autoStart"},
        demo.autoStart ? "true" : "false");
    add(before.demo.rate == demo.rate, {"demo", "traffic", "rate"},
        toUtf8(QString::number(demo.rate)));
    add(before.demo.profile == demo.profile, {"demo", "traffic", "profile"},
        printJson(boost::json::string(demo.profile)));
    return edits;
}

Result<void> saveSettings(const Workspace& workspace, const std::vector<SettingEdit>& edits)
{
    const WorkspaceWriter writer(workspace);
    for (const auto& edit : edits) {
        if (const auto saved = writer.setLocalSetting(edit.path, edit.value); !saved)
            return saved.error();
    }
    return {};
}

QString printAddress(const std::optional<ListenAddress>& address)
{
    if (!address)
        return {};
    const auto host = toQString(address->host);
    return host.contains(u':') ? QStringLiteral("[%1]:%2").arg(host).arg(address->port)
                               : QStringLiteral("%1:%2").arg(host).arg(address->port);
}

Result<std::optional<ListenAddress>> parseAddress(const QString& text)
{
    const auto trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return std::optional<ListenAddress>{};
    const auto colon = trimmed.lastIndexOf(u':');
    auto host = colon < 0 ? QString() : trimmed.left(colon);
    bool isNumber = false;
    const auto port = trimmed.mid(colon + 1).toUShort(&isNumber);
    const bool isBracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (isBracketed)
        host = host.mid(1, host.size() - 2);
    if (host.isEmpty() || !isNumber || (!isBracketed && host.contains(u':')))
        return Error{
            ErrorCode::InvalidArgument,
            toUtf8(QObject::tr("Write host:port, for example 127.0.0.1:8080; port 0 picks a "
                               "free one; empty turns it off")),
            {}};
    return std::optional(ListenAddress{toUtf8(host), port});
}

bool isLoopback(const std::string& host)
{
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

} // namespace gatelens::ui
