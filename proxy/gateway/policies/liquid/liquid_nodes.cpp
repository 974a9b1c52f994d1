#include "proxy/gateway/policies/liquid/liquid_nodes.h"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::proxy::liquid {

namespace {

class Text final : public Node
{
public:
    explicit Text(std::string text)
        : m_text(std::move(text))
    {
    }
    Result<Flow> render(Scope&, std::string& output) const override
    {
        output += m_text;
        return Flow::Next;
    }

private:
    std::string m_text;
};

class Output final : public Node
{
public:
    explicit Output(Expression expression)
        : m_expression(std::move(expression))
    {
    }
    Result<Flow> render(Scope& scope, std::string& output) const override
    {
        const Result<Value> value = m_expression.evaluate(scope);
        if (!value)
            return value.error();
        output += toText(*value);
        return Flow::Next;
    }

private:
    Expression m_expression;
};

class Assign final : public Node
{
public:
    Assign(std::string name, Expression expression)
        : m_name(std::move(name))
        , m_expression(std::move(expression))
    {
    }
    Result<Flow> render(Scope& scope, std::string&) const override
    {
        Result<Value> value = m_expression.evaluate(scope);
        if (!value)
            return value.error();
        scope.assign(m_name, std::move(*value));
        return Flow::Next;
    }

private:
    std::string m_name;
    Expression m_expression;
};

class Capture final : public Node
{
public:
    Capture(std::string name, Nodes body)
        : m_name(std::move(name))
        , m_body(std::move(body))
    {
    }
    Result<Flow> render(Scope& scope, std::string&) const override
    {
        std::string text;
        Result<Flow> flow = renderAll(m_body, scope, text);
        if (flow)
            scope.assign(m_name, Value(text));
        return flow;
    }

private:
    std::string m_name;
    Nodes m_body;
};

class FlowNode final : public Node
{
public:
    explicit FlowNode(Flow flow)
        : m_flow(flow)
    {
    }
    Result<Flow> render(Scope&, std::string&) const override { return m_flow; }

private:
    Flow m_flow;
};

class Counter final : public Node
{
public:
    Counter(std::string name, bool isIncrement)
        : m_name(std::move(name))
        , m_isIncrement(isIncrement)
    {
    }
    Result<Flow> render(Scope& scope, std::string& output) const override
    {
        std::int64_t& counter = scope.counter(m_name);
        output += std::to_string(m_isIncrement ? counter++ : --counter);
        return Flow::Next;
    }

private:
    std::string m_name;
    bool m_isIncrement;
};

class Cycle final : public Node
{
public:
    Cycle(std::string name, std::vector<Operand> values)
        : m_name(std::move(name))
        , m_values(std::move(values))
    {
    }
    Result<Flow> render(Scope& scope, std::string& output) const override
    {
        std::size_t& turn = scope.cycle(m_name);
        output += toText(m_values[turn % m_values.size()].evaluate(scope));
        ++turn;
        return Flow::Next;
    }

private:
    std::string m_name;
    std::vector<Operand> m_values;
};

class IfChanged final : public Node
{
public:
    explicit IfChanged(Nodes body)
        : m_body(std::move(body))
    {
    }
    Result<Flow> render(Scope& scope, std::string& output) const override
    {
        std::string text;
        Result<Flow> flow = renderAll(m_body, scope, text);
        if (flow && text != scope.lastChange()) {
            scope.lastChange() = text;
            output += text;
        }
        return flow;
    }

private:
    Nodes m_body;
};

class If final : public Node
{
public:
    If(std::vector<Branch> branches, bool isUnless)
        : m_branches(std::move(branches))
        , m_isUnless(isUnless)
    {
    }
    Result<Flow> render(Scope& scope, std::string& output) const override
    {
        for (std::size_t i = 0; i < m_branches.size(); ++i) {
            const Branch& branch = m_branches[i];
            const bool isElse = branch.condition.comparisons.empty();
            if (isElse || branch.condition.evaluate(scope) != (m_isUnless && i == 0))
                return renderAll(branch.body, scope, output);
        }
        return Flow::Next;
    }

private:
    std::vector<Branch> m_branches;
    bool m_isUnless;
};

class Case final : public Node
{
public:
    Case(Operand subject, std::vector<CaseBranch> branches)
        : m_subject(std::move(subject))
        , m_branches(std::move(branches))
    {
    }
    Result<Flow> render(Scope& scope, std::string& output) const override
    {
        const Value subject = m_subject.evaluate(scope);
        for (const CaseBranch& branch : m_branches) {
            const bool isMatch = branch.values.empty()
                || std::any_of(branch.values.begin(), branch.values.end(),
                               [&](const Operand& value) {
                                   return areEqual(subject, value.evaluate(scope));
                               });
            if (isMatch)
                return renderAll(branch.body, scope, output);
        }
        return Flow::Next;
    }

private:
    Operand m_subject;
    std::vector<CaseBranch> m_branches;
};

class LoopNode final : public Node
{
public:
    explicit LoopNode(Loop loop)
        : m_loop(std::move(loop))
    {
    }

    Result<Flow> render(Scope& scope, std::string& output) const override
    {
        const boost::json::array items = itemsOf(scope);
        if (items.empty())
            return renderAll(m_loop.whenEmpty, scope, output);
        scope.push();
        Result<Flow> result = renderItems(items, scope, output);
        scope.pop();
        return result;
    }

private:
    [[nodiscard]] boost::json::array itemsOf(const Scope& scope) const
    {
        const Value collection = m_loop.collection.evaluate(scope);
        boost::json::array items;
        if (const boost::json::array* list = collection.if_array())
            items = *list;
        else if (const boost::json::object* object = collection.if_object()) {
            for (const auto& [name, value] : *object)
                items.push_back(boost::json::array{name, value});
        } else if (!collection.is_null())
            items.push_back(collection);
        const std::size_t offset = sizeOf(m_loop.offset, scope, 0);
        const std::size_t limit = sizeOf(m_loop.limit, scope, items.size());
        items.erase(items.begin(),
                    items.begin() + static_cast<std::ptrdiff_t>(std::min(offset, items.size())));
        if (items.size() > limit)
            items.resize(limit);
        if (m_loop.isReversed)
            std::reverse(items.begin(), items.end());
        return items;
    }

    static std::size_t sizeOf(const std::unique_ptr<Operand>& operand, const Scope& scope,
                              std::size_t fallback)
    {
        if (!operand)
            return fallback;
        return static_cast<std::size_t>(std::max(toNumber(operand->evaluate(scope)), 0.0));
    }

    Result<Flow> renderItems(const boost::json::array& items, Scope& scope,
                             std::string& output) const
    {
        const std::size_t columns
            = std::max<std::size_t>(sizeOf(m_loop.columns, scope, items.size()), 1);
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (!scope.spend())
                return Error{ErrorCode::LimitExceeded, "the template does too much", {}};
            scope.setLocal(m_loop.variable, items[i]);
            scope.setLocal(m_loop.kind == LoopKind::TableRow ? "tablerowloop" : "forloop",
                           loopFacts(i, items.size()));
            openItem(i, columns, output);
            const Result<Flow> flow = renderAll(m_loop.body, scope, output);
            if (!flow)
                return flow;
            closeItem(i, columns, items.size(), output);
            if (*flow == Flow::Break)
                break;
        }
        return Flow::Next;
    }

    static boost::json::object loopFacts(std::size_t index, std::size_t length)
    {
        const auto i = static_cast<std::int64_t>(index);
        const auto n = static_cast<std::int64_t>(length);
        return {{"index", i + 1},  {"index0", i},        {"rindex", n - i}, {"rindex0", n - i - 1},
                {"first", i == 0}, {"last", i == n - 1}, {"length", n}};
    }

    void openItem(std::size_t index, std::size_t columns, std::string& output) const
    {
        if (m_loop.kind == LoopKind::JsonArrayFor && index > 0)
            output += ',';
        if (m_loop.kind != LoopKind::TableRow)
            return;
        if (index % columns == 0)
            output += fmt::format("<tr class=\"row{}\">", index / columns + 1);
        output += fmt::format("<td class=\"col{}\">", index % columns + 1);
    }

    void closeItem(std::size_t index, std::size_t columns, std::size_t count,
                   std::string& output) const
    {
        if (m_loop.kind != LoopKind::TableRow)
            return;
        output += "</td>";
        if (index % columns == columns - 1 || index + 1 == count)
            output += "</tr>\n";
    }

    Loop m_loop;
};

} // namespace

Result<Flow> renderAll(const Nodes& nodes, Scope& scope, std::string& output)
{
    constexpr std::size_t kMostOutput = 64UL * 1024 * 1024;
    for (const NodePtr& node : nodes) {
        if (!scope.spend() || output.size() > kMostOutput)
            return Error{ErrorCode::LimitExceeded, "the template does too much", {}};
        const Result<Flow> flow = node->render(scope, output);
        if (!flow || *flow != Flow::Next)
            return flow;
    }
    return Flow::Next;
}

NodePtr makeText(std::string text) { return std::make_unique<Text>(std::move(text)); }

NodePtr makeOutput(Expression expression)
{
    return std::make_unique<Output>(std::move(expression));
}

NodePtr makeAssign(std::string name, Expression expression)
{
    return std::make_unique<Assign>(std::move(name), std::move(expression));
}

NodePtr makeCapture(std::string name, Nodes body)
{
    return std::make_unique<Capture>(std::move(name), std::move(body));
}

NodePtr makeFlow(Flow flow) { return std::make_unique<FlowNode>(flow); }

NodePtr makeCounter(std::string name, bool isIncrement)
{
    return std::make_unique<Counter>(std::move(name), isIncrement);
}

NodePtr makeCycle(std::string name, std::vector<Operand> values)
{
    return std::make_unique<Cycle>(std::move(name), std::move(values));
}

NodePtr makeIfChanged(Nodes body) { return std::make_unique<IfChanged>(std::move(body)); }

NodePtr makeIf(std::vector<Branch> branches, bool isUnless)
{
    return std::make_unique<If>(std::move(branches), isUnless);
}

NodePtr makeCase(Operand subject, std::vector<CaseBranch> branches)
{
    return std::make_unique<Case>(std::move(subject), std::move(branches));
}

NodePtr makeLoop(Loop loop) { return std::make_unique<LoopNode>(std::move(loop)); }

} // namespace gatelens::proxy::liquid
