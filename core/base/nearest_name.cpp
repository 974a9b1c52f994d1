#include "core/base/nearest_name.h"

#include <algorithm>
#include <numeric>

namespace gatelens {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Levenshtein distance without regard to case.
std::size_t distance(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 1; i <= left.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t above = row[j];
            const std::size_t substitution
                = diagonal + (lower(left[i - 1]) == lower(right[j - 1]) ? 0 : 1);
            row[j] = std::min({substitution, above + 1, row[j - 1] + 1});
            diagonal = above;
        }
    }
    return row.back();
}

constexpr std::size_t kLongestName = 100;

} // namespace

std::string_view nearestName(std::string_view name, const std::vector<std::string_view>& candidates)
{
    if (name.size() > kLongestName)
        return {};
    std::string_view nearest;
    std::size_t best = std::max<std::size_t>(1, name.size() / 3) + 1;
    for (const std::string_view candidate : candidates) {
        const std::size_t steps = distance(name, candidate);
        if (steps < best) {
            best = steps;
            nearest = candidate;
        }
    }
    return nearest;
}

std::string didYouMean(std::string_view name, const std::vector<std::string_view>& candidates)
{
    const std::string_view nearest = nearestName(name, candidates);
    return nearest.empty() ? std::string() : " Did you mean \"" + std::string(nearest) + "\"?";
}

} // namespace gatelens
