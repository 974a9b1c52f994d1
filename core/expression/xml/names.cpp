#include "core/expression/xml/names.h"

#include "core/base/utf8.h"
#include "core/expression/runtime/text.h"

#include <libxml/chvalid.h>

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

std::string prefixed(const std::string& prefix, const std::string& local)
{
    return prefix.empty() ? local : prefix + ":" + local;
}

/// Length of an escape `_xHHHH_` or `_xHHHHHHHH_` at the text's beginning, else 0.
std::size_t escapeLength(std::string_view text)
{
    for (const std::size_t digits : {std::size_t{4}, std::size_t{8}}) {
        if (text.starts_with("_x") && text.size() > digits + 2 && text[digits + 2] == '_'
            && text.substr(2, digits).find_first_not_of("0123456789abcdefABCDEF")
                == std::string_view::npos)
            return digits + 3;
    }
    return 0;
}

template<class Test>
bool allCharacters(std::string_view text, Test test)
{
    for (std::size_t at = 0; at < text.size();) {
        const bool isFirst = at == 0;
        if (!test(nextCodePoint(text, at), isFirst))
            return false;
    }
    return !text.empty();
}

/// `isPlain(character, isFirst)` says what stays as it is.
template<class Test>
std::string encoded(std::string_view name, Test isPlain)
{
    std::string out;
    for (std::size_t at = 0; at < name.size();) {
        const auto begin = at;
        const auto c = nextCodePoint(name, at);
        if (isPlain(c, begin == 0) && escapeLength(name.substr(begin)) == 0) {
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
    if (element.prefix)
        return prefixed(*element.prefix, element.name.local);
    const auto prefix
        = element.name.space.empty() ? std::nullopt : prefixOf(element, element.name.space, false);
    return !prefix || prefix->empty() ? element.name.local : *prefix + ":" + element.name.local;
}

std::string qualifiedName(const XmlAttribute& attribute)
{
    if (attribute.prefix)
        return prefixed(*attribute.prefix, attribute.name.local);
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
    return encoded(name, [&](char32_t c, bool isFirst) {
        return (isFirst ? isXmlNameStart(c) : isXmlNameCharacter(c)) || (c == ':' && !isLocal);
    });
}

std::string encodeXmlToken(std::string_view name)
{
    return encoded(name, [](char32_t c, bool) { return isXmlNameCharacter(c) || c == ':'; });
}

std::string decodeXmlName(std::string_view name)
{
    std::string out;
    for (std::size_t at = 0; at < name.size();) {
        const auto length = escapeLength(name.substr(at));
        const auto code = length == 0
            ? 0UL
            : std::strtoul(std::string(name.substr(at + 2, length - 3)).c_str(), nullptr, 16);
        if (length == 0 || code > 0x10FFFF) {
            out.push_back(name[at++]);
            continue;
        }
        appendUtf8(out, static_cast<char32_t>(code));
        at += length;
    }
    return joinSurrogates(std::move(out));
}

bool isXmlNameStart(char32_t c) noexcept
{
    const auto code = static_cast<int>(c);
    return c <= 0xFFFF && (c == '_' || xmlIsBaseCharQ(code) || xmlIsIdeographicQ(code));
}

bool isXmlNameCharacter(char32_t c) noexcept
{
    const auto code = static_cast<int>(c);
    return isXmlNameStart(c) || c == '-' || c == '.'
        || (c <= 0xFFFF && (xmlIsDigitQ(code) || xmlIsCombiningQ(code) || xmlIsExtenderQ(code)));
}

bool isXmlCharacter(char32_t c) noexcept { return xmlIsCharQ(static_cast<int>(c)); }

bool isXmlBlank(char32_t c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool isLocalXmlName(std::string_view text)
{
    return allCharacters(text, [](char32_t c, bool isFirst) {
        return isFirst ? isXmlNameStart(c) : isXmlNameCharacter(c);
    });
}

bool isXmlName(std::string_view text)
{
    return allCharacters(text, [](char32_t c, bool isFirst) {
        return c == ':' || (isFirst ? isXmlNameStart(c) : isXmlNameCharacter(c));
    });
}

bool isXmlNameToken(std::string_view text)
{
    return allCharacters(text, [](char32_t c, bool) { return c == ':' || isXmlNameCharacter(c); });
}

} // namespace gatelens::expression
