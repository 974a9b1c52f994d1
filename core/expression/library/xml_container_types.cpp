#include "core/expression/library/families.h"
#include "core/expression/library/xml_access.h"
#include "core/expression/library/xml_compare.h"
#include "core/expression/library/xml_streams.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/names.h"
#include "core/expression/xml/node.h"

namespace gatelens::expression {

namespace {

Value makeElement(Env& env, Args a)
{
    if (const auto* other = a[0].as<XmlElement>())
        return cloneXml(*other).value();
    if (a[0].isNull())
        return env.argumentNull("name");
    auto made = make<XmlElement>(nameIn(a[0]));
    if (a.size() > 1 && !addXml(env, *made, a[1]))
        return {};
    env.keep(made.value());
    return made.value();
}

template<bool isDeep, bool withSelf>
Value elementsOf(Env&, Args a)
{
    std::vector<Value> items;
    if (withSelf)
        items.push_back(a[0]);
    containerIn(a[0]).collect(items, isDeep);
    return nodeList(a, withName(std::move(items), a));
}

XmlElement* childNamed(const XmlContainer& parent, const XmlName& name)
{
    for (const auto& child : parent.children()) {
        if (child->kind() == XmlKind::Element && static_cast<XmlElement&>(*child).name == name)
            return static_cast<XmlElement*>(child.get());
    }
    return nullptr;
}

void setContent(Env& env, XmlElement& target, const Value& content)
{
    target.clear();
    target.hasEndTag = false;
    addXml(env, target, content);
}

Value setElementValue(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("name");
    auto& self = elementIn(a[0]);
    auto* child = childNamed(self, nameIn(a[1]));
    if (a[2].isNull()) {
        if (child != nullptr)
            self.remove(*child);
        return {};
    }
    if (!isPlainContent(env, a[2]))
        return {};
    auto target = child != nullptr ? Ref(child) : make<XmlElement>(nameIn(a[1]));
    setContent(env, *target, Value::ofString(xmlText(a[2])));
    if (child == nullptr)
        self.append(env, std::move(target));
    return {};
}

Value addFirst(Env& env, Args a)
{
    addXmlAt(env, containerIn(a[0]), 0, a[1]);
    return {};
}

Value replaceNodes(Env& env, Args a)
{
    containerIn(a[0]).clear();
    if (auto* whole = a[0].as<XmlElement>())
        whole->hasEndTag = false;
    addXml(env, containerIn(a[0]), a[1]);
    return {};
}

Value replaceAttributes(Env& env, Args a)
{
    elementIn(a[0]).removeAttributes();
    addXml(env, elementIn(a[0]), a[1]);
    return {};
}

Value replaceAll(Env& env, Args a)
{
    elementIn(a[0]).removeAttributes();
    return replaceNodes(env, a);
}

} // namespace

void registerXmlContainers(LibraryBuilder& library)
{
    const auto add = [](Env& env, Args a) {
        addXml(env, containerIn(a[0]), a[1]);
        return Value();
    };
    library.type("class System.Xml.Linq.XContainer : XNode", "An element or document")
        .method("void Add(object content)", add, "Adds at the end")
        .method("void Add(params object[] content)", add)
        .method("void AddFirst(params object[] content)", addFirst)
        .method("void ReplaceNodes(object content)", replaceNodes)
        .method("void AddFirst(object content)", addFirst)
        .method("void RemoveNodes()",
                [](Env&, Args a) {
                    containerIn(a[0]).clear();
                    if (auto* whole = a[0].as<XmlElement>())
                        whole->hasEndTag = false;
                    return Value();
                })
        .method("void ReplaceNodes(params object[] content)", replaceNodes)
        .method(
            "XElement Element(XName name)",
            [](Env&, Args a) {
                return a[1].isNull() ? Value()
                                     : nodeOrNull(childNamed(containerIn(a[0]), nameIn(a[1])));
            },
            "The first child element of that name, or null")
        .method("IEnumerable<XElement> Elements()", elementsOf<false, false>, "The child elements")
        .method("IEnumerable<XElement> Elements(XName name)", elementsOf<false, false>,
                "The child elements of that name")
        .method("IEnumerable<XElement> Descendants()", elementsOf<true, false>,
                "All elements below")
        .method("IEnumerable<XElement> Descendants(XName name)", elementsOf<true, false>,
                "All elements below of that name")
        .method("IEnumerable<XNode> Nodes()",
                [](Env&, Args a) { return nodeList(a, allNodes(containerIn(a[0]), false)); })
        .method("IEnumerable<XNode> DescendantNodes()",
                [](Env&, Args a) { return nodeList(a, allNodes(containerIn(a[0]), true)); })
        .property("XNode FirstNode",
                  [](Env&, Args a) {
                      return containerIn(a[0]).children().empty()
                          ? Value()
                          : containerIn(a[0]).children().front().value();
                  })
        .property("XNode LastNode", [](Env&, Args a) {
            return containerIn(a[0]).children().empty()
                ? Value()
                : containerIn(a[0]).children().back().value();
        });
    auto type = library.type("class System.Xml.Linq.XElement : XContainer", "An XML element");
    type.method("new(XName name)", makeElement)
        .method("new(XElement other)", makeElement)
        .method("new(XName name, object content)", makeElement, "An element with content")
        .method("new(XName name, params object[] content)", makeElement)
        .property(
            "XName Name", [](Env&, Args a) { return nameValue(elementIn(a[0]).name); }, "The name",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("value");
                elementIn(a[0]).name = nameIn(a[1]);
                return Value();
            })
        .property(
            "string Value", [](Env&, Args a) { return Value::ofString(elementIn(a[0]).text()); },
            "The text inside",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("value");
                setContent(env, elementIn(a[0]), a[1]);
                return Value();
            })
        .property("bool HasElements",
                  [](Env&, Args a) {
                      std::vector<Value> items;
                      elementIn(a[0]).collect(items, false);
                      return Value::ofBool(!items.empty());
                  })
        .property("bool HasAttributes",
                  [](Env&, Args a) { return Value::ofBool(!elementIn(a[0]).attributes().empty()); })
        .property("bool IsEmpty",
                  [](Env&, Args a) {
                      return Value::ofBool(elementIn(a[0]).children().empty()
                                           && !elementIn(a[0]).hasEndTag);
                  })
        .property("XAttribute FirstAttribute",
                  [](Env&, Args a) {
                      return elementIn(a[0]).attributes().empty()
                          ? Value()
                          : elementIn(a[0]).attributes().front().value();
                  })
        .property("XAttribute LastAttribute",
                  [](Env&, Args a) {
                      return elementIn(a[0]).attributes().empty()
                          ? Value()
                          : elementIn(a[0]).attributes().back().value();
                  })
        .method(
            "XAttribute Attribute(XName name)",
            [](Env&, Args a) {
                return a[1].isNull() ? Value()
                                     : nodeOrNull(elementIn(a[0]).attribute(nameIn(a[1])));
            },
            "The attribute of that name, or null")
        .method(
            "IEnumerable<XAttribute> Attributes()",
            [](Env&, Args a) {
                std::vector<Value> items;
                for (const auto& one : elementIn(a[0]).attributes())
                    items.push_back(one.value());
                return nodeList(a, std::move(items));
            },
            "The attributes")
        .method("IEnumerable<XAttribute> Attributes(XName name)",
                [](Env&, Args a) {
                    std::vector<Value> items;
                    auto* one = a[1].isNull() ? nullptr : elementIn(a[0]).attribute(nameIn(a[1]));
                    if (one != nullptr)
                        items.push_back(nodeOrNull(one));
                    return nodeList(a, std::move(items));
                })
        .method("IEnumerable<XElement> DescendantsAndSelf()", elementsOf<true, true>)
        .method("IEnumerable<XElement> DescendantsAndSelf(XName name)", elementsOf<true, true>)
        .method("IEnumerable<XElement> AncestorsAndSelf()", ancestors<true>)
        .method("IEnumerable<XElement> AncestorsAndSelf(XName name)", ancestors<true>)
        .method(
            "void SetAttributeValue(XName name, object value)",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("name");
                auto& self = elementIn(a[0]);
                auto* attribute = self.attribute(nameIn(a[1]));
                if (a[2].isNull()) {
                    if (attribute != nullptr)
                        self.removeAttribute(*attribute);
                } else if (isPlainContent(env, a[2])) {
                    self.setAttribute(nameIn(a[1]), xmlText(a[2]));
                }
                return Value();
            },
            "Sets, adds or (with null) removes an attribute")
        .method("void SetElementValue(XName name, object value)", setElementValue,
                "Sets, adds or (with null) removes a child element")
        .method("void SetValue(object value)",
                [](Env& env, Args a) {
                    if (isPlainContent(env, a[1]))
                        setContent(env, elementIn(a[0]), Value::ofString(xmlText(a[1])));
                    return Value();
                })
        .method("void RemoveAttributes()",
                [](Env&, Args a) {
                    elementIn(a[0]).removeAttributes();
                    return Value();
                })
        .method("void RemoveAll()",
                [](Env&, Args a) {
                    elementIn(a[0]).clear();
                    elementIn(a[0]).hasEndTag = false;
                    elementIn(a[0]).removeAttributes();
                    return Value();
                })
        .method("void ReplaceAll(object content)", replaceAll)
        .method("void ReplaceAll(params object[] content)", replaceAll)
        .method("IEnumerable<XNode> DescendantNodesAndSelf()",
                [](Env&, Args a) {
                    auto all = allNodes(elementIn(a[0]), true);
                    all.insert(all.begin(), a[0]);
                    return nodeList(a, std::move(all));
                })
        .method("string GetPrefixOfNamespace(XNamespace ns)",
                [](Env& env, Args a) {
                    if (a[1].isNull())
                        return env.argumentNull("ns");
                    const auto prefix = prefixOf(elementIn(a[0]), nameIn(a[1]).space, true);
                    return prefix ? Value::ofString(*prefix) : Value();
                })
        .property("static IEnumerable<XElement> EmptySequence",
                  [](Env&, Args a) { return nodeList(a, {}); })
        .method("void ReplaceAttributes(object content)", replaceAttributes)
        .method("void ReplaceAttributes(params object[] content)", replaceAttributes)
        .method("XNamespace GetDefaultNamespace()",
                [](Env&, Args a) {
                    for (const XmlNode* one = &nodeIn(a[0]);
                         one != nullptr && one->kind() == XmlKind::Element; one = one->parent()) {
                        if (const auto* declared
                            = static_cast<const XmlElement*>(one)->attribute({"", "xmlns"}))
                            return spaceValue(declared->value);
                    }
                    return spaceValue("");
                })
        .method("XNamespace GetNamespaceOfPrefix(string prefix)",
                [](Env& env, Args a) {
                    if (a[1].isNull())
                        return env.argumentNull("prefix");
                    if (a[1].text().empty())
                        return env.argument("The prefix is empty.");
                    if (a[1].text() == "xmlns")
                        return spaceValue(std::string(kXmlnsSpace));
                    auto space = spaceOf(elementIn(a[0]), a[1].text());
                    return space ? spaceValue(std::move(*space)) : Value();
                })
        .method(
            "static XElement Parse(string text)",
            [](Env& env, Args a) {
                return a[0].isNull() ? env.argumentNull("text") : parseXmlElement(env, a[0].text());
            },
            "Reads an element")
        .method("static XElement Parse(string text, LoadOptions options)", parseWithOptions<false>);
    registerXmlSave(type);
    registerXmlLoad(type);
    registerCasts(type, "XElement");
}

} // namespace gatelens::expression
