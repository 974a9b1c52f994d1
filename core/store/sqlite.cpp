#include "core/store/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace gatelens::sqlite {

namespace {

ErrorCode errorCodeOf(int code)
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorCode::Conflict;
    case SQLITE_INTERRUPT:
        return ErrorCode::Cancelled;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ErrorCode::Malformed;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return ErrorCode::Io;
    case SQLITE_TOOBIG:
        return ErrorCode::LimitExceeded;
    default:
        return ErrorCode::Internal;
    }
}

} // namespace

std::string lastProblem(sqlite3* handle)
{
    return fmt::format("{} (SQLite code {})", sqlite3_errmsg(handle),
                       sqlite3_extended_errcode(handle));
}

Error toError(sqlite3* handle, int code, std::string_view doing)
{
    return {errorCodeOf(code), fmt::format("{}: {}", doing, lastProblem(handle)), {}};
}

bool isCorruption(int code) noexcept
{
    return (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB;
}

void Statement::Finalize::operator()(sqlite3_stmt* handle) const noexcept
{
    sqlite3_finalize(handle);
}

void Statement::bind(int position, std::int64_t value) noexcept
{
    sqlite3_bind_int64(m_handle.get(), position, value);
}

void Statement::bind(int position, double value) noexcept
{
    sqlite3_bind_double(m_handle.get(), position, value);
}

void Statement::bindNull(int position) noexcept { sqlite3_bind_null(m_handle.get(), position); }

void Statement::bindText(int position, std::string_view text) noexcept
{
    // A null pointer would bind NULL; an empty text is not that.
    const char* bytes = text.data() == nullptr ? "" : text.data();
    sqlite3_bind_text64(m_handle.get(), position, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bindBlob(int position, std::string_view bytes) noexcept
{
    const char* data = bytes.data() == nullptr ? "" : bytes.data();
    sqlite3_bind_blob64(m_handle.get(), position, data, bytes.size(), SQLITE_STATIC);
}

void Statement::bindPointer(int position, const void* pointer, const char* type) noexcept
{
    // SQLite's interface is not const-correct; our functions take the pointer back as const.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
    sqlite3_bind_pointer(m_handle.get(), position, const_cast<void*>(pointer), type, nullptr);
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_handle.get());
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    return toError(sqlite3_db_handle(m_handle.get()), code, "reading or writing the store");
}

Result<void> Statement::run()
{
    Result<bool> stepped = step();
    sqlite3_reset(m_handle.get());
    if (!stepped)
        return stepped.error();
    return {};
}

void Statement::reset() noexcept { sqlite3_reset(m_handle.get()); }

std::int64_t Statement::integer(int column) const noexcept
{
    return sqlite3_column_int64(m_handle.get(), column);
}

double Statement::real(int column) const noexcept
{
    return sqlite3_column_double(m_handle.get(), column);
}

bool Statement::isNull(int column) const noexcept
{
    return sqlite3_column_type(m_handle.get(), column) == SQLITE_NULL;
}

std::string_view Statement::text(int column) const noexcept
{
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(m_handle.get(), column));
    if (bytes == nullptr)
        return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_handle.get(), column))};
}

std::string_view Statement::blob(int column) const noexcept
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_handle.get(), column));
    if (bytes == nullptr)
        return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_handle.get(), column))};
}

void Database::Close::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }

Result<Database> Database::open(const std::filesystem::path& path, OpenMode mode)
{
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        | (mode == OpenMode::ReadOnly ? SQLITE_OPEN_READONLY
                                      : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    Database database;
    database.m_handle.reset(handle); // SQLite wants a failed handle closed, too
    if (code != SQLITE_OK)
        return toError(handle, code, fmt::format("opening the store {}", path.string()));
    constexpr int kBusyMilliseconds = 5000;
    sqlite3_busy_timeout(handle, kBusyMilliseconds);
    return database;
}

Result<void> Database::execute(const std::string& sql)
{
    const int code = sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return toError(handle(), code, "reading or writing the store");
    return {};
}

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
        return toError(handle(), code, "preparing a query of the store");
    return Statement(statement);
}

Result<std::int64_t> Database::integer(std::string_view sql)
{
    Result<Statement> statement = prepare(sql);
    if (!statement)
        return statement.error();
    const Result<bool> row = statement->step();
    if (!row)
        return row.error();
    if (!*row)
        return Error{ErrorCode::NotFound, "the store has no such row", {}};
    return statement->integer(0);
}

Result<std::string> Database::text(std::string_view sql)
{
    Result<Statement> statement = prepare(sql);
    if (!statement)
        return statement.error();
    const Result<bool> row = statement->step();
    if (!row)
        return row.error();
    if (!*row)
        return Error{ErrorCode::NotFound, "the store has no such row", {}};
    return std::string(statement->text(0));
}

void Database::interrupt() noexcept { sqlite3_interrupt(handle()); }

int Database::lastCode() const noexcept { return sqlite3_extended_errcode(handle()); }

Transaction::~Transaction()
{
    if (m_isOpen)
        sqlite3_exec(m_database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> Transaction::begin()
{
    Result<void> begun = m_database.execute("BEGIN IMMEDIATE");
    m_isOpen = begun.has_value();
    return begun;
}

Result<void> Transaction::commit()
{
    Result<void> committed = m_database.execute("COMMIT");
    m_isOpen = !committed.has_value();
    return committed;
}

} // namespace gatelens::sqlite
