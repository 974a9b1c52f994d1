#include "core/expression/xml/names.h"

#include "core/base/utf8.h"
#include "core/expression/runtime/text.h"

#include <cstdio>

namespace gatelens::expression {

namespace {

constexpr std::string_view kXmlPrefixSpace = "http://www.w3.org/XML/1998/namespace";

const XmlElement* outerElement(const XmlNode& node)
{
    const auto* parent = node.parent();
    return parent != nullptr && parent->kind() == XmlKind::Element
        ? static_cast<const XmlElement*>(parent)
        : nullptr;
}

bool isNameStart(char32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
        || (c >= 0xC0 && c != 0xD7 && c != 0xF7);
}

bool isNameCharacter(char32_t c)
{
    return isNameStart(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == 0xB7;
}

bool isEncoded(std::string_view text)
{
    if (!text.starts_with("_x") || text.size() < 7 || text[6] != '_')
        return false;
    return text.substr(2, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

} // namespace

std::optional<std::string> spaceOf(const XmlElement& element, std::string_view prefix)
{
    if (prefix == "xml")
        return std::string(kXmlPrefixSpace);
    const XmlName declaration = prefix.empty()
        ? XmlName{"", "xmlns"}
        : XmlName{std::string(kXmlnsSpace), std::string(prefix)};
    for (const auto* one = &element; one != nullptr; one = outerElement(*one)) {
        if (const auto* found = one->attribute(declaration))
            return found->value;
    }
    return prefix.empty() ? std::optional(std::string()) : std::nullopt;
}

std::optional<std::string> prefixOf(const XmlElement& element, std::string_view space,
                                    bool needsPrefix)
{
    if (space == kXmlPrefixSpace)
        return "xml";
    for (const auto* one = &element; one != nullptr; one = outerElement(*one)) {
        for (const auto& attribute : one->attributes()) {
            if (!attribute->isNamespaceDeclaration() || attribute->value != space)
                continue;
            const auto prefix
                = attribute->name.space.empty() ? std::string() : attribute->name.local;
            if (!(needsPrefix && prefix.empty()) && spaceOf(element, prefix) == space)
                return prefix;
        }
    }
    return std::nullopt;
}

std::string qualifiedName(const XmlElement& element)
{
    const auto prefix
        = element.name.space.empty() ? std::nullopt : prefixOf(element, element.name.space, false);
    return !prefix || prefix->empty() ? element.name.local : *prefix + ":" + element.name.local;
}

std::string qualifiedName(const XmlAttribute& attribute)
{
    if (attribute.name.space == kXmlnsSpace)
        return "xmlns:" + attribute.name.local;
    const auto* owner = outerElement(attribute);
    const auto prefix = attribute.name.space.empty() || owner == nullptr
        ? std::nullopt
        : prefixOf(*owner, attribute.name.space, true);
    return prefix ? *prefix + ":" + attribute.name.local : attribute.name.local;
}

std::string encodeXmlName(std::string_view name, bool isLocal)
{
    std::string out;
    for (std::size_t at = 0; at < name.size();) {
        const auto begin = at;
        const auto c = nextCodePoint(name, at);
        const bool isFirst = begin == 0;
        const bool isPlain
            = (isFirst ? isNameStart(c) : isNameCharacter(c)) || (c == ':' && !isLocal);
        if (isPlain && !isEncoded(name.substr(begin))) {
            out += name.substr(begin, at - begin);
            continue;
        }
        char code[16];
        std::snprintf(code, sizeof code, c > 0xFFFF ? "_x%08X_" : "_x%04X_",
                      static_cast<unsigned>(c));
        out += code;
    }
    return out;
}

std::string decodeXmlName(std::string_view name)
{
    std::string out;
    for (std::size_t at = 0; at < name.size(); ++at) {
        if (!isEncoded(name.substr(at))) {
            out.push_back(name[at]);
            continue;
        }
        appendUtf8(out,
                   static_cast<char32_t>(
                       std::strtoul(std::string(name.substr(at + 2, 4)).c_str(), nullptr, 16)));
        at += 6;
    }
    return joinSurrogates(std::move(out));
}

} // namespace gatelens::expression
