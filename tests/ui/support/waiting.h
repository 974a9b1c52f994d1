#pragma once

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <functional>

namespace gatelens::test {

/// Runs the event loop until `isReached` or the deadline; the last answer of `isReached`.
inline bool waitFor(const std::function<bool()>& isReached, int milliseconds = 20'000)
{
    QElapsedTimer timer;
    timer.start();
    while (!isReached() && timer.elapsed() < milliseconds) {
        QEventLoop loop;
        QTimer::singleShot(5, &loop, &QEventLoop::quit);
        loop.exec();
    }
    return isReached();
}

} // namespace gatelens::test
