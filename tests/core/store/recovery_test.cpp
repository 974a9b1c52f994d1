#include "core/store/schema.h"
#include "core/store/store_reader.h"
#include "tests/core/store/sample_exchange.h"
#include "tests/support/temporary_folder.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace gatelens {
namespace {

using std::chrono::seconds;
using test::openStore;
using test::record;
using test::sampleEvent;
using test::sampleExchange;
using testing::HasSubstr;
namespace fs = std::filesystem;

std::vector<std::string> namesIn(const fs::path& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::size_t exchangesIn(const fs::path& path)
{
    auto reader = StoreReader::open(path);
    EXPECT_TRUE(reader) << reader.error().message;
    return (*reader)->exchangeIds({})->size();
}

void overwrite(const fs::path& path, std::uintmax_t offset, const std::string& bytes)
{
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(offset));
    file << bytes;
}

TEST(RecoveryTest, AFileOfGarbageIsSetAsideAndNotDeleted)
{
    const test::TemporaryFolder folder;
    const std::string garbage(10000, '#');
    std::ofstream(folder / "s.db") << garbage;
    StoreOptions options;
    options.path = folder / "s.db";
    options.clock = [] { return test::sampleTime(); };
    {
        const auto store = openStore(options);
        EXPECT_EQ(store->mode(), StoreMode::ReadWriteAfterRecovery);
        EXPECT_THAT(store->message(), HasSubstr("s.db.corrupt-20261120T140000Z"));
        EXPECT_THAT(store->message(), HasSubstr("nothing was deleted"));
        record(*store, sampleExchange(1));
    }
    EXPECT_EQ(exchangesIn(folder / "s.db"), 1U);
    std::ifstream aside(folder / "s.db.corrupt-20261120T140000Z");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(aside), {}), garbage);
}

TEST(RecoveryTest, ADamagedPageIsNoticedAndTheLogGoesAsideWithTheFile)
{
    const test::TemporaryFolder folder;
    {
        const auto store = openStore(folder / "s.db");
        for (int number = 0; number < 500; ++number)
            ASSERT_TRUE(store->offer(std::make_unique<Exchange>(sampleExchange(number))));
    }
    const auto size = fs::file_size(folder / "s.db");
    for (std::uintmax_t page = 2; page * 4096 < size; ++page)
        overwrite(folder / "s.db", page * 4096, std::string(64, '\xEE'));
    std::ofstream(folder / "s.db-wal") << "log";
    const auto store = openStore(folder / "s.db");
    EXPECT_EQ(store->mode(), StoreMode::ReadWriteAfterRecovery);
    EXPECT_EQ(exchangesIn(folder / "s.db"), 0U);
    const auto names = namesIn(folder.path());
    EXPECT_THAT(names, testing::Contains(testing::MatchesRegex("s\\.db\\.corrupt-[0-9TZ]+-wal")));
    EXPECT_THAT(names, testing::Contains(testing::MatchesRegex("s\\.db\\.corrupt-[0-9TZ]+")));
}

TEST(RecoveryTest, ADatabaseOfAnotherProgramIsLeftAlone)
{
    const test::TemporaryFolder folder;
    {
        auto other = sqlite::Database::open(folder / "s.db", sqlite::OpenMode::ReadWriteCreate);
        ASSERT_TRUE(other);
        ASSERT_TRUE(other->execute("CREATE TABLE bookmarks(url TEXT)"));
    }
    StoreOptions options;
    options.path = folder / "s.db";
    const auto store = Store::open(options);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, ErrorCode::Refused);
    EXPECT_THAT(store.error().message, HasSubstr("another program"));
    auto other = sqlite::Database::open(folder / "s.db", sqlite::OpenMode::ReadOnly);
    EXPECT_TRUE(other->integer("SELECT count(*) FROM bookmarks"));
    EXPECT_EQ(StoreReader::open(folder / "s.db").error().code, ErrorCode::Refused);
}

TEST(RecoveryTest, ANewerStoreIsReadAndNotWritten)
{
    const test::TemporaryFolder folder;
    record(*openStore(folder / "s.db"), sampleExchange(1));
    {
        auto newer = sqlite::Database::open(folder / "s.db", sqlite::OpenMode::ReadWriteCreate);
        ASSERT_TRUE(newer->execute("PRAGMA user_version = 999"));
    }
    const auto store = openStore(folder / "s.db");
    EXPECT_EQ(store->mode(), StoreMode::ReadOnlyNewer);
    EXPECT_THAT(store->message(), HasSubstr("newer Gatelens"));
    EXPECT_THAT(store->counters().problem, HasSubstr("newer Gatelens"));
    EXPECT_FALSE(store->offer(std::make_unique<Exchange>(sampleExchange(2))));
    EXPECT_EQ(store->counters().dropped, 1U);
    std::optional<Error> refusal;
    store->submit({sampleEvent(1)}, [&](const Result<void>& done) { refusal = done.error(); });
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->code, ErrorCode::Refused);
    EXPECT_FALSE(store->flush(seconds(1)));
    EXPECT_EQ(exchangesIn(folder / "s.db"), 1U);
}

TEST(RecoveryTest, AFolderThatCannotBeMadeIsAnError)
{
    StoreOptions options;
    options.path = "/proc/no-such-folder/s.db";
    const auto store = Store::open(options);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, ErrorCode::Io);
}

/// Lets files grow to at most `bytes` while it lives, as a full disk does.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        // Without this the limit kills the process instead of failing the write.
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limited = m_before;
        limited.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit m_before{};
    void (*m_handler)(int) = nullptr;
};

TEST(RecoveryTest, AFullDiskPausesRecordingWhichGoesOnByItself)
{
    const test::TemporaryFolder folder;
    StoreOptions options;
    options.path = folder / "s.db";
    options.retryDelay = std::chrono::milliseconds(5);
    options.retention = std::chrono::hours(24 * 365 * 20);
    const auto store = openStore(options);
    record(*store, sampleExchange(0));
    Exchange large = sampleExchange(1);
    large.response.body.assign(4'000'000, 'x');
    std::string problem;
    std::optional<Error> flushed;
    std::optional<Error> refused;
    {
        const FullDisk disk(1'000'000);
        ASSERT_TRUE(store->offer(std::make_unique<Exchange>(large)));
        const Result<void> result = store->flush(std::chrono::milliseconds(500));
        ASSERT_FALSE(result);
        flushed = result.error();
        problem = store->counters().problem;
        store->submit({sampleEvent(1)}, [&](const Result<void>& done) { refused = done.error(); });
    }
    EXPECT_EQ(flushed->code, ErrorCode::Io);
    EXPECT_THAT(problem, HasSubstr("paused"));
    ASSERT_TRUE(refused) << "a sender that waits keeps its items";
    EXPECT_EQ(refused->code, ErrorCode::Io);

    ASSERT_TRUE(store->flush(seconds(20)));
    EXPECT_EQ(store->counters().problem, "");
    EXPECT_EQ(store->counters().dropped, 0U);
    const auto reader = StoreReader::open(folder / "s.db");
    const auto ids = *(*reader)->exchangeIds({});
    ASSERT_EQ(ids.size(), 2U);
    EXPECT_EQ((*reader)->exchange(ids[1])->response.body.size(), 4'000'000U);
    EXPECT_EQ((*reader)->itemIds({})->size(), 4U) << "nothing half-written";
}

/// Writes events until it is killed and tells the number of each committed one through `pipe`.
[[noreturn]] void writeUntilKilled(const fs::path& path, int pipe)
{
    StoreOptions options;
    options.path = path;
    auto store = Store::open(options);
    if (!store)
        _exit(1);
    for (int number = 0;; ++number) {
        (*store)->offer(std::make_unique<Exchange>(sampleExchange(number)));
        std::vector<IngestedItem> items;
        items.push_back(sampleEvent(number));
        (*store)->submit(std::move(items), [pipe, number](const Result<void>& done) {
            if (done && write(pipe, &number, sizeof number) != sizeof number)
                _exit(1);
        });
    }
}

TEST(RecoveryTest, EverythingConfirmedSurvivesAKill)
{
    const test::TemporaryFolder folder;
    for (const int confirmedBeforeKill : {1, 50, 400}) {
        const fs::path path = folder / ("s" + std::to_string(confirmedBeforeKill) + ".db");
        std::array<int, 2> ends{};
        ASSERT_EQ(pipe(ends.data()), 0);
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            close(ends[0]);
            writeUntilKilled(path, ends[1]);
        }
        close(ends[1]);
        int confirmed = -1;
        int last = -1;
        int count = 0;
        while (count < confirmedBeforeKill && read(ends[0], &last, sizeof last) == sizeof last) {
            confirmed = last;
            ++count;
        }
        ASSERT_EQ(kill(child, SIGKILL), 0);
        while (read(ends[0], &last, sizeof last) == sizeof last)
            confirmed = last;
        close(ends[0]);
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";

        const auto store = openStore(path);
        EXPECT_EQ(store->mode(), StoreMode::ReadWrite) << store->message();
        const auto reader = StoreReader::open(path);
        ASSERT_TRUE(reader);
        std::vector<bool> found(static_cast<std::size_t>(confirmed) + 1);
        ASSERT_TRUE((*reader)->forEachItem({}, [&](const StoreReader::StreamedItem& item) {
            if (const auto* event = std::get_if<EventItem>(&item.item)) {
                const auto number = std::stoul(event->context.properties.at(0).second);
                if (number < found.size())
                    found[number] = true;
            }
            return true;
        }));
        EXPECT_EQ(std::count(found.begin(), found.end(), false), 0);
        auto database = sqlite::Database::open(path, sqlite::OpenMode::ReadOnly);
        EXPECT_EQ(*database->text("PRAGMA integrity_check"), "ok");
        record(*store, sampleExchange(7));
    }
}

} // namespace
} // namespace gatelens
