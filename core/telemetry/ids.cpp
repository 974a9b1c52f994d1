#include "core/telemetry/ids.h"

#include "core/base/time.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <random>

namespace gatelens {

namespace {

std::uint64_t randomBits()
{
    // Ids need spread, not secrecy; one generator a thread keeps the hot path free of locks.
    thread_local std::mt19937_64 generator = [] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }();
    return generator();
}

void appendHex(std::string& out, std::uint64_t value, int digits)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        out += kHex[(value >> static_cast<unsigned>(shift)) & 0xFU];
}

bool isLowerHex(char character)
{
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
}

bool isId(std::string_view text, std::size_t length) noexcept
{
    return text.size() == length && std::all_of(text.begin(), text.end(), isLowerHex)
        && text.find_first_not_of('0') != std::string_view::npos;
}

/// UTF-16 code units of valid UTF-8; each byte of anything else counts as one unit.
std::u16string toUtf16(std::string_view text)
{
    std::u16string units;
    units.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        const bool isBroken = (lead >= 0x80 && lead < 0xC0) || at + length > text.size();
        if (length == 1 || isBroken) {
            units += static_cast<char16_t>(lead);
            ++at;
            continue;
        }
        std::uint32_t point = lead & (0xFFU >> (length + 1));
        for (std::size_t index = 1; index < length; ++index)
            point = (point << 6U) | (static_cast<unsigned char>(text[at + index]) & 0x3FU);
        if (point >= 0x10000) {
            units += static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10U));
            units += static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FFU));
        } else {
            units += static_cast<char16_t>(point);
        }
        at += length;
    }
    return units;
}

template<class Units>
double scoreOf(const Units& units) noexcept
{
    std::size_t length = units.size();
    while (length < 8)
        length *= 2;
    std::uint32_t hash = 5381;
    for (std::size_t index = 0; index < length; ++index) {
        using Unit = std::make_unsigned_t<typename Units::value_type>;
        hash = hash * 33 + static_cast<Unit>(units[index % units.size()]);
    }
    constexpr auto kLargest = std::numeric_limits<std::int32_t>::max();
    const auto signedHash = static_cast<std::int32_t>(hash);
    const std::int32_t magnitude
        = signedHash == std::numeric_limits<std::int32_t>::min() ? kLargest : std::abs(signedHash);
    return static_cast<double>(magnitude) / kLargest * 100;
}

} // namespace

std::string newGuid()
{
    // Version 4, variant 1 (RFC 4122).
    const std::uint64_t high = (randomBits() & ~0xF000ULL) | 0x4000ULL;
    const std::uint64_t low = (randomBits() & ~(0x3ULL << 62U)) | (0x2ULL << 62U);
    std::string guid;
    guid.reserve(36);
    appendHex(guid, high >> 32U, 8);
    guid += '-';
    appendHex(guid, (high >> 16U) & 0xFFFFU, 4);
    guid += '-';
    appendHex(guid, high & 0xFFFFU, 4);
    guid += '-';
    appendHex(guid, low >> 48U, 4);
    guid += '-';
    appendHex(guid, low & 0xFFFFFFFFFFFFULL, 12);
    return guid;
}

std::string newTraceId()
{
    const auto second = std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch());
    std::string id;
    id.reserve(32);
    appendHex(id, static_cast<std::uint64_t>(second.count()) & 0xFFFFFFFFU, 8);
    appendHex(id, randomBits() & 0xFFFFFFFFU, 8);
    appendHex(id, randomBits(), 16);
    return id;
}

std::string newSpanId()
{
    std::uint64_t bits = randomBits();
    while (bits == 0)
        bits = randomBits();
    std::string id;
    id.reserve(16);
    appendHex(id, bits, 16);
    return id;
}

bool isTraceId(std::string_view text) noexcept { return isId(text, 32); }

bool isSpanId(std::string_view text) noexcept { return isId(text, 16); }

double samplingScore(std::string_view operationId) noexcept
{
    if (operationId.empty())
        return 0;
    const bool isAscii = std::all_of(operationId.begin(), operationId.end(),
                                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return isAscii ? scoreOf(operationId) : scoreOf(toUtf16(operationId));
}

} // namespace gatelens
