#include "core/check/columns.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// A file by lines; empty when it cannot be read.
class Lines
{
public:
    explicit Lines(const std::string& path)
    {
        std::ifstream file(path, std::ios::binary);
        m_text.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        std::size_t begin = 0;
        while (begin <= m_text.size() && !m_text.empty()) {
            const std::size_t end = std::min(m_text.find('\n', begin), m_text.size());
            m_starts.emplace_back(begin, end);
            begin = end + 1;
        }
    }

    [[nodiscard]] std::string_view line(std::uint32_t number) const
    {
        if (number == 0 || number > m_starts.size())
            return {};
        const auto [begin, end] = m_starts[number - 1];
        return std::string_view(m_text).substr(begin, end - begin);
    }

private:
    std::string m_text;
    std::vector<std::pair<std::size_t, std::size_t>> m_starts;
};

std::uint32_t characters(std::string_view bytes)
{
    return static_cast<std::uint32_t>(std::count_if(bytes.begin(), bytes.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

void count(Finding& finding, std::string_view line)
{
    const std::size_t before = finding.position.column - 1;
    if (before > line.size())
        return;
    const bool hasMark = finding.position.line == 1 && line.starts_with(kByteOrderMark)
        && before >= kByteOrderMark.size();
    const std::uint32_t mark = hasMark ? 1 : 0;
    finding.position.column = characters(line.substr(0, before)) - mark + 1;
    // What goes on over the next lines is cut to this one.
    finding.length = characters(line.substr(before, finding.length));
}

} // namespace

void countInCharacters(Findings& findings)
{
    std::map<std::string, Lines> files;
    for (Finding& finding : findings) {
        const std::string& file = finding.position.file;
        if (file.empty() || finding.position.column == 0)
            continue;
        const Lines& lines = files.try_emplace(file, file).first->second;
        const std::string_view line = lines.line(finding.position.line);
        if (!line.empty())
            count(finding, line);
    }
}

} // namespace gatelens
