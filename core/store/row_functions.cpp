#include "core/store/row_functions.h"

#include "core/store/filter_match.h"
#include "core/store/filter_sql.h"
#include "core/store/filter_values.h"
#include "core/store/schema.h"

#include <sqlite3.h>

#include <array>

namespace gatelens::store {

namespace {

std::string_view textOf(sqlite3_value* value)
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return text == nullptr
        ? std::string_view()
        : std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

std::string_view blobOf(sqlite3_value* value)
{
    const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
    return bytes == nullptr
        ? std::string_view()
        : std::string_view(bytes, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

const filter::Predicate* predicateOf(sqlite3_value* value)
{
    return static_cast<const filter::Predicate*>(
        sqlite3_value_pointer(value, filter::kPredicatePointer));
}

void textFunction(sqlite3_context* context, int count, sqlite3_value** values)
{
    const filter::Predicate* predicate = count > 0 ? predicateOf(values[0]) : nullptr;
    bool isMet = false;
    for (int index = 1; predicate != nullptr && index < count && !isMet; ++index)
        isMet = filter::matchesText(*predicate, textOf(values[index]));
    sqlite3_result_int(context, isMet ? 1 : 0);
}

void containsFunction(sqlite3_context* context, int /*count*/, sqlite3_value** values)
{
    const bool contains = filter::containsIgnoringCase(blobOf(values[0]), textOf(values[1]));
    sqlite3_result_int(context, contains ? 1 : 0);
}

void fail(sqlite3_context* context, const Error& error)
{
    sqlite3_result_error(context, error.message.c_str(), static_cast<int>(error.message.size()));
}

void exchangeFunction(sqlite3_context* context, int /*count*/, sqlite3_value** values)
{
    auto& reader = *static_cast<RowReader*>(sqlite3_user_data(context));
    const filter::Predicate* predicate = predicateOf(values[0]);
    if (predicate == nullptr)
        return;
    const Result<Exchange> exchange = reader.exchange(sqlite3_value_int64(values[1]));
    if (!exchange) {
        fail(context, exchange.error());
        return;
    }
    const filter::Subject subject{&*exchange, nullptr, "gateway", now()};
    sqlite3_result_int(context, filter::hasFittingValue(*predicate, subject) ? 1 : 0);
}

void itemFunction(sqlite3_context* context, int /*count*/, sqlite3_value** values)
{
    auto& reader = *static_cast<RowReader*>(sqlite3_user_data(context));
    const filter::Predicate* predicate = predicateOf(values[0]);
    if (predicate == nullptr)
        return;
    const Result<std::optional<StoredItem>> item = reader.item(sqlite3_value_int64(values[1]));
    if (!item) {
        fail(context, item.error());
        return;
    }
    const bool isMet = *item
        && filter::hasFittingValue(
            *predicate, filter::Subject{nullptr, &(*item)->item, (*item)->source, now()});
    sqlite3_result_int(context, isMet ? 1 : 0);
}

void operationKeyFunction(sqlite3_context* context, int /*count*/, sqlite3_value** values)
{
    sqlite3_result_int64(context, operationKey(sqlite3_value_int64(values[0]), textOf(values[1])));
}

} // namespace

Result<void> registerRowFunctions(sqlite::Database& database, RowReader& reader)
{
    using Function = void (*)(sqlite3_context*, int, sqlite3_value**);
    struct Registration
    {
        const char* name;
        int arguments;
        Function function;
    };
    constexpr std::array<Registration, 5> kFunctions{{
        {"gl_text", -1, textFunction},
        {"gl_contains", 2, containsFunction},
        {"gl_exchange", 2, exchangeFunction},
        {"gl_item", 2, itemFunction},
        {"gl_operation_key", 2, operationKeyFunction},
    }};
    for (const Registration& registration : kFunctions) {
        const int code = sqlite3_create_function_v2(
            database.handle(), registration.name, registration.arguments, SQLITE_UTF8, &reader,
            registration.function, nullptr, nullptr, nullptr);
        if (code != SQLITE_OK)
            return sqlite::toError(database.handle(), code, "adding functions to the store");
    }
    return {};
}

} // namespace gatelens::store
