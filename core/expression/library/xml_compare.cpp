#include "core/expression/library/xml_compare.h"

#include "core/expression/library/comparers.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/node.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// The way from the root down to a node, as positions among siblings.
std::vector<std::size_t> pathOf(const XmlNode& node, const XmlNode*& root)
{
    std::vector<std::size_t> path;
    root = &node;
    for (const XmlNode* one = &node; one->parent() != nullptr; one = one->parent()) {
        path.push_back(one->parent()->indexOf(*one));
        root = one->parent();
    }
    std::reverse(path.begin(), path.end());
    return path;
}

/// Negative, zero or positive; nodes of different trees have no order.
int documentOrder(Env& env, const Value& left, const Value& right)
{
    if (left.isNull() || right.isNull())
        return left.isNull() ? (right.isNull() ? 0 : -1) : 1;
    const XmlNode* leftRoot = nullptr;
    const XmlNode* rightRoot = nullptr;
    const auto first = pathOf(left.get<XmlNode>(), leftRoot);
    const auto second = pathOf(right.get<XmlNode>(), rightRoot);
    if (leftRoot != rightRoot) {
        env.invalidOperation("A common ancestor is missing.");
        return 0;
    }
    return first < second ? -1 : (second < first ? 1 : 0);
}

/// Equality of nodes by content, order by document.
class NodeComparer final : public EqualityObject
{
public:
    explicit NodeComparer(const Type& comparerType)
        : m_type(&comparerType)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override { return *m_type; }
    [[nodiscard]] bool equalKeys(const Value& left, const Value& right) const override
    {
        return deepEqualXml(left.as<XmlNode>(), right.as<XmlNode>());
    }
    [[nodiscard]] std::size_t hashKey(const Value& value) const override
    {
        // Equal nodes have the same kind and, for elements, the same name.
        const auto* node = value.as<XmlNode>();
        if (node == nullptr)
            return 0;
        const auto* element = dynamic_cast<const XmlElement*>(node);
        return element == nullptr ? static_cast<std::size_t>(node->kind())
                                  : hashText(element->name.text());
    }

private:
    const Type* m_type;
};

Value newComparer(Env&, Args a) { return makeValue<NodeComparer>(*a.site().result); }

} // namespace

Value inDocumentOrder(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("source");
    auto nodes = drain(env, a[0]);
    if (env.raised() || !env.step(nodes.size() * 8))
        return {};
    std::vector<std::pair<std::vector<std::size_t>, Value>> placed;
    for (auto& node : nodes) {
        const XmlNode* root = nullptr;
        const auto* one = node.as<XmlNode>();
        if (one == nullptr && !node.isNull())
            return env.invalidCast(node, *a.site().result->arguments[0]);
        // Null comes first.
        placed.emplace_back(one == nullptr ? std::vector<std::size_t>() : pathOf(*one, root),
                            std::move(node));
    }
    std::stable_sort(placed.begin(), placed.end(),
                     [](const auto& x, const auto& y) { return x.first < y.first; });
    std::vector<Value> sorted;
    for (auto& [path, node] : placed)
        sorted.push_back(std::move(node));
    return newArray(a.site().result->arguments[0], std::move(sorted));
}

void registerXmlOrder(TypeBuilder& node)
{
    node.method(
            "bool IsBefore(XNode node)",
            [](Env& env, Args a) { return Value::ofBool(documentOrder(env, a[0], a[1]) < 0); },
            "True when it stands before the other in the document")
        .method("bool IsAfter(XNode node)",
                [](Env& env, Args a) { return Value::ofBool(documentOrder(env, a[0], a[1]) > 0); })
        .method("static int CompareDocumentOrder(XNode n1, XNode n2)",
                [](Env& env, Args a) { return Value::ofInt(documentOrder(env, a[0], a[1])); })
        .property("static XNodeEqualityComparer EqualityComparer", newComparer)
        .property("static XNodeDocumentOrderComparer DocumentOrderComparer", newComparer);
}

void registerXmlComparers(LibraryBuilder& library)
{
    library
        .type("class System.Xml.Linq.XNodeEqualityComparer : IEqualityComparer<XNode>",
              "Equality of nodes by content")
        .method("new()", newComparer)
        .method("bool Equals(XNode x, XNode y)",
                [](Env&, Args a) { return Value::ofBool(KeyComparer(a[0]).equal(a[1], a[2])); })
        .method("int GetHashCode(XNode obj)", [](Env&, Args a) {
            return Value::ofInt(static_cast<std::int32_t>(KeyComparer(a[0]).hash(a[1])));
        });
    library
        .type("class System.Xml.Linq.XNodeDocumentOrderComparer : IComparer<XNode>",
              "Order of nodes in their document")
        .method("new()", newComparer)
        .method("int Compare(XNode x, XNode y)",
                [](Env& env, Args a) { return Value::ofInt(documentOrder(env, a[1], a[2])); });
}

} // namespace gatelens::expression
