#include "core/workspace/workspace_files.h"

#include <fmt/format.h>

#include <cstring>
#include <fstream>
#include <iterator>

namespace gatelens {

namespace fs = std::filesystem;

namespace {

constexpr int kMaxFolderDepth = 12;
constexpr std::uintmax_t kMaxFileBytes = 64ULL * 1024 * 1024;

std::string asFolder(std::string_view path)
{
    return path.empty() ? std::string() : std::string(path) + '/';
}

} // namespace

WorkspaceFiles::WorkspaceFiles(fs::path folder)
    : m_folder(std::move(folder))
{
    std::error_code error;
    fs::recursive_directory_iterator entry(m_folder, fs::directory_options::skip_permission_denied,
                                           error);
    const std::string prefix = m_folder.generic_string();
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (entry->is_directory(error)) {
            if (name.starts_with('.') || entry.depth() >= kMaxFolderDepth)
                entry.disable_recursion_pending();
        } else {
            m_files.insert(entry->path().lexically_relative(m_folder).generic_string());
        }
    }
}

bool WorkspaceFiles::has(std::string_view path) const
{
    return m_files.find(path) != m_files.end();
}

std::vector<std::string> WorkspaceFiles::foldersIn(std::string_view path) const
{
    std::vector<std::string> names;
    const std::string prefix = asFolder(path);
    for (auto it = m_files.lower_bound(prefix); it != m_files.end() && it->starts_with(prefix);
         ++it) {
        const std::size_t slash = it->find('/', prefix.size());
        if (slash == std::string::npos)
            continue;
        std::string name = it->substr(prefix.size(), slash - prefix.size());
        if (names.empty() || names.back() != name)
            names.push_back(std::move(name));
    }
    return names;
}

std::vector<std::string> WorkspaceFiles::filesIn(std::string_view path) const
{
    std::vector<std::string> names;
    const std::string prefix = asFolder(path);
    for (auto it = m_files.lower_bound(prefix); it != m_files.end() && it->starts_with(prefix);
         ++it) {
        if (it->find('/', prefix.size()) == std::string::npos)
            names.push_back(it->substr(prefix.size()));
    }
    return names;
}

Result<std::string> WorkspaceFiles::read(std::string_view path) const
{
    return readFile(m_folder / path, std::string(path));
}

Result<std::string> readFile(const fs::path& path, const std::string& shownAs)
{
    std::error_code error;
    const std::uintmax_t size = fs::file_size(path, error);
    if (!error && size > kMaxFileBytes)
        return Error{ErrorCode::LimitExceeded,
                     fmt::format("The file has {} bytes; at most 64 MB are read.", size),
                     {shownAs, 0, 0}};
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return Error{ErrorCode::Io,
                     fmt::format("Cannot read the file: {}.", std::strerror(errno)),
                     {shownAs, 0, 0}};
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad())
        return Error{ErrorCode::Io, "Reading the file failed.", {shownAs, 0, 0}};
    return text;
}

} // namespace gatelens
