#pragma once

#include "core/base/time.h"

#include <chrono>

namespace gatelens::proxy {

/// Measures how long something takes; starts when it is made.
class Stopwatch
{
public:
    [[nodiscard]] Micros elapsed() const
    {
        return std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now() - m_startedAt);
    }

private:
    std::chrono::steady_clock::time_point m_startedAt = std::chrono::steady_clock::now();
};

} // namespace gatelens::proxy
