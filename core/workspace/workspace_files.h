#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens {

/// The names below a workspace's folder, read once; contents are read on demand. Paths are relative
/// to the folder, with "/".
class WorkspaceFiles
{
public:
    /// Lists `folder`; hidden folders (".git") are left out.
    explicit WorkspaceFiles(std::filesystem::path folder);

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    [[nodiscard]] bool has(std::string_view path) const;
    /// Names of the folders directly in `path` ("" is the root), sorted.
    [[nodiscard]] std::vector<std::string> foldersIn(std::string_view path) const;
    /// Names of the files directly in `path`, sorted.
    [[nodiscard]] std::vector<std::string> filesIn(std::string_view path) const;
    [[nodiscard]] const std::set<std::string, std::less<>>& files() const { return m_files; }

    [[nodiscard]] Result<std::string> read(std::string_view path) const;

private:
    std::filesystem::path m_folder;
    std::set<std::string, std::less<>> m_files;
};

/// A whole file as bytes. Io names the file.
[[nodiscard]] Result<std::string> readFile(const std::filesystem::path& path,
                                           const std::string& shownAs);

} // namespace gatelens
