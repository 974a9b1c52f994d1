#include "core/expression/library/collections.h"
#include "core/expression/library/dom_nodes.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

const Value& ownerOf(Args a) { return a[0].get<DomList>().owner; }

XmlElement& elementOfList(Args a) { return *domElement(ownerOf(a)); }

/// The attribute that `a[index]` is when it stands in this collection; null otherwise.
XmlAttribute* memberGiven(Args a, std::size_t index)
{
    if (a[index].isNull() || domNode(a[index]).parent() != &elementOfList(a))
        return nullptr;
    return static_cast<XmlAttribute*>(&domNode(a[index]));
}

std::size_t positionIn(const XmlElement& element, const XmlAttribute& attribute)
{
    const auto& all = element.attributes();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const auto& one) { return one.get() == &attribute; });
    return static_cast<std::size_t>(found - all.begin());
}

bool isAttributeOfTree(Env& env, Args a)
{
    if (a[1].isNull()) {
        env.nullReference();
        return false;
    }
    if (domNode(a[1]).kind() != XmlKind::Attribute
        || !documentOfNode(a[1]).isSameObject(documentOfNode(ownerOf(a)))) {
        env.argument("The named node is from a different document context.");
        return false;
    }
    return true;
}

/// Puts an attribute at a position; one of its name that is there goes. Gives that one, or null.
Value putAttribute(Env& env, Args a, std::size_t index)
{
    if (!isAttributeOfTree(env, a))
        return {};
    const auto& node = a[1].get<DomNode>().node;
    if (node->parent() != nullptr && node->parent() != &elementOfList(a))
        return env.invalidOperation("The 'Attribute' node cannot be inserted because it is already "
                                    "an attribute of another element.");
    auto& element = elementOfList(a);
    const Ref added(static_cast<XmlAttribute*>(node.get()));
    const Ref old(element.attribute(added->name));
    if (old) {
        if (positionIn(element, *old) < index)
            --index;
        element.removeAttribute(*old);
    }
    element.putAttribute(added, index);
    const bool isReplaced = old && old.get() != added.get();
    return isReplaced ? domOf(ownerOf(a), old.get()) : Value();
}

Value appendAttribute(Env& env, Args a)
{
    putAttribute(env, a, SIZE_MAX);
    return a[1];
}

Value prependAttribute(Env& env, Args a)
{
    putAttribute(env, a, 0);
    return a[1];
}

template<bool isAfter>
Value insertAttribute(Env& env, Args a)
{
    if (a[2].isNull())
        return isAfter ? prependAttribute(env, a) : appendAttribute(env, a);
    const auto* reference = memberGiven(a, 2);
    if (reference == nullptr)
        return env.argument("The reference node must be a child of the current node.");
    if (a[1].isSameObject(a[2]))
        return a[1];
    putAttribute(env, a, positionIn(elementOfList(a), *reference) + (isAfter ? 1 : 0));
    return a[1];
}

/// The attribute of (name) or (local name, namespace), or null.
Value attributeAt(Env&, Args a)
{
    const auto& element = elementOfList(a);
    return domOf(ownerOf(a),
                 a.size() > 2 ? attributeNamed(element, XmlName{a[2].toText(), a[1].toText()})
                              : attributeNamed(element, a[1].text()));
}

Value removeMember(Args a, XmlAttribute* removed)
{
    if (removed == nullptr)
        return {};
    Value shown = domOf(ownerOf(a), removed);
    elementOfList(a).removeAttribute(*removed);
    return shown;
}

Value removeNamedAttribute(Env& env, Args a)
{
    const Value found = attributeAt(env, a);
    return found.isNull() ? found : removeMember(a, static_cast<XmlAttribute*>(&domNode(found)));
}

XmlAttribute* memberAt(Args a)
{
    const auto& all = elementOfList(a).attributes();
    return a[1].asInt() < 0 || static_cast<std::size_t>(a[1].asInt()) >= all.size()
        ? nullptr
        : all[static_cast<std::size_t>(a[1].asInt())].get();
}

Value attributeAtIndex(Env& env, Args a)
{
    auto* found = memberAt(a);
    return found == nullptr
        ? env.raise("IndexOutOfRangeException", "Index was outside the bounds of the array.")
        : domOf(ownerOf(a), found);
}

void registerCollection(LibraryBuilder& library)
{
    library
        .type("class System.Xml.XmlAttributeCollection : IEnumerable<XmlAttribute>",
              "Attributes of an element")
        .unlisted()
        .property("int Count", countElements)
        .method("XmlAttribute this[int i]", attributeAtIndex)
        .method("XmlAttribute this[string name]", attributeAt)
        .method("XmlAttribute this[string localName, string namespaceURI]", attributeAt)
        .method("XmlNode Item(int index)",
                [](Env&, Args a) { return domOf(ownerOf(a), memberAt(a)); })
        .method("XmlNode GetNamedItem(string name)", attributeAt)
        .method("XmlNode GetNamedItem(string localName, string namespaceURI)", attributeAt)
        .method("XmlNode SetNamedItem(XmlNode node)", setNamedAttribute)
        .method("XmlAttribute Append(XmlAttribute node)", appendAttribute)
        .method("XmlAttribute Prepend(XmlAttribute node)", prependAttribute)
        .method("XmlAttribute InsertBefore(XmlAttribute newNode, XmlAttribute refNode)",
                insertAttribute<false>)
        .method("XmlAttribute InsertAfter(XmlAttribute newNode, XmlAttribute refNode)",
                insertAttribute<true>)
        .method("XmlAttribute Remove(XmlAttribute node)", removeFromAttributes)
        .method("XmlAttribute RemoveAt(int i)",
                [](Env&, Args a) { return removeMember(a, memberAt(a)); })
        .method("XmlNode RemoveNamedItem(string name)", removeNamedAttribute)
        .method("XmlNode RemoveNamedItem(string localName, string namespaceURI)",
                removeNamedAttribute)
        .method("void RemoveAll()",
                [](Env&, Args a) {
                    elementOfList(a).removeAttributes();
                    return Value();
                })
        .method("void CopyTo(XmlAttribute[] array, int index)", copyElements)
        .method("IEnumerator GetEnumerator()", enumeratorOf);
}

} // namespace

Value setNamedAttribute(Env& env, Args a)
{
    const Value replaced = putAttribute(env, a, SIZE_MAX);
    return replaced.isNull() ? a[1] : replaced;
}

Value removeFromAttributes(Env&, Args a) { return removeMember(a, memberGiven(a, 1)); }

void registerDomAttributes(LibraryBuilder& library)
{
    registerCollection(library);
    library.type("class System.Xml.XmlAttribute : XmlNode", "An attribute")
        .unlisted()
        .property("XmlElement OwnerElement",
                  [](Env&, Args a) { return domOf(a[0], domNode(a[0]).parent()); });
}

} // namespace gatelens::expression
