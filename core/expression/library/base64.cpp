#include "core/expression/library/base64.h"

#include <array>
#include <cstdint>

namespace gatelens::expression {

namespace {

constexpr std::string_view kAlphabet
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr auto kDigits = [] {
    std::array<std::int8_t, 256> digits{};
    digits.fill(-1);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i)
        digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
    return digits;
}();

} // namespace

std::string encodeBase64(std::string_view bytes)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < count ? static_cast<std::uint8_t>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out.push_back(k <= count ? kAlphabet[group >> (18 - 6 * k) & 63] : '=');
    }
    return out;
}

std::optional<std::string> decodeBase64(std::string_view text)
{
    std::string out;
    std::uint32_t group = 0;
    int count = 0;
    int padding = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
            continue;
        if (c == '=') {
            if (++padding > 2 || count < 2)
                return std::nullopt;
            group <<= 6;
            ++count;
        } else {
            const auto digit = kDigits[static_cast<unsigned char>(c)];
            if (digit < 0 || padding > 0)
                return std::nullopt;
            group = group << 6 | static_cast<std::uint32_t>(digit);
            ++count;
        }
        if (count == 4) {
            for (int k = 0; k < 3 - padding; ++k)
                out.push_back(static_cast<char>(group >> (16 - 8 * k)));
            count = 0;
            group = 0;
        }
    }
    if (count != 0)
        return std::nullopt;
    return out;
}

std::optional<std::string> decodeBase64Url(std::string_view text)
{
    std::string standard;
    for (const char c : text) {
        if (c == '=')
            continue;
        standard.push_back(c == '-' ? '+' : (c == '_' ? '/' : c));
    }
    standard.append((4 - standard.size() % 4) % 4, '=');
    return decodeBase64(standard);
}

} // namespace gatelens::expression
