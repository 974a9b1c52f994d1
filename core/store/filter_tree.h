#pragma once

#include "core/store/filter.h"

#include <variant>

struct pcre2_real_code_8;

namespace gatelens::filter {

/// What a predicate asks about. `Bare` is full text over everything.
enum class Field
{
    Bare,
    Kind,
    Api,
    Operation,
    Product,
    Subscription,
    User,
    Method,
    Host,
    Path,
    Url,
    Query,
    Ip,
    Region,
    Gateway,
    Status,
    BackendStatus,
    Duration,
    BackendDuration,
    PolicyDuration,
    TimeToFirstByte,
    RequestSize,
    ResponseSize,
    RequestHeader,
    ResponseHeader,
    RequestBody,
    ResponseBody,
    Policy,
    PolicyScope,
    PolicyError,
    Step,
    LastSource,
    LastReason,
    LastSection,
    OperationId,
    Span,
    Parent,
    Severity,
    Message,
    ExceptionType,
    ExceptionMessage,
    Name,
    Target,
    Type,
    Success,
    Property,
    Measurement,
    Role,
    Instance,
    Sdk,
    Kept,
    Decision,
    ItemCount,
    Rate,
    Source,
    Time,
    Age,
};

enum class Operator
{
    Contains, ///< `:` equality for numbers and choices
    Equals,
    EqualsCase, ///< `==`
    NotEquals,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Matches, ///< `=/…/`
};

/// A regular expression, compiled once; matching is bounded and thread safe.
class Pattern
{
public:
    [[nodiscard]] static Result<std::shared_ptr<const Pattern>> compile(std::string_view text,
                                                                        bool ignoresCase);
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;
    ~Pattern();

    /// False as well when the expression gives up at its step limit.
    [[nodiscard]] bool matches(std::string_view subject) const;

private:
    explicit Pattern(pcre2_real_code_8* code)
        : m_code(code)
    {
    }
    pcre2_real_code_8* m_code;
};

struct TextValue
{
    std::string text;
    bool isQuoted = false; ///< wildcards stand for themselves
    bool isPattern = false; ///< regular expression
    bool ignoresCase = false; ///< of the regular expression
    std::shared_ptr<const Pattern> pattern = nullptr;

    [[nodiscard]] bool hasWildcard() const
    {
        return !isQuoted && !isPattern && text.find_first_of("*?") != std::string::npos;
    }
    friend bool operator==(const TextValue& left, const TextValue& right)
    {
        return left.text == right.text && left.isPattern == right.isPattern
            && left.ignoresCase == right.ignoresCase && left.hasWildcard() == right.hasWildcard();
    }
};

/// A number, class or range in the field's base unit (microseconds, bytes, microseconds since the
/// epoch); both ends belong to it. Open ends are infinite.
struct NumberValue
{
    double from = 0;
    double to = 0;
    bool isRelative = false; ///< microseconds after now, of a time
    std::string spelling; ///< as it was written

    friend bool operator==(const NumberValue& left, const NumberValue& right)
    {
        return left.from == right.from && left.to == right.to
            && left.isRelative == right.isRelative;
    }
};

struct Predicate
{
    Field field = Field::Bare;
    std::string key; ///< header, query parameter, property name
    Operator op = Operator::Contains;
    std::vector<TextValue> texts; ///< any of; choices are texts too
    std::vector<NumberValue> numbers; ///< any of

    friend bool operator==(const Predicate&, const Predicate&) = default;
};

struct Node
{
    struct And
    {
        std::vector<Node> children;
        friend bool operator==(const And&, const And&) = default;
    };
    struct Or
    {
        std::vector<Node> children;
        friend bool operator==(const Or&, const Or&) = default;
    };
    struct Not
    {
        std::vector<Node> child; ///< exactly one
        friend bool operator==(const Not&, const Not&) = default;
    };

    std::variant<And, Or, Not, Predicate> kind;
    std::size_t offset = 0; ///< in the text it was read from
    std::size_t length = 0;

    friend bool operator==(const Node& left, const Node& right) { return left.kind == right.kind; }
};

/// Registry entry with what the parser needs besides FieldInfo.
struct FieldEntry
{
    FieldInfo info;
    Field field = Field::Bare;
    /// Why the word is known but cannot be used here; empty: it can.
    std::string_view refusal;
};

/// By name without key, ignoring case; null when unknown.
[[nodiscard]] const FieldEntry* findField(std::string_view name);
/// The entry of a field (never Bare).
[[nodiscard]] const FieldEntry& entryOf(Field field);
/// The known name closest to `name`, or "" when none is close.
[[nodiscard]] std::string_view closestField(std::string_view name);
/// True for numbers, durations, sizes and times.
[[nodiscard]] bool isNumeric(FieldType type);

} // namespace gatelens::filter
