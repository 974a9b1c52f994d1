#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <deque>

namespace gatelens::ui {

/// Rate of a counter that only grows, over the last so much time.
class RateMeter
{
public:
    explicit RateMeter(Micros window)
        : m_window(window)
    {
    }

    void add(Timestamp at, std::uint64_t count);
    [[nodiscard]] double perSecond() const;

private:
    struct Sample
    {
        Timestamp at;
        std::uint64_t count;
    };

    Micros m_window;
    std::deque<Sample> m_samples;
};

} // namespace gatelens::ui
