#include "core/expression/syntax/diagnostics.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace gatelens::expression {

namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// Edit distance that counts a wrong case as a quarter of an edit; in quarters.
std::size_t distance(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> beforeLast(right.size() + 1);
    std::vector<std::size_t> last(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (auto& cell : row)
        cell *= 4;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        beforeLast = std::exchange(last, row);
        row[0] = i * 4;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            std::size_t change = 4;
            if (left[i - 1] == right[j - 1])
                change = 0;
            else if (lower(left[i - 1]) == lower(right[j - 1]))
                change = 1;
            row[j] = std::min({last[j] + 4, row[j - 1] + 4, last[j - 1] + change});
            // Two neighbours that changed places are one mistake.
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                row[j] = std::min(row[j], beforeLast[j - 2] + 4);
        }
    }
    return row.back();
}

} // namespace

std::string closestName(std::string_view name, const std::vector<std::string_view>& candidates)
{
    std::string_view best;
    std::size_t bestDistance = std::max<std::size_t>(4, name.size() * 4 / 3) + 1;
    for (const auto candidate : candidates) {
        if (candidate == name || candidate.size() > name.size() + 4)
            continue;
        const auto d = distance(name, candidate);
        if (d < bestDistance || (d == bestDistance && !best.empty() && candidate < best)) {
            best = candidate;
            bestDistance = d;
        }
    }
    return std::string(best);
}

} // namespace gatelens::expression
