#include "proxy/gateway/policies/xml_schema.h"

#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemas.h>

namespace gatelens::proxy {

namespace {

using XmlDocument = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;

constexpr int kNoAccess = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;

/// Keeps the first error that libxml2 tells.
struct FirstError
{
    std::string text;

    /// libxml2 passes a const error from version 2.12 on.
    template<class XmlError>
    static void take(void* self, XmlError* error)
    {
        auto& first = *static_cast<FirstError*>(self);
        if (!first.text.empty() || error == nullptr || error->message == nullptr)
            return;
        first.text = trimmed(error->message);
        if (error->line > 0)
            first.text += fmt::format(" Line: {}.", error->line);
    }
};

XmlDocument readXml(std::string_view text, FirstError& error)
{
    const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(xmlNewParserCtxt(),
                                                                              &xmlFreeParserCtxt);
    XmlDocument document(xmlCtxtReadMemory(parser.get(), text.data(), static_cast<int>(text.size()),
                                           nullptr, nullptr, kNoAccess),
                         &xmlFreeDoc);
    if (!document)
        FirstError::take(&error, &parser->lastError);
    return document;
}

std::string_view nameOf(const xmlNode* node)
{
    return node == nullptr ? std::string_view()
                           : std::string_view(reinterpret_cast<const char*>(node->name));
}

xmlNode* firstElement(xmlNode* parent)
{
    for (xmlNode* child = parent == nullptr ? nullptr : parent->children; child != nullptr;
         child = child->next) {
        if (child->type == XML_ELEMENT_NODE)
            return child;
    }
    return nullptr;
}

/// The element that a SOAP envelope carries; null when it is none.
xmlNode* soapContent(xmlDoc* document)
{
    xmlNode* root = xmlDocGetRootElement(document);
    if (nameOf(root) != "Envelope")
        return nullptr;
    for (xmlNode* child = root->children; child != nullptr; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && nameOf(child) == "Body")
            return firstElement(child);
    }
    return nullptr;
}

bool readsOtherFiles(xmlNode* root)
{
    for (xmlNode* child = root == nullptr ? nullptr : root->children; child != nullptr;
         child = child->next) {
        const std::string_view name = nameOf(child);
        const bool isReference = child->type == XML_ELEMENT_NODE
            && (name == "import" || name == "include" || name == "redefine");
        if (isReference
            && xmlHasProp(child, reinterpret_cast<const xmlChar*>("schemaLocation")) != nullptr)
            return true;
    }
    return false;
}

} // namespace

Result<XmlSchema> XmlSchema::parse(std::string_view text)
{
    FirstError error;
    const XmlDocument document = readXml(text, error);
    if (!document)
        return Error{ErrorCode::Malformed, error.text, {}};
    if (readsOtherFiles(xmlDocGetRootElement(document.get())))
        return Error{ErrorCode::Unsupported,
                     "it includes or imports another schema; put all definitions into one",
                     {}};
    const std::unique_ptr<xmlSchemaParserCtxt, decltype(&xmlSchemaFreeParserCtxt)> parser(
        xmlSchemaNewDocParserCtxt(document.get()), &xmlSchemaFreeParserCtxt);
    xmlSchemaSetParserStructuredErrors(parser.get(), &FirstError::take, &error);
    XmlSchema schema;
    schema.m_schema
        = {xmlSchemaParse(parser.get()), [](xmlSchema* owned) { xmlSchemaFree(owned); }};
    if (!schema.m_schema)
        return Error{ErrorCode::Malformed, error.text, {}};
    return schema;
}

std::optional<std::string> XmlSchema::check(std::string_view xml, bool isSoap) const
{
    FirstError error;
    const XmlDocument document = readXml(xml, error);
    if (!document)
        return error.text;
    const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> validation(
        xmlSchemaNewValidCtxt(m_schema.get()), &xmlSchemaFreeValidCtxt);
    xmlSchemaSetValidStructuredErrors(validation.get(), &FirstError::take, &error);
    int result = 0;
    if (isSoap) {
        xmlNode* content = soapContent(document.get());
        if (content == nullptr)
            return "It is no SOAP envelope with an element in its body.";
        result = xmlSchemaValidateOneElement(validation.get(), content);
    } else
        result = xmlSchemaValidateDoc(validation.get(), document.get());
    if (result == 0)
        return std::nullopt;
    return error.text.empty() ? std::string("It does not conform to the schema.") : error.text;
}

} // namespace gatelens::proxy
