#include "resources/resources.h"

#include <algorithm>

namespace gatelens::resources {

std::optional<std::string_view> find(std::string_view path)
{
    const auto files = embeddedFiles();
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const EmbeddedFile& file) { return file.path == path; });
    if (found == files.end())
        return std::nullopt;
    return found->content;
}

} // namespace gatelens::resources
