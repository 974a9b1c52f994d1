#include "core/tsql/local_database.h"

#include "core/tsql/functions.h"
#include "core/tsql/tokens.h"
#include "core/tsql/translation.h"

#include <boost/json.hpp>

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace gatelens::tsql {

namespace {

namespace json = boost::json;
using SteadyClock = std::chrono::steady_clock;

constexpr int kInstructionsBetweenChecks = 2000;
constexpr std::chrono::milliseconds kBusyTimeout{2000};

struct CloseDatabase
{
    void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
};
struct FinalizeStatement
{
    void operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

char lowerOf(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool isSameName(std::string_view left, std::string_view right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lowerOf(a) == lowerOf(b); });
}

/// Only reading and changing rows; files, schema, pragmas and extensions stay as they are.
int allowRowsOnly(void*, int action, const char*, const char* name, const char*, const char*)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return isSameName(name, "load_extension") ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_DENY;
    }
}

std::string base64Of(std::string_view bytes)
{
    static constexpr std::string_view kAlphabet
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto byteAt = [&](std::size_t index) {
            return index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0U;
        };
        const unsigned group = byteAt(at) << 16U | byteAt(at + 1) << 8U | byteAt(at + 2);
        const std::size_t digits = std::min<std::size_t>(bytes.size() - at, 3) + 1;
        for (std::size_t digit = 0; digit < 4; ++digit)
            text += digit < digits ? kAlphabet[(group >> (18U - 6U * digit)) & 63U] : '=';
    }
    return text;
}

/// One connection that runs one batch.
class BatchRun
{
public:
    BatchRun(const Batch& batch, const std::atomic<bool>& isCancelled)
        : m_batch(batch)
        , m_isCancelled(isCancelled)
        , m_deadline(SteadyClock::now() + batch.timeout)
    {
    }

    Result<json::array> run()
    {
        Result<std::vector<Translated>> statements = translate(m_batch.text);
        if (!statements)
            return placed(statements.error());
        if (const Result<void> opened = open(); !opened)
            return opened.error();
        // A batch that writes waits for its turn at the start, where SQLite can let it wait.
        const bool isReading = std::all_of(statements->begin(), statements->end(),
                                           [](const Translated& one) { return one.isReading; });
        if (const Result<void> begun = control(isReading ? "BEGIN" : "BEGIN IMMEDIATE"); !begun)
            return begun.error();
        // SQLite tells the place of a mistake only once it knows the schema.
        if (const Result<void> read = control("SELECT 1 FROM sqlite_schema LIMIT 1"); !read)
            return read.error();
        json::array rows;
        sqlite3_set_authorizer(m_database.get(), allowRowsOnly, nullptr);
        for (const Translated& statement : *statements) {
            rows.clear(); // the last statement's count
            if (const Result<void> ran = runOne(statement, rows); !ran)
                return ran.error(); // closing the connection rolls back
        }
        sqlite3_set_authorizer(m_database.get(), nullptr, nullptr);
        if (const Result<void> committed = control("COMMIT"); !committed)
            return committed.error();
        return rows;
    }

private:
    Result<void> open()
    {
        std::error_code error;
        if (!std::filesystem::is_regular_file(m_batch.file, error))
            return Error{ErrorCode::NotFound,
                         fmt::format("there is no SQLite file {}", m_batch.file.string()),
                         {}};
        sqlite3* handle = nullptr;
        const int code = sqlite3_open_v2(m_batch.file.c_str(), &handle,
                                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
        m_database.reset(handle); // SQLite wants a failed handle closed, too
        if (code != SQLITE_OK)
            return failure(code);
        // The name dbo makes [dbo].[Table] what it is in SQL Server; "text" is a name there, too.
        sqlite3_db_config(handle, SQLITE_DBCONFIG_MAINDBNAME, "dbo");
        sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
        sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
        sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
        sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, static_cast<int>(m_batch.maxBytes));
        sqlite3_busy_timeout(handle,
                             static_cast<int>(std::min(kBusyTimeout, m_batch.timeout).count()));
        sqlite3_progress_handler(handle, kInstructionsBetweenChecks, isToEnd, this);
        return addFunctions(handle, m_batch.now);
    }

    static int isToEnd(void* self)
    {
        const BatchRun& run = *static_cast<BatchRun*>(self);
        return run.m_isCancelled || SteadyClock::now() >= run.m_deadline ? 1 : 0;
    }

    Result<void> control(const char* sql)
    {
        const int code = sqlite3_exec(m_database.get(), sql, nullptr, nullptr, nullptr);
        return code == SQLITE_OK ? Result<void>() : failure(code);
    }

    Result<void> runOne(const Translated& statement, json::array& rows)
    {
        sqlite3_stmt* handle = nullptr;
        int code = sqlite3_prepare_v2(m_database.get(), statement.sql.data(),
                                      static_cast<int>(statement.sql.size()), &handle, nullptr);
        const StatementHandle prepared(handle);
        if (code != SQLITE_OK)
            return refused(code, statement);
        if (const Result<void> bound = bind(handle); !bound)
            return bound;
        std::size_t bytes = 0;
        while ((code = sqlite3_step(handle)) == SQLITE_ROW) {
            if (rows.size() == m_batch.maxRows)
                return limit(fmt::format("{} rows", m_batch.maxRows));
            rows.push_back(rowOf(handle, bytes));
            if (bytes > m_batch.maxBytes)
                return limit(fmt::format("{} bytes", m_batch.maxBytes));
        }
        return code == SQLITE_DONE ? Result<void>() : failure(code);
    }

    Result<void> bind(sqlite3_stmt* statement)
    {
        for (int index = 1; index <= sqlite3_bind_parameter_count(statement); ++index) {
            const char* given = sqlite3_bind_parameter_name(statement, index);
            const std::string_view name = given == nullptr ? "?" : given;
            const auto found = std::find_if(
                m_batch.parameters.begin(), m_batch.parameters.end(), [&](const Parameter& one) {
                    return isSameName(one.name, name)
                        || (name.starts_with('@') && isSameName(one.name, name.substr(1)));
                });
            if (found == m_batch.parameters.end())
                return Error{
                    ErrorCode::InvalidArgument,
                    fmt::format("the statement reads {}, which no <parameter> gives", name),
                    {}};
            bindValue(statement, index, found->value);
        }
        return {};
    }

    static void bindValue(sqlite3_stmt* statement, int index, const ParameterValue& value)
    {
        if (const auto* integer = std::get_if<std::int64_t>(&value))
            sqlite3_bind_int64(statement, index, *integer);
        else if (const auto* real = std::get_if<double>(&value))
            sqlite3_bind_double(statement, index, *real);
        else if (const auto* text = std::get_if<std::string>(&value))
            sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC,
                                SQLITE_UTF8);
        else
            sqlite3_bind_null(statement, index);
    }

    static json::object rowOf(sqlite3_stmt* statement, std::size_t& bytes)
    {
        json::object row;
        for (int column = 0; column < sqlite3_column_count(statement); ++column) {
            const std::string_view name = sqlite3_column_name(statement, column);
            const json::value& cell = row.emplace(name, cellOf(statement, column)).first->value();
            bytes += name.size() + (cell.is_string() ? cell.get_string().size() : 0);
        }
        return row;
    }

    static json::value cellOf(sqlite3_stmt* statement, int column)
    {
        const auto contentOf = [&](const void* data) {
            return std::string_view(
                static_cast<const char*>(data),
                static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
        };
        switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER: {
            const char* declared = sqlite3_column_decltype(statement, column);
            const bool isBit = declared != nullptr
                && (isSameName(declared, "bit") || isSameName(declared, "boolean"));
            const sqlite3_int64 number = sqlite3_column_int64(statement, column);
            return isBit ? json::value(number != 0) : json::value(std::int64_t{number});
        }
        case SQLITE_FLOAT:
            return sqlite3_column_double(statement, column);
        case SQLITE_TEXT:
            return json::value(contentOf(sqlite3_column_text(statement, column)));
        case SQLITE_BLOB:
            return json::value(base64Of(contentOf(sqlite3_column_blob(statement, column))));
        default:
            return nullptr;
        }
    }

    [[nodiscard]] static Error limit(const std::string& what)
    {
        return {
            ErrorCode::LimitExceeded,
            fmt::format("the result is larger than {}; ask for less, for example with TOP", what),
            {}};
    }

    /// Puts the place into the message, which is all that a caller of the API reads.
    [[nodiscard]] static Error placed(Error error)
    {
        if (error.position.line > 0)
            error.message = fmt::format("line {}, column {} of the statement: {}",
                                        error.position.line, error.position.column, error.message);
        return error;
    }

    [[nodiscard]] Error refused(int code, const Translated& statement) const
    {
        const int offset = sqlite3_error_offset(m_database.get());
        const std::size_t at
            = statement.sourceOf(offset < 0 ? 0 : static_cast<std::size_t>(offset));
        if ((code & 0xFF) == SQLITE_AUTH)
            return placed(errorAt(ErrorCode::Refused, m_batch.text, at,
                                  "the local database only takes statements that read or change "
                                  "rows"));
        if ((code & 0xFF) == SQLITE_ERROR)
            return placed(
                errorAt(ErrorCode::Malformed, m_batch.text, at,
                        fmt::format("{}; the local database is SQLite, which runs part of T-SQL",
                                    sqlite3_errmsg(m_database.get()))));
        return failure(code);
    }

    [[nodiscard]] Error failure(int code) const
    {
        switch (code & 0xFF) {
        case SQLITE_INTERRUPT:
            if (m_isCancelled)
                return {ErrorCode::Cancelled, "the gateway stops", {}};
            return {ErrorCode::Timeout,
                    fmt::format("the statement ran longer than {} ms", m_batch.timeout.count()),
                    {}};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorCode::Conflict,
                    fmt::format("{} is being written by another process",
                                m_batch.file.filename().string()),
                    {}};
        case SQLITE_TOOBIG:
            return limit(fmt::format("{} bytes", m_batch.maxBytes));
        default:
            return {(code & 0xFF) == SQLITE_CONSTRAINT ? ErrorCode::Refused : ErrorCode::Io,
                    fmt::format("{}: {}", m_batch.file.filename().string(),
                                sqlite3_errmsg(m_database.get())),
                    {}};
        }
    }

    const Batch& m_batch;
    const std::atomic<bool>& m_isCancelled;
    SteadyClock::time_point m_deadline;
    std::unique_ptr<sqlite3, CloseDatabase> m_database;
};

} // namespace

Result<json::array> run(const Batch& batch, const std::atomic<bool>& isCancelled)
{
    return BatchRun(batch, isCancelled).run();
}

} // namespace gatelens::tsql
