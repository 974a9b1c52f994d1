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

Value makeDocument(Env& env, Args a)
{
    auto made = make<XmlDocument>();
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!addXml(env, *made, a[i]))
            return {};
    }
    env.keep(made.value());
    return made.value();
}

template<std::size_t index>
Value setDeclared(Env&, Args a)
{
    a[0].get<RecordObject>().fields[index] = a[1];
    return {};
}

} // namespace

void registerXmlDocuments(LibraryBuilder& library)
{
    library.type("class System.Xml.Linq.XDeclaration")
        .method("new(string version, string encoding, string standalone)",
                [](Env&, Args a) {
                    return makeValue<RecordObject>(*a.site().result,
                                                   std::vector<Value>{a[0], a[1], a[2]});
                })
        .method("new(XDeclaration other)",
                [](Env& env, Args a) {
                    if (a[0].isNull())
                        return env.argumentNull("other");
                    return makeValue<RecordObject>(*a.site().result,
                                                   a[0].get<RecordObject>().fields);
                })
        .property("string Version", declared<0>, {}, setDeclared<0>)
        .property("string Encoding", declared<1>, {}, setDeclared<1>)
        .property("string Standalone", declared<2>, {}, setDeclared<2>)
        .method("string ToString()", [](Env&, Args a) {
            const auto& fields = a[0].get<RecordObject>().fields;
            const auto text = declarationText(fields[0], fields[1], fields[2]);
            return Value::ofString(text.empty() ? "<?xml?>" : "<?xml " + text + "?>");
        });
    auto document = library.type("class System.Xml.Linq.XDocument : XContainer", "An XML document");
    registerXmlSave(document);
    document.method("new()", makeDocument)
        .method("new(params object[] content)", makeDocument)
        .method("new(XDeclaration declaration, params object[] content)", makeDocument)
        .property(
            "XElement Root",
            [](Env&, Args a) { return nodeOrNull(a[0].get<XmlDocument>().root()); },
            "The root element")
        .method("new(XDocument other)", cloneXmlNode)
        .property("XDocumentType DocumentType",
                  [](Env&, Args a) { return nodeOrNull(a[0].get<XmlDocument>().documentType()); })
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

} // namespace gatelens::expression
