#include "core/expression/library/annotation_members.h"
#include "core/expression/library/families.h"
#include "core/expression/library/xml_access.h"
#include "core/expression/library/xml_compare.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/names.h"
#include "core/expression/xml/node.h"

namespace gatelens::expression {

namespace {

template<bool isBefore, bool onlyElements>
Value siblings(Env&, Args a)
{
    std::vector<Value> items;
    const auto& self = nodeIn(a[0]);
    if (self.parent() != nullptr) {
        const auto& all = self.parent()->children();
        const auto index = self.parent()->indexOf(self);
        for (std::size_t i = isBefore ? 0 : index + 1; i < (isBefore ? index : all.size()); ++i) {
            if (!onlyElements || all[i]->kind() == XmlKind::Element)
                items.push_back(all[i].value());
        }
    }
    return nodeList(a, onlyElements ? withName(std::move(items), a) : std::move(items));
}

template<int direction>
Value neighbour(Env&, Args a)
{
    const auto& self = nodeIn(a[0]);
    if (self.parent() == nullptr)
        return {};
    const auto index = static_cast<std::int64_t>(self.parent()->indexOf(self)) + direction;
    const auto& all = self.parent()->children();
    return index < 0 || index >= static_cast<std::int64_t>(all.size())
        ? Value()
        : all[static_cast<std::size_t>(index)].value();
}

template<int direction>
Value neighbourAttribute(Env&, Args a)
{
    const auto* owner
        = dynamic_cast<const XmlElement*>(static_cast<const XmlNode*>(nodeIn(a[0]).parent()));
    if (owner == nullptr)
        return {};
    const auto& all = owner->attributes();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto other = i + static_cast<std::size_t>(direction);
        if (static_cast<XmlNode*>(all[i].get()) == &nodeIn(a[0]))
            return other < all.size() ? all[other].value() : Value();
    }
    return {};
}

Value replaceNode(Env& env, Args a)
{
    const Value alive = a[0];
    auto& self = nodeIn(a[0]);
    auto* parent = self.parent();
    if (parent == nullptr)
        return env.invalidOperation("The parent is missing.");
    const auto index = parent->indexOf(self);
    parent->remove(self);
    addXmlAt(env, *parent, index, a[1]);
    return {};
}

template<bool isBefore>
Value addBeside(Env& env, Args a)
{
    auto& self = nodeIn(a[0]);
    auto* parent = self.parent();
    if (parent == nullptr)
        return env.invalidOperation("The parent is missing.");
    addXmlAt(env, *parent, parent->indexOf(self) + (isBefore ? 0 : 1), a[1]);
    return {};
}

/// Raises for a text that no processing instruction may be called.
bool isTarget(Env& env, const Value& target)
{
    if (!isXmlNameGiven(env, target, "target"))
        return false;
    if (!isLocalXmlName(target.text()))
        env.raise("XmlException", "The name '" + target.toText() + "' cannot hold a colon.");
    else if (equalText(target.text(), "xml", Comparison::OrdinalIgnoreCase))
        env.argument("'xml' is an invalid name for a processing instruction.");
    return !env.raised();
}

template<XmlKind kind>
Value makeText(Env& env, Args a)
{
    return a[0].isNull() ? env.argumentNull("value") : makeValue<XmlText>(kind, a[0].toText());
}

Value setNodeText(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("value");
    a[0].get<XmlText>().text = a[1].toText();
    return {};
}

} // namespace

void registerXmlNodes(LibraryBuilder& library)
{
    library.type("enum System.Xml.XmlNodeType")
        .values({"None", "Element", "Attribute", "Text", "CDATA", "EntityReference", "Entity",
                 "ProcessingInstruction", "Comment", "Document", "DocumentType", "DocumentFragment",
                 "Notation", "Whitespace", "SignificantWhitespace", "EndElement", "EndEntity",
                 "XmlDeclaration"});
    library.type("enum System.Xml.Linq.SaveOptions")
        .flags()
        .values({"None", "DisableFormatting", "OmitDuplicateNamespaces"});
    library.type("enum System.Xml.Linq.LoadOptions")
        .flags()
        .values({"None", "PreserveWhitespace", "SetBaseUri"});
    auto object = library.type("class System.Xml.Linq.XObject", "A part of an XML tree");
    registerAnnotations<XmlNode>(object);
    object
        .property(
            "string BaseUri", [](Env&, Args) { return Value::ofLiteral(""); },
            "Always empty: trees come from texts")
        .property(
            "XElement Parent",
            [](Env&, Args a) {
                auto* parent = nodeIn(a[0]).parent();
                return parent != nullptr && parent->kind() == XmlKind::Element ? nodeOrNull(parent)
                                                                               : Value();
            },
            "The element around it, or null")
        .property("XDocument Document",
                  [](Env&, Args a) {
                      XmlNode* root = &nodeIn(a[0]);
                      while (root->parent() != nullptr)
                          root = root->parent();
                      return root->kind() == XmlKind::Document ? nodeOrNull(root) : Value();
                  })
        .property("XmlNodeType NodeType", [](Env&, Args a) {
            return Value::ofEnum(*a.site().result, static_cast<std::int64_t>(nodeIn(a[0]).kind()));
        });
    auto nodeType
        = library.type("class System.Xml.Linq.XNode : XObject", "An element, text, comment …");
    registerXmlOrder(nodeType);
    nodeType.property("XNode NextNode", neighbour<1>)
        .property("XNode PreviousNode", neighbour<-1>)
        .method("void Remove()", removeNode, "Takes it out of its parent")
        .method("void ReplaceWith(object content)", replaceNode)
        .method("void ReplaceWith(params object[] content)", replaceNode)
        .method("void AddAfterSelf(object content)", addBeside<false>)
        .method("void AddAfterSelf(params object[] content)", addBeside<false>)
        .method("void AddBeforeSelf(object content)", addBeside<true>)
        .method("void AddBeforeSelf(params object[] content)", addBeside<true>)
        .method("IEnumerable<XElement> Ancestors()", ancestors<false>,
                "The elements around it, innermost first")
        .method("IEnumerable<XElement> Ancestors(XName name)", ancestors<false>)
        .method("IEnumerable<XElement> ElementsBeforeSelf()", siblings<true, true>)
        .method("IEnumerable<XElement> ElementsBeforeSelf(XName name)", siblings<true, true>)
        .method("IEnumerable<XElement> ElementsAfterSelf()", siblings<false, true>)
        .method("IEnumerable<XElement> ElementsAfterSelf(XName name)", siblings<false, true>)
        .method("IEnumerable<XNode> NodesBeforeSelf()", siblings<true, false>)
        .method("IEnumerable<XNode> NodesAfterSelf()", siblings<false, false>)
        .method(
            "string ToString(SaveOptions options)",
            [](Env&, Args a) { return Value::ofString(writeXml(nodeIn(a[0]), writingOf(a[1]))); })
        .method("static bool DeepEquals(XNode n1, XNode n2)", [](Env&, Args a) {
            return Value::ofBool(deepEqualXml(a[0].as<XmlNode>(), a[1].as<XmlNode>()));
        });
    library.type("class System.Xml.Linq.XText : XNode", "Text")
        .method("new(XText other)", cloneXmlNode)
        .method("new(string value)", makeText<XmlKind::Text>)
        .property(
            "string Value", [](Env&, Args a) { return Value::ofText(a[0].get<XmlText>().text); },
            "The text", setNodeText);
    library.type("class System.Xml.Linq.XCData : XText", "A CDATA section")
        .method("new(XCData other)", cloneXmlNode)
        .method("new(string value)", makeText<XmlKind::CData>);
    library.type("class System.Xml.Linq.XComment : XNode", "A comment")
        .method("new(XComment other)", cloneXmlNode)
        .method("new(string value)", makeText<XmlKind::Comment>)
        .property(
            "string Value", [](Env&, Args a) { return Value::ofText(a[0].get<XmlText>().text); },
            {}, setNodeText);
    library.type("class System.Xml.Linq.XProcessingInstruction : XNode")
        .method("new(XProcessingInstruction other)", cloneXmlNode)
        .method("new(string target, string data)",
                [](Env& env, Args a) {
                    if (!isTarget(env, a[0]))
                        return Value();
                    if (a[1].isNull())
                        return env.argumentNull("data");
                    return makeValue<XmlText>(XmlKind::ProcessingInstruction, a[1].toText(),
                                              a[0].toText());
                })
        .property(
            "string Target", [](Env&, Args a) { return Value::ofText(a[0].get<XmlText>().name); },
            {},
            [](Env& env, Args a) {
                if (isTarget(env, a[1]))
                    a[0].get<XmlText>().name = a[1].toText();
                return Value();
            })
        .property(
            "string Data", [](Env&, Args a) { return Value::ofText(a[0].get<XmlText>().text); }, {},
            setNodeText);
    auto attribute = library.type("class System.Xml.Linq.XAttribute : XObject", "An attribute");
    attribute
        .method("new(XAttribute other)",
                [](Env& env, Args a) {
                    if (a[0].isNull())
                        return env.argumentNull("other");
                    const auto& other = a[0].get<XmlAttribute>();
                    return Value::ofObject(new XmlAttribute(other.name, other.value));
                })
        .property("XAttribute NextAttribute", neighbourAttribute<1>)
        .property("XAttribute PreviousAttribute", neighbourAttribute<-1>)
        .property("static IEnumerable<XAttribute> EmptySequence",
                  [](Env&, Args a) { return nodeList(a, {}); })
        .method("new(XName name, object value)",
                [](Env& env, Args a) {
                    if (a[0].isNull() || a[1].isNull())
                        return env.argumentNull(a[0].isNull() ? "name" : "value");
                    return isPlainContent(env, a[1])
                        ? makeValue<XmlAttribute>(nameIn(a[0]), xmlText(a[1]))
                        : Value();
                })
        .property("XName Name",
                  [](Env&, Args a) { return nameValue(a[0].get<XmlAttribute>().name); })
        .property(
            "string Value",
            [](Env&, Args a) { return Value::ofText(a[0].get<XmlAttribute>().value); }, "The text",
            [](Env& env, Args a) {
                if (a[1].isNull())
                    return env.argumentNull("value");
                a[0].get<XmlAttribute>().value = a[1].toText();
                return Value();
            })
        .property("bool IsNamespaceDeclaration",
                  [](Env&, Args a) {
                      return Value::ofBool(a[0].get<XmlAttribute>().isNamespaceDeclaration());
                  })
        .method("void Remove()", removeNode)
        .method("void SetValue(object value)", [](Env& env, Args a) {
            if (isPlainContent(env, a[1]))
                a[0].get<XmlAttribute>().value = xmlText(a[1]);
            return Value();
        });
    registerCasts(attribute, "XAttribute");
}

} // namespace gatelens::expression
