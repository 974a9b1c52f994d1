#pragma once

#include <cstdint>
#include <string>

namespace gatelens {

/// Where in a text something stands. Lines and columns count from 1; 0 means unknown.
/// Columns count bytes of UTF-8.
struct SourcePosition
{
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    friend bool operator==(const SourcePosition&, const SourcePosition&) = default;
};

/// "file:line:column", leaving out what is unknown.
[[nodiscard]] std::string toString(const SourcePosition& position);

} // namespace gatelens
