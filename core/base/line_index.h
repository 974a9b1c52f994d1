#pragma once

#include "core/base/source_position.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace gatelens {

/// Turns byte offsets of a text into lines and columns and back. Does not keep the text.
class LineIndex
{
public:
    LineIndex() = default;
    explicit LineIndex(std::string_view text);

    /// Position of `offset`; offsets beyond the end count as the end.
    [[nodiscard]] SourcePosition positionOf(std::size_t offset, const std::string& file) const;

    /// Offset of a line and column that count from 1, cut to the text.
    [[nodiscard]] std::size_t offsetOf(std::uint32_t line, std::uint32_t column) const;

private:
    std::vector<std::size_t> m_starts{0};
    std::size_t m_size = 0;
};

} // namespace gatelens
