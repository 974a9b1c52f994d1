#include "ui/session/rate_meter.h"

namespace gatelens::ui {

void RateMeter::add(Timestamp at, std::uint64_t count)
{
    // A counter that went back belongs to another run.
    if (!m_samples.empty() && count < m_samples.back().count)
        m_samples.clear();
    m_samples.push_back({at, count});
    while (m_samples.size() > 2 && at - m_samples[1].at >= m_window)
        m_samples.pop_front();
}

double RateMeter::perSecond() const
{
    if (m_samples.size() < 2)
        return 0;
    const auto seconds = std::chrono::duration<double>(m_samples.back().at - m_samples.front().at);
    if (seconds.count() <= 0)
        return 0;
    return static_cast<double>(m_samples.back().count - m_samples.front().count) / seconds.count();
}

} // namespace gatelens::ui
