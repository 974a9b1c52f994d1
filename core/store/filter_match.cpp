#include "core/store/filter_match.h"

#include "core/base/overloaded.h"
#include "core/store/field_values.h"
#include "core/store/filter_values.h"
#include "core/store/store.h"

#include <algorithm>

namespace gatelens::filter {

namespace {

/// Evaluates conditions on one subject, whose items are derived at most once.
class Evaluation
{
public:
    explicit Evaluation(const Subject& subject)
        : m_subject(subject)
    {
    }

    bool node(const Node& node)
    {
        return std::visit(
            Overloaded{
                [&](const Node::And& all) {
                    return std::all_of(all.children.begin(), all.children.end(),
                                       [&](const Node& child) { return this->node(child); });
                },
                [&](const Node::Or& any) {
                    return std::any_of(any.children.begin(), any.children.end(),
                                       [&](const Node& child) { return this->node(child); });
                },
                [&](const Node::Not& inverse) { return !this->node(inverse.child.front()); },
                [&](const Predicate& condition) { return predicate(condition); },
            },
            node.kind);
    }

    /// Gives all values of the condition's field.
    void visit(FieldValues& values)
    {
        const bool isItemField = needsItems(values.predicate());
        if (isItemField && m_subject.item != nullptr)
            visitItemField(values, *m_subject.item);
        else if (isItemField)
            visitItems(values, *m_subject.exchange);
        else if (m_subject.exchange != nullptr)
            visitExchangeField(values, *m_subject.exchange, m_subject.source);
        else
            visitIngestedField(values, *m_subject.item, m_subject.source);
    }

private:
    bool predicate(const Predicate& predicate)
    {
        FieldValues values(predicate, m_subject.now);
        visit(values);
        return predicate.op == Operator::NotEquals ? !values.isMet() : values.isMet();
    }

    void visitItems(FieldValues& values, const Exchange& exchange)
    {
        if (visitOwnField(values, exchange))
            return;
        if (!m_items)
            m_items = allItemsOf(exchange);
        for (const TelemetryItem& item : *m_items) {
            if (values.isMet())
                return;
            visitItemField(values, item);
        }
    }

    const Subject& m_subject;
    std::optional<std::vector<TelemetryItem>> m_items;
};

} // namespace

bool matches(const Node& node, const Subject& subject) { return Evaluation(subject).node(node); }

bool hasFittingValue(const Predicate& predicate, const Subject& subject)
{
    FieldValues values(predicate, subject.now);
    Evaluation(subject).visit(values);
    return values.isMet();
}

void collectValues(const Predicate& predicate, const Subject& subject,
                   const std::function<void(std::string_view)>& each)
{
    FieldValues values(predicate, subject.now, each);
    Evaluation(subject).visit(values);
}

bool needsItems(const Predicate& predicate)
{
    switch (predicate.field) {
    case Field::Bare:
    case Field::Kind:
    case Field::Method:
    case Field::Host:
    case Field::Path:
    case Field::Url:
    case Field::Query:
    case Field::Status:
    case Field::Duration:
    case Field::Span:
    case Field::Parent:
    case Field::Severity:
    case Field::Message:
    case Field::ExceptionType:
    case Field::ExceptionMessage:
    case Field::Name:
    case Field::Target:
    case Field::Type:
    case Field::Success:
    case Field::Property:
    case Field::Measurement:
    case Field::Role:
    case Field::Instance:
    case Field::Sdk:
    case Field::Time:
    case Field::Age:
        return true;
    default:
        return false;
    }
}

bool needsItems(const Node& node)
{
    const auto anyOf = [](const std::vector<Node>& children) {
        return std::any_of(children.begin(), children.end(),
                           [](const Node& child) { return needsItems(child); });
    };
    return std::visit(Overloaded{
                          [&](const Node::And& all) { return anyOf(all.children); },
                          [&](const Node::Or& any) { return anyOf(any.children); },
                          [&](const Node::Not& inverse) { return anyOf(inverse.child); },
                          [](const Predicate& predicate) { return needsItems(predicate); },
                      },
                      node.kind);
}

std::optional<std::array<bool, 4>> kindsAlone(const Node& node)
{
    std::array<bool, 4> wanted{true, true, true, true};
    const auto* all = std::get_if<Node::And>(&node.kind);
    const std::span<const Node> terms
        = all != nullptr ? std::span<const Node>(all->children) : std::span<const Node>(&node, 1);
    const auto kinds = entryOf(Field::Kind).info.choices;
    for (const Node& term : terms) {
        if (!needsItems(term))
            continue;
        const auto* inverse = std::get_if<Node::Not>(&term.kind);
        const auto* condition = std::get_if<Predicate>(
            inverse != nullptr ? &inverse->child.front().kind : &term.kind);
        if (condition == nullptr || condition->field != Field::Kind)
            return std::nullopt;
        const bool isInverse = (inverse != nullptr) != (condition->op == Operator::NotEquals);
        for (std::size_t kind = 0; kind < wanted.size(); ++kind) {
            const bool isNamed
                = std::any_of(condition->texts.begin(), condition->texts.end(),
                              [&](const TextValue& text) { return text.text == kinds[kind]; });
            wanted.at(kind) = wanted.at(kind) && isNamed != isInverse;
        }
    }
    return wanted;
}

bool Filter::matches(const Exchange& exchange, Timestamp time) const
{
    return isEmpty() || filter::matches(*m_root, Subject{&exchange, nullptr, "gateway", time});
}

bool Filter::matches(const IngestedItem& item, Timestamp time) const
{
    return isEmpty() || filter::matches(*m_root, Subject{nullptr, &item.item, item.source, time});
}

} // namespace gatelens::filter
