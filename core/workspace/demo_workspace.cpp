#include "core/workspace/demo_workspace.h"

#include "resources/resources.h"

#include <fmt/format.h>

#include <fstream>
#include <optional>

namespace gatelens {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kDemoWorkspace = "demo-workspace/";

Error cannotWrite(const fs::path& path, std::string_view why)
{
    return {ErrorCode::Io,
            fmt::format("Writing the demo workspace: cannot write {}: {}.", path.string(), why),
            {path.string(), 0, 0}};
}

/// Nothing when the file was written.
std::optional<Error> write(const fs::path& path, std::string_view content)
{
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
        return cannotWrite(path, error.message());
    std::ofstream file(path, std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    if (!file)
        return cannotWrite(path, "the disk may be full or the folder read-only");
    return std::nullopt;
}

} // namespace

Result<bool> writeDemoWorkspace(const fs::path& folder)
{
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_empty(folder, error))
        return false;
    for (const resources::EmbeddedFile& file : resources::embeddedFiles()) {
        if (!file.path.starts_with(kDemoWorkspace))
            continue;
        const fs::path target = folder / file.path.substr(kDemoWorkspace.size());
        if (const auto failure = write(target, file.content))
            return *failure;
    }
    return true;
}

} // namespace gatelens
