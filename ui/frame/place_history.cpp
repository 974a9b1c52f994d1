#include "ui/frame/place_history.h"

namespace gatelens::ui {

void PlaceHistory::visit(const Place& place)
{
    if (!m_places.empty()) {
        if (m_places[m_at] == place)
            return;
        m_places.resize(m_at + 1);
    }
    m_places.push_back(place);
    if (m_places.size() > kCapacity)
        m_places.erase(m_places.begin());
    m_at = m_places.size() - 1;
}

void PlaceHistory::update(const Place& place)
{
    if (!m_places.empty() && m_places[m_at].page == place.page)
        m_places[m_at] = place;
}

std::optional<Place> PlaceHistory::back()
{
    if (!canGoBack())
        return std::nullopt;
    return m_places[--m_at];
}

std::optional<Place> PlaceHistory::forward()
{
    if (!canGoForward())
        return std::nullopt;
    return m_places[++m_at];
}

} // namespace gatelens::ui
