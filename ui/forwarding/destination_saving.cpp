#include "ui/forwarding/destination_saving.h"

#include "core/base/overloaded.h"
#include "core/workspace/workspace_writer.h"

#include <boost/json.hpp>

namespace gatelens::ui {
namespace {

/// A secret's source; a value in clear is never written.
boost::json::object sourceOf(const SecretSource& source)
{
    return std::visit(Overloaded{
                          [](const KeychainSecret& one) {
                              return boost::json::object{{"keychain", one.name}};
                          },
                          [](const EnvironmentSecret& one) {
                              return boost::json::object{{"env", one.name}};
                          },
                          [](const FileSecret& one) {
                              return boost::json::object{{"file", one.path}};
                          },
                          [](const DemoSecret& one) {
                              return boost::json::object{{"demo", one.text}};
                          },
                          [](const PlainSecret&) { return boost::json::object{}; },
                      },
                      source);
}

boost::json::object entryOf(const ForwardSettings& settings)
{
    boost::json::object entry{{"name", settings.name}, {"type", settings.type}};
    if (!settings.isEnabled)
        entry["enabled"] = false;
    if (settings.connectionString)
        entry["connectionString"] = sourceOf(*settings.connectionString);
    if (!settings.url.empty())
        entry["endpoint"] = settings.url;
    if (!settings.loggers.empty())
        entry["loggers"] = boost::json::array(settings.loggers.begin(), settings.loggers.end());
    return entry;
}

} // namespace

std::string printDestinations(const std::vector<ForwardSettings>& destinations)
{
    boost::json::array list;
    for (const auto& one : destinations)
        list.push_back(entryOf(one));
    return boost::json::serialize(list);
}

Result<void> saveDestinations(const Workspace& workspace,
                              const std::vector<ForwardSettings>& destinations)
{
    return WorkspaceWriter(workspace).setLocalSetting({"forward"}, printDestinations(destinations));
}

} // namespace gatelens::ui
