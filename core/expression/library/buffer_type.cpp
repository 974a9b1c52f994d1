#include "core/expression/library/array_items.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/objects.h"

#include <bit>
#include <cstring>
#include <optional>

namespace gatelens::expression {

namespace {

// System.Buffer sees arrays of numbers as their bytes, little-endian.

/// Bytes of one element; 0 when the elements are no plain numbers.
std::size_t elementSize(const Value& array)
{
    switch (array.type()->element()->tag) {
    case Tag::Boolean:
    case Tag::SByte:
    case Tag::Byte:
        return 1;
    case Tag::Char:
    case Tag::Int16:
    case Tag::UInt16:
        return 2;
    case Tag::Int32:
    case Tag::UInt32:
    case Tag::Single:
        return 4;
    case Tag::Int64:
    case Tag::UInt64:
    case Tag::Double:
        return 8;
    default:
        return 0;
    }
}

std::uint64_t bitsOf(const Value& item)
{
    switch (item.tag()) {
    case Tag::Boolean:
        return item.asBool() ? 1 : 0;
    case Tag::Char:
        return item.asChar();
    case Tag::Single:
        return std::bit_cast<std::uint32_t>(static_cast<float>(item.asDouble()));
    case Tag::Double:
        return std::bit_cast<std::uint64_t>(item.asDouble());
    default:
        return static_cast<std::uint64_t>(item.asLong());
    }
}

/// An element of those bits; the bits behind its size do not count.
Value itemOf(Tag tag, std::uint64_t bits)
{
    switch (tag) {
    case Tag::Boolean:
        return Value::ofBool((bits & 0xFF) != 0);
    case Tag::Char:
        return Value::ofChar(static_cast<char16_t>(bits));
    case Tag::SByte:
        return Value::ofInteger(tag, static_cast<std::int8_t>(bits));
    case Tag::Byte:
        return Value::ofInteger(tag, static_cast<std::uint8_t>(bits));
    case Tag::Int16:
        return Value::ofInteger(tag, static_cast<std::int16_t>(bits));
    case Tag::UInt16:
        return Value::ofInteger(tag, static_cast<std::uint16_t>(bits));
    case Tag::Int32:
        return Value::ofInteger(tag, static_cast<std::int32_t>(bits));
    case Tag::UInt32:
        return Value::ofInteger(tag, static_cast<std::uint32_t>(bits));
    case Tag::Single:
        return Value::ofSingle(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    case Tag::Double:
        return Value::ofDouble(std::bit_cast<double>(bits));
    default:
        return Value::ofInteger(tag, static_cast<std::int64_t>(bits));
    }
}

/// All bytes of an array; nullopt with the exception raised when it holds something else.
std::optional<std::string> bytesOfArray(Env& env, const Value& array)
{
    const auto size = elementSize(array);
    if (size == 0) {
        env.argument("Object must be an array of primitives.");
        return std::nullopt;
    }
    if (array.isBytes())
        return std::string(array.bytes());
    const auto items = arrayItems(array);
    if (!env.charge(items.size() * size) || !env.step(items.size()))
        return std::nullopt;
    std::string out;
    for (const auto& item : items) {
        const auto bits = bitsOf(item);
        for (std::size_t i = 0; i < size; ++i)
            out.push_back(static_cast<char>(bits >> (8 * i) & 0xFF));
    }
    return out;
}

void assignBytes(const Value& array, const std::string& bytes)
{
    const auto size = elementSize(array);
    const Tag tag = array.type()->element()->tag;
    for (std::size_t at = 0; at + size <= bytes.size(); at += size) {
        std::uint64_t bits = 0;
        for (std::size_t i = size; i-- > 0;)
            bits = bits << 8 | static_cast<std::uint8_t>(bytes[at + i]);
        assignItem(array, at / size, itemOf(tag, bits));
    }
}

/// `(src, srcOffset, dst, dstOffset, count)`, all in bytes.
Value blockCopy(Env& env, Args a)
{
    const auto from = bytesOfArray(env, a[0]);
    if (!from)
        return {};
    auto to = bytesOfArray(env, a[2]);
    if (!to)
        return {};
    const auto source = a[1].asLong();
    const auto target = a[3].asLong();
    const auto count = a[4].asLong();
    if (source < 0 || target < 0 || count < 0)
        return env.argumentRange(source < 0 ? "srcOffset" : target < 0 ? "dstOffset" : "count");
    if (source + count > static_cast<std::int64_t>(from->size())
        || target + count > static_cast<std::int64_t>(to->size()))
        return env.argument(
            "Offset and length were out of bounds for the array or count is greater "
            "than the number of elements from index to the end of the source.");
    to->replace(static_cast<std::size_t>(target), static_cast<std::size_t>(count), *from,
                static_cast<std::size_t>(source), static_cast<std::size_t>(count));
    assignBytes(a[2], *to);
    return {};
}

/// Bytes of the array, when `a[1]` is the index of one of them; nullopt with the exception raised.
std::optional<std::string> indexedBytes(Env& env, Args a)
{
    auto bytes = bytesOfArray(env, a[0]);
    if (bytes && (a[1].asInt() < 0 || a[1].asLong() >= static_cast<std::int64_t>(bytes->size()))) {
        env.argumentRange("index");
        return std::nullopt;
    }
    return bytes;
}

} // namespace

void registerBuffer(LibraryBuilder& library)
{
    library.type("static System.Buffer", "Arrays of numbers as bytes")
        .unlisted()
        .method(
            "static void BlockCopy(Array src, int srcOffset, Array dst, int dstOffset, int count)",
            blockCopy, "Copies bytes; offsets and count are bytes too")
        .method("static int ByteLength(Array array)",
                [](Env& env, Args a) {
                    const auto size = elementSize(a[0]);
                    return size == 0
                        ? env.argument("Object must be an array of primitives.")
                        : Value::ofInt(static_cast<std::int32_t>(size * arrayLength(a[0])));
                })
        .method("static byte GetByte(Array array, int index)",
                [](Env& env, Args a) {
                    const auto bytes = indexedBytes(env, a);
                    return bytes
                        ? Value::ofInteger(Tag::Byte,
                                           static_cast<std::uint8_t>(
                                               (*bytes)[static_cast<std::size_t>(a[1].asInt())]))
                        : Value();
                })
        .method("static void SetByte(Array array, int index, byte value)", [](Env& env, Args a) {
            auto bytes = indexedBytes(env, a);
            if (bytes) {
                (*bytes)[static_cast<std::size_t>(a[1].asInt())] = static_cast<char>(a[2].asLong());
                assignBytes(a[0], *bytes);
            }
            return Value();
        });
}

} // namespace gatelens::expression
