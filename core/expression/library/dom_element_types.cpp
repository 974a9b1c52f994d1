#include "core/expression/library/dom_nodes.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

/// GetAttribute's and its kin's (name) or (local name, namespace).
XmlAttribute* attributeGiven(Args a)
{
    const auto& element = *domElement(a[0]);
    return a.size() > 2 ? attributeNamed(element, XmlName{a[2].toText(), a[1].toText()})
                        : attributeNamed(element, a[1].text());
}

Value getAttribute(Env&, Args a)
{
    const auto* found = attributeGiven(a);
    return Value::ofText(found == nullptr ? std::string_view() : found->value);
}

Value getAttributeNode(Env&, Args a) { return domOf(a[0], attributeGiven(a)); }

Value hasAttribute(Env&, Args a) { return Value::ofBool(attributeGiven(a) != nullptr); }

/// A new attribute at the end; its prefix belongs to its name.
XmlAttribute& addAttribute(XmlElement& element, const PrefixedName& name, std::string space)
{
    auto made = make<XmlAttribute>(attributeName(name.prefix, name.local, std::move(space)), "");
    made->prefix = name.prefix;
    element.putAttribute(made);
    return *made;
}

/// SetAttribute(name, value).
Value setAttribute(Env& env, Args a)
{
    if (a[1].isNull())
        return env.nullReference();
    auto& element = *domElement(a[0]);
    auto* known = attributeNamed(element, a[1].text());
    auto& attribute = known != nullptr ? *known : addAttribute(element, splitName(a[1].text()), "");
    attribute.value = a[2].toText();
    return {};
}

/// SetAttribute(localName, namespaceURI, value): gives the value back.
Value setAttributeInSpace(Env& env, Args a)
{
    if (a[1].isNull())
        return env.nullReference();
    auto& element = *domElement(a[0]);
    auto* known = attributeNamed(element, XmlName{a[2].toText(), a[1].toText()});
    auto& attribute
        = known != nullptr ? *known : addAttribute(element, {"", a[1].toText()}, a[2].toText());
    attribute.value = a[3].toText();
    return a[3];
}

/// SetAttributeNode(localName, namespaceURI).
Value setAttributeNodeInSpace(Env& env, Args a)
{
    if (a[1].isNull())
        return env.nullReference();
    if (auto* known = attributeGiven(a))
        return domOf(a[0], known);
    return domOf(a[0], &addAttribute(*domElement(a[0]), {"", a[1].toText()}, a[2].toText()));
}

Value removeAttribute(Env&, Args a)
{
    if (const auto* known = attributeGiven(a))
        domElement(a[0])->removeAttribute(*known);
    return {};
}

/// RemoveAttributeNode(localName, namespaceURI).
Value removeAttributeNodeInSpace(Env&, Args a)
{
    Value removed = domOf(a[0], attributeGiven(a));
    if (!removed.isNull())
        domElement(a[0])->removeAttribute(static_cast<XmlAttribute&>(domNode(removed)));
    return removed;
}

Value removeAttributeAt(Env&, Args a)
{
    const auto& all = domElement(a[0])->attributes();
    if (a[1].asInt() < 0 || static_cast<std::size_t>(a[1].asInt()) >= all.size())
        return {};
    Value removed = domOf(a[0], all[static_cast<std::size_t>(a[1].asInt())].get());
    domElement(a[0])->removeAttribute(static_cast<XmlAttribute&>(domNode(removed)));
    return removed;
}

Value removeAllAttributes(Env&, Args a)
{
    domElement(a[0])->removeAttributes();
    return {};
}

/// The same call of the element's attributes.
template<Function ofAttributes>
Value throughAttributes(Env& env, Args a)
{
    static const Type* type = Library::instance().find("XmlAttributeCollection")->self;
    if (a[1].isNull())
        return env.nullReference();
    Value values[2] = {makeValue<DomList>(*type, DomList::Role::Attributes, a[0]), a[1]};
    return ofAttributes(env, Args(values, 2, a.site()));
}

Value setEmpty(Env&, Args a)
{
    auto& element = *domElement(a[0]);
    if (a[1].asBool())
        element.clear();
    element.hasEndTag = !a[1].asBool();
    return {};
}

} // namespace

void registerDomElement(LibraryBuilder& library)
{
    library.type("class System.Xml.XmlElement : XmlNode", "An element of an XmlDocument")
        .unlisted()
        .property(
            "bool HasAttributes",
            [](Env&, Args a) { return Value::ofBool(!domElement(a[0])->attributes().empty()); })
        .property(
            "bool IsEmpty",
            [](Env&, Args a) {
                return Value::ofBool(domElement(a[0])->children().empty()
                                     && !domElement(a[0])->hasEndTag);
            },
            "Whether it is written as <a />", setEmpty)
        .method("string GetAttribute(string name)", getAttribute, "The attribute's text, or \"\"")
        .method("string GetAttribute(string localName, string namespaceURI)", getAttribute)
        .method("XmlAttribute GetAttributeNode(string name)", getAttributeNode)
        .method("XmlAttribute GetAttributeNode(string localName, string namespaceURI)",
                getAttributeNode)
        .method("bool HasAttribute(string name)", hasAttribute)
        .method("bool HasAttribute(string localName, string namespaceURI)", hasAttribute)
        .method("void SetAttribute(string name, string value)", setAttribute)
        .method("string SetAttribute(string localName, string namespaceURI, string value)",
                setAttributeInSpace)
        .method("XmlAttribute SetAttributeNode(XmlAttribute newAttr)",
                throughAttributes<setNamedAttribute>)
        .method("XmlAttribute SetAttributeNode(string localName, string namespaceURI)",
                setAttributeNodeInSpace)
        .method("void RemoveAttribute(string name)", removeAttribute)
        .method("void RemoveAttribute(string localName, string namespaceURI)", removeAttribute)
        .method("XmlAttribute RemoveAttributeNode(XmlAttribute oldAttr)",
                throughAttributes<removeFromAttributes>)
        .method("XmlAttribute RemoveAttributeNode(string localName, string namespaceURI)",
                removeAttributeNodeInSpace)
        .method("XmlNode RemoveAttributeAt(int i)", removeAttributeAt)
        .method("void RemoveAllAttributes()", removeAllAttributes)
        .method("XmlNodeList GetElementsByTagName(string name)", namedElements)
        .method("XmlNodeList GetElementsByTagName(string localName, string namespaceURI)",
                namedElements);
}

} // namespace gatelens::expression
