#include "core/expression/library/text_streams.h"

#include "core/expression/library/array_items.h"
#include "core/expression/library/cultures.h"
#include "core/expression/library/encodings.h"
#include "core/expression/library/families.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/text.h"

#include <algorithm>
#include <deque>

namespace gatelens::expression {

namespace {

/// The reader, when it is open; null with the exception raised otherwise.
TextReaderObject* openReader(Env& env, const Value& value)
{
    auto& reader = value.get<TextReaderObject>();
    if (!reader.isClosed)
        return &reader;
    env.raise("ObjectDisposedException", "Cannot read from a closed TextReader.");
    return nullptr;
}

Value closeReader(Env&, Args a)
{
    a[0].get<TextReaderObject>().isClosed = true;
    return {};
}

Value unitOrEnd(const TextReaderObject& reader)
{
    return Value::ofInt(reader.at < reader.units.size() ? reader.units[reader.at] : -1);
}

Value peek(Env& env, Args a)
{
    const auto* reader = openReader(env, a[0]);
    return reader == nullptr ? Value() : unitOrEnd(*reader);
}

Value readUnit(Env& env, Args a)
{
    auto* reader = openReader(env, a[0]);
    if (reader == nullptr)
        return {};
    Value unit = unitOrEnd(*reader);
    reader->at = std::min(reader->at + 1, reader->units.size());
    return unit;
}

/// `(char[] buffer, int index, int count)`: how many characters came.
Value readBlock(Env& env, Args a)
{
    auto* reader = openReader(env, a[0]);
    if (reader == nullptr)
        return {};
    if (a[1].isNull())
        return env.argumentNull("buffer");
    if (a[2].asInt() < 0 || a[3].asInt() < 0)
        return env.argumentRange(a[2].asInt() < 0 ? "index" : "count");
    if (a[2].asLong() + a[3].asLong() > static_cast<std::int64_t>(arrayLength(a[1])))
        return env.argument("Offset and length were out of bounds for the array.");
    const auto units = reader->rest().substr(0, static_cast<std::size_t>(a[3].asInt()));
    for (std::size_t i = 0; i < units.size(); ++i)
        assignItem(a[1], static_cast<std::size_t>(a[2].asInt()) + i, Value::ofChar(units[i]));
    reader->at += units.size();
    return Value::ofInt(static_cast<std::int32_t>(units.size()));
}

Value readLine(Env& env, Args a)
{
    auto* reader = openReader(env, a[0]);
    if (reader == nullptr || reader->rest().empty())
        return {};
    const auto rest = reader->rest();
    const auto length = std::min(rest.find_first_of(u"\r\n"), rest.size());
    reader->at += length;
    if (rest.substr(length).starts_with(u"\r\n"))
        reader->at += 2;
    else if (length < rest.size())
        ++reader->at;
    return env.charge(length) ? Value::ofString(fromUtf16(rest.substr(0, length))) : Value();
}

void registerReaders(LibraryBuilder& library)
{
    library.type("class System.IO.TextReader : IDisposable")
        .property("static TextReader Null",
                  [](Env&, Args) {
                      return makeValue<TextReaderObject>(
                          *Library::instance().find("StringReader")->self, std::u16string());
                  })
        .method("int Peek()", peek, "The next character's number, or -1; it stays")
        .method("int Read()", readUnit, "The next character's number, or -1")
        .method("int Read(char[] buffer, int index, int count)", readBlock)
        .method("int ReadBlock(char[] buffer, int index, int count)", readBlock)
        .method("string ReadLine()", readLine, "The next line, or null")
        .method(
            "string ReadToEnd()",
            [](Env& env, Args a) { return Value::ofString(takeRest(env, a[0])); },
            "All that has not been read")
        .method("void Close()", closeReader)
        .method("void Dispose()", closeReader);
    library.type("class System.IO.StringReader : TextReader", "Reads a text")
        .method("new(string s)", [](Env& env, Args a) {
            return a[0].isNull()
                ? env.argumentNull("s")
                : makeValue<TextReaderObject>(*a.site().result, toUtf16(a[0].text()));
        });
}

Value makeWriter(Env&, Args a)
{
    return makeValue<TextWriterObject>(*a.site().result, make<BuilderObject>(std::string()));
}

Value makeWriterInto(Env& env, Args a)
{
    return a[0].isNull() ? env.argumentNull("sb")
                         : makeValue<TextWriterObject>(
                             *a.site().result, Ref<BuilderObject>(&a[0].get<BuilderObject>()));
}

Value write(Env& env, Args a)
{
    writeText(env, a[0], textOf(a[1]));
    return {};
}

Value writeLine(Env& env, Args a)
{
    writeText(env, a[0],
              (a.size() > 1 ? textOf(a[1]) : std::string()) + a[0].get<TextWriterObject>().newLine);
    return {};
}

/// The characters that `(char[] buffer[, int index, int count])` name; nullopt with the exception
/// raised.
std::optional<std::string> namedChars(Env& env, Args a)
{
    if (a[1].isNull()) {
        if (a.size() == 2)
            return std::string();
        env.argumentNull("buffer");
        return std::nullopt;
    }
    const auto length = static_cast<std::int64_t>(arrayLength(a[1]));
    const auto start = a.size() > 2 ? a[2].asLong() : 0;
    const auto count = a.size() > 2 ? a[3].asLong() : length;
    if (start < 0 || count < 0) {
        env.argumentRange(start < 0 ? "index" : "count");
        return std::nullopt;
    }
    if (start + count > length) {
        env.argument("Offset and length were out of bounds for the array.");
        return std::nullopt;
    }
    const auto items = arrayItems(a[1]);
    std::u16string units;
    for (auto i = start; i < start + count; ++i)
        units.push_back(items[static_cast<std::size_t>(i)].asChar());
    return fromUtf16(units);
}

Value writeChars(Env& env, Args a)
{
    if (const auto text = namedChars(env, a))
        writeText(env, a[0], *text);
    return {};
}

Value writeCharsLine(Env& env, Args a)
{
    if (const auto text = namedChars(env, a))
        writeText(env, a[0], *text + a[0].get<TextWriterObject>().newLine);
    return {};
}

/// `(format, args)` filled in; nullopt with the exception raised.
std::optional<std::string> formatted(Env& env, Args a)
{
    if (a[1].isNull() || a[2].isNull()) {
        env.argumentNull(a[1].isNull() ? "format" : "arg");
        return std::nullopt;
    }
    auto text = formatComposite(a[1].text(), a[2].get<ArrayObject>().items);
    if (!text)
        env.format("Input string was not in a correct format.");
    return text;
}

Value writeFormat(Env& env, Args a)
{
    if (const auto text = formatted(env, a))
        writeText(env, a[0], *text);
    return {};
}

Value writeFormatLine(Env& env, Args a)
{
    if (const auto text = formatted(env, a))
        writeText(env, a[0], *text + a[0].get<TextWriterObject>().newLine);
    return {};
}

Value closeWriter(Env&, Args a)
{
    a[0].get<TextWriterObject>().isClosed = true;
    return {};
}

void registerWriters(LibraryBuilder& library)
{
    static std::deque<std::string> texts;
    auto writer = library.type("class System.IO.TextWriter : IDisposable");
    for (const std::string type : {"object", "string", "char", "bool", "int", "uint", "long",
                                   "ulong", "float", "double", "decimal"}) {
        texts.push_back("void Write(" + type + " value)");
        writer.method(texts.back(), write, "Adds at the end");
        texts.push_back("void WriteLine(" + type + " value)");
        writer.method(texts.back(), writeLine, "Adds at the end, and a new line");
    }
    writer.method("void WriteLine()", writeLine)
        .method("void Write(char[] buffer)", writeChars)
        .method("void Write(char[] buffer, int index, int count)", writeChars)
        .method("void WriteLine(char[] buffer)", writeCharsLine)
        .method("void WriteLine(char[] buffer, int index, int count)", writeCharsLine)
        .method("void Write(string format, params object[] arg)", writeFormat)
        .method("void WriteLine(string format, params object[] arg)", writeFormatLine)
        .property(
            "string NewLine",
            [](Env&, Args a) { return Value::ofText(a[0].get<TextWriterObject>().newLine); },
            "What WriteLine adds",
            [](Env&, Args a) {
                a[0].get<TextWriterObject>().newLine = a[1].isNull() ? "\n" : a[1].toText();
                return Value();
            })
        .property("Encoding Encoding", [](Env&, Args) { return encodingValue("utf-16"); })
        .property("IFormatProvider FormatProvider", [](Env&, Args) { return invariantCulture(); })
        .method("void Flush()", [](Env&, Args) { return Value(); })
        .method("void Close()", closeWriter)
        .method("void Dispose()", closeWriter);
    library.type("class System.IO.StringWriter : TextWriter", "Writes into a text")
        .method("new()", makeWriter)
        .method("new(IFormatProvider formatProvider)", makeWriter)
        .method("new(StringBuilder sb)", makeWriterInto)
        .method("new(StringBuilder sb, IFormatProvider formatProvider)", makeWriterInto)
        .method("StringBuilder GetStringBuilder()",
                [](Env&, Args a) { return a[0].get<TextWriterObject>().builder.value(); });
}

} // namespace

void writeText(Env& env, const Value& writer, std::string_view text)
{
    auto& object = writer.get<TextWriterObject>();
    if (object.isClosed)
        env.raise("ObjectDisposedException", "Cannot write to a closed TextWriter.");
    else if (env.charge(text.size()))
        object.builder->text += text;
}

std::string takeRest(Env& env, const Value& reader)
{
    auto* object = openReader(env, reader);
    if (object == nullptr || !env.charge(object->rest().size()))
        return {};
    auto text = fromUtf16(object->rest());
    object->at = object->units.size();
    return text;
}

void registerTextStreams(LibraryBuilder& library)
{
    registerReaders(library);
    registerWriters(library);
}

} // namespace gatelens::expression
