#pragma once

#include "core/store/retention.h"
#include "core/store/row_writer.h"
#include "core/store/store_file.h"
#include "core/store/write_queue.h"

#include <map>
#include <thread>

namespace gatelens::store {

/// Store over one SQLite file: a queue, and one thread that owns the only writing connection.
class SqliteStore final : public Store
{
public:
    SqliteStore(StoreOptions options, WriterLock lock, OpenedFile file);
    ~SqliteStore() override;
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;

    /// Prepares what writing needs and starts the thread.
    [[nodiscard]] Result<void> start();

    [[nodiscard]] StoreMode mode() const override { return m_mode; }
    [[nodiscard]] const std::string& message() const override { return m_message; }
    [[nodiscard]] const std::filesystem::path& path() const override { return m_options.path; }

    bool offer(std::unique_ptr<Exchange> exchange) noexcept override;
    void submit(std::vector<IngestedItem> items, Done done) override;
    bool offerMetric(MetricItem metric, std::string loggerId) noexcept override;
    Result<void> flush(std::chrono::milliseconds deadline) override;
    [[nodiscard]] StoreCounters counters() const override;
    void onCommit(std::chrono::milliseconds atMost, std::function<void()> callback) override;
    void setRetention(std::chrono::seconds age, std::uint64_t maxBytes) override;
    [[nodiscard]] std::optional<std::int64_t>
    forwardCursor(const std::string& destination) const override;
    void saveForwardCursor(std::string destination, std::int64_t cursor, Done done) override;

private:
    using Clock = WriteQueue::Clock;

    struct Listener
    {
        std::chrono::milliseconds atMost;
        std::function<void()> callback;
        Clock::time_point calledAt;
        bool isDue = false; ///< a commit came too soon after the last call
    };

    /// Where and how a batch failed.
    struct Failure
    {
        int sqliteCode = 0;
        std::optional<std::size_t> entry; ///< nullopt: not because of one entry
    };

    // The writer's thread.
    void run();
    [[nodiscard]] Clock::time_point nextWakeUp() const;
    void commit(std::deque<QueueEntry> batch);
    [[nodiscard]] Result<void> writeAll(const std::deque<QueueEntry>& batch, Failure& failure);
    [[nodiscard]] Result<void> writeEntries(const std::deque<QueueEntry>& batch, Failure& failure);
    [[nodiscard]] Result<void> write(const QueueEntry& entry);
    [[nodiscard]] Result<void> writeCursor(const QueuedCursor& cursor);
    void finish(std::deque<QueueEntry>& batch);
    [[nodiscard]] bool recover(std::deque<QueueEntry>& batch, const Error& error,
                               const Failure& failure);
    void giveUp(std::deque<QueueEntry>& batch, const Error& error);
    void refuseWaiting(std::deque<QueueEntry>& batch, const Error& error);
    void notifyListeners();
    void retire();
    void measureFile();
    void setProblem(std::string problem);
    [[nodiscard]] Error problemError() const;
    [[nodiscard]] Result<void> loadCursors();

    const StoreOptions m_options;
    const WriterLock m_lock;
    const StoreMode m_mode;
    const std::string m_message;
    WriteQueue m_queue;

    // Used by the writer's thread alone once it runs.
    std::optional<sqlite::Database> m_database;
    std::unique_ptr<RowWriter> m_rows;
    std::unique_ptr<Retention> m_retention;
    sqlite::Statement m_saveCursor;
    bool m_hasMoreToRetire = false;
    Clock::time_point m_retiredAt;
    Clock::time_point m_measuredAt;

    std::atomic<std::uint64_t> m_written{0};
    std::atomic<std::uint64_t> m_dropped{0};
    std::atomic<std::uint64_t> m_retired{0};
    std::atomic<std::uint64_t> m_fileBytes{0};
    std::atomic<std::int64_t> m_retentionSeconds;
    std::atomic<std::uint64_t> m_maxBytes;
    std::atomic<bool> m_hasProblem{false};

    /// Guards what follows; never held while SQLite or a callback runs.
    mutable std::mutex m_mutex;
    std::string m_problem;
    std::vector<std::shared_ptr<Listener>> m_listeners;
    std::map<std::string, std::int64_t> m_cursors;

    std::thread m_thread;
};

} // namespace gatelens::store
