#include "core/store/sqlite_store.h"

#include "core/base/overloaded.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <future>

namespace gatelens {

Result<std::unique_ptr<Store>> Store::open(StoreOptions options)
{
    std::error_code problem;
    if (options.path.has_parent_path())
        std::filesystem::create_directories(options.path.parent_path(), problem);
    if (problem)
        return Error{ErrorCode::Io,
                     fmt::format("creating the store's folder {}: {}",
                                 options.path.parent_path().string(), problem.message()),
                     {}};
    Result<store::WriterLock> lock = store::WriterLock::acquire(options.path);
    if (!lock)
        return lock.error();
    Result<store::OpenedFile> file = store::openStoreFile(options.path, options.clock());
    if (!file)
        return file.error();
    auto opened = std::make_unique<store::SqliteStore>(std::move(options), std::move(*lock),
                                                       std::move(*file));
    if (Result<void> started = opened->start(); !started)
        return started.error();
    return std::unique_ptr<Store>(std::move(opened));
}

} // namespace gatelens

namespace gatelens::store {

namespace {

constexpr std::chrono::seconds kIdle{1}; ///< housekeeping while nothing arrives

/// Problems that pass by themselves: a full disk, a quota, somebody's lock.
bool isTransient(int sqliteCode)
{
    switch (sqliteCode & 0xFF) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
        return true;
    default:
        return false;
    }
}

std::string problemSentence(const Error& error, int sqliteCode)
{
    const bool isFull = (sqliteCode & 0xFF) == SQLITE_FULL;
    return fmt::format("{} Recording is paused and goes on by itself when writing works again "
                       "({}).",
                       isFull ? "The disk of the telemetry store is full: free some space."
                              : "The telemetry store cannot be written.",
                       error.message);
}

Done* doneOf(QueueEntry& entry)
{
    return std::visit(Overloaded{
                          [](std::unique_ptr<Exchange>&) -> Done* { return nullptr; },
                          [](QueuedItems& items) -> Done* { return &items.done; },
                          [](QueuedMetric&) -> Done* { return nullptr; },
                          [](QueuedCursor& cursor) -> Done* { return &cursor.done; },
                          [](QueuedFlush& flush) -> Done* { return &flush.done; },
                      },
                      entry);
}

void answer(QueueEntry& entry, const Result<void>& result)
{
    if (Done* done = doneOf(entry); done != nullptr && *done)
        (*done)(result);
}

std::size_t rowsOf(const std::deque<QueueEntry>& batch)
{
    std::size_t rows = 0;
    for (const QueueEntry& entry : batch)
        rows += rowsOf(entry);
    return rows;
}

} // namespace

SqliteStore::SqliteStore(StoreOptions options, WriterLock lock, OpenedFile file)
    : m_options(std::move(options))
    , m_lock(std::move(lock))
    , m_mode(file.mode)
    , m_message(std::move(file.message))
    , m_queue(m_options.queueCapacity, m_options.batchRows, m_options.batchDelay)
    , m_database(std::move(file.database))
    , m_retentionSeconds(m_options.retention.count())
    , m_maxBytes(m_options.maxBytes)
{
}

SqliteStore::~SqliteStore()
{
    m_queue.close();
    if (m_thread.joinable())
        m_thread.join();
}

Result<void> SqliteStore::start()
{
    if (m_mode == StoreMode::ReadOnlyNewer) {
        setProblem(m_message);
        m_queue.close();
        measureFile();
        return {};
    }
    Result<std::unique_ptr<RowWriter>> rows = RowWriter::open(*m_database);
    if (!rows)
        return rows.error();
    Result<std::unique_ptr<Retention>> retention = Retention::open(*m_database);
    if (!retention)
        return retention.error();
    Result<sqlite::Statement> saveCursor = m_database->prepare(
        "INSERT INTO forward_cursors(destination, cursor, updated_at) VALUES (?, ?, ?) "
        "ON CONFLICT(destination) DO UPDATE SET cursor = excluded.cursor, "
        "updated_at = excluded.updated_at");
    if (!saveCursor)
        return saveCursor.error();
    if (Result<void> loaded = loadCursors(); !loaded)
        return loaded;
    m_rows = std::move(*rows);
    m_retention = std::move(*retention);
    m_saveCursor = std::move(*saveCursor);
    measureFile();
    m_thread = std::thread([this] { run(); });
    return {};
}

Result<void> SqliteStore::loadCursors()
{
    Result<sqlite::Statement> select
        = m_database->prepare("SELECT destination, cursor FROM forward_cursors");
    if (!select)
        return select.error();
    while (true) {
        const Result<bool> row = select->step();
        if (!row)
            return row.error();
        if (!*row)
            return {};
        m_cursors[std::string(select->text(0))] = select->integer(1);
    }
}

bool SqliteStore::offer(std::unique_ptr<Exchange> exchange) noexcept
{
    if (m_queue.push(std::move(exchange)))
        return true;
    ++m_dropped;
    return false;
}

bool SqliteStore::offerMetric(MetricItem metric, std::string loggerId) noexcept
{
    if (m_queue.push(QueuedMetric{std::move(metric), std::move(loggerId)}))
        return true;
    ++m_dropped;
    return false;
}

void SqliteStore::submit(std::vector<IngestedItem> items, Done done)
{
    const std::size_t count = items.size();
    QueueEntry entry = QueuedItems{std::move(items), std::move(done)};
    // While writing fails a sender had better keep its items and come again.
    if (m_hasProblem) {
        answer(entry, problemError());
        return;
    }
    if (m_queue.push(std::move(entry)))
        return;
    m_dropped += count;
    answer(entry,
           Error{ErrorCode::LimitExceeded,
                 fmt::format("the telemetry store's queue of {} rows is full; send these {} items "
                             "again later",
                             m_queue.capacity(), count),
                 {}});
}

void SqliteStore::saveForwardCursor(std::string destination, std::int64_t cursor, Done done)
{
    QueueEntry entry = QueuedCursor{std::move(destination), cursor, std::move(done)};
    if (!m_queue.push(std::move(entry)))
        answer(entry, Error{ErrorCode::Refused, "the telemetry store is not being written", {}});
}

std::optional<std::int64_t> SqliteStore::forwardCursor(const std::string& destination) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_cursors.find(destination);
    return found == m_cursors.end() ? std::nullopt : std::optional(found->second);
}

Result<void> SqliteStore::flush(std::chrono::milliseconds deadline)
{
    auto promise = std::make_shared<std::promise<Result<void>>>();
    std::future<Result<void>> committed = promise->get_future();
    QueueEntry entry
        = QueuedFlush{[promise](Result<void> result) { promise->set_value(std::move(result)); }};
    if (!m_queue.push(std::move(entry)))
        return problemError();
    if (committed.wait_for(deadline) == std::future_status::ready)
        return committed.get();
    if (m_hasProblem)
        return problemError();
    return Error{ErrorCode::Timeout,
                 fmt::format("the telemetry store did not write {} queued rows within {} ms",
                             m_queue.rows(), deadline.count()),
                 {}};
}

StoreCounters SqliteStore::counters() const
{
    StoreCounters counters;
    counters.queued = m_queue.rows();
    counters.capacity = m_queue.capacity();
    counters.written = m_written;
    counters.dropped = m_dropped;
    counters.retired = m_retired;
    counters.fileBytes = m_fileBytes;
    const std::lock_guard lock(m_mutex);
    counters.problem = m_problem;
    return counters;
}

void SqliteStore::onCommit(std::chrono::milliseconds atMost, std::function<void()> callback)
{
    auto listener = std::make_shared<Listener>();
    listener->atMost = atMost;
    listener->callback = std::move(callback);
    const std::lock_guard lock(m_mutex);
    m_listeners.push_back(std::move(listener));
}

void SqliteStore::setRetention(std::chrono::seconds age, std::uint64_t maxBytes)
{
    m_retentionSeconds = age.count();
    m_maxBytes = maxBytes;
}

void SqliteStore::setProblem(std::string problem)
{
    m_hasProblem = !problem.empty();
    const std::lock_guard lock(m_mutex);
    m_problem = std::move(problem);
}

Error SqliteStore::problemError() const
{
    const std::lock_guard lock(m_mutex);
    return {m_mode == StoreMode::ReadOnlyNewer ? ErrorCode::Refused : ErrorCode::Io,
            m_problem.empty() ? "the telemetry store is closed" : m_problem,
            {}};
}

void SqliteStore::run()
{
    while (true) {
        std::deque<QueueEntry> batch = m_queue.take(nextWakeUp());
        if (batch.empty() && m_queue.isClosed())
            return;
        if (!batch.empty())
            commit(std::move(batch));
        notifyListeners();
        retire();
        measureFile();
    }
}

SqliteStore::Clock::time_point SqliteStore::nextWakeUp() const
{
    const auto time = Clock::now();
    if (m_hasMoreToRetire)
        return time;
    auto wakeUp = time + kIdle;
    const std::lock_guard lock(m_mutex);
    for (const auto& listener : m_listeners) {
        if (listener->isDue)
            wakeUp = std::min(wakeUp, listener->calledAt + listener->atMost);
    }
    return wakeUp;
}

void SqliteStore::commit(std::deque<QueueEntry> batch)
{
    while (!batch.empty()) {
        Failure failure;
        const Result<void> written = writeAll(batch, failure);
        if (written) {
            setProblem({});
            finish(batch);
            return;
        }
        m_rows->forget();
        if (!recover(batch, written.error(), failure))
            return;
    }
}

Result<void> SqliteStore::writeAll(const std::deque<QueueEntry>& batch, Failure& failure)
{
    sqlite::Transaction transaction(*m_database);
    Result<void> written = transaction.begin();
    if (written)
        written = writeEntries(batch, failure);
    if (written)
        written = transaction.commit();
    // Asked for now: the rollback at the end of this scope has a result code of its own.
    if (!written)
        failure.sqliteCode = m_database->lastCode();
    return written;
}

Result<void> SqliteStore::writeEntries(const std::deque<QueueEntry>& batch, Failure& failure)
{
    if (Result<void> begun = m_rows->beginBatch(m_options.clock()); !begun)
        return begun;
    for (std::size_t index = 0; index < batch.size(); ++index) {
        if (Result<void> written = write(batch[index]); !written) {
            failure.entry = index;
            return written;
        }
    }
    return m_rows->endBatch();
}

Result<void> SqliteStore::write(const QueueEntry& entry)
{
    return std::visit(
        Overloaded{
            [&](const std::unique_ptr<Exchange>& exchange) { return m_rows->write(*exchange); },
            [&](const QueuedItems& items) -> Result<void> {
                for (const IngestedItem& item : items.items) {
                    if (Result<void> written = m_rows->write(item); !written)
                        return written;
                }
                return {};
            },
            [&](const QueuedMetric& metric) {
                return m_rows->write(metric.metric, metric.loggerId);
            },
            [&](const QueuedCursor& cursor) { return writeCursor(cursor); },
            [&](const QueuedFlush&) -> Result<void> { return {}; },
        },
        entry);
}

Result<void> SqliteStore::writeCursor(const QueuedCursor& cursor)
{
    m_saveCursor.bindText(1, cursor.destination);
    m_saveCursor.bind(2, cursor.cursor);
    m_saveCursor.bind(3, std::int64_t(m_options.clock().time_since_epoch().count()));
    return m_saveCursor.run();
}

void SqliteStore::finish(std::deque<QueueEntry>& batch)
{
    const std::size_t rows = rowsOf(batch);
    m_written += rows;
    m_queue.release(rows);
    for (QueueEntry& entry : batch) {
        if (const auto* cursor = std::get_if<QueuedCursor>(&entry)) {
            const std::lock_guard lock(m_mutex);
            m_cursors[cursor->destination] = cursor->cursor;
        }
        answer(entry, {});
    }
    const std::lock_guard lock(m_mutex);
    for (const auto& listener : m_listeners)
        listener->isDue = true;
}

bool SqliteStore::recover(std::deque<QueueEntry>& batch, const Error& error, const Failure& failure)
{
    if (isTransient(failure.sqliteCode)) {
        setProblem(problemSentence(error, failure.sqliteCode));
        refuseWaiting(batch, problemError());
        if (m_queue.isClosed()) {
            giveUp(batch, error);
            return false;
        }
        m_queue.sleep(Clock::now() + m_options.retryDelay);
        return true;
    }
    if (failure.entry && !sqlite::isCorruption(failure.sqliteCode)) {
        // One row that cannot be stored must not hold up all others.
        std::deque<QueueEntry> culprit;
        culprit.push_back(std::move(batch[*failure.entry]));
        batch.erase(batch.begin() + static_cast<std::ptrdiff_t>(*failure.entry));
        giveUp(culprit, error);
        return true;
    }
    setProblem(fmt::format("The telemetry store is damaged and nothing more is recorded: {}. Start "
                           "Gatelens again; it sets the damaged file aside and begins a new one.",
                           error.message));
    giveUp(batch, error);
    return false;
}

void SqliteStore::giveUp(std::deque<QueueEntry>& batch, const Error& error)
{
    const std::size_t rows = rowsOf(batch);
    m_dropped += rows;
    m_queue.release(rows);
    for (QueueEntry& entry : batch)
        answer(entry, error);
    batch.clear();
}

void SqliteStore::refuseWaiting(std::deque<QueueEntry>& batch, const Error& error)
{
    std::deque<QueueEntry> kept;
    std::size_t refusedRows = 0;
    for (QueueEntry& entry : batch) {
        if (!std::holds_alternative<QueuedItems>(entry)
            && !std::holds_alternative<QueuedCursor>(entry)) {
            kept.push_back(std::move(entry));
            continue;
        }
        refusedRows += store::rowsOf(entry);
        answer(entry, error);
    }
    m_queue.release(refusedRows);
    batch = std::move(kept);
}

void SqliteStore::notifyListeners()
{
    std::vector<std::shared_ptr<Listener>> listeners;
    {
        const std::lock_guard lock(m_mutex);
        listeners = m_listeners;
    }
    const auto time = Clock::now();
    for (const auto& listener : listeners) {
        {
            const std::lock_guard lock(m_mutex);
            if (!listener->isDue || time - listener->calledAt < listener->atMost)
                continue;
            listener->isDue = false;
            listener->calledAt = time;
        }
        listener->callback();
    }
}

void SqliteStore::retire()
{
    const auto time = Clock::now();
    if (!m_hasMoreToRetire && time - m_retiredAt < kIdle)
        return;
    m_retiredAt = time;
    const Retention::Limits limits{std::chrono::seconds(m_retentionSeconds.load()), m_maxBytes};
    const Result<Retention::Removed> removed = m_retention->step(limits, m_options.clock());
    if (!removed) {
        // The next batch meets the same problem and reports it.
        m_hasMoreToRetire = false;
        return;
    }
    const std::int64_t rows = removed->exchanges + removed->items;
    m_hasMoreToRetire = rows != 0;
    m_retired += static_cast<std::uint64_t>(rows);
    if (rows != 0)
        m_rows->forgetBlock();
}

void SqliteStore::measureFile()
{
    const auto time = Clock::now();
    if (m_fileBytes != 0 && time - m_measuredAt < kIdle)
        return;
    m_measuredAt = time;
    std::uint64_t bytes = 0;
    for (const char* suffix : {"", "-wal"}) {
        std::error_code problem;
        const auto size = std::filesystem::file_size(m_options.path.string() + suffix, problem);
        if (!problem)
            bytes += size;
    }
    m_fileBytes = bytes;
}

} // namespace gatelens::store
