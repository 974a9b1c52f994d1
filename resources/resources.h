#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace gatelens::resources {

/// A file compiled into the program; `path` is relative to resources/
/// ("demo-workspace/policy.xml").
struct EmbeddedFile
{
    std::string_view path;
    std::string_view content;
};

/// Every embedded file, by path.
[[nodiscard]] std::span<const EmbeddedFile> embeddedFiles();

/// The content of one embedded file.
[[nodiscard]] std::optional<std::string_view> find(std::string_view path);

} // namespace gatelens::resources
