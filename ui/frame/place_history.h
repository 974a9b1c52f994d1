#pragma once

#include "ui/session/selection.h"

#include <optional>
#include <vector>

namespace gatelens::ui {

/// The places that were visited, for back and forward.
class PlaceHistory
{
public:
    static constexpr std::size_t kCapacity = 100;

    /// Goes to a new place: what was ahead is forgotten. The same place again is no step.
    void visit(const Place& place);
    /// The state of the present place has changed without going anywhere.
    void update(const Place& place);

    [[nodiscard]] bool canGoBack() const { return m_at > 0; }
    [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_places.size(); }
    std::optional<Place> back();
    std::optional<Place> forward();

private:
    std::vector<Place> m_places;
    std::size_t m_at = 0;
};

} // namespace gatelens::ui
