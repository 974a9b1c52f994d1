#include "core/store/store_file.h"

#include "core/store/schema.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace gatelens::store {

namespace fs = std::filesystem;

namespace {

/// A whole check reads every page; larger files are only probed.
constexpr std::uintmax_t kFullCheckBytes = 64ULL * 1024 * 1024;

/// "20261120T140211Z": time in a file name.
std::string compactTime(Timestamp time)
{
    std::string text = toIso8601(std::chrono::floor<std::chrono::seconds>(time));
    text.erase(text.find('.'));
    std::erase_if(text, [](char character) { return character == '-' || character == ':'; });
    return text + 'Z';
}

/// Moves the file and its log aside; says where to.
Result<fs::path> setAside(const fs::path& path, Timestamp time)
{
    const fs::path base = path.string() + ".corrupt-" + compactTime(time);
    fs::path target = base;
    for (int attempt = 2; fs::exists(target); ++attempt)
        target = base.string() + '-' + std::to_string(attempt);
    for (const char* suffix : {"", "-wal", "-shm"}) {
        const fs::path from = path.string() + suffix;
        std::error_code problem;
        if (!fs::exists(from, problem))
            continue;
        fs::rename(from, target.string() + suffix, problem);
        if (problem)
            return Error{ErrorCode::Io,
                         fmt::format("setting the damaged store {} aside: {}", from.string(),
                                     problem.message()),
                         {}};
    }
    return target;
}

/// What is in the way of writing into an existing file.
enum class Verdict
{
    Usable,
    Newer,
    Corrupt,
};

struct Inspection
{
    Verdict verdict = Verdict::Usable;
    std::string reason;
    std::int64_t version = 0;
};

Result<Inspection> judge(const sqlite::Database& database, const Error& error)
{
    if (sqlite::isCorruption(database.lastCode()))
        return Inspection{Verdict::Corrupt, error.message, 0};
    return error;
}

Result<Inspection> inspect(sqlite::Database& database, const fs::path& path, std::uintmax_t bytes)
{
    const Result<std::int64_t> application = database.integer("PRAGMA application_id");
    if (!application)
        return judge(database, application.error());
    const Result<std::int64_t> version = database.integer("PRAGMA user_version");
    if (!version)
        return judge(database, version.error());
    const Result<std::int64_t> tables
        = database.integer("SELECT count(*) FROM sqlite_schema WHERE type = 'table'");
    if (!tables)
        return judge(database, tables.error());
    if (*application != kApplicationId) {
        if (*tables == 0 && *version == 0)
            return Inspection{};
        return Error{ErrorCode::Refused,
                     fmt::format("{} is a SQLite database of another program; choose another path "
                                 "for the store",
                                 path.string()),
                     {}};
    }
    if (*version > kSchemaVersion)
        return Inspection{Verdict::Newer, {}, *version};
    const std::string check = bytes <= kFullCheckBytes
        ? "PRAGMA quick_check(1)"
        : "SELECT 'ok' FROM sequence WHERE next_id >= (SELECT coalesce(max(id), 0) FROM payloads)";
    const Result<std::string> answer = database.text(check);
    if (!answer && answer.error().code == ErrorCode::NotFound)
        return Inspection{Verdict::Corrupt, "its row numbers do not fit its contents", 0};
    if (!answer)
        return judge(database, answer.error());
    if (*answer != "ok")
        return Inspection{Verdict::Corrupt, *answer, 0};
    return Inspection{Verdict::Usable, {}, *version};
}

Result<void> configure(sqlite::Database& database)
{
    const Result<std::string> journal = database.text("PRAGMA journal_mode = WAL");
    if (!journal)
        return journal.error();
    if (*journal != "wal")
        return Error{ErrorCode::Io,
                     "the store's folder does not support write-ahead logging (a network drive?); "
                     "choose a path on a local disk",
                     {}};
    // NORMAL: a commit survives the death of the process; the last ones before a power cut may be
    // lost, never torn. Checkpoints every 16 MiB keep their fsync rare.
    return database.execute("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"
                            "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768;"
                            "PRAGMA wal_autocheckpoint = 4000;"
                            "PRAGMA journal_size_limit = 67108864");
}

Result<sqlite::Database> openCurrent(const fs::path& path)
{
    Result<sqlite::Database> database
        = sqlite::Database::open(path, sqlite::OpenMode::ReadWriteCreate);
    if (!database)
        return database;
    if (Result<void> configured = configure(*database); !configured)
        return withContext(configured.error(), "opening the store " + path.string());
    if (Result<void> migrated = migrate(*database); !migrated)
        return withContext(migrated.error(), "opening the store " + path.string());
    return database;
}

} // namespace

Result<WriterLock> WriterLock::acquire(const fs::path& storePath)
{
    const std::string path = storePath.string() + ".lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return Error{
            ErrorCode::Io,
            fmt::format("creating the store's lock file {}: {}", path, std::strerror(errno)),
            {}};
    WriterLock lock(descriptor);
    std::array<char, 32> text{};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const ssize_t length = ::pread(descriptor, text.data(), text.size() - 1, 0);
        const std::string owner(text.data(),
                                static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
        return Error{ErrorCode::Conflict,
                     fmt::format("the store {} is being written by another Gatelens (process {}); "
                                 "stop that one or choose another path",
                                 storePath.string(), owner.empty() ? "unknown" : owner),
                     {}};
    }
    const auto end = std::to_chars(text.data(), text.data() + text.size(), ::getpid()).ptr;
    const auto length = static_cast<std::size_t>(end - text.data());
    // The number only makes the other's message better: a failure to write it does not matter.
    if (::ftruncate(descriptor, 0) == 0)
        static_cast<void>(::pwrite(descriptor, text.data(), length, 0) >= 0);
    return lock;
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

WriterLock::~WriterLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<OpenedFile> openStoreFile(const fs::path& path, Timestamp time)
{
    OpenedFile opened;
    std::error_code problem;
    const std::uintmax_t bytes = fs::file_size(path, problem);
    if (!problem && bytes > 0) {
        Result<sqlite::Database> existing
            = sqlite::Database::open(path, sqlite::OpenMode::ReadWriteCreate);
        if (!existing)
            return existing.error();
        // Looking must not change anything, so the last connection leaves the log as it is.
        sqlite3_db_config(existing->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        const Result<Inspection> inspection = inspect(*existing, path, bytes);
        if (!inspection)
            return inspection.error();
        if (inspection->verdict == Verdict::Newer) {
            opened.mode = StoreMode::ReadOnlyNewer;
            opened.message = fmt::format(
                "The store {} was written by a newer Gatelens (schema {}, this one knows {}). It "
                "is "
                "open for reading only; new telemetry is not recorded. Update Gatelens or choose "
                "another store.",
                path.string(), inspection->version, kSchemaVersion);
            return opened;
        }
        if (inspection->verdict == Verdict::Corrupt) {
            *existing = sqlite::Database(); // closed before its files move
            const Result<fs::path> moved = setAside(path, time);
            if (!moved)
                return moved.error();
            opened.mode = StoreMode::ReadWriteAfterRecovery;
            opened.message = fmt::format(
                "The store {} was damaged ({}). It has been set aside as {} and a new store was "
                "begun; nothing was deleted.",
                path.string(), inspection->reason, moved->string());
        }
    }
    Result<sqlite::Database> database = openCurrent(path);
    if (!database)
        return database.error();
    opened.database = std::move(*database);
    return opened;
}

} // namespace gatelens::store
