#include "core/expression/library/web_forms.h"

#include "core/expression/library/uri.h"
#include "core/expression/runtime/text.h"

#include <algorithm>
#include <cctype>

namespace gatelens::expression {

void appendPercent(std::string& out, char byte, HexCase hexCase)
{
    const std::string_view digits
        = hexCase == HexCase::Upper ? "0123456789ABCDEF" : "0123456789abcdef";
    const auto number = static_cast<unsigned char>(byte);
    out += {'%', digits[number >> 4], digits[number & 15]};
}

std::string escapeForm(std::string_view bytes, HexCase hexCase)
{
    std::string out;
    for (const char c : bytes) {
        const bool isPlain = std::isalnum(static_cast<unsigned char>(c)) != 0
            || std::string_view("-_.!*()").find(c) != std::string_view::npos;
        if (isPlain)
            out.push_back(c);
        else if (c == ' ')
            out.push_back('+');
        else
            appendPercent(out, c, hexCase);
    }
    return out;
}

std::string unescapeForm(std::string_view text)
{
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), '+', ' ');
    return unescapeData(plain);
}

std::string formDecoded(std::string_view text) { return decodeUtf8(unescapeForm(text)); }

} // namespace gatelens::expression
