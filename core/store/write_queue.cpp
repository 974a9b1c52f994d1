#include "core/store/write_queue.h"

#include "core/base/overloaded.h"

#include <algorithm>
#include <new>

namespace gatelens::store {

std::size_t rowsOf(const QueueEntry& entry) noexcept
{
    return std::visit(
        Overloaded{
            [](const std::unique_ptr<Exchange>&) -> std::size_t { return 1; },
            [](const QueuedItems& items) -> std::size_t { return items.items.size(); },
            [](const QueuedMetric&) -> std::size_t { return 1; },
            [](const QueuedCursor&) -> std::size_t { return 0; },
            [](const QueuedFlush&) -> std::size_t { return 0; },
        },
        entry);
}

bool WriteQueue::push(QueueEntry&& entry) noexcept
{
    const std::size_t rows = rowsOf(entry);
    const bool isUrgent = !std::holds_alternative<std::unique_ptr<Exchange>>(entry)
        && !std::holds_alternative<QueuedMetric>(entry);
    bool wakes = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_isClosed || m_queuedRows + m_takenRows + rows > m_capacity)
            return false;
        const bool wasEmpty = m_entries.empty();
        const bool wasFull = m_queuedRows >= m_batchRows;
        try {
            m_entries.push_back(std::move(entry));
        } catch (const std::bad_alloc&) {
            return false;
        }
        m_queuedRows += rows;
        m_isUrgent = m_isUrgent || isUrgent;
        wakes = wasEmpty || isUrgent || (!wasFull && m_queuedRows >= m_batchRows);
    }
    if (wakes)
        m_wake.notify_all();
    return true;
}

std::deque<QueueEntry> WriteQueue::take(Clock::time_point until)
{
    std::unique_lock lock(m_mutex);
    m_wake.wait_until(lock, until, [&] { return m_isClosed || !m_entries.empty(); });
    if (m_entries.empty())
        return {};
    const auto batchUntil = Clock::now() + m_batchDelay;
    m_wake.wait_until(lock, batchUntil,
                      [&] { return m_isClosed || m_isUrgent || m_queuedRows >= m_batchRows; });

    std::deque<QueueEntry> batch;
    std::size_t rows = 0;
    while (!m_entries.empty() && (rows < m_batchRows || rowsOf(m_entries.front()) == 0)) {
        rows += rowsOf(m_entries.front());
        batch.push_back(std::move(m_entries.front()));
        m_entries.pop_front();
    }
    m_queuedRows -= rows;
    m_takenRows += rows;
    if (m_entries.empty())
        m_isUrgent = false;
    return batch;
}

void WriteQueue::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
    }
    m_wake.notify_all();
}

bool WriteQueue::isClosed() const
{
    const std::lock_guard lock(m_mutex);
    return m_isClosed;
}

void WriteQueue::sleep(Clock::time_point until)
{
    std::unique_lock lock(m_mutex);
    m_wake.wait_until(lock, until, [&] { return m_isClosed; });
}

std::size_t WriteQueue::rows() const
{
    const std::lock_guard lock(m_mutex);
    return m_queuedRows + m_takenRows;
}

void WriteQueue::release(std::size_t rows)
{
    const std::lock_guard lock(m_mutex);
    m_takenRows -= rows;
}

} // namespace gatelens::store
