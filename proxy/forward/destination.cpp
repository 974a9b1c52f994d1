#include "proxy/forward/destination.h"

#include "proxy/forward/envelope_rewriter.h"
#include "proxy/forward/gzip.h"
#include "proxy/forward/redirect_rule.h"
#include "proxy/http/completion.h"
#include "proxy/http/no_throw.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace gatelens::proxy {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kAttemptsKept = 200;
constexpr std::uint64_t kAnswerBytes = 4ULL * 1024 * 1024;
constexpr milliseconds kRetryStore{1000};
constexpr std::chrono::hours kOld(48); ///< older items may be refused or moved by the service

Url trackUrlOf(const ConnectionString& target)
{
    Url url = target.ingestionEndpoint;
    url.path += "/v2.1/track";
    return url;
}

std::string oneLine(std::string envelope)
{
    std::replace_if(
        envelope.begin(), envelope.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return envelope;
}

/// Newline-delimited, no line break at the end.
template<class Items>
std::string joinLines(const Items& items)
{
    std::string body;
    for (const auto& item : items) {
        if (!body.empty())
            body += '\n';
        body += item.text;
    }
    return body;
}

OutgoingRequest trackRequest(const Url& url, std::string body, milliseconds timeout)
{
    OutgoingRequest request;
    request.method = "POST";
    request.url = url;
    request.headers = {{"Content-Type", "application/x-json-stream"},
                       {"Content-Encoding", "gzip"},
                       {"Accept", "application/json"},
                       {"User-Agent", "Gatelens"}};
    request.body.bytes = std::move(body);
    request.timeout = timeout;
    return request;
}

std::string headerOf(const HeaderList& headers, std::string_view name)
{
    const std::string* value = headers.find(name);
    return value != nullptr ? *value : std::string();
}

/// True when the request may have reached the service although no answer came back.
bool isUncertain(const Error& error)
{
    return error.code == ErrorCode::Timeout || error.code == ErrorCode::PeerClosed
        || error.code == ErrorCode::Malformed;
}

AnswerVerdict noAnswer(std::size_t itemCount, std::string message)
{
    AnswerVerdict verdict;
    verdict.action = AnswerAction::BackOff;
    verdict.fates.assign(itemCount, ItemFate::Retry);
    verdict.message = std::move(message);
    return verdict;
}

std::uint64_t countOf(const std::vector<ItemFate>& fates, ItemFate fate)
{
    return static_cast<std::uint64_t>(std::count(fates.begin(), fates.end(), fate));
}

asio::awaitable<Result<void>> commitCursor(Store& store, std::string destination,
                                           std::int64_t cursor)
{
    const auto committed = std::make_shared<Completion>();
    store.saveForwardCursor(std::move(destination), cursor, [committed](Result<void> done) {
        committed->complete(std::move(done));
    });
    co_return co_await committed->wait();
}

} // namespace

Destination::Destination(asio::io_context& context, HttpTransport& transport, Store& store,
                         DestinationSettings settings, ForwardLimits limits,
                         std::filesystem::path journalFile, std::function<double()> random)
    : m_context(context)
    , m_transport(transport)
    , m_store(store)
    , m_settings(std::move(settings))
    , m_limits(limits)
    , m_journal(std::move(journalFile))
    , m_trackUrl(trackUrlOf(m_settings.target))
    , m_timer(context)
    , m_backoff(limits.backoff, random)
    , m_retryBackoff(limits.backoff, random)
{
    m_status.name = m_settings.name;
    m_status.target = describeTarget(m_settings.target);
}

asio::awaitable<void> Destination::run()
{
    const bool isOpen = co_await open();
    if (!isOpen)
        co_return;
    if (!m_isPaused) {
        m_isWoken = false;
        co_await sendEverything(); // what is there already waits for nothing
        noteIdle();
    }
    while (!m_isStopping) {
        if (m_isPaused || !m_isWoken) {
            co_await waitUntil(Clock::time_point::max());
            continue;
        }
        co_await letBatchFill();
        m_isWoken = false;
        co_await sendEverything();
        noteIdle();
    }
}

void Destination::noteIdle()
{
    m_isIdle = !m_isWoken && !m_isPaused && m_retry.empty();
    if (m_isIdle && m_onIdle)
        m_onIdle();
}

/// Items come in many small commits: they are not sent one by one.
asio::awaitable<void> Destination::letBatchFill()
{
    const Clock::time_point until = Clock::now() + m_limits.batchDelay;
    while (!m_isStopping && Clock::now() < until)
        co_await waitUntil(until);
}

/// Opens the reader and finds the place to go on from; tries again until it works.
asio::awaitable<bool> Destination::open()
{
    while (!m_isStopping) {
        Result<std::unique_ptr<StoreReader>> reader = StoreReader::open(m_store.path());
        if (reader) {
            const std::int64_t cursor = m_store.forwardCursor(m_settings.name).value_or(0);
            Result<std::vector<RetryItem>> retry = m_journal.load(cursor);
            if (retry) {
                m_reader = std::move(*reader);
                m_cursor = cursor;
                m_retry = std::move(*retry);
                co_return true;
            }
            note(retry.error().message);
        } else {
            note(reader.error().message);
        }
        co_await waitUntil(Clock::now() + kRetryStore);
    }
    co_return false;
}

/// Sends batches until nothing is left, or someone pauses or stops it.
asio::awaitable<void> Destination::sendEverything()
{
    while (!m_isStopping && !m_isPaused) {
        if (const auto now = Clock::now(); m_notBefore > now) {
            co_await waitUntil(m_notBefore);
            continue;
        }
        Result<Batch> batch = nextBatch();
        if (!batch) {
            note(batch.error().message);
            co_await waitUntil(Clock::now() + kRetryStore);
            continue;
        }
        if (batch->items.empty() && batch->end == m_cursor) {
            refreshQueue();
            if (m_retry.empty())
                co_return;
            co_await waitUntil(m_retryNotBefore);
            continue;
        }
        m_isIdle = false;
        noteOldest(batch->items.empty() ? std::nullopt : batch->items.front().time);
        const Delivery delivery = co_await deliver(*batch);
        co_await settle(*batch);
        scheduleNext(*batch, delivery);
        refreshQueue();
    }
}

Result<Destination::Batch> Destination::nextBatch()
{
    const bool isRetryDue = !m_retry.empty() && Clock::now() >= m_retryNotBefore;
    const bool isRetryFull = m_retry.size() >= m_limits.retryItems;
    if (isRetryDue && (!m_servesFreshNext || isRetryFull)) {
        m_servesFreshNext = true;
        return repeatedBatch();
    }
    m_servesFreshNext = false;
    if (isRetryFull) {
        Batch none;
        none.end = m_cursor;
        return none;
    }
    Result<Batch> fresh = freshBatch();
    if (fresh && fresh->items.empty() && fresh->end == m_cursor && isRetryDue)
        return repeatedBatch();
    return fresh;
}

void Destination::addItem(Batch& batch, std::string envelope)
{
    Result<RewrittenEnvelope> rewritten
        = rewriteEnvelope(envelope, m_settings.target.instrumentationKey);
    if (!rewritten) {
        ++batch.unreadable;
        note(rewritten.error().message);
        return;
    }
    batch.items.push_back({std::move(envelope), std::move(rewritten->text), rewritten->time});
}

Result<Destination::Batch> Destination::freshBatch()
{
    Batch batch;
    batch.end = m_cursor;
    // Taken before reading: what is committed meanwhile is not to be skipped.
    const Result<std::int64_t> storeEnd = m_reader->endCursor();
    if (!storeEnd)
        return storeEnd.error();
    if (*storeEnd <= m_cursor)
        return batch;
    std::size_t bytes = 0;
    bool isFull = false;
    const Result<void> streamed
        = m_reader->forEachEnvelope(m_cursor, m_settings.query, m_settings.loggers,
                                    [&](StoreReader::OutgoingEnvelope&& outgoing) {
                                        bytes += outgoing.envelope.size();
                                        isFull
                                            = !batch.items.empty() && bytes > m_limits.batchBytes;
                                        if (isFull)
                                            return false;
                                        batch.end = outgoing.cursor;
                                        addItem(batch, std::move(outgoing.envelope));
                                        isFull = batch.items.size() >= m_limits.batchItems;
                                        return !isFull;
                                    });
    if (!streamed)
        return withContext(streamed.error(), "reading what to forward");
    if (!isFull)
        batch.end = std::max(batch.end, *storeEnd);
    return batch;
}

Destination::Batch Destination::repeatedBatch()
{
    Batch batch;
    batch.isRepeated = true;
    batch.end = m_cursor;
    std::size_t bytes = 0;
    for (const RetryItem& item : m_retry) {
        bytes += item.envelope.size();
        if (batch.items.size() >= m_limits.batchItems
            || (!batch.items.empty() && bytes > m_limits.batchBytes))
            break;
        addItem(batch, item.envelope);
    }
    return batch;
}

/// Sends a batch, in parts where the service wants that, until each item has its fate.
asio::awaitable<Destination::Delivery> Destination::deliver(Batch& batch)
{
    struct Range
    {
        std::size_t begin;
        std::size_t count;
    };
    Delivery delivery;
    batch.fates.assign(batch.items.size(), ItemFate::Retry);
    std::vector<Range> left;
    if (!batch.items.empty())
        left.push_back(Range{0, batch.items.size()});
    while (!left.empty() && !m_isStopping) {
        const Range range = left.back();
        left.pop_back();
        const AnswerVerdict verdict
            = co_await sendRange(std::span(batch.items).subspan(range.begin, range.count));
        if (verdict.action == AnswerAction::Split) {
            const std::size_t half = range.count / 2;
            left.push_back(Range{range.begin + half, range.count - half});
            left.push_back(Range{range.begin, half});
            continue;
        }
        std::copy(verdict.fates.begin(), verdict.fates.end(),
                  batch.fates.begin() + static_cast<std::ptrdiff_t>(range.begin));
        if (verdict.action == AnswerAction::Continue)
            continue;
        delivery.wait = std::max(delivery.wait, verdict.retryAfter);
        delivery.isQuota = verdict.action == AnswerAction::HoldUntilRetryAfter;
        delivery.isSlowDown
            = !delivery.isQuota && countOf(verdict.fates, ItemFate::Retry) == range.count;
        delivery.hasPartialRetry
            = delivery.hasPartialRetry || (!delivery.isQuota && !delivery.isSlowDown);
        if (delivery.isSlowDown || delivery.isQuota)
            break; // what was not sent yet stays as it is: to be sent
    }
    co_return delivery;
}

/// Sends some items as one request, following redirects.
asio::awaitable<AnswerVerdict> Destination::sendRange(std::span<const Item> items)
{
    Result<std::string> body = gzip(joinLines(items));
    if (!body)
        co_return noAnswer(items.size(), body.error().message);
    Url url = m_trackUrl;
    for (int hop = 0; hop <= kMostRedirects; ++hop) {
        std::string location;
        int statusCode = 0;
        AnswerVerdict verdict = co_await sendOnce(url, *body, items, location, statusCode);
        if (verdict.action != AnswerAction::Redirect)
            co_return verdict;
        Result<Url> next = followRedirect(url, location);
        if (!next) {
            note(next.error().message);
            co_return noAnswer(items.size(), next.error().message);
        }
        if (next->path.empty() || next->path == "/")
            next->path = url.path;
        url = std::move(*next);
        constexpr int kPermanent = 308;
        if (statusCode == kPermanent)
            m_trackUrl = url;
    }
    const std::string message = "the endpoint redirects in circles";
    note(message);
    co_return noAnswer(items.size(), message);
}

asio::awaitable<AnswerVerdict> Destination::sendOnce(const Url& url, const std::string& body,
                                                     std::span<const Item> items,
                                                     std::string& location, int& statusCode)
{
    ForwardAttempt attempt;
    attempt.at = now();
    attempt.destination = m_settings.name;
    attempt.items = items.size();
    attempt.bytes = body.size();
    const Clock::time_point start = Clock::now();

    Result<IncomingResponse> response
        = co_await m_transport.send(trackRequest(url, body, m_limits.timeout));
    Result<std::string> text = std::string();
    if (response && response->body)
        text = co_await readAll(*response->body, kAnswerBytes);
    attempt.duration = std::chrono::duration_cast<Micros>(Clock::now() - start);

    AnswerVerdict verdict;
    if (!response || !text) {
        const Error& error = response ? text.error() : response.error();
        verdict = noAnswer(items.size(), error.message);
        if (isUncertain(error)) {
            const std::lock_guard lock(m_mutex);
            m_status.uncertain += items.size();
        }
    } else {
        statusCode = response->statusCode;
        attempt.statusCode = statusCode;
        location = headerOf(response->headers, "Location");
        verdict = judgeAnswer(statusCode, headerOf(response->headers, "Retry-After"), *text,
                              items.size(), now());
    }
    attempt.accepted = countOf(verdict.fates, ItemFate::Accepted);
    attempt.rejected = countOf(verdict.fates, ItemFate::Rejected);
    attempt.message = verdict.message;
    const auto old = std::count_if(items.begin(), items.end(), [&](const Item& item) {
        return item.time && attempt.at - *item.time > kOld;
    });
    if (old > 0)
        attempt.message += fmt::format("{}{} items are older than 48 h",
                                       attempt.message.empty() ? "" : "; ", old);
    if (!verdict.message.empty())
        note(verdict.message);
    noteAttempt(std::move(attempt));
    co_return verdict;
}

/// Writes down what became of a batch: first the items to be sent again, then the cursor.
asio::awaitable<void> Destination::settle(Batch& batch)
{
    const std::uint64_t accepted = countOf(batch.fates, ItemFate::Accepted);
    const std::uint64_t rejected = countOf(batch.fates, ItemFate::Rejected) + batch.unreadable;
    if (accepted + rejected == 0 && !batch.items.empty())
        co_return; // the whole batch is read again from where it is

    std::vector<RetryItem> retry = retryAfterBatch(batch);
    if (retry != m_retry) {
        const bool isSaved = co_await saveJournal(retry);
        if (!isSaved)
            co_return;
    }
    m_retry = std::move(retry);
    if (batch.end != m_cursor)
        co_await saveCursor(batch.end);
    const std::lock_guard lock(m_mutex);
    m_status.accepted += accepted;
    m_status.rejected += rejected;
}

/// What waits to be sent again once `batch` is settled.
std::vector<RetryItem> Destination::retryAfterBatch(const Batch& batch) const
{
    const std::size_t taken = batch.isRepeated ? batch.items.size() + batch.unreadable : 0;
    std::vector<RetryItem> retry(m_retry.begin() + static_cast<std::ptrdiff_t>(taken),
                                 m_retry.end());
    for (std::size_t i = 0; i < batch.items.size(); ++i) {
        if (batch.fates[i] == ItemFate::Retry)
            retry.push_back({batch.end, oneLine(batch.items[i].envelope)});
    }
    return retry;
}

/// Tries until the journal is on disk; false when the destination is stopped before.
asio::awaitable<bool> Destination::saveJournal(const std::vector<RetryItem>& retry)
{
    while (true) {
        const Result<void> saved = m_journal.save(retry);
        if (saved)
            co_return true;
        note(saved.error().message);
        if (m_isStopping)
            co_return false;
        co_await waitUntil(Clock::now() + kRetryStore);
    }
}

asio::awaitable<void> Destination::saveCursor(std::int64_t cursor)
{
    while (true) {
        std::string name = m_settings.name;
        const Result<void> saved = co_await commitCursor(m_store, std::move(name), cursor);
        if (saved) {
            m_cursor = cursor;
            co_return;
        }
        note(saved.error().message);
        if (m_isStopping)
            co_return;
        co_await waitUntil(Clock::now() + kRetryStore);
    }
}

void Destination::scheduleNext(const Batch& batch, const Delivery& delivery)
{
    const Clock::time_point now = Clock::now();
    const milliseconds told = delivery.wait.value_or(milliseconds(0));
    milliseconds wait{0};
    if (delivery.isQuota) {
        wait = delivery.wait.value_or(m_limits.quotaHold);
    } else if (delivery.isSlowDown) {
        wait = std::max(m_backoff.fail(), told);
    } else if (!batch.items.empty()) {
        m_backoff.succeed();
        wait = told;
        if (delivery.hasPartialRetry)
            m_retryNotBefore = now + std::max(m_retryBackoff.fail(), told);
        else if (batch.isRepeated)
            m_retryBackoff.succeed();
    }
    m_notBefore = now + wait;

    const std::lock_guard lock(m_mutex);
    m_status.nextAttempt.reset();
    if (wait > milliseconds(0)) {
        m_status.nextAttempt = gatelens::now() + wait;
        m_status.lastStatus
            += fmt::format(", next try in {:.1f} s", std::chrono::duration<double>(wait).count());
        if (m_backoff.isCircuitOpen())
            m_status.lastStatus += fmt::format(" after {} failures in a row", m_backoff.failures());
    }
}

/// Sleeps until `time`, or shorter when a signal asks to look again.
asio::awaitable<void> Destination::waitUntil(Clock::time_point time)
{
    if (m_isStopping)
        co_return;
    m_timer.expires_at(time);
    [[maybe_unused]] const auto [cancelled] = co_await m_timer.async_wait(kNoThrow);
}

void Destination::signal()
{
    // The last signal may come while the destination is ending.
    asio::post(m_context, [self = shared_from_this()] { self->m_timer.cancel(); });
}

void Destination::wake()
{
    m_isWoken = true;
    m_isIdle = false;
    signal();
}

void Destination::setPaused(bool isPaused)
{
    m_isPaused = isPaused;
    m_isWoken = true;
    signal();
}

void Destination::requestStop()
{
    m_isStopping = true;
    signal();
}

void Destination::note(std::string problem)
{
    spdlog::warn("forwarding to {}: {}", m_settings.name, problem);
    const std::lock_guard lock(m_mutex);
    m_status.lastError = std::move(problem);
}

void Destination::noteOldest(std::optional<Timestamp> time)
{
    const std::lock_guard lock(m_mutex);
    m_status.oldestQueued = time;
}

void Destination::noteAttempt(ForwardAttempt attempt)
{
    const std::lock_guard lock(m_mutex);
    ++m_status.attempts;
    m_status.lastStatus
        = attempt.statusCode > 0 ? std::to_string(attempt.statusCode) : std::string("no answer");
    m_attempts.push_front(std::move(attempt));
    if (m_attempts.size() > kAttemptsKept)
        m_attempts.pop_back();
}

void Destination::refreshQueue()
{
    constexpr milliseconds kAtMost{1000};
    const Clock::time_point now = Clock::now();
    const Result<std::int64_t> end = m_reader->endCursor();
    const bool isEmpty = end && *end <= m_cursor;
    if (!isEmpty && now - m_queueCountedAt < kAtMost)
        return;
    m_queueCountedAt = now;
    std::uint64_t queued = m_retry.size();
    if (!isEmpty) {
        const Result<std::uint64_t> counted
            = m_reader->countEnvelopes(m_cursor, m_settings.loggers);
        queued += counted ? *counted : 0;
    }
    const std::lock_guard lock(m_mutex);
    m_status.queued = queued;
    if (queued == 0)
        m_status.oldestQueued.reset();
}

ForwardStatus Destination::status() const
{
    const std::lock_guard lock(m_mutex);
    ForwardStatus status = m_status;
    status.isPaused = m_isPaused;
    return status;
}

std::vector<ForwardAttempt> Destination::attempts() const
{
    const std::lock_guard lock(m_mutex);
    return {m_attempts.begin(), m_attempts.end()};
}

} // namespace gatelens::proxy
