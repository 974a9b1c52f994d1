#include "core/expression/library/families.h"
#include "core/expression/library/xml_access.h"
#include "core/expression/library/xml_compare.h"
#include "core/expression/library/xml_convert_types.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/names.h"
#include "core/expression/xml/node.h"

namespace gatelens::expression {

namespace {

/// Extensions on sequences of elements: what each element gives, one after the other.
template<bool isDeep>
Value elementsOfAll(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("source");
    std::vector<Value> items;
    for (const auto& one : drain(env, a[0])) {
        if (const auto* owner = one.as<XmlContainer>())
            owner->collect(items, isDeep);
    }
    return nodeList(a, withName(std::move(items), a));
}

template<bool withSelf>
Value ancestorsOfNodes(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("source");
    std::vector<Value> items;
    for (const auto& one : drain(env, a[0])) {
        if (one.as<XmlNode>() == nullptr)
            continue;
        XmlNode* up = withSelf ? &nodeIn(one) : nodeIn(one).parent();
        for (; up != nullptr && up->kind() == XmlKind::Element; up = up->parent())
            items.push_back(nodeOrNull(up));
    }
    return nodeList(a, withName(std::move(items), a));
}

template<bool isDeep, bool withSelf>
Value nodesOfAll(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("source");
    std::vector<Value> items;
    for (const auto& one : drain(env, a[0])) {
        if (one.as<XmlContainer>() == nullptr)
            continue;
        if (withSelf)
            items.push_back(one);
        for (auto& found : allNodes(containerIn(one), isDeep))
            items.push_back(std::move(found));
    }
    return nodeList(a, std::move(items));
}

Value selvesAndBelow(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("source");
    std::vector<Value> items;
    for (const auto& one : drain(env, a[0])) {
        if (one.as<XmlElement>() == nullptr)
            continue;
        items.push_back(one);
        elementIn(one).collect(items, true);
    }
    return nodeList(a, withName(std::move(items), a));
}

Value attributesOfAll(Env& env, Args a)
{
    std::vector<Value> items;
    for (const auto& one : drain(env, a[0])) {
        if (one.as<XmlElement>() == nullptr)
            continue;
        for (const auto& attribute : elementIn(one).attributes()) {
            if (a.size() == 1 || (!a[1].isNull() && attribute->name == nameIn(a[1])))
                items.push_back(attribute.value());
        }
    }
    return nodeList(a, std::move(items));
}

Value removeAll(Env& env, Args a)
{
    for (auto& one : drain(env, a[0])) {
        if (one.as<XmlNode>() != nullptr)
            removeNode(env, Args(&one, 1, a.site()));
    }
    return {};
}

} // namespace

void registerXml(LibraryBuilder& library)
{
    registerXmlComparers(library);
    registerXmlNames(library);
    registerXmlNodes(library);
    registerXmlContainers(library);
    registerXmlDocumentType(library);
    registerXmlDocuments(library);
    registerXmlConvert(library);
    library.type("static System.Xml.Linq.XmlExtensions")
        .method("static IEnumerable<XElement> Elements(this IEnumerable<XContainer> source)",
                elementsOfAll<false>)
        .method("static IEnumerable<XElement> Elements(this IEnumerable<XContainer> source, XName "
                "name)",
                elementsOfAll<false>)
        .method("static IEnumerable<XElement> Descendants(this IEnumerable<XContainer> source)",
                elementsOfAll<true>)
        .method("static IEnumerable<XElement> Descendants(this IEnumerable<XContainer> source, "
                "XName name)",
                elementsOfAll<true>)
        .method("static IEnumerable<XAttribute> Attributes(this IEnumerable<XElement> source)",
                attributesOfAll)
        .method("static IEnumerable<XAttribute> Attributes(this IEnumerable<XElement> source, "
                "XName name)",
                attributesOfAll)
        .method("static void Remove(this IEnumerable<XObject> source)", removeAll)
        .method("static IEnumerable<XElement> Ancestors(this IEnumerable<XNode> source)",
                ancestorsOfNodes<false>)
        .method(
            "static IEnumerable<XElement> Ancestors(this IEnumerable<XNode> source, XName name)",
            ancestorsOfNodes<false>)
        .method("static IEnumerable<XElement> AncestorsAndSelf(this IEnumerable<XElement> source)",
                ancestorsOfNodes<true>)
        .method("static IEnumerable<XElement> AncestorsAndSelf(this IEnumerable<XElement> source, "
                "XName name)",
                ancestorsOfNodes<true>)
        .method("static IEnumerable<XNode> Nodes(this IEnumerable<XContainer> source)",
                nodesOfAll<false, false>)
        .method("static IEnumerable<XNode> DescendantNodes(this IEnumerable<XContainer> source)",
                nodesOfAll<true, false>)
        .method(
            "static IEnumerable<XNode> DescendantNodesAndSelf(this IEnumerable<XElement> source)",
            nodesOfAll<true, true>)
        .method(
            "static IEnumerable<XElement> DescendantsAndSelf(this IEnumerable<XElement> source)",
            selvesAndBelow)
        .method(
            "static IEnumerable<XElement> DescendantsAndSelf(this IEnumerable<XElement> source, "
            "XName name)",
            selvesAndBelow)
        .method("static IEnumerable<XElement> InDocumentOrder(this IEnumerable<XElement> source)",
                inDocumentOrder)
        .method("static IEnumerable<XNode> InDocumentOrder(this IEnumerable<XNode> source)",
                inDocumentOrder);
}

} // namespace gatelens::expression
