#include "core/policy/occurrences.h"

#include <algorithm>

namespace gatelens::policy {

namespace {

void collectOccurrences(const Node& parent, std::string_view name,
                        std::vector<const Node*>& branches, std::vector<Occurrence>& found)
{
    for (const Node* child : parent.childElements()) {
        if (child->name == name)
            found.push_back({child, branches});
        const bool opensBranch = isBranch(*child);
        if (opensBranch)
            branches.push_back(child);
        collectOccurrences(*child, name, branches, found);
        if (opensBranch)
            branches.pop_back();
    }
}

/// False on branches that exclude each other, and on those of two chooses: which are taken shows
/// only when they run.
bool surelyRunTogether(const Occurrence& left, const Occurrence& right)
{
    const std::size_t count = std::min(left.branches.size(), right.branches.size());
    return std::equal(left.branches.begin(),
                      left.branches.begin() + static_cast<std::ptrdiff_t>(count),
                      right.branches.begin());
}

} // namespace

std::vector<Occurrence> occurrencesOf(const Node& parent, std::string_view name)
{
    std::vector<const Node*> branches;
    std::vector<Occurrence> found;
    collectOccurrences(parent, name, branches, found);
    return found;
}

bool surelyRepeats(const std::vector<Occurrence>& occurrences, std::size_t index)
{
    return std::any_of(
        occurrences.begin(), occurrences.begin() + static_cast<std::ptrdiff_t>(index),
        [&](const Occurrence& earlier) { return surelyRunTogether(earlier, occurrences[index]); });
}

} // namespace gatelens::policy
