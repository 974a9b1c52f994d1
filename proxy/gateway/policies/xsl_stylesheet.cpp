#include "proxy/gateway/policies/xsl_stylesheet.h"

#include <libxml/parser.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>

namespace gatelens::proxy {

namespace {

/// The library would print to standard error; what went wrong is told by the result.
void ignoreMessage(void* /*unused*/, const char* /*format*/, ...) { }

using XmlDocument = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;

constexpr int kParseOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;

Error xslError(std::string message) { return {ErrorCode::Malformed, std::move(message), {}}; }

XmlDocument parseXml(std::string_view text)
{
    return {
        xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr, kParseOptions),
        &xmlFreeDoc};
}

/// Forbids files and network to stylesheets, document() included.
xsltSecurityPrefsPtr lockedDown()
{
    static const xsltSecurityPrefsPtr preferences = [] {
        const xsltSecurityPrefsPtr made = xsltNewSecurityPrefs();
        for (const xsltSecurityOption option :
             {XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
              XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK})
            xsltSetSecurityPrefs(made, option, xsltSecurityForbid);
        return made;
    }();
    return preferences;
}

/// libxslt takes parameters as XPath expressions: a text needs quotes that it does not contain.
std::string quotedText(const std::string& text)
{
    if (text.find('\'') == std::string::npos)
        return '\'' + text + '\'';
    std::string safe = text;
    std::erase(safe, '"');
    return '"' + safe + '"';
}

} // namespace

Result<XslStylesheet> XslStylesheet::parse(std::string_view text)
{
    XmlDocument document = parseXml(text);
    if (!document)
        return xslError("the stylesheet is not well-formed XML");
    xsltStylesheetPtr sheet = xsltParseStylesheetDoc(document.get());
    if (sheet == nullptr)
        return xslError("the stylesheet cannot be compiled");
    // The stylesheet owns its document from here on.
    static_cast<void>(document.release());
    XslStylesheet result;
    result.m_sheet = {sheet, [](xsltStylesheet* owned) { xsltFreeStylesheet(owned); }};
    return result;
}

Result<std::string>
XslStylesheet::apply(std::string_view xml,
                     const std::vector<std::pair<std::string, std::string>>& parameters) const
{
    const XmlDocument input = parseXml(xml);
    if (!input)
        return xslError("The body is not well-formed XML.");
    std::vector<std::string> texts;
    texts.reserve(parameters.size());
    for (const auto& [name, value] : parameters)
        texts.push_back(quotedText(value));
    std::vector<const char*> pairs;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        pairs.push_back(parameters[i].first.c_str());
        pairs.push_back(texts[i].c_str());
    }
    pairs.push_back(nullptr);
    const std::unique_ptr<xsltTransformContext, decltype(&xsltFreeTransformContext)> context(
        xsltNewTransformContext(m_sheet.get(), input.get()), &xsltFreeTransformContext);
    xsltSetCtxtSecurityPrefs(lockedDown(), context.get());
    xsltSetTransformErrorFunc(context.get(), nullptr, &ignoreMessage);
    const XmlDocument output(xsltApplyStylesheetUser(m_sheet.get(), input.get(), pairs.data(),
                                                     nullptr, nullptr, context.get()),
                             &xmlFreeDoc);
    if (!output || context->state != XSLT_STATE_OK)
        return xslError("The stylesheet could not transform the body.");
    xmlChar* bytes = nullptr;
    int size = 0;
    if (xsltSaveResultToString(&bytes, &size, output.get(), m_sheet.get()) != 0)
        return xslError("The transformed body could not be written.");
    std::string text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    xmlFree(bytes);
    return text;
}

std::string XslStylesheet::contentType() const
{
    if (m_sheet->mediaType != nullptr)
        return reinterpret_cast<const char*>(m_sheet->mediaType);
    if (m_sheet->method == nullptr)
        return {};
    const std::string_view method(reinterpret_cast<const char*>(m_sheet->method));
    if (method == "xml")
        return "application/xml";
    return method == "html" ? "text/html" : "text/plain";
}

} // namespace gatelens::proxy
