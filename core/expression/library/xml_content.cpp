#include "core/expression/library/xml_content.h"

#include "core/expression/runtime/objects.h"
#include "core/expression/xml/names.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

bool misplaced(Env& env)
{
    env.invalidOperation("This operation would create an incorrectly structured document.");
    return false;
}

bool hasKindBefore(const XmlContainer& target, XmlKind kind, std::size_t index)
{
    const auto& children = target.children();
    const auto end
        = children.begin() + static_cast<std::ptrdiff_t>(std::min(index, children.size()));
    return std::any_of(children.begin(), end,
                       [&](const auto& child) { return child->kind() == kind; });
}

/// A document has one root and before it at most one type; an element has no type.
bool mayStandIn(Env& env, const XmlContainer& target, std::size_t index, const XmlNode& child)
{
    const auto all = target.children().size();
    if (child.kind() == XmlKind::DocumentType && target.kind() == XmlKind::Element) {
        env.argument("A node of type DocumentType cannot be added to content.");
        return false;
    }
    if (target.kind() != XmlKind::Document)
        return true;
    if (child.kind() == XmlKind::Element)
        return !hasKindBefore(target, XmlKind::Element, all) || misplaced(env);
    if (child.kind() == XmlKind::DocumentType)
        return (!hasKindBefore(target, XmlKind::DocumentType, all)
                && !hasKindBefore(target, XmlKind::Element, index))
            || misplaced(env);
    return true;
}

bool addNode(Env& env, XmlContainer& target, const Ref<XmlNode>& child)
{
    return mayStandIn(env, target, target.children().size(), *child) && target.append(env, child);
}

bool addAttributeTo(Env& env, XmlContainer& target, XmlAttribute& attribute)
{
    if (target.kind() == XmlKind::Element)
        return static_cast<XmlElement&>(target).addAttribute(env, Ref(&attribute));
    env.argument("An attribute cannot be added to content.");
    return false;
}

} // namespace

bool addXml(Env& env, XmlContainer& target, const Value& content)
{
    if (content.isNull())
        return true;
    if (auto* attribute = content.as<XmlAttribute>())
        return addAttributeTo(env, target, *attribute);
    if (auto* document = content.as<XmlDocument>())
        return document->root() == nullptr || target.append(env, Ref<XmlNode>(document->root()));
    if (auto* child = content.as<XmlNode>())
        return addNode(env, target, Ref(child));
    if (!content.isString() && !content.isBytes() && content.as<Sequence>() != nullptr) {
        for (const auto& item : drain(env, content)) {
            if (!addXml(env, target, item))
                return false;
        }
        return !env.raised();
    }
    if (const auto* record = content.as<RecordObject>();
        record != nullptr && record->type().name == "XDeclaration") {
        if (auto* owner = dynamic_cast<XmlDocument*>(&target))
            owner->declaration = content;
        return true;
    }
    return target.appendText(env, xmlText(content));
}

bool addXmlAt(Env& env, XmlContainer& target, std::size_t index, const Value& content)
{
    XmlContainer holder(XmlKind::DocumentFragment);
    holder.retain();
    if (!addXml(env, holder, content))
        return false;
    const auto added = holder.children();
    holder.clear();
    for (const auto& child : added) {
        if (!mayStandIn(env, target, index, *child) || !target.insert(env, index++, child))
            return false;
    }
    return true;
}

bool isPlainContent(Env& env, const Value& content)
{
    if (content.isNull())
        env.argumentNull("value");
    else if (content.as<XmlNode>() != nullptr)
        env.argument("An XObject cannot be used as a value.");
    return !env.raised();
}

bool isXmlNameGiven(Env& env, const Value& name, std::string_view parameter)
{
    if (name.isNull() || name.text().empty())
        env.argumentNull(parameter);
    else if (!isXmlName(name.text()))
        env.raise("XmlException", "'" + name.toText() + "' is not a valid name.");
    return !env.raised();
}

XmlWriting writingOf(const Value& saveOptions)
{
    const auto bits = saveOptions.asLong();
    return {.isIndented = (bits & 1) == 0, .omitsDuplicateSpaces = (bits & 2) != 0};
}

} // namespace gatelens::expression
