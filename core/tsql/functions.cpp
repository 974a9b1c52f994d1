#include "core/tsql/functions.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

namespace gatelens::tsql {

namespace {

using Arguments = std::span<sqlite3_value* const>;

std::string_view textOf(sqlite3_value* value)
{
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return bytes == nullptr
        ? std::string_view()
        : std::string_view(bytes, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

bool isNull(sqlite3_value* value) { return sqlite3_value_type(value) == SQLITE_NULL; }

bool continuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Characters, not bytes.
sqlite3_int64 lengthOf(std::string_view text)
{
    return std::count_if(text.begin(), text.end(), [](char c) { return !continuesCharacter(c); });
}

/// Byte offset of the character with that number.
std::size_t offsetOf(std::string_view text, sqlite3_int64 character)
{
    std::size_t at = 0;
    for (; at < text.size() && character > 0; --character) {
        do
            ++at;
        while (at < text.size() && continuesCharacter(text[at]));
    }
    return at;
}

void giveText(sqlite3_context* context, std::string_view text)
{
    sqlite3_result_text64(context, text.data() == nullptr ? "" : text.data(), text.size(),
                          SQLITE_TRANSIENT, SQLITE_UTF8);
}

void clock(sqlite3_context* context, int, sqlite3_value**)
{
    const auto& now = *static_cast<const Timestamp*>(sqlite3_user_data(context));
    // "2024-05-01T12:00:00.123000Z" as SQL Server writes a datetime: a blank, milliseconds.
    std::string text = toIso8601(now).substr(0, 23);
    std::replace(text.begin(), text.end(), 'T', ' ');
    giveText(context, text);
}

/// Blanks at the end do not count.
void length(sqlite3_context* context, int, sqlite3_value** values)
{
    if (isNull(values[0]))
        return;
    std::string_view text = textOf(values[0]);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    sqlite3_result_int64(context, lengthOf(text));
}

void left(sqlite3_context* context, int, sqlite3_value** values)
{
    if (isNull(values[0]) || isNull(values[1]))
        return;
    const std::string_view text = textOf(values[0]);
    giveText(context, text.substr(0, offsetOf(text, sqlite3_value_int64(values[1]))));
}

void right(sqlite3_context* context, int, sqlite3_value** values)
{
    if (isNull(values[0]) || isNull(values[1]))
        return;
    const std::string_view text = textOf(values[0]);
    const sqlite3_int64 wanted = std::max<sqlite3_int64>(sqlite3_value_int64(values[1]), 0);
    giveText(context, text.substr(offsetOf(text, lengthOf(text) - wanted)));
}

void charIndex(sqlite3_context* context, int, sqlite3_value** values)
{
    if (isNull(values[0]) || isNull(values[1]))
        return;
    const std::string_view text = textOf(values[1]);
    const std::size_t found = text.find(textOf(values[0]));
    sqlite3_result_int64(context,
                         found == std::string_view::npos ? 0 : lengthOf(text.substr(0, found)) + 1);
}

void concat(sqlite3_context* context, int count, sqlite3_value** values)
{
    std::string joined;
    for (sqlite3_value* value : Arguments(values, static_cast<std::size_t>(count)))
        joined += textOf(value); // NULL adds nothing
    giveText(context, joined);
}

void newId(sqlite3_context* context, int, sqlite3_value**)
{
    std::array<unsigned char, 16> bytes{};
    sqlite3_randomness(static_cast<int>(bytes.size()), bytes.data());
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
    std::string text;
    for (std::size_t index = 0; index < bytes.size(); ++index)
        text += fmt::format("{}{:02X}",
                            index == 4 || index == 6 || index == 8 || index == 10 ? "-" : "",
                            bytes[index]);
    giveText(context, text);
}

void scopeIdentity(sqlite3_context* context, int, sqlite3_value**)
{
    // A batch has a connection of its own: 0 says that it has inserted nothing.
    const sqlite3_int64 id = sqlite3_last_insert_rowid(sqlite3_context_db_handle(context));
    if (id != 0)
        sqlite3_result_int64(context, id);
}

/// The operand of a sum as it is; an error for a text, which T-SQL would join.
void number(sqlite3_context* context, int, sqlite3_value** values)
{
    if (sqlite3_value_type(values[0]) == SQLITE_TEXT) {
        const std::string message
            = fmt::format("'+' joins no texts locally, and '{}' is one: the local database is "
                          "SQLite; write CONCAT(a, b) or a || b",
                          textOf(values[0]));
        sqlite3_result_error(context, message.data(), static_cast<int>(message.size()));
    } else
        sqlite3_result_value(context, values[0]);
}

/// The same for a parameter, which may be a number in a text.
void parameter(sqlite3_context* context, int count, sqlite3_value** values)
{
    if (sqlite3_value_numeric_type(values[0]) == SQLITE_TEXT)
        number(context, count, values);
    else
        sqlite3_result_value(context, values[0]);
}

struct Function
{
    const char* name;
    int arguments; ///< -1: any number
    void (*call)(sqlite3_context*, int, sqlite3_value**);
};

constexpr auto kFunctions = std::to_array<Function>({
    {"GETDATE", 0, clock},
    {"GETUTCDATE", 0, clock},
    {"SYSDATETIME", 0, clock},
    {"SYSUTCDATETIME", 0, clock},
    {"LEN", 1, length},
    {"tsql_left", 2, left},
    {"tsql_right", 2, right},
    {"CHARINDEX", 2, charIndex},
    {"CONCAT", -1, concat},
    {"NEWID", 0, newId},
    {"SCOPE_IDENTITY", 0, scopeIdentity},
    {"tsql_number", 1, number},
    {"tsql_parameter", 1, parameter},
});

} // namespace

Result<void> addFunctions(sqlite3* database, const Timestamp& now)
{
    for (const Function& function : kFunctions) {
        // SQLite hands the pointer back as it got it; `clock` reads it as const again.
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
        void* const data = const_cast<Timestamp*>(&now);
        const int code
            = sqlite3_create_function_v2(database, function.name, function.arguments, SQLITE_UTF8,
                                         data, function.call, nullptr, nullptr, nullptr);
        if (code != SQLITE_OK)
            return Error{ErrorCode::Internal,
                         fmt::format("giving SQLite the function {}: {}", function.name,
                                     sqlite3_errmsg(database)),
                         {}};
    }
    return {};
}

} // namespace gatelens::tsql
