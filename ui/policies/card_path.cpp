#include "ui/policies/card_path.h"

#include "ui/policies/placement.h"

#include <QStringList>

#include <algorithm>

namespace gatelens::ui {

bool isShown(const policy::Node& node)
{
    return node.kind == policy::NodeKind::Element || node.kind == policy::NodeKind::Comment;
}

std::optional<policy::NodePath> toNodePath(const policy::Document& document, const CardPath& path)
{
    const auto* node = document.root();
    policy::NodePath result = document.rootPath();
    for (const auto wanted : path) {
        if (!node)
            return std::nullopt;
        std::size_t shown = 0;
        std::size_t index = 0;
        for (; index < node->children.size(); ++index) {
            if (isShown(node->children[index]) && shown++ == wanted)
                break;
        }
        if (index == node->children.size())
            return std::nullopt;
        result.push_back(index);
        node = &node->children[index];
    }
    return node ? std::optional(result) : std::nullopt;
}

CardPath toCardPath(const policy::Document& document, const policy::NodePath& path)
{
    const policy::NodePath root = document.rootPath();
    if (root.empty() || path.empty() || path.front() != root.front())
        return {};
    const auto* node = document.root();
    CardPath result;
    for (auto step = path.begin() + 1; step != path.end(); ++step) {
        const auto index = *step;
        if (!node || index >= node->children.size())
            break;
        const auto begin = node->children.begin();
        result.push_back(static_cast<std::size_t>(
            std::count_if(begin, begin + static_cast<std::ptrdiff_t>(index), isShown)));
        node = &node->children[index];
    }
    return result;
}

const policy::Node* nodeAt(const policy::Document& document, const CardPath& path)
{
    const auto nodePath = toNodePath(document, path);
    return nodePath ? document.nodeAt(*nodePath) : nullptr;
}

std::size_t elementIndex(const policy::Node& parent, std::size_t wanted)
{
    std::size_t shown = 0;
    std::size_t elements = 0;
    for (const auto& child : parent.children) {
        if (!isShown(child))
            continue;
        if (shown++ == wanted)
            break;
        elements += child.kind == policy::NodeKind::Element ? 1 : 0;
    }
    return elements;
}

std::size_t shownIndex(const policy::Node& parent, std::size_t wanted)
{
    std::size_t shown = 0;
    std::size_t elements = 0;
    for (const auto& child : parent.children) {
        if (!isShown(child))
            continue;
        if (child.kind == policy::NodeKind::Element && elements++ == wanted)
            break;
        ++shown;
    }
    return shown;
}

QString nodeIdOf(const policy::Document& document, const CardPath& path)
{
    const auto* root = document.root();
    if (!root)
        return {};
    QStringList parts;
    std::size_t from = 0;
    if (root->name == "policies" && !path.empty()) {
        const auto* section = nodeAt(document, {path.front()});
        parts << QString::fromStdString(section ? section->name : std::string("policies"));
        from = 1;
    } else {
        parts << QString::fromStdString(root->name);
    }
    for (auto depth = from; depth < path.size(); ++depth)
        parts << QString::number(path[depth]);
    return parts.join(u'.');
}

CardPath cardPathAt(const policy::Document& document, std::size_t offset)
{
    const auto path = toCardPath(document, document.pathAt(offset));
    const auto* root = document.root();
    const std::size_t topLevel = root && root->name == "policies" ? 1 : 0;
    CardPath card;
    for (const auto index : path) {
        auto next = card;
        next.push_back(index);
        const auto nodePath = toNodePath(document, card);
        // Children of a statement (<value> of set-header) belong to its card; only what a
        // container holds, and the branches of choose, have cards of their own.
        const auto nextNodePath = toNodePath(document, next);
        const bool isCard = card.size() < topLevel
            || (nodePath && holdsStatements(document, *nodePath))
            || (nextNodePath && holdsStatements(document, *nextNodePath));
        if (!isCard)
            break;
        card = std::move(next);
    }
    return card;
}

} // namespace gatelens::ui
