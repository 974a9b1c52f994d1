#include "core/expression/library/array_items.h"
#include "core/expression/library/encodings.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"

namespace gatelens::expression {

namespace {

/// An Encoding. A strict one raises where others replace.
class EncodingObject final : public Object
{
public:
    explicit EncodingObject(const Charset& which, bool raisesOnEncode = false,
                            bool raisesOnDecode = false)
        : charset(which)
        , isStrictEncoder(raisesOnEncode)
        , isStrictDecoder(raisesOnDecode)
    {
    }
    [[nodiscard]] const Type& type() const noexcept override
    {
        static const Type* known = Library::instance().find("Encoding")->self;
        return *known;
    }
    [[nodiscard]] bool equals(const Value& other) const noexcept override
    {
        const auto* one = other.as<EncodingObject>();
        return one != nullptr && &one->charset == &charset
            && one->isStrictEncoder == isStrictEncoder && one->isStrictDecoder == isStrictDecoder;
    }
    [[nodiscard]] std::size_t hash() const noexcept override
    {
        return static_cast<std::size_t>(charset.codePage);
    }

    const Charset& charset;
    const bool isStrictEncoder;
    const bool isStrictDecoder;
};

const EncodingObject& encodingOf(const Value& value) { return value.get<EncodingObject>(); }
const Charset& charset(const Value& value) { return encodingOf(value).charset; }

Value ofCharset(const Charset* found) { return makeValue<EncodingObject>(*found); }

template<int codePage>
Value encodingOfPage(Env&, Args)
{
    return ofCharset(charsetOfPage(codePage));
}

/// Bytes of a text; raises when the encoding is strict and has no bytes for it.
std::string encoded(Env& env, const Value& encoding, std::string_view text)
{
    auto out = encode(charset(encoding), text);
    if (!env.charge(out.content.size()))
        return {};
    if (!out.isExact && encodingOf(encoding).isStrictEncoder)
        env.raise("EncoderFallbackException",
                  "Unable to translate a Unicode character to the specified code page.");
    return std::move(out.content);
}

std::string decoded(Env& env, const Value& encoding, std::string_view bytes)
{
    if (!env.charge(bytes.size() * 2))
        return {};
    auto out = decode(charset(encoding), bytes);
    if (!out.isExact && encodingOf(encoding).isStrictDecoder)
        env.raise("DecoderFallbackException",
                  "Unable to translate bytes from the specified code page to Unicode.");
    return std::move(out.content);
}

std::u16string unitsOf(const Value& value)
{
    if (value.isString())
        return toUtf16(value.text());
    std::u16string units;
    for (const auto& item : arrayItems(value))
        units.push_back(item.asChar());
    return units;
}

/// False with the exception raised when index and count do not lie inside.
bool isPartInside(Env& env, Args a, std::size_t length)
{
    if (a.size() < 4
        || (a[2].asLong() >= 0 && a[3].asLong() >= 0
            && a[2].asLong() + a[3].asLong() <= static_cast<std::int64_t>(length)))
        return true;
    env.argumentRange(a[2].asLong() < 0 ? "index" : "count");
    return false;
}

/// The bytes of `(byte[] bytes[, int index, int count])`.
std::optional<std::string_view> namedBytes(Env& env, Args a)
{
    if (a[1].isNull()) {
        env.argumentNull("bytes");
        return std::nullopt;
    }
    const auto bytes = a[1].bytes();
    if (!isPartInside(env, a, bytes.size()))
        return std::nullopt;
    return a.size() < 4 ? bytes
                        : bytes.substr(static_cast<std::size_t>(a[2].asInt()),
                                       static_cast<std::size_t>(a[3].asInt()));
}

/// The text of `(string or char[] chars[, int index, int count])`.
std::optional<std::string> namedText(Env& env, Args a)
{
    if (a[1].isNull()) {
        env.argumentNull(a.size() < 4 ? "s" : "chars");
        return std::nullopt;
    }
    if (a.size() < 4 && a[1].isString())
        return std::string(a[1].text());
    const auto units = unitsOf(a[1]);
    if (!isPartInside(env, a, units.size()))
        return std::nullopt;
    return fromUtf16(
        a.size() < 4 ? std::u16string_view(units)
                     : std::u16string_view(units).substr(static_cast<std::size_t>(a[2].asInt()),
                                                         static_cast<std::size_t>(a[3].asInt())));
}

Value getBytes(Env& env, Args a)
{
    const auto text = namedText(env, a);
    return text ? Value::ofBytes(encoded(env, a[0], *text)) : Value();
}

Value getByteCount(Env& env, Args a)
{
    const auto text = namedText(env, a);
    return text ? Value::ofInt(static_cast<std::int32_t>(encoded(env, a[0], *text).size()))
                : Value();
}

Value getString(Env& env, Args a)
{
    const auto bytes = namedBytes(env, a);
    return bytes ? Value::ofString(decoded(env, a[0], *bytes)) : Value();
}

Value getCharCount(Env& env, Args a)
{
    const auto bytes = namedBytes(env, a);
    return bytes ? Value::ofInt(static_cast<std::int32_t>(lengthUtf16(decoded(env, a[0], *bytes))))
                 : Value();
}

std::vector<Value> charsOf(std::string_view text)
{
    std::vector<Value> units;
    for (const char16_t unit : toUtf16(text))
        units.push_back(Value::ofChar(unit));
    return units;
}

Value getChars(Env& env, Args a)
{
    const auto bytes = namedBytes(env, a);
    return bytes ? newArray(core().character, charsOf(decoded(env, a[0], *bytes))) : Value();
}

/// Puts `items` into the array `target` from `at` on; how many there were.
Value placed(Env& env, const Value& target, std::int64_t at, const std::vector<Value>& items)
{
    if (env.raised())
        return {};
    if (target.isNull())
        return env.argumentNull("array");
    if (at < 0 || at > static_cast<std::int64_t>(arrayLength(target)))
        return env.argumentRange("index");
    if (static_cast<std::size_t>(at) + items.size() > arrayLength(target))
        return env.argument("The output buffer is too small to contain the result.");
    assignItems(target, items, static_cast<std::size_t>(at));
    return Value::ofInt(static_cast<std::int32_t>(items.size()));
}

/// `(chars, index, count, byte[] bytes, int byteIndex)`
Value getBytesInto(Env& env, Args a)
{
    const auto text = namedText(env, a);
    if (!text)
        return {};
    std::vector<Value> items;
    for (const char c : encoded(env, a[0], *text))
        items.push_back(Value::ofInteger(Tag::Byte, static_cast<std::uint8_t>(c)));
    return placed(env, a[4], a[5].asLong(), items);
}

/// `(bytes, index, count, char[] chars, int charIndex)`
Value getCharsInto(Env& env, Args a)
{
    const auto bytes = namedBytes(env, a);
    return bytes ? placed(env, a[4], a[5].asLong(), charsOf(decoded(env, a[0], *bytes))) : Value();
}

/// `(Encoding source, Encoding destination, byte[] bytes[, int index, int count])`
Value convertBytes(Env& env, Args a)
{
    if (a[2].isNull())
        return env.argumentNull("bytes");
    auto bytes = a[2].bytes();
    if (a.size() > 3) {
        if (!isRangeInside(env, a[3].asLong(), a[4].asLong(), bytes.size()))
            return {};
        bytes = bytes.substr(static_cast<std::size_t>(a[3].asInt()),
                             static_cast<std::size_t>(a[4].asInt()));
    }
    return Value::ofBytes(encoded(env, a[1], decoded(env, a[0], bytes)));
}

Value unknownName(Env& env, const Value& name)
{
    return env.argument("'" + name.toText() + "' is not a supported encoding name.");
}

Value unknownPage(Env& env, const Value& page)
{
    return env.notSupported("No data is available for encoding " + page.toText() + ".");
}

/// `(string name or int codepage[, EncoderFallback, DecoderFallback])`
Value getEncoding(Env& env, Args a)
{
    if (a[0].isString() || a[0].isNull()) {
        if (a[0].isNull())
            return env.argumentNull("name");
        if (charsetNamed(a[0].text()) == nullptr)
            return unknownName(env, a[0]);
    }
    const auto* found = a[0].isString() ? charsetNamed(a[0].text())
        : a[0].asInt() == 0             ? charsetNamed("utf-8") // the default one
                                        : charsetOfPage(a[0].asInt());
    if (found == nullptr)
        return unknownPage(env, a[0]);
    const auto isStrict = [&](std::size_t at) {
        return a.size() > 1 && a[at].get<RecordObject>().fields[0].asBool();
    };
    return makeValue<EncodingObject>(*found, isStrict(1), isStrict(2));
}

/// A fallback is a record: does it raise?
template<bool raises>
Value fallback(Env&, Args a)
{
    return makeValue<RecordObject>(*a.site().result, std::vector<Value>{Value::ofBool(raises)});
}

bool isSingleByte(const Charset& charset) { return charset.mostBytes == 1; }

void registerFallbacks(LibraryBuilder& library)
{
    library.type("class System.Text.EncoderFallback")
        .unlisted()
        .property("static EncoderFallback ExceptionFallback", fallback<true>)
        .property("static EncoderFallback ReplacementFallback", fallback<false>);
    library.type("class System.Text.DecoderFallback")
        .unlisted()
        .property("static DecoderFallback ExceptionFallback", fallback<true>)
        .property("static DecoderFallback ReplacementFallback", fallback<false>);
    library.type("class System.Text.EncoderExceptionFallback : EncoderFallback")
        .unlisted()
        .method("new()", fallback<true>);
    library.type("class System.Text.DecoderExceptionFallback : DecoderFallback")
        .unlisted()
        .method("new()", fallback<true>);
    library.type("class System.Text.EncodingInfo")
        .unlisted()
        .property("int CodePage",
                  [](Env&, Args a) {
                      return Value::ofInt(charset(a[0].get<RecordObject>().fields[0]).codePage);
                  })
        .property("string Name",
                  [](Env&, Args a) {
                      return Value::ofText(charset(a[0].get<RecordObject>().fields[0]).name);
                  })
        .property("string DisplayName",
                  [](Env&, Args a) {
                      return Value::ofText(charset(a[0].get<RecordObject>().fields[0]).displayName);
                  })
        .method("Encoding GetEncoding()",
                [](Env&, Args a) { return a[0].get<RecordObject>().fields[0]; });
}

Value allEncodings(Env&, Args a)
{
    std::vector<Value> items;
    for (const auto& one : allCharsets())
        items.push_back(makeValue<RecordObject>(*a.site().result->element(),
                                                std::vector<Value>{ofCharset(&one)}));
    return newArray(a.site().result->element(), std::move(items));
}

void registerKnownEncodings(TypeBuilder& type)
{
    type.property("static Encoding UTF8", encodingOfPage<65001>, "UTF-8")
        .property("static Encoding UTF7", encodingOfPage<65000>)
        .property("static Encoding Default", encodingOfPage<65001>)
        .property("static Encoding ASCII", encodingOfPage<20127>, "Seven bits; others become ?")
        .property("static Encoding Unicode", encodingOfPage<1200>, "UTF-16, little-endian")
        .property("static Encoding BigEndianUnicode", encodingOfPage<1201>)
        .property("static Encoding UTF32", encodingOfPage<12000>)
        .method("static Encoding GetEncoding(string name)", getEncoding, "The named charset")
        .method("static Encoding GetEncoding(int codepage)", getEncoding)
        .method("static Encoding GetEncoding(string name, EncoderFallback encoderFallback, "
                "DecoderFallback decoderFallback)",
                getEncoding)
        .method("static Encoding GetEncoding(int codepage, EncoderFallback encoderFallback, "
                "DecoderFallback decoderFallback)",
                getEncoding)
        .method("static EncodingInfo[] GetEncodings()", allEncodings)
        .method("static byte[] Convert(Encoding srcEncoding, Encoding dstEncoding, byte[] bytes)",
                convertBytes)
        .method("static byte[] Convert(Encoding srcEncoding, Encoding dstEncoding, byte[] bytes, "
                "int index, int count)",
                convertBytes);
}

void registerNames(TypeBuilder& type)
{
    for (const auto* signature : {"string WebName", "string BodyName", "string HeaderName"})
        type.property(signature, [](Env&, Args a) { return Value::ofText(charset(a[0]).name); });
    type.property("string EncodingName",
                  [](Env&, Args a) { return Value::ofText(charset(a[0]).displayName); })
        .property("int CodePage", [](Env&, Args a) { return Value::ofInt(charset(a[0]).codePage); })
        .property("int WindowsCodePage",
                  [](Env&, Args a) {
                      return Value::ofInt(charset(a[0]).codePage >= 1250
                                                  && charset(a[0]).codePage <= 1258
                                              ? charset(a[0]).codePage
                                              : (isSingleByte(charset(a[0])) ? 1252 : 1200));
                  })
        .property("bool IsSingleByte",
                  [](Env&, Args a) { return Value::ofBool(isSingleByte(charset(a[0]))); })
        .property("bool IsReadOnly", [](Env&, Args) { return Value::ofBool(true); })
        .property("EncoderFallback EncoderFallback",
                  [](Env&, Args a) {
                      return makeValue<RecordObject>(
                          *a.site().result,
                          std::vector<Value>{Value::ofBool(encodingOf(a[0]).isStrictEncoder)});
                  })
        .property("DecoderFallback DecoderFallback",
                  [](Env&, Args a) {
                      return makeValue<RecordObject>(
                          *a.site().result,
                          std::vector<Value>{Value::ofBool(encodingOf(a[0]).isStrictDecoder)});
                  })
        .method("bool IsAlwaysNormalized()",
                [](Env&, Args a) { return Value::ofBool(charset(a[0]).codePage == 20127); })
        .method("object Clone()", [](Env&, Args a) { return a[0]; });
}

/// The most bytes of so many characters, or the most characters of so many bytes: one more may be
/// left over from before.
void registerBounds(TypeBuilder& type)
{
    type.method("int GetMaxByteCount(int charCount)",
                [](Env& env, Args a) {
                    if (a[1].asInt() < 0 || a[1].asInt() > 500'000'000)
                        return env.argumentRange("charCount");
                    return Value::ofInt((a[1].asInt() + 1) * charset(a[0]).mostBytes);
                })
        .method("int GetMaxCharCount(int byteCount)", [](Env& env, Args a) {
            if (a[1].asInt() < 0 || a[1].asInt() > 1'000'000'000)
                return env.argumentRange("byteCount");
            switch (charset(a[0]).codePage) {
            case 65001:
                return Value::ofInt(a[1].asInt() + 1);
            case 1200:
            case 1201:
                return Value::ofInt((a[1].asInt() + 1) / 2 + 1);
            case 12000:
            case 12001:
                return Value::ofInt(a[1].asInt() / 2 + 2);
            default:
                return Value::ofInt(std::max(1, a[1].asInt()));
            }
        });
}

void registerConversions(TypeBuilder& type)
{
    type.method("byte[] GetBytes(string s)", getBytes, "The text in this charset")
        .method("byte[] GetBytes(string s, int index, int count)", getBytes)
        .method("byte[] GetBytes(char[] chars)", getBytes)
        .method("byte[] GetBytes(char[] chars, int index, int count)", getBytes)
        .method("int GetBytes(string s, int charIndex, int charCount, byte[] bytes, int byteIndex)",
                getBytesInto)
        .method(
            "int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)",
            getBytesInto)
        .method("int GetByteCount(string s)", getByteCount)
        .method("int GetByteCount(string s, int index, int count)", getByteCount)
        .method("int GetByteCount(char[] chars)", getByteCount)
        .method("int GetByteCount(char[] chars, int index, int count)", getByteCount)
        .method("string GetString(byte[] bytes)", getString, "The text of bytes in this charset")
        .method("string GetString(byte[] bytes, int index, int count)", getString)
        .method("int GetCharCount(byte[] bytes)", getCharCount)
        .method("int GetCharCount(byte[] bytes, int index, int count)", getCharCount)
        .method("char[] GetChars(byte[] bytes)", getChars)
        .method("char[] GetChars(byte[] bytes, int index, int count)", getChars)
        .method("int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, "
                "int charIndex)",
                getCharsInto)
        .method(
            "byte[] GetPreamble()",
            [](Env&, Args a) { return Value::ofBytes(std::string(charset(a[0]).preamble)); },
            "The byte order mark");
}

void registerSubclasses(LibraryBuilder& library)
{
    library.type("class System.Text.UTF8Encoding : Encoding")
        .unlisted()
        .method("new()", encodingOfPage<65001>)
        .method("new(bool encoderShouldEmitUTF8Identifier)", encodingOfPage<65001>)
        .method("new(bool encoderShouldEmitUTF8Identifier, bool throwOnInvalidBytes)",
                [](Env&, Args a) {
                    return makeValue<EncodingObject>(*charsetOfPage(65001), a[1].asBool(),
                                                     a[1].asBool());
                });
    library.type("class System.Text.ASCIIEncoding : Encoding")
        .unlisted()
        .method("new()", encodingOfPage<20127>);
    library.type("class System.Text.UnicodeEncoding : Encoding")
        .unlisted()
        .method("new()", encodingOfPage<1200>)
        .method("new(bool bigEndian, bool byteOrderMark)",
                [](Env&, Args a) { return ofCharset(charsetOfPage(a[0].asBool() ? 1201 : 1200)); });
}

} // namespace

Value encodingValue(std::string_view name) { return ofCharset(charsetNamed(name)); }

std::string encodeWith(const Value& encoding, std::string_view text)
{
    return encode(charset(encoding), text).content;
}

std::string decodeWith(const Value& encoding, std::string_view bytes)
{
    return decode(charset(encoding), bytes).content;
}

void registerEncoding(LibraryBuilder& library)
{
    registerFallbacks(library);
    auto type = library.type("class System.Text.Encoding", "A charset");
    registerKnownEncodings(type);
    registerNames(type);
    registerBounds(type);
    registerConversions(type);
    registerSubclasses(library);
}

} // namespace gatelens::expression
