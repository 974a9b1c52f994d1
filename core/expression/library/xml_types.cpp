#include "core/expression/library/families.h"
#include "core/expression/library/xml_compare.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/operators.h"
#include "core/expression/runtime/parse.h"
#include "core/expression/runtime/text.h"
#include "core/expression/xml/names.h"
#include "core/expression/xml/node.h"

#include <algorithm>
#include <cmath>

namespace gatelens::expression {

namespace {

constexpr std::string_view kXmlnsSpace = "http://www.w3.org/2000/xmlns/";

const Type* known(std::string_view name) { return Library::instance().find(name)->self; }

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
        static const Type* types[] = {known("XName"), known("XNamespace")};
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

Value nameValue(XmlName name) { return makeValue<NameObject>(std::move(name), false); }

Value spaceValue(std::string space)
{
    return makeValue<NameObject>(XmlName{std::move(space), ""}, true);
}

const XmlName& name(const Value& value) { return value.get<NameObject>().name; }

XmlName parseName(std::string_view text)
{
    if (text.starts_with("{")) {
        const auto close = text.find('}');
        if (close != std::string_view::npos)
            return {std::string(text.substr(1, close - 1)), std::string(text.substr(close + 1))};
    }
    return {"", std::string(text)};
}

bool isValidName(std::string_view local)
{
    if (local.empty())
        return false;
    const auto isStart = [](char c) {
        return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'
            || static_cast<unsigned char>(c) >= 0x80;
    };
    return isStart(local[0]) && std::all_of(local.begin(), local.end(), [&](char c) {
               return isStart(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-'
                   || c == '.';
           });
}

Value nameFromText(Env& env, Args a)
{
    if (a[0].isNull())
        return {};
    auto parsed = parseName(a[0].text());
    if (!isValidName(parsed.local))
        return env.raise("XmlException",
                         "Name cannot begin with or contain these characters: '" + a[0].toText()
                             + "'.");
    return nameValue(std::move(parsed));
}

XmlNode& node(const Value& value) { return value.get<XmlNode>(); }

XmlElement& element(const Value& value) { return value.get<XmlElement>(); }

XmlContainer& container(const Value& value) { return value.get<XmlContainer>(); }

Value orNull(XmlNode* found) { return Value::ofObject(found); }

/// Adds what XElement's constructor and Add take: nodes, attributes, sequences, plain values.
bool addContent(Env& env, XmlContainer& target, const Value& content)
{
    if (content.isNull())
        return true;
    if (auto* attribute = content.as<XmlAttribute>()) {
        auto* owner = dynamic_cast<XmlElement*>(&target);
        if (owner == nullptr) {
            env.argument("An attribute cannot be added to content.");
            return false;
        }
        return owner->addAttribute(env, Ref(attribute));
    }
    if (auto* document = content.as<XmlDocument>())
        return document->root() == nullptr || target.append(env, Ref<XmlNode>(document->root()));
    if (auto* child = content.as<XmlNode>()) {
        if (target.kind() == XmlKind::Document && child->kind() == XmlKind::Element
            && static_cast<XmlDocument&>(target).root() != nullptr) {
            env.invalidOperation("This operation would create an incorrectly structured document.");
            return false;
        }
        return target.append(env, Ref(child));
    }
    if (!content.isString() && !content.isBytes() && content.as<Sequence>() != nullptr) {
        for (const auto& item : drain(env, content)) {
            if (!addContent(env, target, item))
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

Value makeElement(Env& env, Args a)
{
    if (const auto* other = a[0].as<XmlElement>())
        return cloneXml(*other).value();
    if (a[0].isNull())
        return env.argumentNull("name");
    auto made = make<XmlElement>(name(a[0]));
    if (a.size() > 1 && !addContent(env, *made, a[1]))
        return {};
    env.keep(made.value());
    return made.value();
}

Value makeDocument(Env& env, Args a)
{
    auto made = make<XmlDocument>();
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!addContent(env, *made, a[i]))
            return {};
    }
    env.keep(made.value());
    return made.value();
}

Value listOf(Args a, std::vector<Value> items)
{
    return newArray(a.site().result->arguments[0], std::move(items));
}

std::vector<Value> named(std::vector<Value> items, Args a, std::size_t at = 1)
{
    if (a.size() > at && !a[at].isNull())
        std::erase_if(items,
                      [&](const Value& item) { return !(element(item).name == name(a[at])); });
    return items;
}

template<bool isDeep, bool withSelf>
Value elementsOf(Env&, Args a)
{
    std::vector<Value> items;
    if (withSelf)
        items.push_back(a[0]);
    container(a[0]).collect(items, isDeep);
    return listOf(a, named(std::move(items), a));
}

template<bool withSelf>
Value ancestors(Env&, Args a)
{
    std::vector<Value> items;
    XmlNode* one = withSelf ? &node(a[0]) : node(a[0]).parent();
    for (; one != nullptr && one->kind() == XmlKind::Element; one = one->parent())
        items.push_back(orNull(one));
    return listOf(a, named(std::move(items), a));
}

template<bool isBefore, bool onlyElements>
Value siblings(Env&, Args a)
{
    std::vector<Value> items;
    const auto& self = node(a[0]);
    if (self.parent() != nullptr) {
        const auto& all = self.parent()->children();
        const auto index = self.parent()->indexOf(self);
        for (std::size_t i = isBefore ? 0 : index + 1; i < (isBefore ? index : all.size()); ++i) {
            if (!onlyElements || all[i]->kind() == XmlKind::Element)
                items.push_back(all[i].value());
        }
    }
    return listOf(a, onlyElements ? named(std::move(items), a) : std::move(items));
}

template<int direction>
Value neighbour(Env&, Args a)
{
    const auto& self = node(a[0]);
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
        = dynamic_cast<const XmlElement*>(static_cast<const XmlNode*>(node(a[0]).parent()));
    if (owner == nullptr)
        return {};
    const auto& all = owner->attributes();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto other = i + static_cast<std::size_t>(direction);
        if (static_cast<XmlNode*>(all[i].get()) == &node(a[0]))
            return other < all.size() ? all[other].value() : Value();
    }
    return {};
}

std::vector<Value> allNodes(const XmlContainer& self, bool isDeep)
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

Value removeNode(Env& env, Args a)
{
    const Value alive = a[0];
    auto& self = node(a[0]);
    if (self.parent() == nullptr)
        return env.invalidOperation("The parent is missing.");
    if (self.kind() == XmlKind::Attribute)
        static_cast<XmlElement&>(static_cast<XmlNode&>(*self.parent()))
            .removeAttribute(static_cast<XmlAttribute&>(self));
    else
        self.parent()->remove(self);
    return {};
}

Value replaceNode(Env& env, Args a)
{
    const Value alive = a[0];
    auto& self = node(a[0]);
    auto* parent = self.parent();
    if (parent == nullptr)
        return env.invalidOperation("The parent is missing.");
    const auto index = parent->indexOf(self);
    parent->remove(self);
    // New content goes where the old stood: it is added at the end and moved there.
    XmlElement holder(XmlName{"", "holder"});
    holder.retain();
    addContent(env, holder, a[1]);
    auto at = index;
    const auto added = holder.children();
    holder.clear();
    for (const auto& child : added)
        parent->insert(env, at++, child);
    return {};
}

template<bool isBefore>
Value addBeside(Env& env, Args a)
{
    auto& self = node(a[0]);
    auto* parent = self.parent();
    if (parent == nullptr)
        return env.invalidOperation("The parent is missing.");
    XmlElement holder(XmlName{"", "holder"});
    holder.retain();
    addContent(env, holder, a[1]);
    auto at = parent->indexOf(self) + (isBefore ? 0 : 1);
    const auto added = holder.children();
    holder.clear();
    for (const auto& child : added)
        parent->insert(env, at++, child);
    return {};
}

Value cloneNode(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("other");
    const auto copy = cloneXml(node(a[0]));
    env.keep(copy.value());
    return copy.value();
}

Value setNodeText(Env& env, Args a)
{
    if (a[1].isNull())
        return env.argumentNull("value");
    a[0].get<XmlText>().text = a[1].toText();
    return {};
}

std::string contentText(const Value& value)
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

void setContent(Env& env, XmlElement& target, const Value& content)
{
    target.clear();
    target.hasEndTag = false;
    addContent(env, target, content);
}

/// Explicit conversions of XElement and XAttribute: XML forms of numbers, booleans and dates.
Value castContent(Env& env, Args a)
{
    const Type* type = a.site().result;
    if (a[0].isNull())
        return type->acceptsNull() ? Value() : env.argumentNull("element");
    const auto text = contentText(a[0]);
    const auto trimmed = std::string(trimWhiteSpace(text));
    const auto& types = core();
    const Type* plain = type->withoutNullable();
    const auto wrong = [&] {
        return env.format("The string '" + text + "' is not a valid " + plain->name + " value.");
    };
    if (plain == types.string)
        return Value::ofString(text);
    if (plain == types.boolean) {
        if (trimmed == "true" || trimmed == "1" || trimmed == "false" || trimmed == "0")
            return Value::ofBool(trimmed == "true" || trimmed == "1");
        return wrong();
    }
    if (plain->isIntegral()) {
        const auto number = readInteger(trimmed);
        if (number.error == NumberError::Format)
            return wrong();
        if (number.error == NumberError::Overflow)
            return env.raise("OverflowException", "Value was either too large or too small.");
        const auto bits = static_cast<std::int64_t>(number.isNegative ? ~number.magnitude + 1
                                                                      : number.magnitude);
        return convertNumber(env,
                             Value::ofInteger(number.isNegative ? Tag::Int64 : Tag::UInt64, bits),
                             plain->tag, true);
    }
    if (plain == types.real || plain == types.single) {
        const auto number = trimmed == "INF"
            ? std::optional(HUGE_VAL)
            : (trimmed == "-INF" ? std::optional(-HUGE_VAL) : parseReal(trimmed));
        if (!number || trimmed.find(',') != std::string::npos)
            return wrong();
        return plain == types.real ? Value::ofDouble(*number)
                                   : Value::ofSingle(static_cast<float>(*number));
    }
    if (plain == types.decimal) {
        const auto number = Decimal::parse(trimmed);
        return number ? Value::ofDecimal(*number) : wrong();
    }
    if (plain == types.dateTime || plain == types.dateTimeOffset) {
        const auto parsed = parseDateTime(trimmed);
        if (!parsed)
            return wrong();
        if (plain == types.dateTimeOffset)
            return Value::ofDateTimeOffset(parsed->ticks,
                                           static_cast<std::int16_t>(parsed->offsetMinutes));
        const auto kind = parsed->isUtc
            ? ClockKind::Utc
            : (parsed->hasOffset ? ClockKind::Local : ClockKind::Unspecified);
        return Value::ofDateTimeTicks(parsed->ticks - parsed->offsetMinutes * kTicksPerMinute,
                                      kind);
    }
    if (plain == types.guid) {
        const auto bytes = parseGuid(trimmed);
        return bytes ? makeValue<GuidObject>(*bytes) : wrong();
    }
    const auto ticks = parseDuration(trimmed);
    return ticks ? Value::ofTimeSpanTicks(*ticks) : wrong();
}

void registerCasts(TypeBuilder& type, std::string_view owner)
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

void registerNames(LibraryBuilder& library)
{
    library.type("class System.Xml.Linq.XName", "A name with its namespace")
        .property("string LocalName", [](Env&, Args a) { return Value::ofText(name(a[0]).local); })
        .property("string NamespaceName",
                  [](Env&, Args a) { return Value::ofText(name(a[0]).space); })
        .property("XNamespace Namespace", [](Env&, Args a) { return spaceValue(name(a[0]).space); })
        .method("static XName Get(string expandedName)", nameFromText)
        .method("static XName Get(string localName, string namespaceName)",
                [](Env&, Args a) {
                    return nameValue({a[1].toText(), a[0].toText()});
                })
        .method("static implicit operator XName(string expandedName)", nameFromText)
        .method("static bool operator ==(XName left, XName right)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool operator !=(XName left, XName right)",
                [](Env&, Args a) { return Value::ofBool(!a[0].equals(a[1])); });
    library.type("class System.Xml.Linq.XNamespace", "A namespace")
        .property("string NamespaceName",
                  [](Env&, Args a) { return Value::ofText(name(a[0]).space); })
        .property("static XNamespace None", [](Env&, Args) { return spaceValue(""); })
        .property("static XNamespace Xml",
                  [](Env&, Args) { return spaceValue("http://www.w3.org/XML/1998/namespace"); })
        .property("static XNamespace Xmlns",
                  [](Env&, Args) { return spaceValue(std::string(kXmlnsSpace)); })
        .method("XName GetName(string localName)",
                [](Env&, Args a) {
                    return nameValue({name(a[0]).space, a[1].toText()});
                })
        .method("static XNamespace Get(string namespaceName)",
                [](Env&, Args a) { return spaceValue(a[0].toText()); })
        .method("static implicit operator XNamespace(string namespaceName)",
                [](Env&, Args a) { return a[0].isNull() ? Value() : spaceValue(a[0].toText()); })
        .method("static XName operator +(XNamespace ns, string localName)",
                [](Env& env, Args a) {
                    return a[0].isNull() ? env.argumentNull("ns")
                                         : nameValue({name(a[0]).space, a[1].toText()});
                })
        .method("static bool operator ==(XNamespace left, XNamespace right)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool operator !=(XNamespace left, XNamespace right)",
                [](Env&, Args a) { return Value::ofBool(!a[0].equals(a[1])); });
}

void registerNodes(LibraryBuilder& library)
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
    library.type("class System.Xml.Linq.XObject", "A part of an XML tree")
        .property(
            "XElement Parent",
            [](Env&, Args a) {
                auto* parent = node(a[0]).parent();
                return parent != nullptr && parent->kind() == XmlKind::Element ? orNull(parent)
                                                                               : Value();
            },
            "The element around it, or null")
        .property("XDocument Document",
                  [](Env&, Args a) {
                      XmlNode* root = &node(a[0]);
                      while (root->parent() != nullptr)
                          root = root->parent();
                      return root->kind() == XmlKind::Document ? orNull(root) : Value();
                  })
        .property("XmlNodeType NodeType", [](Env&, Args a) {
            return Value::ofEnum(*a.site().result, static_cast<std::int64_t>(node(a[0]).kind()));
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
        .method("string ToString(SaveOptions options)",
                [](Env&, Args a) {
                    return Value::ofString(writeXml(node(a[0]), (a[1].asLong() & 1) == 0));
                })
        .method("static bool DeepEquals(XNode n1, XNode n2)", [](Env&, Args a) {
            return Value::ofBool(deepEqualXml(a[0].as<XmlNode>(), a[1].as<XmlNode>()));
        });
    library.type("class System.Xml.Linq.XText : XNode", "Text")
        .method("new(XText other)", cloneNode)
        .method(
            "new(string value)",
            [](Env&, Args a) { return Value::ofObject(new XmlText(XmlKind::Text, a[0].toText())); })
        .property(
            "string Value", [](Env&, Args a) { return Value::ofText(a[0].get<XmlText>().text); },
            "The text",
            [](Env&, Args a) {
                a[0].get<XmlText>().text = a[1].toText();
                return Value();
            });
    library.type("class System.Xml.Linq.XCData : XText", "A CDATA section")
        .method("new(XCData other)", cloneNode)
        .method("new(string value)", [](Env&, Args a) {
            return Value::ofObject(new XmlText(XmlKind::CData, a[0].toText()));
        });
    library.type("class System.Xml.Linq.XComment : XNode", "A comment")
        .method("new(XComment other)", cloneNode)
        .method("new(string value)",
                [](Env&, Args a) {
                    return Value::ofObject(new XmlText(XmlKind::Comment, a[0].toText()));
                })
        .property(
            "string Value", [](Env&, Args a) { return Value::ofText(a[0].get<XmlText>().text); },
            {}, setNodeText);
    library.type("class System.Xml.Linq.XProcessingInstruction : XNode")
        .method("new(XProcessingInstruction other)", cloneNode)
        .method("new(string target, string data)",
                [](Env&, Args a) {
                    return Value::ofObject(
                        new XmlText(XmlKind::ProcessingInstruction, a[1].toText(), a[0].toText()));
                })
        .property("string Target",
                  [](Env&, Args a) { return Value::ofText(a[0].get<XmlText>().name); })
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
                  [](Env&, Args a) { return listOf(a, {}); })
        .method("new(XName name, object value)",
                [](Env& env, Args a) {
                    if (a[0].isNull() || a[1].isNull())
                        return env.argumentNull(a[0].isNull() ? "name" : "value");
                    return Value::ofObject(new XmlAttribute(name(a[0]), xmlText(a[1])));
                })
        .property("XName Name",
                  [](Env&, Args a) { return nameValue(a[0].get<XmlAttribute>().name); })
        .property(
            "string Value",
            [](Env&, Args a) { return Value::ofText(a[0].get<XmlAttribute>().value); }, "The text",
            [](Env&, Args a) {
                a[0].get<XmlAttribute>().value = a[1].toText();
                return Value();
            })
        .property("bool IsNamespaceDeclaration",
                  [](Env&, Args a) {
                      return Value::ofBool(a[0].get<XmlAttribute>().isNamespaceDeclaration());
                  })
        .method("void Remove()", removeNode)
        .method("void SetValue(object value)", [](Env&, Args a) {
            a[0].get<XmlAttribute>().value = xmlText(a[1]);
            return Value();
        });
    registerCasts(attribute, "XAttribute");
}

Value addFirst(Env& env, Args a)
{
    auto& self = container(a[0]);
    XmlElement holder(XmlName{"", "holder"});
    holder.retain();
    addContent(env, holder, a[1]);
    const auto added = holder.children();
    holder.clear();
    std::size_t at = 0;
    for (const auto& child : added)
        self.insert(env, at++, child);
    return {};
}

Value replaceNodes(Env& env, Args a)
{
    container(a[0]).clear();
    if (auto* whole = a[0].as<XmlElement>())
        whole->hasEndTag = false;
    addContent(env, container(a[0]), a[1]);
    return {};
}

/// Parse(text, options): LoadOptions.PreserveWhitespace matters.
template<bool isDocument>
Value parseWithOptions(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("text");
    const bool keepsBlanks = (a[1].asLong() & 1) != 0;
    return isDocument ? parseXmlDocument(env, a[0].text(), keepsBlanks)
                      : parseXmlElement(env, a[0].text(), keepsBlanks);
}

/// A part of an XDeclaration.
template<std::size_t index>
Value declared(Env&, Args a)
{
    return a[0].get<RecordObject>().fields[index];
}

template<std::size_t index>
Value setDeclared(Env&, Args a)
{
    a[0].get<RecordObject>().fields[index] = a[1];
    return {};
}

Value replaceAll(Env& env, Args a)
{
    element(a[0]).removeAttributes();
    return replaceNodes(env, a);
}

void registerContainers(LibraryBuilder& library)
{
    const auto add = [](Env& env, Args a) {
        addContent(env, container(a[0]), a[1]);
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
                    container(a[0]).clear();
                    if (auto* whole = a[0].as<XmlElement>())
                        whole->hasEndTag = false;
                    return Value();
                })
        .method("void ReplaceNodes(params object[] content)", replaceNodes)
        .method(
            "XElement Element(XName name)",
            [](Env&, Args a) {
                for (const auto& child : container(a[0]).children()) {
                    if (child->kind() == XmlKind::Element && !a[1].isNull()
                        && static_cast<const XmlElement&>(*child).name == name(a[1]))
                        return child.value();
                }
                return Value();
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
                [](Env&, Args a) { return listOf(a, allNodes(container(a[0]), false)); })
        .method("IEnumerable<XNode> DescendantNodes()",
                [](Env&, Args a) { return listOf(a, allNodes(container(a[0]), true)); })
        .property("XNode FirstNode",
                  [](Env&, Args a) {
                      return container(a[0]).children().empty()
                          ? Value()
                          : container(a[0]).children().front().value();
                  })
        .property("XNode LastNode", [](Env&, Args a) {
            return container(a[0]).children().empty() ? Value()
                                                      : container(a[0]).children().back().value();
        });
    auto type = library.type("class System.Xml.Linq.XElement : XContainer", "An XML element");
    type.method("new(XName name)", makeElement)
        .method("new(XElement other)", makeElement)
        .method("new(XName name, object content)", makeElement, "An element with content")
        .method("new(XName name, params object[] content)", makeElement)
        .property(
            "XName Name", [](Env&, Args a) { return nameValue(element(a[0]).name); }, "The name",
            [](Env&, Args a) {
                element(a[0]).name = name(a[1]);
                return Value();
            })
        .property(
            "string Value", [](Env&, Args a) { return Value::ofString(element(a[0]).text()); },
            "The text inside",
            [](Env& env, Args a) {
                setContent(env, element(a[0]), a[1]);
                return Value();
            })
        .property("bool HasElements",
                  [](Env&, Args a) {
                      std::vector<Value> items;
                      element(a[0]).collect(items, false);
                      return Value::ofBool(!items.empty());
                  })
        .property("bool HasAttributes",
                  [](Env&, Args a) { return Value::ofBool(!element(a[0]).attributes().empty()); })
        .property("bool IsEmpty",
                  [](Env&, Args a) {
                      return Value::ofBool(element(a[0]).children().empty()
                                           && !element(a[0]).hasEndTag);
                  })
        .property("XAttribute FirstAttribute",
                  [](Env&, Args a) {
                      return element(a[0]).attributes().empty()
                          ? Value()
                          : element(a[0]).attributes().front().value();
                  })
        .property("XAttribute LastAttribute",
                  [](Env&, Args a) {
                      return element(a[0]).attributes().empty()
                          ? Value()
                          : element(a[0]).attributes().back().value();
                  })
        .method(
            "XAttribute Attribute(XName name)",
            [](Env&, Args a) {
                return a[1].isNull() ? Value() : orNull(element(a[0]).attribute(name(a[1])));
            },
            "The attribute of that name, or null")
        .method(
            "IEnumerable<XAttribute> Attributes()",
            [](Env&, Args a) {
                std::vector<Value> items;
                for (const auto& one : element(a[0]).attributes())
                    items.push_back(one.value());
                return listOf(a, std::move(items));
            },
            "The attributes")
        .method("IEnumerable<XAttribute> Attributes(XName name)",
                [](Env&, Args a) {
                    std::vector<Value> items;
                    if (auto* one = element(a[0]).attribute(name(a[1])))
                        items.push_back(orNull(one));
                    return listOf(a, std::move(items));
                })
        .method("IEnumerable<XElement> DescendantsAndSelf()", elementsOf<true, true>)
        .method("IEnumerable<XElement> DescendantsAndSelf(XName name)", elementsOf<true, true>)
        .method("IEnumerable<XElement> AncestorsAndSelf()", ancestors<true>)
        .method("IEnumerable<XElement> AncestorsAndSelf(XName name)", ancestors<true>)
        .method(
            "void SetAttributeValue(XName name, object value)",
            [](Env&, Args a) {
                auto& self = element(a[0]);
                auto* attribute = self.attribute(name(a[1]));
                if (!a[2].isNull())
                    self.setAttribute(name(a[1]), xmlText(a[2]));
                else if (attribute != nullptr)
                    self.removeAttribute(*attribute);
                return Value();
            },
            "Sets, adds or (with null) removes an attribute")
        .method(
            "void SetElementValue(XName name, object value)",
            [](Env& env, Args a) {
                auto& self = element(a[0]);
                XmlElement* child = nullptr;
                for (const auto& one : self.children()) {
                    if (one->kind() == XmlKind::Element
                        && static_cast<XmlElement&>(*one).name == name(a[1])) {
                        child = static_cast<XmlElement*>(one.get());
                        break;
                    }
                }
                if (a[2].isNull()) {
                    if (child != nullptr)
                        self.remove(*child);
                    return Value();
                }
                if (child == nullptr) {
                    auto made = make<XmlElement>(name(a[1]));
                    addContent(env, *made, Value::ofString(xmlText(a[2])));
                    self.append(env, Ref<XmlNode>(made.get()));
                } else {
                    setContent(env, *child, Value::ofString(xmlText(a[2])));
                }
                return Value();
            },
            "Sets, adds or (with null) removes a child element")
        .method("void SetValue(object value)",
                [](Env& env, Args a) {
                    if (a[1].isNull())
                        return env.argumentNull("value");
                    setContent(env, element(a[0]), Value::ofString(xmlText(a[1])));
                    return Value();
                })
        .method("void RemoveAttributes()",
                [](Env&, Args a) {
                    element(a[0]).removeAttributes();
                    return Value();
                })
        .method("void RemoveAll()",
                [](Env&, Args a) {
                    element(a[0]).clear();
                    element(a[0]).hasEndTag = false;
                    element(a[0]).removeAttributes();
                    return Value();
                })
        .method("void ReplaceAll(object content)", replaceAll)
        .method("void ReplaceAll(params object[] content)", replaceAll)
        .method("IEnumerable<XNode> DescendantNodesAndSelf()",
                [](Env&, Args a) {
                    auto all = allNodes(element(a[0]), true);
                    all.insert(all.begin(), a[0]);
                    return listOf(a, std::move(all));
                })
        .method("string GetPrefixOfNamespace(XNamespace ns)",
                [](Env& env, Args a) {
                    if (a[1].isNull())
                        return env.argumentNull("ns");
                    const auto prefix = prefixOf(element(a[0]), name(a[1]).space, true);
                    return prefix ? Value::ofString(*prefix) : Value();
                })
        .property("static IEnumerable<XElement> EmptySequence",
                  [](Env&, Args a) { return listOf(a, {}); })
        .method("void ReplaceAttributes(params object[] content)",
                [](Env& env, Args a) {
                    element(a[0]).removeAttributes();
                    addContent(env, element(a[0]), a[1]);
                    return Value();
                })
        .method("XNamespace GetDefaultNamespace()",
                [](Env&, Args a) {
                    for (const XmlNode* one = &node(a[0]);
                         one != nullptr && one->kind() == XmlKind::Element; one = one->parent()) {
                        if (const auto* declared
                            = static_cast<const XmlElement*>(one)->attribute({"", "xmlns"}))
                            return spaceValue(declared->value);
                    }
                    return spaceValue("");
                })
        .method("XNamespace GetNamespaceOfPrefix(string prefix)",
                [](Env&, Args a) {
                    for (const XmlNode* one = &node(a[0]);
                         one != nullptr && one->kind() == XmlKind::Element; one = one->parent()) {
                        if (const auto* declared = static_cast<const XmlElement*>(one)->attribute(
                                {std::string(kXmlnsSpace), a[1].toText()}))
                            return spaceValue(declared->value);
                    }
                    return Value();
                })
        .method(
            "static XElement Parse(string text)",
            [](Env& env, Args a) {
                return a[0].isNull() ? env.argumentNull("text") : parseXmlElement(env, a[0].text());
            },
            "Reads an element")
        .method("static XElement Parse(string text, LoadOptions options)", parseWithOptions<false>);
    registerCasts(type, "XElement");
    library.type("class System.Xml.Linq.XDeclaration")
        .method("new(string version, string encoding, string standalone)",
                [](Env&, Args a) {
                    return makeValue<RecordObject>(*a.site().result,
                                                   std::vector<Value>{a[0], a[1], a[2]});
                })
        .property("string Version", declared<0>, {}, setDeclared<0>)
        .property("string Encoding", declared<1>, {}, setDeclared<1>)
        .property("string Standalone", declared<2>, {}, setDeclared<2>)
        .method("string ToString()", [](Env&, Args a) {
            const auto& fields = a[0].get<RecordObject>().fields;
            std::string out = "<?xml";
            static constexpr std::string_view kNames[] = {"version", "encoding", "standalone"};
            for (std::size_t i = 0; i < 3; ++i) {
                if (!fields[i].isNull())
                    out += " " + std::string(kNames[i]) + "=\"" + fields[i].toText() + "\"";
            }
            return Value::ofString(out + "?>");
        });
    library.type("class System.Xml.Linq.XDocument : XContainer", "An XML document")
        .method("new()", makeDocument)
        .method("new(params object[] content)", makeDocument)
        .method("new(XDeclaration declaration, params object[] content)", makeDocument)
        .property(
            "XElement Root", [](Env&, Args a) { return orNull(a[0].get<XmlDocument>().root()); },
            "The root element")
        .method("new(XDocument other)", cloneNode)
        .property(
            "XDeclaration Declaration",
            [](Env&, Args a) { return a[0].get<XmlDocument>().declaration; }, {},
            [](Env&, Args a) {
                a[0].get<XmlDocument>().declaration = a[1];
                return Value();
            })
        .method(
            "static XDocument Parse(string text)",
            [](Env& env, Args a) {
                return a[0].isNull() ? env.argumentNull("text")
                                     : parseXmlDocument(env, a[0].text());
            },
            "Reads a document")
        .method("static XDocument Parse(string text, LoadOptions options)", parseWithOptions<true>);
}

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
    return listOf(a, named(std::move(items), a));
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
        XmlNode* up = withSelf ? &node(one) : node(one).parent();
        for (; up != nullptr && up->kind() == XmlKind::Element; up = up->parent())
            items.push_back(orNull(up));
    }
    return listOf(a, named(std::move(items), a));
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
        for (auto& found : allNodes(container(one), isDeep))
            items.push_back(std::move(found));
    }
    return listOf(a, std::move(items));
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
        element(one).collect(items, true);
    }
    return listOf(a, named(std::move(items), a));
}

Value attributesOfAll(Env& env, Args a)
{
    std::vector<Value> items;
    for (const auto& one : drain(env, a[0])) {
        if (one.as<XmlElement>() == nullptr)
            continue;
        for (const auto& attribute : element(one).attributes()) {
            if (a.size() == 1 || attribute->name == name(a[1]))
                items.push_back(attribute.value());
        }
    }
    return listOf(a, std::move(items));
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
    registerNames(library);
    registerNodes(library);
    registerContainers(library);
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
        .method("static IEnumerable<T> InDocumentOrder<T>(this IEnumerable<T> source)",
                inDocumentOrder);
}

} // namespace gatelens::expression
