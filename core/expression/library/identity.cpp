#include "core/expression/library/families.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <openssl/rand.h>

#include <algorithm>

namespace gatelens::expression {

namespace {

const std::array<std::uint8_t, 16>& bytesOf(const Value& guid)
{
    return guid.get<GuidObject>().bytes;
}

/// The first three groups are little-endian in ToByteArray.
constexpr std::array<std::size_t, 16> kMixedOrder
    = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

Value newGuid(Env&, Args)
{
    std::array<std::uint8_t, 16> bytes{};
    RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
    return makeValue<GuidObject>(bytes);
}

Value parseGuidText(Env& env, Args a)
{
    if (a[0].isNull())
        return env.argumentNull("input");
    const auto bytes = parseGuid(a[0].text());
    return bytes
        ? makeValue<GuidObject>(*bytes)
        : env.format(
            "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).");
}

using GuidBytes = std::array<std::uint8_t, 16>;

/// Reads a GUID that must have the form N, D, B or P.
std::optional<GuidBytes> parseExact(std::string_view text, std::string_view format)
{
    text = trimWhiteSpace(text);
    const char form = format.size() == 1 ? static_cast<char>(format[0] & ~0x20) : '\0';
    const bool fits = (form == 'N' && text.size() == 32) || (form == 'D' && text.size() == 36)
        || (form == 'B' && text.size() == 38 && text.front() == '{')
        || (form == 'P' && text.size() == 38 && text.front() == '(')
        || (form == 'X' && text.starts_with("{0x"));
    return fits ? parseGuid(text) : std::nullopt;
}

/// `(int, short, short, eight bytes)`, the bytes one by one or as an array.
Value fromParts(Env& env, Args a)
{
    GuidBytes bytes{};
    const auto first = static_cast<std::uint32_t>(a[0].asInt());
    for (std::size_t i = 0; i < 4; ++i)
        bytes[i] = static_cast<std::uint8_t>(first >> (24 - 8 * i));
    for (std::size_t group = 1; group < 3; ++group) {
        const auto half = static_cast<std::uint16_t>(a[group].asLong());
        bytes[2 + 2 * group] = static_cast<std::uint8_t>(half >> 8);
        bytes[3 + 2 * group] = static_cast<std::uint8_t>(half);
    }
    if (a.size() == 4 && a[3].bytes().size() != 8)
        return env.argument("Byte array for GUID must be exactly 8 bytes long.");
    for (std::size_t i = 0; i < 8; ++i)
        bytes[8 + i] = a.size() == 4 ? static_cast<std::uint8_t>(a[3].bytes()[i])
                                     : static_cast<std::uint8_t>(a[3 + i].asLong());
    return makeValue<GuidObject>(bytes);
}

void registerGuid(LibraryBuilder& library)
{
    library.type("struct System.Guid : ValueType, IComparable", "A globally unique identifier")
        .method("new()", [](Env&, Args) { return Value::ofGuid(""); })
        .method("new(string g)", parseGuidText, "Reads a GUID")
        .method("new(byte[] b)",
                [](Env& env, Args a) {
                    if (a[0].bytes().size() != 16)
                        return env.argument("Byte array for GUID must be exactly 16 bytes long.");
                    std::array<std::uint8_t, 16> bytes{};
                    for (std::size_t i = 0; i < 16; ++i)
                        bytes[kMixedOrder[i]] = static_cast<std::uint8_t>(a[0].bytes()[i]);
                    return makeValue<GuidObject>(bytes);
                })
        .property(
            "static Guid Empty", [](Env&, Args) { return Value::ofGuid(""); }, "All zeros")
        .method("static Guid NewGuid()", newGuid, "A random GUID")
        .method("static Guid Parse(string input)", parseGuidText, "Reads a GUID")
        .method(
            "new(int a, short b, short c, byte d, byte e, byte f, byte g, byte h, byte i, byte j, "
            "byte k)",
            fromParts)
        .method("new(int a, short b, short c, byte[] d)", fromParts)
        .method("new(uint a, ushort b, ushort c, byte d, byte e, byte f, byte g, byte h, byte i, "
                "byte j, byte k)",
                fromParts)
        .method("static Guid ParseExact(string input, string format)",
                [](Env& env, Args a) {
                    const auto bytes = parseExact(a[0].text(), a[1].text());
                    return bytes ? makeValue<GuidObject>(*bytes)
                                 : env.format("Unrecognized Guid format.");
                })
        .method("static bool TryParseExact(string input, string format, out Guid result)",
                [](Env&, Args a) {
                    const auto bytes = parseExact(a[0].text(), a[1].text());
                    *a[2].address() = makeValue<GuidObject>(bytes.value_or(GuidBytes{}));
                    return Value::ofBool(bytes.has_value());
                })
        .method("static bool TryParse(string input, out Guid result)",
                [](Env&, Args a) {
                    const auto bytes = a[0].isNull() ? std::nullopt : parseGuid(a[0].text());
                    *a[1].address()
                        = makeValue<GuidObject>(bytes.value_or(std::array<std::uint8_t, 16>{}));
                    return Value::ofBool(bytes.has_value());
                })
        .method("byte[] ToByteArray()",
                [](Env&, Args a) {
                    std::string bytes(16, '\0');
                    for (std::size_t i = 0; i < 16; ++i)
                        bytes[i] = static_cast<char>(bytesOf(a[0])[kMixedOrder[i]]);
                    return Value::ofBytes(std::move(bytes));
                })
        .method(
            "string ToString(string format)",
            [](Env& env, Args a) {
                if (a[1].text().empty())
                    return Value::ofString(formatGuid(bytesOf(a[0]), 'D'));
                const char form = static_cast<char>(a[1].text()[0] & ~0x20);
                if (a[1].text().size() != 1
                    || std::string_view("NDBPX").find(form) == std::string_view::npos)
                    return env.format("Format String can be only \"D\", \"d\", \"N\", \"n\", "
                                      "\"P\", \"p\", \"B\", \"b\", \"X\" or \"x\".");
                return Value::ofString(formatGuid(bytesOf(a[0]), form));
            },
            "Forms N, D, B, P, X")
        .method("bool Equals(Guid g)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("int CompareTo(Guid value)",
                [](Env&, Args a) {
                    return Value::ofInt(bytesOf(a[0]) < bytesOf(a[1])
                                            ? -1
                                            : (bytesOf(a[1]) < bytesOf(a[0]) ? 1 : 0));
                })
        .method("static bool operator ==(Guid a, Guid b)",
                [](Env&, Args a) { return Value::ofBool(a[0].equals(a[1])); })
        .method("static bool operator !=(Guid a, Guid b)",
                [](Env&, Args a) { return Value::ofBool(!a[0].equals(a[1])); });
}

} // namespace

void registerIdentity(LibraryBuilder& library) { registerGuid(library); }

} // namespace gatelens::expression
