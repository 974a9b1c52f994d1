#pragma once

#include "core/store/filter_tree.h"
#include "core/telemetry/exchange.h"

#include <functional>
#include <string_view>

namespace gatelens::filter {

/// Takes the values that a subject has for the field and key of one condition. Any that fits meets
/// the condition; a `!=` is taken for `=`.
class FieldValues
{
public:
    FieldValues(const Predicate& predicate, Timestamp now)
        : m_predicate(predicate)
        , m_now(now)
    {
    }
    /// Only calls `each` with every value as text.
    FieldValues(const Predicate& predicate, Timestamp now,
                const std::function<void(std::string_view)>& each)
        : m_predicate(predicate)
        , m_now(now)
        , m_each(&each)
    {
    }

    [[nodiscard]] const Predicate& predicate() const { return m_predicate; }
    [[nodiscard]] Timestamp now() const { return m_now; }
    [[nodiscard]] bool isMet() const { return m_isMet; }

    void text(std::string_view value);
    void textIfSet(std::string_view value)
    {
        if (!value.empty())
            text(value);
    }
    void number(double value);
    template<class Count>
    void count(Count value)
    {
        number(static_cast<double>(value));
    }
    /// One of a field's choices: compared as a whole word.
    void choice(std::string_view value);

private:
    const Predicate& m_predicate;
    Timestamp m_now;
    const std::function<void(std::string_view)>* m_each = nullptr;
    bool m_isMet = false;
};

/// Fields that an exchange as a whole has: its API, its policies, its sampling.
void visitExchangeField(FieldValues& values, const Exchange& exchange, std::string_view source);

/// Fields of items that the exchange shows as its own: its duration and status, not those of any
/// dependency. False for the others, which its items answer.
[[nodiscard]] bool visitOwnField(FieldValues& values, const Exchange& exchange);

/// Fields of one item.
void visitItemField(FieldValues& values, const TelemetryItem& item);

/// Fields of the exchange asked of an item that came in through an intake.
void visitIngestedField(FieldValues& values, const TelemetryItem& item, std::string_view source);

/// Query parameters of the condition's name.
void visitQuery(FieldValues& values, std::string_view query);

/// All text of an exchange. The SQL of filter_sql.cpp searches the same.
void visitTexts(FieldValues& values, const Exchange& exchange);

/// All text of an item.
void visitTexts(FieldValues& values, const TelemetryItem& item);

/// A number at the beginning: "200 [not sent in full]" counts as 200.
[[nodiscard]] std::optional<double> leadingNumber(std::string_view text);

/// The parts of a URL, absolute or not, without decoding: text matches what tables show.
struct UrlParts
{
    std::string_view host;
    std::string_view path;
    std::string_view query;
};
[[nodiscard]] UrlParts partsOf(std::string_view url);

} // namespace gatelens::filter
