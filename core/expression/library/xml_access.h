#pragma once

#include "core/expression/library/families.h"
#include "core/expression/library/xml_compare.h"
#include "core/expression/library/xml_content.h"
#include "core/expression/library/xml_values.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/names.h"
#include "core/expression/xml/node.h"

namespace gatelens::expression {

// Reading and building of XML trees that the families of LINQ to XML share.

inline const Type* xmlType(std::string_view name) { return Library::instance().find(name)->self; }

/// An XName or XNamespace (whose `local` is "").
class NameObject final : public Object
{
public:
    NameObject(XmlName content, bool isNamespace)
        : name(std::move(content))
        , isSpace(isNamespace)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* types[] = {xmlType("XName"), xmlType("XNamespace")};
        return *types[isSpace ? 1 : 0];
    }
    [[nodiscard]] std::string toText() const override { return isSpace ? name.space : name.text(); }
    [[nodiscard]] bool equals(const Value& other) const noexcept override
    {
        const auto* one = other.as<NameObject>();
        return one != nullptr && one->isSpace == isSpace && one->name == name;
    }
    [[nodiscard]] std::size_t hash() const noexcept override { return hashText(toText()); }

    const XmlName name;
    const bool isSpace;
};

inline Value nameValue(XmlName name) { return makeValue<NameObject>(std::move(name), false); }

inline Value spaceValue(std::string space)
{
    return makeValue<NameObject>(XmlName{std::move(space), ""}, true);
}

inline const XmlName& nameIn(const Value& value) { return value.get<NameObject>().name; }

inline XmlNode& nodeIn(const Value& value) { return value.get<XmlNode>(); }

inline XmlElement& elementIn(const Value& value) { return value.get<XmlElement>(); }

inline XmlContainer& containerIn(const Value& value) { return value.get<XmlContainer>(); }

inline Value nodeOrNull(XmlNode* found) { return Value::ofObject(found); }

inline Value nodeList(Args a, std::vector<Value> items)
{
    return newArray(a.site().result->arguments[0], std::move(items));
}

inline std::vector<Value> withName(std::vector<Value> items, Args a, std::size_t at = 1)
{
    if (a.size() <= at)
        return items;
    // A name that is null is no element's.
    std::erase_if(items, [&](const Value& item) {
        return a[at].isNull() || !(elementIn(item).name == nameIn(a[at]));
    });
    return items;
}

template<bool withSelf>
Value ancestors(Env&, Args a)
{
    std::vector<Value> items;
    XmlNode* one = withSelf ? &nodeIn(a[0]) : nodeIn(a[0]).parent();
    for (; one != nullptr && one->kind() == XmlKind::Element; one = one->parent())
        items.push_back(nodeOrNull(one));
    return nodeList(a, withName(std::move(items), a));
}

inline std::vector<Value> allNodes(const XmlContainer& self, bool isDeep)
{
    std::vector<Value> items;
    for (const auto& child : self.children()) {
        items.push_back(child.value());
        if (isDeep && child->kind() == XmlKind::Element) {
            for (auto& below : allNodes(static_cast<const XmlElement&>(*child), true))
                items.push_back(std::move(below));
        }
    }
    return items;
}

inline Value removeNode(Env& env, Args a)
{
    const Value alive = a[0];
    auto& self = nodeIn(a[0]);
    if (self.parent() == nullptr)
        return env.invalidOperation("The parent is missing.");
    if (self.kind() == XmlKind::Attribute)
        static_cast<XmlElement&>(static_cast<XmlNode&>(*self.parent()))
            .removeAttribute(static_cast<XmlAttribute&>(self));
    else
        self.parent()->remove(self);
    return {};
}

inline Value cloneXmlNode(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("other");
    const auto copy = cloneXml(nodeIn(a[0]));
    env.keep(copy.value());
    return copy.value();
}

inline std::string contentText(const Value& value)
{
    if (const auto* attribute = value.as<XmlAttribute>())
        return attribute->value;
    if (const auto* one = value.as<XmlElement>())
        return one->text();
    if (const auto* document = value.as<XmlDocument>())
        return document->root() == nullptr ? std::string() : document->root()->text();
    const auto* text = value.as<XmlText>();
    return text == nullptr ? value.toText() : text->text;
}

/// Explicit conversions of XElement and XAttribute: XML forms of numbers, booleans and dates.
inline Value castContent(Env& env, Args a)
{
    const Type* type = a.site().result;
    if (a[0].isNull())
        return type->acceptsNull() ? Value() : env.argumentNull("element");
    // True of an element is true in any case, unlike that of XmlConvert.
    const Type* plain = type->withoutNullable();
    return valueOfXmlText(
        env, plain == core().boolean ? toLower(contentText(a[0])) : contentText(a[0]), plain);
}

inline void registerCasts(TypeBuilder& type, std::string_view owner)
{
    static std::deque<std::string> texts;
    for (const std::string target : {"bool", "int", "uint", "long", "ulong", "float", "double",
                                     "decimal", "DateTime", "DateTimeOffset", "TimeSpan", "Guid"}) {
        for (const std::string suffix : {"", "?"}) {
            texts.push_back("static explicit operator " + target + suffix + "(" + std::string(owner)
                            + " value)");
            type.method(texts.back(), castContent);
        }
    }
    texts.push_back("static explicit operator string(" + std::string(owner) + " value)");
    type.method(texts.back(), castContent);
}

/// Parse(text, options): LoadOptions.PreserveWhitespace matters.
template<bool isDocument>
Value parseWithOptions(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("text");
    const XmlReading reading{.keepsBlanks = (a[1].asLong() & 1) != 0};
    return isDocument ? parseXmlDocument(env, a[0].text(), reading)
                      : parseXmlElement(env, a[0].text(), reading);
}

/// A part of an XDeclaration.
template<std::size_t index>
Value declared(Env&, Args a)
{
    return a[0].get<RecordObject>().fields[index];
}

void registerXmlNames(LibraryBuilder& library); ///< XName, XNamespace
void registerXmlNodes(LibraryBuilder& library); ///< XObject, XNode, XText …, XAttribute
void registerXmlDocumentType(LibraryBuilder& library);
void registerXmlContainers(LibraryBuilder& library); ///< XContainer, XElement
void registerXmlDocuments(LibraryBuilder& library); ///< XDeclaration, XDocument

} // namespace gatelens::expression
