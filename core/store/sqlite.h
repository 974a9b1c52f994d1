#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace gatelens::sqlite {

enum class OpenMode
{
    ReadWriteCreate,
    ReadOnly
};

/// What SQLite answered last, for people: "disk I/O error (code 778)".
[[nodiscard]] std::string lastProblem(sqlite3* handle);

/// An Error from SQLite's result code: Io, Conflict (busy, locked), Malformed (corrupt), Cancelled
/// (interrupted), Internal.
[[nodiscard]] Error toError(sqlite3* handle, int code, std::string_view doing);

/// True for answers that mean "the file's content is broken", not "the disk has a problem".
[[nodiscard]] bool isCorruption(int code) noexcept;

/// One prepared statement. Values are bound by position from 1; `step` moves to the next row.
class Statement
{
public:
    Statement() = default;
    explicit Statement(sqlite3_stmt* handle) noexcept
        : m_handle(handle)
    {
    }

    [[nodiscard]] explicit operator bool() const noexcept { return m_handle != nullptr; }

    void bind(int position, std::int64_t value) noexcept;
    void bind(int position, double value) noexcept;
    void bindNull(int position) noexcept;
    /// `text` must live until the statement is stepped to its end or reset.
    void bindText(int position, std::string_view text) noexcept;
    void bindBlob(int position, std::string_view bytes) noexcept;
    /// Hands a native object to one of our SQL functions; it must outlive the statement's run.
    void bindPointer(int position, const void* pointer, const char* type) noexcept;

    /// True: a row stands ready; false: done. Errors carry what SQLite says.
    [[nodiscard]] Result<bool> step();
    /// Runs a statement that yields no rows, and makes it ready for the next run.
    [[nodiscard]] Result<void> run();
    /// Ready to bind and step again; bindings stay.
    void reset() noexcept;

    [[nodiscard]] std::int64_t integer(int column) const noexcept;
    [[nodiscard]] double real(int column) const noexcept;
    [[nodiscard]] bool isNull(int column) const noexcept;
    /// Valid until the next step or reset.
    [[nodiscard]] std::string_view text(int column) const noexcept;
    [[nodiscard]] std::string_view blob(int column) const noexcept;

    [[nodiscard]] sqlite3_stmt* handle() const noexcept { return m_handle.get(); }

private:
    struct Finalize
    {
        void operator()(sqlite3_stmt* handle) const noexcept;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> m_handle;
};

/// Resets a cached statement when its user is done, also on an early return: a statement left in
/// the middle keeps its read transaction open.
class StatementUse
{
public:
    explicit StatementUse(Statement& statement) noexcept
        : m_statement(statement)
    {
        m_statement.reset();
    }
    ~StatementUse() { m_statement.reset(); }
    StatementUse(const StatementUse&) = delete;
    StatementUse& operator=(const StatementUse&) = delete;

private:
    Statement& m_statement;
};

/// One connection.
class Database
{
public:
    [[nodiscard]] static Result<Database> open(const std::filesystem::path& path, OpenMode mode);

    /// Runs SQL text that yields no rows of interest.
    [[nodiscard]] Result<void> execute(const std::string& sql);
    [[nodiscard]] Result<Statement> prepare(std::string_view sql);
    /// First column of the first row; NotFound when there is none.
    [[nodiscard]] Result<std::int64_t> integer(std::string_view sql);
    [[nodiscard]] Result<std::string> text(std::string_view sql);

    /// Makes a running statement of this connection end with Cancelled; from any thread.
    void interrupt() noexcept;

    [[nodiscard]] sqlite3* handle() const noexcept { return m_handle.get(); }
    /// SQLite's extended result code of the last failure.
    [[nodiscard]] int lastCode() const noexcept;

private:
    struct Close
    {
        void operator()(sqlite3* handle) const noexcept;
    };
    std::unique_ptr<sqlite3, Close> m_handle;
};

/// BEGIN … COMMIT; rolls back unless committed.
class Transaction
{
public:
    explicit Transaction(Database& database) noexcept
        : m_database(database)
    {
    }
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> commit();

private:
    Database& m_database;
    bool m_isOpen = false;
};

} // namespace gatelens::sqlite
