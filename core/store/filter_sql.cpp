#include "core/store/filter_sql.h"

#include "core/base/overloaded.h"
#include "core/store/filter_match.h"
#include "core/store/filter_values.h"
#include "core/store/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gatelens::filter {

namespace {

/// Words of Field::Kind and Field::Severity in the order of their numbers in the store.
std::string quotedList(const std::vector<std::int64_t>& numbers)
{
    return fmt::format("({})", fmt::join(numbers, ","));
}

class Compiler
{
public:
    Compiler(SqlTarget target, Timestamp now)
        : m_target(target)
        , m_now(now)
    {
    }

    std::string node(const Node& node, bool isNegated)
    {
        return std::visit(
            Overloaded{
                [&](const Node::And& all) {
                    return join(all.children, isNegated ? " OR " : " AND ", isNegated);
                },
                [&](const Node::Or& any) {
                    return join(any.children, isNegated ? " AND " : " OR ", isNegated);
                },
                [&](const Node::Not& inverse) {
                    return this->node(inverse.child.front(), !isNegated);
                },
                [&](const Predicate& condition) { return leaf(condition, isNegated); },
            },
            node.kind);
    }

    [[nodiscard]] std::vector<SqlCondition::Value> takeValues() { return std::move(m_values); }

private:
    std::string join(const std::vector<Node>& children, std::string_view separator, bool isNegated)
    {
        std::string text = "(";
        for (const Node& child : children) {
            if (text.size() > 1)
                text += separator;
            text += node(child, isNegated);
        }
        return text + ')';
    }

    std::string leaf(const Predicate& condition, bool isNegated)
    {
        // What differs from item to item cannot exclude the exchange, negated or not.
        if (m_target == SqlTarget::ExchangesWithItems && needsItems(condition))
            return "1";
        const bool isInverse = isNegated != (condition.op == Operator::NotEquals);
        const std::string text
            = m_target == SqlTarget::Items ? ofItems(condition) : ofExchanges(condition);
        return isInverse ? "NOT " + text : text;
    }

    // The positive form of a condition. SQL that can be NULL would turn NOT around; none here is.

    std::string ofExchanges(const Predicate& condition)
    {
        switch (condition.field) {
        case Field::Status:
            return numbers(condition, "e.status");
        case Field::Duration:
            return numbers(condition, "e.duration");
        case Field::BackendDuration:
            return numbers(condition, "e.backend_time");
        case Field::RequestSize:
            return numbers(condition, "e.request_bytes");
        case Field::ResponseSize:
            return numbers(condition, "e.response_bytes");
        case Field::Time:
            return numbers(condition, "e.started_at");
        case Field::Age:
            return numbers(condition, fmt::format("({} - e.started_at)", nowMicros()));
        case Field::Method:
            return texts(condition, "e.method");
        case Field::Path:
            return texts(condition, "e.path");
        case Field::OperationId:
            return operationId(condition, "e");
        case Field::Api:
            return routes(condition, "api_id, api_name");
        case Field::Operation:
            return routes(condition, "operation_id, operation_name");
        case Field::Product:
            return routes(condition, "product_id, product_name");
        case Field::Subscription:
            return routes(condition, "subscription_id, subscription_name");
        case Field::User:
            return routes(condition, "user_id");
        case Field::Region:
            return gateways(condition, "region");
        case Field::Gateway:
            return gateways(condition, "gateway_id, service_id, service_name");
        case Field::Success:
            return success(condition, fmt::format("(e.flags & {} = 0)", store::kFailed));
        case Field::Kind:
            return exchangeKinds(condition);
        case Field::Bare:
            return bareOfExchanges(condition);
        case Field::Url:
        case Field::RequestBody:
        case Field::ResponseBody:
        case Field::RequestHeader:
        case Field::ResponseHeader:
        case Field::LastReason:
        case Field::LastSource:
        case Field::Ip:
        case Field::Message:
            return searched(condition, "gl_exchange", "e");
        default:
            return asked(condition, "gl_exchange", "e");
        }
    }

    std::string ofItems(const Predicate& condition)
    {
        switch (condition.field) {
        case Field::Kind:
            return kinds(condition);
        case Field::Severity:
            return severities(condition);
        case Field::Success:
            return success(condition, "(coalesce(i.success, 0) <> 0)",
                           "i.success IS NOT NULL AND ");
        case Field::Duration:
            return "(i.duration IS NOT NULL AND " + numbers(condition, "i.duration") + ')';
        case Field::Time:
            return numbers(condition, "i.time");
        case Field::Age:
            return numbers(condition, fmt::format("({} - i.time)", nowMicros()));
        case Field::Source:
            return texts(condition, "i.source");
        case Field::Role:
            return texts(condition, "i.role");
        case Field::OperationId:
            return operationId(condition, "i");
        case Field::Message:
        case Field::ExceptionType:
        case Field::ExceptionMessage:
        case Field::Property:
        case Field::Target:
        case Field::Bare:
            return searched(condition, "gl_item", "i");
        default:
            return asked(condition, "gl_item", "i");
        }
    }

    [[nodiscard]] std::int64_t nowMicros() const { return m_now.time_since_epoch().count(); }

    template<class Bound>
    std::string value(const Bound& bound)
    {
        m_values.emplace_back(bound);
        return "?";
    }

    std::string numbers(const Predicate& condition, std::string_view column)
    {
        std::string text = "(";
        for (const NumberValue& number : condition.numbers) {
            if (text.size() > 1)
                text += " OR ";
            text += comparison(condition.op, boundsOf(number, m_now), column);
        }
        return text + ')';
    }

    std::string comparison(Operator op, std::pair<double, double> bounds, std::string_view column)
    {
        switch (op) {
        case Operator::Less:
            return fmt::format("{} < {}", column, value(bounds.first));
        case Operator::LessOrEqual:
            return fmt::format("{} <= {}", column, value(bounds.first));
        case Operator::Greater:
            return fmt::format("{} > {}", column, value(bounds.first));
        case Operator::GreaterOrEqual:
            return fmt::format("{} >= {}", column, value(bounds.first));
        default:
            break;
        }
        // SQLite has infinities only as literals that overflow.
        const std::string low = std::isfinite(bounds.first) ? value(bounds.first) : "-9e999";
        const std::string high = std::isfinite(bounds.second) ? value(bounds.second) : "9e999";
        return fmt::format("{} BETWEEN {} AND {}", column, low, high);
    }

    std::string texts(const Predicate& condition, std::string_view columns)
    {
        return fmt::format("gl_text({}, {})", value(&condition), columns);
    }

    std::string routes(const Predicate& condition, std::string_view columns)
    {
        return fmt::format("e.route IN (SELECT id FROM routes WHERE {})",
                           texts(condition, columns));
    }

    std::string gateways(const Predicate& condition, std::string_view columns)
    {
        return fmt::format("e.gateway IN (SELECT id FROM gateways WHERE {})",
                           texts(condition, columns));
    }

    /// A whole id is looked up by its key in every block instead of compared with every row.
    std::string operationId(const Predicate& condition, std::string_view row)
    {
        const bool isExact = condition.texts.size() == 1 && !condition.texts.front().hasWildcard()
            && !condition.texts.front().isPattern && condition.texts.front().text.size() == 32
            && condition.op != Operator::EqualsCase;
        const std::string exact = fmt::format("gl_text({}, {}.operation_id)", "?", row);
        if (!isExact) {
            m_values.emplace_back(&condition);
            return exact;
        }
        std::string id = condition.texts.front().text;
        std::transform(id.begin(), id.end(), id.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        const std::string key = value(id);
        m_values.emplace_back(&condition);
        return fmt::format("({0}.operation_key IS NOT NULL AND {0}.operation_key IN "
                           "(SELECT gl_operation_key(id, {1}) FROM blocks) AND {2})",
                           row, key, exact);
    }

    static bool wants(const Predicate& condition, std::string_view choice)
    {
        return std::any_of(condition.texts.begin(), condition.texts.end(),
                           [&](const TextValue& text) { return text.text == choice; });
    }

    static std::string success(const Predicate& condition, std::string_view isSuccess,
                               std::string_view guard = "")
    {
        const bool wantsTrue = wants(condition, "true");
        const bool wantsFalse = wants(condition, "false");
        if (wantsTrue && wantsFalse)
            return guard.empty() ? "1" : fmt::format("({}1)", guard);
        return fmt::format("({}{}{})", guard, wantsTrue ? "" : "NOT ", isSuccess);
    }

    std::string exchangeKinds(const Predicate& condition)
    {
        if (wants(condition, "exchange") || wants(condition, "request"))
            return "1";
        std::string text = "(0";
        if (wants(condition, "dependency"))
            text += " OR e.calls > 0";
        if (wants(condition, "exception"))
            text += " OR e.exceptions > 0";
        if (wants(condition, "trace"))
            text += " OR e.traces > 0";
        return text + ')';
    }

    static std::string kinds(const Predicate& condition)
    {
        std::vector<std::int64_t> numbers;
        const auto choices = entryOf(Field::Kind).info.choices;
        for (std::size_t index = 0; index + 1 < choices.size(); ++index) { // without "exchange"
            if (wants(condition, choices[index]))
                numbers.push_back(static_cast<std::int64_t>(index) + 1);
        }
        if (wants(condition, "pageview"))
            numbers.push_back(static_cast<std::int64_t>(store::ItemKind::BrowserTiming));
        return "i.kind IN " + quotedList(numbers);
    }

    static std::string severities(const Predicate& condition)
    {
        std::vector<std::int64_t> numbers;
        const auto choices = entryOf(Field::Severity).info.choices;
        for (std::size_t index = 0; index < choices.size(); ++index) {
            if (wants(condition, choices[index]))
                numbers.push_back(static_cast<std::int64_t>(index));
        }
        return "(i.severity IS NOT NULL AND i.severity IN " + quotedList(numbers) + ')';
    }

    /// Evaluated on the decoded row.
    std::string asked(const Predicate& condition, std::string_view function, std::string_view row)
    {
        return fmt::format("{}({}, {}.id)", function, value(&condition), row);
    }

    /// As `asked`, but rows whose bytes do not hold the text are passed over undecoded.
    std::string searched(const Predicate& condition, std::string_view function,
                         std::string_view row)
    {
        const bool isLiteral
            = std::all_of(condition.texts.begin(), condition.texts.end(),
                          [&](const TextValue& text) { return isSearchable(text); });
        if (!isLiteral)
            return asked(condition, function, row);
        std::string text = "((";
        for (const TextValue& wanted : condition.texts) {
            if (text.size() > 2)
                text += " OR ";
            text += fmt::format("gl_contains((SELECT data FROM payloads WHERE id = {}.id), {})",
                                row, value(wanted.text));
        }
        return text + ") AND " + asked(condition, function, row) + ')';
    }

    /// Envelopes are JSON: text that would be escaped there is not found as it is.
    [[nodiscard]] bool isSearchable(const TextValue& text) const
    {
        if (text.isPattern || text.hasWildcard() || text.text.empty())
            return false;
        if (m_target != SqlTarget::Items)
            return true;
        return std::all_of(text.text.begin(), text.text.end(), [](char character) {
            const auto byte = static_cast<unsigned char>(character);
            return byte >= 0x20 && byte < 0x7F && character != '"' && character != '\\'
                && character != '/';
        });
    }

    /// Full text: the columns, the names behind the row's references, and the payload.
    std::string bareOfExchanges(const Predicate& condition)
    {
        const std::string columns = texts(condition,
                                          "e.method, e.path, e.backend, e.operation_id, e.status, "
                                          "e.method || ' ' || e.path");
        const std::string routed
            = routes(condition,
                     "api_id, api_name, operation_id, operation_name, product_id, product_name, "
                     "subscription_id, subscription_name, user_id, workspace_id, "
                     "api_id || ';rev=' || api_revision || ' - ' || operation_id");
        const std::string served = gateways(
            condition, "service_id, service_name, region, cloud_role_name, cloud_role_instance");
        const std::string stored = searched(condition, "gl_exchange", "e");
        return fmt::format("({} OR {} OR {} OR {})", columns, routed, served, stored);
    }

    SqlTarget m_target;
    Timestamp m_now;
    std::vector<SqlCondition::Value> m_values;
};

} // namespace

int SqlCondition::bind(sqlite::Statement& statement, int position) const
{
    for (const Value& value : values) {
        std::visit(Overloaded{
                       [&](double number) { statement.bind(position, number); },
                       [&](const std::string& bytes) { statement.bindText(position, bytes); },
                       [&](const Predicate* predicate) {
                           statement.bindPointer(position, predicate, kPredicatePointer);
                       },
                   },
                   value);
        ++position;
    }
    return position;
}

SqlCondition compile(const Filter& filter, SqlTarget target, Timestamp now)
{
    if (filter.isEmpty())
        return {};
    Compiler compiler(target, now);
    SqlCondition condition;
    condition.text = compiler.node(*filter.root(), false);
    condition.values = compiler.takeValues();
    return condition;
}

} // namespace gatelens::filter
