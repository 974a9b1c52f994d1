#include "core/graphql/depth.h"

#include <algorithm>
#include <map>
#include <string>

namespace gatelens::graphql {

namespace {

class DepthCounter
{
public:
    explicit DepthCounter(const Document& document)
        : m_document(document)
    {
    }

    int of(const std::vector<Selection>& selections)
    {
        int deepest = 0;
        for (const Selection& selection : selections)
            deepest = std::max(deepest, of(selection));
        return deepest;
    }

private:
    int of(const Selection& selection)
    {
        switch (selection.kind) {
        case Selection::Kind::Field:
            return 1 + of(selection.selections);
        case Selection::Kind::InlineFragment:
            return of(selection.selections);
        case Selection::Kind::FragmentSpread:
            break;
        }
        const Fragment* fragment = m_document.fragment(selection.name);
        if (fragment == nullptr)
            return 0;
        // Known from before, or being counted right now, which a cycle would do for ever.
        const auto [known, isNew] = m_fragments.emplace(selection.name, 0);
        if (isNew) {
            const int depth = of(fragment->selections);
            m_fragments[selection.name] = depth;
            return depth;
        }
        return known->second;
    }

    const Document& m_document;
    std::map<std::string, int> m_fragments;
};

} // namespace

int depthOf(const Document& document, const Operation& operation)
{
    return DepthCounter(document).of(operation.selections);
}

} // namespace gatelens::graphql
