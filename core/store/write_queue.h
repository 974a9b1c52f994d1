#pragma once

#include "core/store/store.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <variant>

namespace gatelens::store {

/// Told once, from the writer's thread, how a request ended.
using Done = std::function<void(Result<void>)>;

struct QueuedItems
{
    std::vector<IngestedItem> items;
    Done done;
};

struct QueuedMetric
{
    MetricItem metric;
    std::string loggerId;
};

struct QueuedCursor
{
    std::string destination;
    std::int64_t cursor = 0;
    Done done;
};

/// Answered when everything queued before it is committed.
struct QueuedFlush
{
    Done done;
};

using QueueEntry
    = std::variant<std::unique_ptr<Exchange>, QueuedItems, QueuedMetric, QueuedCursor, QueuedFlush>;

/// Rows an entry takes of the queue's capacity.
[[nodiscard]] std::size_t rowsOf(const QueueEntry& entry) noexcept;

/// The bounded queue between whoever records and the writer's thread.
///
/// Capacity counts rows. A full queue refuses; what it refuses, the caller drops and counts. The
/// writer wakes when `batchRows` are there, `batchDelay` after the first row, or at once when
/// somebody waits for the commit (items of an intake, cursors, flushes).
class WriteQueue
{
public:
    using Clock = std::chrono::steady_clock;

    WriteQueue(std::size_t capacity, std::size_t batchRows, std::chrono::milliseconds batchDelay)
        : m_capacity(capacity)
        , m_batchRows(batchRows)
        , m_batchDelay(batchDelay)
    {
    }

    /// False when full or closed; `entry` is then untouched.
    [[nodiscard]] bool push(QueueEntry&& entry) noexcept;

    /// Waits for the next batch, at most until `until`; empty when the time is up or the queue is
    /// closed and drained.
    [[nodiscard]] std::deque<QueueEntry> take(Clock::time_point until);

    /// Refuses from now on; `take` hands out what is left.
    void close();
    [[nodiscard]] bool isClosed() const;
    /// Waits until `until` or until the queue is closed.
    void sleep(Clock::time_point until);

    [[nodiscard]] std::size_t rows() const;
    [[nodiscard]] std::size_t capacity() const noexcept { return m_capacity; }
    /// Rows taken and not yet done with still count against the capacity.
    void release(std::size_t rows);

private:
    const std::size_t m_capacity;
    const std::size_t m_batchRows;
    const std::chrono::milliseconds m_batchDelay;

    /// Guards everything below.
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<QueueEntry> m_entries;
    std::size_t m_queuedRows = 0; ///< in m_entries
    std::size_t m_takenRows = 0; ///< taken, not released
    bool m_isUrgent = false;
    bool m_isClosed = false;
};

} // namespace gatelens::store
