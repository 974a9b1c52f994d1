#include "core/base/line_index.h"

#include <algorithm>

namespace gatelens {

LineIndex::LineIndex(std::string_view text)
    : m_size(text.size())
{
    for (std::size_t at = text.find('\n'); at != std::string_view::npos;
         at = text.find('\n', at + 1))
        m_starts.push_back(at + 1);
}

SourcePosition LineIndex::positionOf(std::size_t offset, const std::string& file) const
{
    offset = std::min(offset, m_size);
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), offset);
    const auto line = static_cast<std::size_t>(after - m_starts.begin());
    return {file, static_cast<std::uint32_t>(line),
            static_cast<std::uint32_t>(offset - m_starts[line - 1] + 1)};
}

std::size_t LineIndex::offsetOf(std::uint32_t line, std::uint32_t column) const
{
    if (line == 0)
        return 0;
    if (line > m_starts.size())
        return m_size;
    const std::size_t offset = m_starts[line - 1] + (column == 0 ? 0 : column - 1);
    return std::min(offset, m_size);
}

} // namespace gatelens
