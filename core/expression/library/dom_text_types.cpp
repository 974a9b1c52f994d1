#include "core/expression/library/dom_nodes.h"
#include "core/expression/runtime/text.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

XmlText& domText(Args a) { return static_cast<XmlText&>(domNode(a[0])); }

// --- character data ------------------------------------------------------------------------------

/// A piece of the text, in code units.
struct TextRange
{
    std::size_t begin = 0;
    std::size_t count = 0;
};

/// The range of (offset, count), cut at the text's end; nullopt with ArgumentOutOfRangeException.
std::optional<TextRange> rangeGiven(Env& env, const XmlText& node, const Value& offset,
                                    const Value& count)
{
    const auto length = static_cast<std::int64_t>(lengthUtf16(node.text));
    if (offset.asInt() < 0 || count.asInt() < 0 || offset.asInt() > length) {
        env.argumentRange("offset");
        return std::nullopt;
    }
    return TextRange{
        static_cast<std::size_t>(offset.asInt()),
        static_cast<std::size_t>(std::min<std::int64_t>(count.asInt(), length - offset.asInt()))};
}

void replaceRange(XmlText& node, TextRange range, std::string_view by)
{
    auto units = toUtf16(node.text);
    units.replace(range.begin, range.count, toUtf16(by));
    node.text = fromUtf16(units);
}

Value substringData(Env& env, Args a)
{
    const auto range = rangeGiven(env, domText(a), a[1], a[2]);
    return range ? Value::ofString(substringUtf16(domText(a).text, range->begin, range->count))
                 : Value();
}

Value appendData(Env& env, Args a)
{
    if (env.charge(a[1].text().size()))
        domText(a).text += a[1].text();
    return {};
}

Value insertData(Env& env, Args a)
{
    const auto range = rangeGiven(env, domText(a), a[1], Value::ofInt(0));
    if (range && env.charge(a[2].text().size()))
        replaceRange(domText(a), *range, a[2].text());
    return {};
}

Value deleteData(Env& env, Args a)
{
    if (const auto range = rangeGiven(env, domText(a), a[1], a[2]))
        replaceRange(domText(a), *range, {});
    return {};
}

Value replaceData(Env& env, Args a)
{
    const auto range = rangeGiven(env, domText(a), a[1], a[2]);
    if (range && env.charge(a[3].text().size()))
        replaceRange(domText(a), *range, a[3].text());
    return {};
}

/// What stands behind the offset becomes a text of its own.
Value splitText(Env& env, Args a)
{
    auto& node = domText(a);
    const auto range = rangeGiven(env, node, a[1], Value::ofInt(INT32_MAX));
    if (!range)
        return {};
    if (node.parent() == nullptr)
        return env.invalidOperation("The 'Text' node is not connected in the DOM live tree.");
    auto rest = make<XmlText>(node.kind(), substringUtf16(node.text, range->begin, range->count));
    replaceRange(node, *range, {});
    Value shown = domOf(a[0], rest.get());
    node.parent()->insert(env, node.parent()->indexOf(node) + 1, std::move(rest));
    return shown;
}

void registerCharacterData(LibraryBuilder& library)
{
    library.type("class System.Xml.XmlCharacterData : XmlNode")
        .unlisted()
        .property(
            "string Data", [](Env&, Args a) { return Value::ofText(domText(a).text); }, "The text",
            [](Env&, Args a) {
                domText(a).text = a[1].toText();
                return Value();
            })
        .property("int Length",
                  [](Env&, Args a) {
                      return Value::ofInt(static_cast<std::int32_t>(lengthUtf16(domText(a).text)));
                  })
        .method("string Substring(int offset, int count)", substringData)
        .method("void AppendData(string strData)", appendData)
        .method("void InsertData(int offset, string strData)", insertData)
        .method("void DeleteData(int offset, int count)", deleteData)
        .method("void ReplaceData(int offset, int count, string strData)", replaceData);
    library.type("class System.Xml.XmlText : XmlCharacterData", "Text")
        .unlisted()
        .method("XmlText SplitText(int offset)", splitText);
    library.type("class System.Xml.XmlCDataSection : XmlCharacterData").unlisted();
    library.type("class System.Xml.XmlComment : XmlCharacterData").unlisted();
    library.type("class System.Xml.XmlWhitespace : XmlCharacterData").unlisted();
    library.type("class System.Xml.XmlSignificantWhitespace : XmlCharacterData").unlisted();
}

// --- declaration ---------------------------------------------------------------------------------

/// A part of `version="1.0" encoding="utf-8"`; null when it is not there.
Value declaredPart(std::string_view text, std::string_view name)
{
    const auto opening = std::string(name) + "=\"";
    const auto at = text.find(opening);
    if (at == std::string_view::npos)
        return {};
    const auto begin = at + opening.size();
    return Value::ofText(text.substr(begin, text.find('"', begin) - begin));
}

template<std::size_t index>
constexpr std::string_view kDeclaredName
    = index == 0 ? "version" : (index == 1 ? "encoding" : "standalone");

template<std::size_t index>
Value declaredText(Env&, Args a)
{
    const Value part = declaredPart(domText(a).text, kDeclaredName<index>);
    return part.isNull() ? Value::ofLiteral("") : part;
}

template<std::size_t index>
Value setDeclaredText(Env& env, Args a)
{
    const auto given = a[1].text();
    if (index == 2 && !given.empty() && given != "yes" && given != "no")
        return env.argument("Wrong value for the XML declaration standalone attribute of '"
                            + std::string(given) + "'.");
    auto& text = domText(a).text;
    Value parts[3] = {declaredPart(text, kDeclaredName<0>), declaredPart(text, kDeclaredName<1>),
                      declaredPart(text, kDeclaredName<2>)};
    parts[index] = given.empty() ? Value() : a[1];
    text = declarationText(parts[0], parts[1], parts[2]);
    return {};
}

// --- document type -------------------------------------------------------------------------------

using DoctypePart = XmlDocumentType::Text XmlDocumentType::*;

template<DoctypePart part>
Value domDoctypePart(Env&, Args a)
{
    const auto& text = static_cast<const XmlDocumentType&>(domNode(a[0])).*part;
    return text ? Value::ofText(*text) : Value();
}

} // namespace

void registerDomTexts(LibraryBuilder& library)
{
    registerCharacterData(library);
    library.type("class System.Xml.XmlProcessingInstruction : XmlNode")
        .unlisted()
        .property("string Target", [](Env&, Args a) { return Value::ofText(domText(a).name); })
        .property(
            "string Data", [](Env&, Args a) { return Value::ofText(domText(a).text); }, {},
            [](Env&, Args a) {
                domText(a).text = a[1].toText();
                return Value();
            });
    library.type("class System.Xml.XmlDeclaration : XmlNode", "<?xml version=\"1.0\"?>")
        .unlisted()
        .property("string Version", declaredText<0>)
        .property("string Encoding", declaredText<1>, {}, setDeclaredText<1>)
        .property("string Standalone", declaredText<2>, {}, setDeclaredText<2>);
    library.type("class System.Xml.XmlDocumentType : XmlNode", "The document type (DOCTYPE)")
        .unlisted()
        .property("string PublicId", domDoctypePart<&XmlDocumentType::publicId>)
        .property("string SystemId", domDoctypePart<&XmlDocumentType::systemId>)
        .property("string InternalSubset", domDoctypePart<&XmlDocumentType::internalSubset>);
    library.type("class System.Xml.XmlDocumentFragment : XmlNode", "Nodes without a root")
        .unlisted();
}

} // namespace gatelens::expression
