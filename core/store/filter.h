#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatelens {
struct Exchange;
struct IngestedItem;
} // namespace gatelens

/// The filter language of lists, exports and the command line:
/// `status:5xx api:orders dur>200ms not path:/health "some text"`.
/// Source: UX reference, section 6.
namespace gatelens::filter {

/// How a field's values read.
enum class FieldType
{
    Text,
    Number, ///< plain numbers, classes (5xx) and ranges (a..b)
    Duration, ///< with a unit; milliseconds without one
    Size, ///< with a unit; bytes without one
    Time, ///< ISO 8601, or relative to now: -5m
    Choice, ///< one of `choices`
};

/// One field, for completion and help.
struct FieldInfo
{
    std::string_view name; ///< "req.header." with the dot when a key follows
    FieldType type = FieldType::Text;
    bool hasKey = false; ///< a name of the user's follows: req.header.NAME, prop.'my key'
    std::span<const std::string_view> choices;
    std::string_view description;
};

/// All fields in the order of the reference.
[[nodiscard]] std::span<const FieldInfo> fields();

/// A part of the text that must hold on its own: what the filter bar shows as a chip.
struct Term
{
    std::size_t offset = 0; ///< bytes into the text
    std::size_t length = 0;
    std::string text;

    friend bool operator==(const Term&, const Term&) = default;
};

struct Node; // core/store/filter_tree.h

/// A parsed filter. Immutable, cheap to copy, thread safe.
class Filter
{
public:
    /// An empty text matches everything. Malformed says what is wrong and where, with
    /// `position.column` (bytes, from 1) and what to write instead.
    [[nodiscard]] static Result<Filter> parse(std::string_view text);

    [[nodiscard]] bool isEmpty() const noexcept { return m_root == nullptr; }

    /// The filter in its plainest spelling; parses to an equal filter.
    [[nodiscard]] std::string print() const;

    /// The top-level conjuncts, in order.
    [[nodiscard]] const std::vector<Term>& terms() const noexcept { return m_terms; }

    /// True when the exchange, or one of the items derived from it, has what is asked for.
    [[nodiscard]] bool matches(const Exchange& exchange, Timestamp time = now()) const;
    /// The same for an item that came in through an intake.
    [[nodiscard]] bool matches(const IngestedItem& item, Timestamp time = now()) const;

    /// Literal texts that a match contains, lower case: for highlighting.
    [[nodiscard]] std::vector<std::string> highlights() const;

    /// Null when empty.
    [[nodiscard]] const Node* root() const noexcept { return m_root.get(); }

    friend bool operator==(const Filter& left, const Filter& right);

private:
    std::shared_ptr<const Node> m_root;
    std::vector<Term> m_terms;
};

/// `text` without its term at `index`, the blanks around it tidied.
[[nodiscard]] std::string withoutTerm(std::string_view text, const Filter& filter,
                                      std::size_t index);

/// Conjunction of chip texts, each in brackets when it needs them: what is left when some chips are
/// switched off.
[[nodiscard]] Result<std::string> joinTerms(std::span<const std::string> terms);

/// `field:value` with the value quoted when it needs it: for "Filter for …".
[[nodiscard]] std::string printPredicate(std::string_view field, std::string_view value);

} // namespace gatelens::filter
