#include "core/workspace/workspace.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace gatelens {

namespace fs = std::filesystem;

namespace {

constexpr int kMaxSearchDepth = 3;
constexpr std::array<std::string_view, 8> kKinds{
    "apis",     "named values", "products",    "policy fragments",
    "backends", "loggers",      "diagnostics", "version sets"};

bool isInformationFile(const fs::path& path)
{
    const std::string name = path.filename().string();
    return name.ends_with("Information.json") || name == "policy.xml"
        || name.starts_with("specification.");
}

/// True when an information file lies below `folder`.
bool holdsInformation(const fs::path& folder)
{
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                           error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (entry.depth() > kMaxSearchDepth + 1)
            entry.disable_recursion_pending();
        if (entry->is_regular_file(error) && isInformationFile(entry->path()))
            return true;
    }
    return false;
}

bool isArtifactFolder(const fs::path& folder)
{
    std::error_code error;
    return std::any_of(kKinds.begin(), kKinds.end(), [&](std::string_view kind) {
        const fs::path child = folder / kind;
        if (!fs::is_directory(child, error))
            return false;
        return fs::exists(folder / "policy.xml", error) || holdsInformation(child);
    });
}

void collect(const fs::path& folder, int depth, std::vector<fs::path>& found)
{
    if (isArtifactFolder(folder)) {
        found.push_back(folder);
        return;
    }
    if (depth == kMaxSearchDepth)
        return;
    std::error_code error;
    std::vector<fs::path> children;
    for (fs::directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
         !error && entry != fs::directory_iterator(); entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        const bool isSkipped = name.starts_with('.') || name == "node_modules";
        if (!isSkipped && entry->is_directory(error) && !entry->is_symlink(error))
            children.push_back(entry->path());
    }
    std::sort(children.begin(), children.end());
    for (const fs::path& child : children)
        collect(child, depth + 1, found);
}

} // namespace

Result<fs::path> findArtifactFolder(const fs::path& folder)
{
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return Error{
            ErrorCode::NotFound, fmt::format("There is no folder {}.", folder.string()), {}};
    // A folder with only local settings or a service policy is a workspace that begins.
    const bool isMarked = fs::exists(folder / "gatelens.json", error);
    if (isMarked || isArtifactFolder(folder))
        return folder;
    std::vector<fs::path> found;
    collect(folder, 0, found);
    if (found.size() == 1)
        return found.front();
    if (found.empty())
        return Error{
            ErrorCode::NotFound,
            fmt::format("{} holds no APIOps artifacts: no folder such as \"apis\", \"products\" or "
                        "\"named values\" with information files, down to three levels.",
                        folder.string()),
            {}};
    std::vector<std::string> names;
    for (const fs::path& path : found)
        names.push_back(path.string());
    return Error{ErrorCode::Conflict,
                 fmt::format("{} holds several workspaces; open one of: {}.", folder.string(),
                             fmt::join(names, ", ")),
                 {}};
}

} // namespace gatelens
