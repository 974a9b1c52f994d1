#include "core/expression/tree_roots.h"

#include "core/expression/json/token.h"
#include "core/expression/library/collections.h"
#include "core/expression/xml/node.h"

namespace gatelens::expression {

namespace {

template<class Node>
Value rootAbove(const Node& node)
{
    Object* root = nullptr;
    for (auto* one = node.parent(); one != nullptr; one = one->parent())
        root = one;
    return Value::ofObject(root);
}

/// The root of the tree that a value stands in; null for a root and for what is no node.
Value rootOf(const Value& value)
{
    if (const auto* token = value.as<JsonToken>())
        return rootAbove(*token);
    const auto* node = value.as<XmlNode>();
    return node == nullptr ? Value() : rootAbove(*node);
}

bool isNode(const Value& value)
{
    return value.as<JsonToken>() != nullptr || value.as<XmlNode>() != nullptr;
}

const std::vector<Value>* itemsOf(const Value& value)
{
    if (const auto* array = value.as<ArrayObject>())
        return &array->items;
    const auto* list = value.as<ListObject>();
    return list == nullptr ? nullptr : &list->items;
}

/// References of ours besides those that others may have to a value.
constexpr std::uint32_t kOurs = 1;
constexpr std::uint32_t kOursAndItsParents = 2;

} // namespace

void keepTreesOf(Variables& variables, const Value& result)
{
    if (!result.isObject())
        return;
    if (isNode(result)) {
        if (auto root = rootOf(result); !root.isNull())
            variables.keepTree(result, std::move(root), kOursAndItsParents);
        return;
    }
    const auto* items = itemsOf(result);
    if (items == nullptr)
        return;
    std::vector<Value> roots; // mostly one that all items have in common
    for (const auto& item : *items) {
        auto root = rootOf(item);
        if (!root.isNull() && (roots.empty() || !root.isSameObject(roots.back())))
            roots.push_back(std::move(root));
    }
    if (!roots.empty())
        variables.keepTree(result, newArray(core().object, std::move(roots)), kOurs);
}

} // namespace gatelens::expression
