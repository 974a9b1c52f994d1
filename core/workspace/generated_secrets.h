#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace gatelens {

/// Values that Gatelens made up itself and remembers, such as the local keys of subscriptions whose
/// real ones live in Azure only: a JSON object of names and values in one file of the user's data
/// folder that only the user can read. Thread safe.
class GeneratedSecrets
{
public:
    /// A missing file is an empty one. Malformed when it holds something else, with the file's
    /// name: it is never overwritten then.
    [[nodiscard]] static Result<std::unique_ptr<GeneratedSecrets>> open(std::filesystem::path file);

    [[nodiscard]] std::optional<std::string> find(const std::string& name) const;

    /// The value of `name`; when there is none yet, a new subscription key, which is on the disk
    /// before this returns. Io names the file that could not be written.
    [[nodiscard]] Result<std::string> findOrMakeKey(const std::string& name);

    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }

private:
    explicit GeneratedSecrets(std::filesystem::path file);

    std::filesystem::path m_file;
    mutable std::mutex m_mutex; ///< guards m_values
    std::map<std::string, std::string> m_values;
};

} // namespace gatelens
