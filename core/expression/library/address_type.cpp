#include "core/expression/library/families.h"
#include "core/expression/library/fixed_text.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace gatelens::expression {

namespace {

/// A System.Net.IPAddress: 4 or 16 bytes in network order.
class AddressObject final : public Object
{
public:
    explicit AddressObject(std::string content, std::int64_t scopeNumber = 0)
        : bytes(std::move(content))
        , scope(scopeNumber)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("IPAddress")->self;
        return *known;
    }
    [[nodiscard]] bool isV6() const { return bytes.size() == 16; }
    [[nodiscard]] std::string toText() const override
    {
        char buffer[INET6_ADDRSTRLEN] = {};
        inet_ntop(isV6() ? AF_INET6 : AF_INET, bytes.data(), buffer, sizeof buffer);
        return scope == 0 ? buffer : buffer + std::string("%") + std::to_string(scope);
    }
    [[nodiscard]] bool equals(const Value& other) const noexcept override
    {
        const auto* address = other.as<AddressObject>();
        return address != nullptr && address->bytes == bytes && address->scope == scope;
    }
    [[nodiscard]] std::size_t hash() const noexcept override { return hashText(bytes); }
    [[nodiscard]] std::uint8_t operator[](std::size_t index) const
    {
        return static_cast<std::uint8_t>(bytes[index]);
    }

    const std::string bytes;
    std::int64_t scope; ///< zone of an address of version 6; 0 without one
};

AddressObject& addressOf(const Value& value) { return value.get<AddressObject>(); }

constexpr std::string_view kMappedPrefix{"\0\0\0\0\0\0\0\0\0\0\xFF\xFF", 12};

bool isMapped(const AddressObject& address) { return address.bytes.starts_with(kMappedPrefix); }

/// Null when the text is no address.
Value parseAddress(std::string_view text)
{
    std::array<unsigned char, 16> bytes{};
    const auto content = [&](std::size_t size) {
        return std::string(reinterpret_cast<const char*>(bytes.data()), size);
    };
    // inet_aton also reads 1.2.3 and 0x7f.1, as .NET does; it would stop at a blank.
    const bool isPlain
        = text.find_first_not_of("0123456789abcdefABCDEFxX.") == std::string_view::npos;
    in_addr four{};
    if (isPlain && !text.empty() && inet_aton(std::string(text).c_str(), &four) == 1)
        return makeValue<AddressObject>(std::string(reinterpret_cast<const char*>(&four), 4));
    if (text.starts_with('[') && text.ends_with(']'))
        text = text.substr(1, text.size() - 2);
    std::int64_t scope = 0;
    if (const auto percent = text.find('%'); percent != std::string_view::npos) {
        const auto zone = text.substr(percent + 1);
        const auto [end, error] = std::from_chars(zone.data(), zone.data() + zone.size(), scope);
        if (error != std::errc() || end != zone.data() + zone.size() || scope < 0)
            return {};
        text = text.substr(0, percent);
    }
    if (inet_pton(AF_INET6, std::string(text).c_str(), bytes.data()) != 1)
        return {};
    return makeValue<AddressObject>(content(16), scope);
}

Value makeOfBytes(Env& env, Args a)
{
    const auto size = a[0].bytes().size();
    if (a[0].isNull())
        return env.argumentNull("address");
    if (size != 16 && (size != 4 || a.size() > 1))
        return env.argument("An invalid IP address was specified.");
    if (a.size() > 1 && (a[1].asLong() < 0 || a[1].asLong() > 0xFFFFFFFF))
        return env.argumentRange("scopeid");
    return makeValue<AddressObject>(std::string(a[0].bytes()), a.size() > 1 ? a[1].asLong() : 0);
}

/// Of a number whose lowest byte is the first one of the address.
Value makeOfNumber(Env& env, Args a)
{
    const auto number = a[0].asLong();
    if (number < 0 || number > 0xFFFFFFFF)
        return env.argumentRange("newAddress");
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8)
        bytes.push_back(static_cast<char>(number >> shift & 0xFF));
    return makeValue<AddressObject>(std::move(bytes));
}

/// The number of a version 4 address, which is what .NET's obsolete property gives.
Value asNumber(Env& env, Args a)
{
    const auto& address = addressOf(a[0]);
    if (address.isV6())
        return env.raise("SocketException",
                         "The attempted operation is not supported for the type of object "
                         "referenced.");
    std::int64_t number = 0;
    for (std::size_t i = 4; i-- > 0;)
        number = number << 8 | address[i];
    return Value::ofLong(number);
}

Value mapToV6(Env&, Args a)
{
    const auto& address = addressOf(a[0]);
    return address.isV6() ? a[0]
                          : makeValue<AddressObject>(std::string(kMappedPrefix) + address.bytes);
}

Value mapToV4(Env&, Args a)
{
    const auto& address = addressOf(a[0]);
    return address.isV6() ? makeValue<AddressObject>(address.bytes.substr(12)) : a[0];
}

/// The bytes of an integer turned round: this machine's order is little-endian, the network's not.
template<class Number>
Value swapped(Env&, Args a)
{
    const auto number = static_cast<std::uint64_t>(a[0].asLong());
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        out = out << 8 | (number >> (8 * i) & 0xFF);
    return Value::ofInteger(a.site().result->tag,
                            static_cast<std::int64_t>(static_cast<Number>(out)));
}

Value scopeOf(Env& env, Args a)
{
    return addressOf(a[0]).isV6() ? Value::ofLong(addressOf(a[0]).scope)
                                  : env.raise("SocketException",
                                              "The attempted operation is not supported for the "
                                              "type of object referenced.");
}

Value setScope(Env& env, Args a)
{
    if (!addressOf(a[0]).isV6())
        return scopeOf(env, a);
    if (a[1].asLong() < 0 || a[1].asLong() > 0xFFFFFFFF)
        return env.argumentRange("value");
    addressOf(a[0]).scope = a[1].asLong();
    return {};
}

/// Does the address begin with the bits of `first` and `second` under their masks?
template<std::uint8_t first, std::uint8_t second, std::uint8_t secondMask>
Value beginsWith(Env&, Args a)
{
    const auto& address = addressOf(a[0]);
    return Value::ofBool(address.isV6() && address[0] == first
                         && (address[1] & secondMask) == second);
}

template<FixedText text>
Value knownAddress(Env&, Args)
{
    return parseAddress(text.text);
}

void registerKnownAddresses(TypeBuilder& type)
{
    type.property("static IPAddress Any", knownAddress<"0.0.0.0">)
        .property("static IPAddress Loopback", knownAddress<"127.0.0.1">)
        .property("static IPAddress Broadcast", knownAddress<"255.255.255.255">)
        .property("static IPAddress None", knownAddress<"255.255.255.255">)
        .property("static IPAddress IPv6Any", knownAddress<"::">)
        .property("static IPAddress IPv6Loopback", knownAddress<"::1">)
        .property("static IPAddress IPv6None", knownAddress<"::">);
}

void registerByteOrder(TypeBuilder& type)
{
    type.method("static short HostToNetworkOrder(short host)", swapped<std::int16_t>)
        .method("static int HostToNetworkOrder(int host)", swapped<std::int32_t>)
        .method("static long HostToNetworkOrder(long host)", swapped<std::int64_t>)
        .method("static short NetworkToHostOrder(short network)", swapped<std::int16_t>)
        .method("static int NetworkToHostOrder(int network)", swapped<std::int32_t>)
        .method("static long NetworkToHostOrder(long network)", swapped<std::int64_t>);
}

void registerKinds(TypeBuilder& type)
{
    type.property("AddressFamily AddressFamily",
                  [](Env&, Args a) {
                      return Value::ofEnum(*a.site().result, addressOf(a[0]).isV6() ? 23 : 2);
                  })
        .property("bool IsIPv6LinkLocal", beginsWith<0xFE, 0x80, 0xC0>, "In fe80::/10")
        .property("bool IsIPv6SiteLocal", beginsWith<0xFE, 0xC0, 0xC0>, "In fec0::/10")
        .property("bool IsIPv6Multicast", beginsWith<0xFF, 0, 0>, "In ff00::/8")
        .property(
            "bool IsIPv6Teredo",
            [](Env&, Args a) {
                return Value::ofBool(
                    addressOf(a[0]).isV6()
                    && addressOf(a[0]).bytes.starts_with(std::string_view("\x20\x01\0\0", 4)));
            },
            "In 2001::/32")
        .property("bool IsIPv4MappedToIPv6",
                  [](Env&, Args a) { return Value::ofBool(isMapped(addressOf(a[0]))); })
        .property("long ScopeId", scopeOf, "", setScope)
        .property("long Address", asNumber);
}

} // namespace

void registerAddress(LibraryBuilder& library)
{
    library.type("enum System.Net.Sockets.AddressFamily")
        .value("Unknown", -1)
        .value("Unspecified", 0)
        .value("InterNetwork", 2)
        .value("InterNetworkV6", 23);
    auto type = library.type("class System.Net.IPAddress", "An IP address");
    type.method("new(byte[] address)", makeOfBytes)
        .method("new(byte[] address, long scopeid)", makeOfBytes)
        .method("new(long newAddress)", makeOfNumber);
    registerKnownAddresses(type);
    registerKinds(type);
    registerByteOrder(type);
    type.method("byte[] GetAddressBytes()",
                [](Env&, Args a) { return Value::ofBytes(addressOf(a[0]).bytes); })
        .method("IPAddress MapToIPv4()", mapToV4)
        .method("IPAddress MapToIPv6()", mapToV6)
        .method("static bool IsLoopback(IPAddress address)",
                [](Env&, Args a) {
                    const auto& address = addressOf(a[0]);
                    return Value::ofBool(address.isV6() ? address.toText() == "::1"
                                                        : address[0] == 127);
                })
        .method("static IPAddress Parse(string ipString)",
                [](Env& env, Args a) {
                    if (a[0].isNull())
                        return env.argumentNull("ipString");
                    Value parsed = parseAddress(a[0].text());
                    return parsed.isNull() ? env.format("An invalid IP address was specified.")
                                           : parsed;
                })
        .method("static bool TryParse(string ipString, out IPAddress address)", [](Env&, Args a) {
            *a[1].address() = a[0].isNull() ? Value() : parseAddress(a[0].text());
            return Value::ofBool(!a[1].address()->isNull());
        });
}

} // namespace gatelens::expression
