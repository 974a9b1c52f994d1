#include "proxy/gateway/policies/xml_conversion.h"

#include "core/base/time.h"

#include <boost/json.hpp>

#include <fmt/format.h>
#include <pugixml.hpp>

#include <sstream>

namespace gatelens::proxy {

namespace {

namespace json = boost::json;

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
        || static_cast<unsigned char>(c) >= 128;
}

bool isNameByte(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}

/// A member name as an XML name: what cannot stand in one is written _xHHHH_, as .NET does.
std::string xmlName(std::string_view name)
{
    std::string result;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (i == 0 ? isNameStart(c) : isNameByte(c))
            result += c;
        else
            result += fmt::format("_x{:04X}_", static_cast<unsigned char>(c));
    }
    return result.empty() ? "_" : result;
}

/// "2026-01-02T03:04:05Z" and the like, to which .NET would give the type DateTime.
bool looksLikeDate(std::string_view text)
{
    return text.size() >= 19 && text[4] == '-' && text[7] == '-' && text[10] == 'T';
}

class JsonWriter
{
public:
    explicit JsonWriter(const JsonToXmlOptions& options)
        : m_options(options)
    {
    }

    void append(pugi::xml_node parent, std::string_view name, const json::value& value)
    {
        if (const json::array* list = value.if_array()) {
            for (const json::value& item : *list)
                append(parent, name, item);
            return;
        }
        fill(parent.append_child(elementName(name).c_str()), value);
    }

    void fill(pugi::xml_node element, const json::value& value)
    {
        if (const json::object* object = value.if_object()) {
            for (const auto& [name, member] : *object)
                addMember(element, name, member);
        } else if (!value.is_null())
            element.text().set(text(value).c_str());
    }

private:
    void addMember(pugi::xml_node element, std::string_view name, const json::value& value)
    {
        const bool isAttributeBlock = !m_options.attributeBlockName.empty()
            && name == m_options.attributeBlockName && value.is_object();
        if (isAttributeBlock) {
            for (const auto& [key, member] : value.get_object())
                element.append_attribute(elementName(key).c_str()).set_value(text(member).c_str());
            return;
        }
        const std::string& prefix = m_options.namespacePrefix;
        if (!prefix.empty() && name.starts_with(prefix) && value.is_string()) {
            element.append_attribute(declarationName(name).c_str()).set_value(text(value).c_str());
            return;
        }
        if (name.starts_with('@') && !value.is_object() && !value.is_array()) {
            element.append_attribute(elementName(name.substr(1)).c_str())
                .set_value(text(value).c_str());
            return;
        }
        if (name == "#text" && !value.is_object() && !value.is_array()) {
            element.text().set(text(value).c_str());
            return;
        }
        append(element, name, value);
    }

    [[nodiscard]] std::string declarationName(std::string_view name) const
    {
        const std::string_view rest = name.substr(m_options.namespacePrefix.size());
        if (rest.empty())
            return "xmlns";
        const std::string_view separator = m_options.namespaceSeparator;
        return "xmlns:"
            + xmlName(!separator.empty() && rest.starts_with(separator)
                          ? rest.substr(separator.size())
                          : rest);
    }

    /// "p_name" is "p:name" only when members can declare namespaces at all.
    [[nodiscard]] std::string elementName(std::string_view name) const
    {
        const std::string& separator = m_options.namespaceSeparator;
        const std::size_t at = m_options.namespacePrefix.empty() || separator.empty()
            ? std::string_view::npos
            : name.find(separator);
        if (at == std::string_view::npos || at == 0)
            return xmlName(name);
        return xmlName(name.substr(0, at)) + ':' + xmlName(name.substr(at + separator.size()));
    }

    [[nodiscard]] std::string text(const json::value& value) const
    {
        if (!value.is_string())
            return value.is_null() ? std::string() : json::serialize(value);
        const std::string plain(value.get_string());
        if (!m_options.parsesDates || !looksLikeDate(plain))
            return plain;
        const Result<Timestamp> time = parseIso8601(plain);
        if (!time)
            return plain;
        // xs:dateTime without trailing zeros, as XmlConvert writes it.
        std::string date = toIso8601(*time);
        date.pop_back();
        date.erase(date.find_last_not_of('0') + 1);
        if (date.ends_with('.'))
            date.pop_back();
        return date + 'Z';
    }

    const JsonToXmlOptions& m_options;
};

std::string textOf(const pugi::xml_node& element)
{
    std::string text;
    for (const pugi::xml_node& child : element.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
            text += child.value();
    }
    return text;
}

class XmlReader
{
public:
    XmlReader(JsonKind kind, bool alwaysArrays)
        : m_isFriendly(kind == JsonKind::JavascriptFriendly)
        , m_alwaysArrays(alwaysArrays)
    {
    }

    [[nodiscard]] json::value read(const pugi::xml_node& element) const
    {
        json::object members;
        for (const pugi::xml_attribute& attribute : element.attributes())
            members[(m_isFriendly ? "" : "@") + std::string(attribute.name())] = attribute.value();
        bool hasElements = false;
        for (const pugi::xml_node& child : element.children()) {
            if (child.type() != pugi::node_element)
                continue;
            hasElements = true;
            add(members, child);
        }
        std::string text = textOf(element);
        if (members.empty())
            return element.first_child() ? json::value(text) : json::value(nullptr);
        const bool isBlank = text.find_first_not_of(" \t\r\n") == std::string::npos;
        if (!isBlank || (!hasElements && !text.empty()))
            members[m_isFriendly ? "$text" : "#text"] = text;
        return members;
    }

private:
    void add(json::object& members, const pugi::xml_node& child) const
    {
        json::value value = read(child);
        json::value* present = members.if_contains(child.name());
        if (present == nullptr)
            members[child.name()]
                = m_alwaysArrays ? json::value(json::array{std::move(value)}) : std::move(value);
        else if (present->is_array())
            present->get_array().push_back(std::move(value));
        else
            *present = json::array{std::move(*present), std::move(value)};
    }

    bool m_isFriendly;
    bool m_alwaysArrays;
};

} // namespace

Result<std::string> jsonToXml(std::string_view text, const JsonToXmlOptions& options)
{
    boost::system::error_code error;
    const json::value root = json::parse(text, error);
    if (error)
        return Error{ErrorCode::Malformed, "The body is not JSON: " + error.message(), {}};
    pugi::xml_document document;
    JsonWriter writer(options);
    const json::object* object = root.if_object();
    const bool hasOwnRoot
        = object != nullptr && object->size() == 1 && !object->begin()->value().is_array();
    if (hasOwnRoot)
        writer.append(document, object->begin()->key(), object->begin()->value());
    else if (object != nullptr)
        writer.fill(document.append_child("Document"), root);
    else
        writer.append(document.append_child("Document"), "item", root);
    std::ostringstream output;
    document.save(output, "", pugi::format_raw | pugi::format_no_declaration);
    return output.str();
}

Result<std::string> xmlToJson(std::string_view xml, JsonKind kind, bool alwaysArrays)
{
    pugi::xml_document document;
    const pugi::xml_parse_result parsed = document.load_buffer(
        xml.data(), xml.size(), pugi::parse_default | pugi::parse_cdata | pugi::parse_escapes);
    if (!parsed || !document.document_element())
        return Error{
            ErrorCode::Malformed,
            fmt::format("The body is not XML: {} at byte {}", parsed.description(), parsed.offset),
            {}};
    const pugi::xml_node root = document.document_element();
    const XmlReader reader(kind, alwaysArrays);
    json::value content = reader.read(root);
    if (kind == JsonKind::JavascriptFriendly)
        return json::serialize(content);
    return json::serialize(json::object{{root.name(), std::move(content)}});
}

} // namespace gatelens::proxy
