#include "proxy/http/head_writer.h"

#include "core/message/message.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace gatelens::proxy {

namespace {

bool isTokenCharacter(char character) noexcept
{
    static constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || kSymbols.find(character) != std::string_view::npos;
}

bool breaksALine(char character) noexcept
{
    return character == '\r' || character == '\n' || character == '\0';
}

void appendValue(std::string& out, std::string_view value)
{
    const std::size_t begin = out.size();
    out += value;
    if (std::any_of(value.begin(), value.end(), breaksALine))
        std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), breaksALine,
                        ' ');
}

void appendNumber(std::string& out, std::uint64_t number, int base)
{
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
    out.append(digits.data(), end);
}

std::string dateText(std::time_t time)
{
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 64> text{};
    const std::size_t size
        = std::strftime(text.data(), text.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
    return {text.data(), size};
}

} // namespace

bool isFramingField(std::string_view name) noexcept
{
    switch (name.size()) {
    case 7:
        return equalsIgnoringCase(name, "upgrade");
    case 10:
        return equalsIgnoringCase(name, "connection") || equalsIgnoringCase(name, "keep-alive");
    case 14:
        return equalsIgnoringCase(name, "content-length");
    case 16:
        return equalsIgnoringCase(name, "proxy-connection");
    case 17:
        return equalsIgnoringCase(name, "transfer-encoding");
    default:
        return false;
    }
}

void appendField(std::string& out, std::string_view name, std::string_view value)
{
    if (name.empty() || !std::all_of(name.begin(), name.end(), isTokenCharacter))
        return;
    out += name;
    out += ": ";
    appendValue(out, value);
    out += "\r\n";
}

void appendFraming(std::string& out, const Framing& framing)
{
    switch (framing.kind) {
    case Framing::Kind::None:
    case Framing::Kind::UntilClose:
        break;
    case Framing::Kind::Length:
        out += "Content-Length: ";
        appendNumber(out, framing.length, 10);
        out += "\r\n";
        break;
    case Framing::Kind::Chunked:
        out += "Transfer-Encoding: chunked\r\n";
        break;
    }
}

void appendStatusAndFields(std::string& out, const ResponseHead& head, int minorVersion)
{
    out += minorVersion == 0 ? "HTTP/1.0 " : "HTTP/1.1 ";
    appendNumber(out, static_cast<std::uint64_t>(std::clamp(head.statusCode, 100, 999)), 10);
    out += ' ';
    appendValue(out, head.reason.empty() ? reasonPhrase(head.statusCode) : head.reason);
    out += "\r\n";
    for (const HeaderField& field : head.headers) {
        if (!isFramingField(field.name))
            appendField(out, field.name, field.value);
    }
}

void appendDate(std::string& out)
{
    thread_local std::time_t second = 0;
    thread_local std::string text;
    if (const std::time_t now = std::time(nullptr); now != second) {
        second = now;
        text = dateText(now);
    }
    out += text;
}

void appendChunkHead(std::string& out, std::size_t size)
{
    appendNumber(out, size, 16);
    out += "\r\n";
}

} // namespace gatelens::proxy
