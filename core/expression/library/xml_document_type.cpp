#include "core/expression/library/families.h"
#include "core/expression/library/xml_access.h"

namespace gatelens::expression {

namespace {

XmlDocumentType& doctypeIn(const Value& value) { return value.get<XmlDocumentType>(); }

XmlDocumentType::Text textOrNone(const Value& text)
{
    return text.isNull() ? std::nullopt : std::optional(text.toText());
}

Value makeDoctype(Env& env, Args a)
{
    if (!isXmlNameGiven(env, a[0], "name"))
        return {};
    return makeValue<XmlDocumentType>(a[0].toText(), textOrNone(a[1]), textOrNone(a[2]),
                                      textOrNone(a[3]));
}

Value setDoctypeName(Env& env, Args a)
{
    if (isXmlNameGiven(env, a[1], "value"))
        doctypeIn(a[0]).name = a[1].toText();
    return {};
}

using DoctypePart = XmlDocumentType::Text XmlDocumentType::*;

template<DoctypePart part>
Value doctypePart(Env&, Args a)
{
    const auto& text = doctypeIn(a[0]).*part;
    return text ? Value::ofText(*text) : Value();
}

template<DoctypePart part>
Value setDoctypePart(Env&, Args a)
{
    doctypeIn(a[0]).*part = textOrNone(a[1]);
    return {};
}

template<DoctypePart part>
void addPart(TypeBuilder& type, std::string_view signature)
{
    type.property(signature, doctypePart<part>, {}, setDoctypePart<part>);
}

} // namespace

void registerXmlDocumentType(LibraryBuilder& library)
{
    auto type = library.type("class System.Xml.Linq.XDocumentType : XNode",
                             "The document type (DOCTYPE) of a document");
    type.method("new(XDocumentType other)", cloneXmlNode)
        .method("new(string name, string publicId, string systemId, string internalSubset)",
                makeDoctype)
        .property(
            "string Name", [](Env&, Args a) { return Value::ofText(doctypeIn(a[0]).name); },
            "The name of the root element", setDoctypeName);
    addPart<&XmlDocumentType::publicId>(type, "string PublicId");
    addPart<&XmlDocumentType::systemId>(type, "string SystemId");
    addPart<&XmlDocumentType::internalSubset>(type, "string InternalSubset");
}

} // namespace gatelens::expression
