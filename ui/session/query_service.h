#pragma once

#include "core/store/store_reader.h"

#include <QObject>
#include <QPointer>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace gatelens::ui {

/// Reads the store on worker threads, each with a connection of its own, so that the GUI thread
/// never waits. Belongs to the GUI thread.
///
/// A question is known by (receiver, slot): asking again replaces the one that waits and interrupts
/// the one that runs, so that of quickly changing questions only the newest is answered.
class QueryService : public QObject
{
    Q_OBJECT

public:
    explicit QueryService(std::filesystem::path storePath, unsigned threads = 2,
                          QObject* parent = nullptr);
    ~QueryService() override;

    /// Runs `work(StoreReader&)` -> Result<T> on a worker and calls `done(Result<T>)` on the GUI
    /// thread; never when `receiver` is gone or has asked again with the same `slot` meanwhile.
    /// `done` gets Io when the store cannot be opened.
    template<class Work, class Done>
    void ask(QObject* receiver, int slot, Work work, Done done)
    {
        using Answer = std::invoke_result_t<Work, StoreReader&>;
        submit(receiver, slot,
               [work = std::move(work), done = std::move(done)](const Readable& reader) mutable {
                   auto answer
                       = std::make_shared<Answer>(reader ? work(**reader) : Answer(reader.error()));
                   return std::function<void()>(
                       [answer, done = std::move(done)]() mutable { done(std::move(*answer)); });
               });
    }

    /// Forgets what waits and interrupts what runs for that slot of `receiver`.
    void cancel(QObject* receiver, int slot);

    [[nodiscard]] const std::filesystem::path& storePath() const { return m_storePath; }

    /// True while any question waits or runs.
    [[nodiscard]] bool isBusy() const;

Q_SIGNALS:
    /// The last waiting question has been answered.
    void idle();

private:
    using Readable = Result<StoreReader*>;
    using Key = std::pair<const QObject*, int>;

    struct Question
    {
        Key key;
        std::uint64_t number = 0; ///< newest of its key is answered
        QPointer<QObject> receiver;
        std::function<std::function<void()>(const Readable&)> run;
    };

    /// What a worker is doing; guarded by m_mutex.
    struct Worker
    {
        std::jthread thread;
        StoreReader* reader = nullptr;
        const Question* running = nullptr;
    };

    void submit(QObject* receiver, int slot,
                std::function<std::function<void()>(const Readable&)> run);
    void dropLocked(const Key& key);
    void work(const std::stop_token& stop, Worker& worker);
    void deliver(const Question& question, std::function<void()> answer);

    std::filesystem::path m_storePath;
    mutable std::mutex m_mutex; ///< guards everything below but m_newest
    std::condition_variable_any m_wake;
    std::deque<Question> m_waiting;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::uint64_t m_undelivered = 0;

    std::map<Key, std::uint64_t> m_newest; ///< GUI thread only
    std::uint64_t m_numbers = 0; ///< GUI thread only
};

} // namespace gatelens::ui
