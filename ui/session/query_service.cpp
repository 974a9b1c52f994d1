#include "ui/session/query_service.h"

#include <QMetaObject>

namespace gatelens::ui {

QueryService::QueryService(std::filesystem::path storePath, unsigned threads, QObject* parent)
    : QObject(parent)
    , m_storePath(std::move(storePath))
{
    for (unsigned index = 0; index < threads; ++index) {
        auto& worker = *m_workers.emplace_back(std::make_unique<Worker>());
        worker.thread
            = std::jthread([this, &worker](const std::stop_token& stop) { work(stop, worker); });
    }
}

QueryService::~QueryService()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.clear();
        for (const auto& worker : m_workers) {
            worker->thread.request_stop();
            if (worker->running && worker->reader)
                worker->reader->interrupt();
        }
    }
    for (const auto& worker : m_workers)
        worker->thread.join();
}

void QueryService::cancel(QObject* receiver, int slot)
{
    const Key key{receiver, slot};
    m_newest[key] = ++m_numbers;
    const std::scoped_lock lock(m_mutex);
    dropLocked(key);
}

bool QueryService::isBusy() const
{
    const std::scoped_lock lock(m_mutex);
    return m_undelivered > 0;
}

void QueryService::submit(QObject* receiver, int slot,
                          std::function<std::function<void()>(const Readable&)> run)
{
    const Key key{receiver, slot};
    if (!m_newest.contains(key)) {
        // A later object may get the same address: what is known of the key ends with its owner.
        connect(receiver, &QObject::destroyed, this, [this, key] {
            m_newest.erase(key);
            const std::scoped_lock lock(m_mutex);
            dropLocked(key);
        });
    }
    m_newest[key] = ++m_numbers;
    {
        const std::scoped_lock lock(m_mutex);
        dropLocked(key);
        m_waiting.push_back({key, m_numbers, receiver, std::move(run)});
        ++m_undelivered;
    }
    m_wake.notify_one();
}

void QueryService::dropLocked(const Key& key)
{
    m_undelivered
        -= std::erase_if(m_waiting, [&](const Question& question) { return question.key == key; });
    for (const auto& worker : m_workers) {
        if (worker->running && worker->running->key == key && worker->reader)
            worker->reader->interrupt();
    }
}

void QueryService::work(const std::stop_token& stop, Worker& worker)
{
    std::unique_ptr<StoreReader> reader;
    for (;;) {
        Question question;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, stop, [this] { return !m_waiting.empty(); }))
                return;
            question = std::move(m_waiting.front());
            m_waiting.pop_front();
            worker.running = &question;
        }
        Readable readable = reader.get();
        if (!reader) {
            auto opened = StoreReader::open(m_storePath);
            if (opened) {
                reader = std::move(*opened);
                readable = reader.get();
                const std::scoped_lock lock(m_mutex);
                worker.reader = reader.get();
            } else {
                readable = withContext(opened.error(), "opening the store to read it");
            }
        }
        auto answer = question.run(readable);
        {
            const std::scoped_lock lock(m_mutex);
            worker.running = nullptr;
        }
        deliver(question, std::move(answer));
    }
}

void QueryService::deliver(const Question& question, std::function<void()> answer)
{
    QMetaObject::invokeMethod(
        this,
        [this, key = question.key, number = question.number, receiver = question.receiver,
         answer = std::move(answer)] {
            const auto newest = m_newest.find(key);
            if (receiver && newest != m_newest.end() && newest->second == number)
                answer();
            bool isIdle = false;
            {
                const std::scoped_lock lock(m_mutex);
                isIdle = --m_undelivered == 0;
            }
            if (isIdle)
                Q_EMIT idle();
        },
        Qt::QueuedConnection);
}

} // namespace gatelens::ui
