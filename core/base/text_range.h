#pragma once

#include <cstddef>
#include <string>

namespace gatelens {

/// Half-open range of bytes in a text.
struct TextRange
{
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] std::size_t size() const { return end - begin; }
    [[nodiscard]] bool contains(std::size_t offset) const
    {
        return offset >= begin && offset < end;
    }
    friend bool operator==(const TextRange&, const TextRange&) = default;
};

/// A replacement of bytes, as an undoable edit.
struct TextEdit
{
    TextRange range; ///< in the text before the edit
    std::string replacement;

    friend bool operator==(const TextEdit&, const TextEdit&) = default;
};

} // namespace gatelens
