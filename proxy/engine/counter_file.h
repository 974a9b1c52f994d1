#pragma once

#include "proxy/gateway/policies/policy_state.h"

#include <filesystem>
#include <map>
#include <string>

namespace gatelens::proxy {

/// Quota counters in a JSON file beside the store: { "key": "window calls bytes" }. Written whole
/// and atomically, so that a crash leaves the counters of the last flush. One thread at a time.
class CounterFile : public CounterStorage
{
public:
    explicit CounterFile(std::filesystem::path path);

    /// A file that cannot be read is set aside as "<name>.unreadable" with a message in the log;
    /// counting then begins anew.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> loadAll() override;
    void save(const std::vector<std::pair<std::string, std::string>>& changes) override;

private:
    std::filesystem::path m_path;
    std::map<std::string, std::string> m_counters;
};

} // namespace gatelens::proxy
