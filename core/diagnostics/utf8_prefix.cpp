#include "core/diagnostics/utf8_prefix.h"

namespace gatelens {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

unsigned byteAt(std::string_view text, std::size_t index) noexcept
{
    return static_cast<unsigned char>(text[index]);
}

bool isContinuation(unsigned byte) noexcept { return (byte & 0xC0U) == 0x80U; }

/// Bytes that a character beginning with `lead` takes; 0 when no character begins with it.
std::size_t announcedLength(unsigned lead) noexcept
{
    if (lead < 0x80U)
        return 1;
    if (lead >= 0xC2U && lead <= 0xDFU)
        return 2;
    if (lead >= 0xE0U && lead <= 0xEFU)
        return 3;
    return lead >= 0xF0U && lead <= 0xF4U ? 4 : 0;
}

/// Rules out overlong forms, surrogates and code points above U+10FFFF, all told by the second
/// byte.
bool isSecondByteAllowed(unsigned lead, unsigned second) noexcept
{
    switch (lead) {
    case 0xE0U:
        return second >= 0xA0U;
    case 0xEDU:
        return second <= 0x9FU;
    case 0xF0U:
        return second >= 0x90U;
    case 0xF4U:
        return second <= 0x8FU;
    default:
        return true;
    }
}

/// Length of the valid character that begins at `index`, 0 when there is none.
std::size_t characterLength(std::string_view text, std::size_t index) noexcept
{
    const unsigned lead = byteAt(text, index);
    const std::size_t length = announcedLength(lead);
    if (length <= 1)
        return length;
    if (index + length > text.size() || !isSecondByteAllowed(lead, byteAt(text, index + 1)))
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if (!isContinuation(byteAt(text, index + i)))
            return 0;
    }
    return length;
}

} // namespace

std::string_view utf8Prefix(std::string_view bytes, std::size_t maxBytes) noexcept
{
    if (bytes.size() <= maxBytes)
        return bytes;
    // A cut is inside a character when the byte after it continues one; the character then began
    // at most three bytes before.
    std::size_t start = maxBytes;
    for (int back = 0; back < 3 && start > 0 && isContinuation(byteAt(bytes, start)); ++back)
        --start;
    const bool isCutInside = start < maxBytes && start + characterLength(bytes, start) > maxBytes;
    return bytes.substr(0, isCutInside ? start : maxBytes);
}

std::string toValidUtf8(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size();) {
        const std::size_t length = characterLength(bytes, i);
        text.append(length > 0 ? bytes.substr(i, length) : kReplacement);
        i += length > 0 ? length : 1;
    }
    return text;
}

bool isValidUtf8(std::string_view bytes) noexcept
{
    for (std::size_t i = 0; i < bytes.size();) {
        const std::size_t length = characterLength(bytes, i);
        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

} // namespace gatelens
