#include "ui/policies/placement.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

namespace gatelens::ui {
namespace {

QString trPlacement(const char* text)
{
    return QCoreApplication::translate("gatelens::ui::Placement", text);
}

QString fromView(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

template<class T>
bool holds(const std::vector<T>& values, const T& value)
{
    return std::find(values.begin(), values.end(), value) != values.end();
}

/// "inbound, backend and outbound"
QString listOf(const QStringList& words)
{
    if (words.size() < 2)
        return words.join(QString());
    return trPlacement("%1 and %2")
        .arg(words.mid(0, words.size() - 1).join(QStringLiteral(", ")), words.last());
}

QString sectionsText(const policy::PolicyDescriptor& descriptor)
{
    QStringList words;
    for (const auto section : descriptor.sections)
        words << fromView(policy::toString(section));
    return listOf(words);
}

QString scopesText(const policy::PolicyDescriptor& descriptor)
{
    QStringList words;
    for (const auto scope : descriptor.scopes)
        words << fromView(policy::toString(scope));
    return listOf(words);
}

std::size_t countIn(const policy::Node& node, std::string_view name)
{
    std::size_t count = 0;
    for (const auto& child : node.children) {
        if (child.kind != policy::NodeKind::Element)
            continue;
        count += child.name == name ? 1 : 0;
        count += countIn(child, name);
    }
    return count;
}

std::optional<QString> sectionRefusal(const policy::PolicyDescriptor& descriptor,
                                      const Surroundings& surroundings)
{
    // A fragment may be included in any section; which one is not known here.
    if (!surroundings.section)
        return descriptor.sections.empty() ? std::optional(trPlacement("not allowed in a fragment"))
                                           : std::nullopt;
    if (holds(descriptor.sections, *surroundings.section))
        return std::nullopt;
    if (descriptor.sections.empty())
        return trPlacement("not a statement of a section");
    return trPlacement("allowed in %1 only").arg(sectionsText(descriptor));
}

std::optional<QString> countRefusal(const policy::PolicyDescriptor& descriptor,
                                    const Surroundings& surroundings,
                                    const policy::Document& document)
{
    const auto* root = document.root();
    if (!root)
        return std::nullopt;
    const auto& name = descriptor.element.name;
    if (descriptor.maxPerDocument
        && countIn(*root, name) >= static_cast<std::size_t>(*descriptor.maxPerDocument))
        return trPlacement("allowed once in a document, and it is there already");
    if (descriptor.maxPerSection && surroundings.section) {
        const auto* section = root->child(policy::toString(*surroundings.section));
        if (section
            && countIn(*section, name) >= static_cast<std::size_t>(*descriptor.maxPerSection))
            return trPlacement("allowed once in a section, and it is there already");
    }
    return std::nullopt;
}

} // namespace

std::optional<policy::Section> sectionNamed(std::string_view element)
{
    for (const auto section : kSections) {
        if (policy::toString(section) == element)
            return section;
    }
    return std::nullopt;
}

Surroundings surroundingsOf(const policy::Document& document, const policy::NodePath& parent,
                            policy::Scope scope)
{
    Surroundings result;
    result.scope = scope;
    const auto* node = document.root();
    result.isFragment = node && node->name != "policies";
    for (std::size_t depth = 1; depth < parent.size(); ++depth) {
        const auto index = parent[depth];
        if (!node || index >= node->children.size())
            break;
        node = &node->children[index];
        if (const auto section = sectionNamed(node->name); section && !result.section)
            result.section = section;
        else
            result.containers.push_back(node->name);
    }
    return result;
}

std::optional<QString> refusalOf(const policy::PolicyDescriptor& descriptor,
                                 const Surroundings& surroundings, const policy::Document& document)
{
    const auto& name = descriptor.element.name;
    const bool isInsideContainer = !surroundings.containers.empty();
    if (isInsideContainer && holds(descriptor.allowedInside, surroundings.containers.back()))
        return std::nullopt;
    if (isInsideContainer && surroundings.containers.back() == "wait")
        return trPlacement("not one of the statements that wait can hold");
    if (surroundings.isFragment && (name == "base" || name == "include-fragment"))
        return trPlacement("not allowed in a fragment");
    if (name == "base" && isInsideContainer)
        return trPlacement("allowed directly in a section only");
    if (auto refusal = sectionRefusal(descriptor, surroundings))
        return refusal;
    if (!surroundings.isFragment && !holds(descriptor.scopes, surroundings.scope))
        return trPlacement("allowed at %1 scope only").arg(scopesText(descriptor));
    return countRefusal(descriptor, surroundings, document);
}

bool holdsStatements(const policy::Document& document, const policy::NodePath& path)
{
    const auto* node = document.nodeAt(path);
    if (!node || node->kind != policy::NodeKind::Element)
        return false;
    const auto* root = document.root();
    const bool isFragment = root && root->name != "policies";
    if (path.size() == 1)
        return isFragment;
    if (path.size() == 2 && !isFragment)
        return sectionNamed(node->name).has_value();
    const auto* descriptor = describe(document, path);
    return descriptor && descriptor->holdsPolicies;
}

const policy::ElementDescriptor* describe(const policy::Document& document,
                                          const policy::NodePath& path)
{
    const auto* node = document.root();
    const policy::ElementDescriptor* descriptor = nullptr;
    bool isStatement = node && node->name != "policies";
    for (std::size_t depth = 1; depth < path.size(); ++depth) {
        if (!node || path[depth] >= node->children.size())
            return nullptr;
        node = &node->children[path[depth]];
        if (depth == 1 && !isStatement) {
            isStatement = sectionNamed(node->name).has_value();
            continue;
        }
        if (isStatement) {
            const auto* found = policy::Catalog::builtIn().find(node->name);
            descriptor = found ? &found->element : nullptr;
        } else if (descriptor) {
            const auto& children = descriptor->children;
            const auto found = std::find_if(
                children.begin(), children.end(),
                [&](const policy::ElementDescriptor& child) { return child.name == node->name; });
            descriptor = found == children.end() ? nullptr : &*found;
        }
        if (!descriptor)
            return nullptr;
        isStatement = descriptor->holdsPolicies;
    }
    return descriptor;
}

} // namespace gatelens::ui
