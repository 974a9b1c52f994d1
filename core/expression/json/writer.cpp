#include "core/expression/json/token.h"
#include "core/expression/library/base64.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/xml_json.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/runtime/text.h"
#include "core/expression/types/library.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace gatelens::expression {

namespace {

constexpr int kMaxPrintDepth = 600;

void appendCode(std::string& out, unsigned unit)
{
    char buffer[8];
    std::snprintf(buffer, sizeof buffer, "\\u%04x", unit);
    out += buffer;
}

/// Line ends of JavaScript, which are escaped beyond JSON's rules: U+0085, U+2028 and U+2029.
bool startsScriptLineEnd(std::string_view rest)
{
    return rest.starts_with("\xC2\x85") || rest.starts_with("\xE2\x80\xA8")
        || rest.starts_with("\xE2\x80\xA9");
}

/// Writes one of the short escapes; false when the character has none.
bool appendShortEscape(std::string& out, char c)
{
    static constexpr std::string_view kPlain = "\"\\\b\f\n\r\t";
    static constexpr std::string_view kWritten = "\"\\bfnrt";
    const auto at = kPlain.find(c);
    if (at == std::string_view::npos)
        return false;
    out.push_back('\\');
    out.push_back(kWritten[at]);
    return true;
}

/// Bytes that stand in JSON as they are; 0xC2 and 0xE2 may begin a line end of JavaScript.
constexpr auto kPlainBytes = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0x20; c < plain.size(); ++c)
        plain[c] = c != '"' && c != '\\' && c != 0xC2 && c != 0xE2;
    return plain;
}();

/// Writes the character at `at` and gives the position behind it.
std::size_t appendSpecial(std::string& out, std::string_view text, std::size_t at,
                          JsonEscaping escaping)
{
    const auto c = static_cast<unsigned char>(text[at]);
    if (c >= 0x80) {
        auto end = at;
        static_cast<void>(nextCodePoint(text, end));
        if (escaping != JsonEscaping::NonAscii && !startsScriptLineEnd(text.substr(at))) {
            out.append(text, at, end - at);
            return end;
        }
        for (const auto unit : toUtf16(text.substr(at, end - at)))
            appendCode(out, unit);
        return end;
    }
    const bool isMarkup = escaping == JsonEscaping::Html
        && std::string_view("<>&'\"").find(text[at]) != std::string_view::npos;
    if (isMarkup || (!appendShortEscape(out, text[at]) && c < 0x20))
        appendCode(out, c);
    else if (kPlainBytes[c])
        out.push_back(text[at]);
    return at + 1;
}

void appendString(std::string& out, std::string_view text,
                  JsonEscaping escaping = JsonEscaping::Default)
{
    out.push_back('"');
    for (std::size_t at = 0; at < text.size();) {
        if (escaping == JsonEscaping::Default && kPlainBytes[static_cast<unsigned char>(text[at])])
            out.push_back(text[at++]);
        else
            at = appendSpecial(out, text, at, escaping);
    }
    out.push_back('"');
}

std::string withFraction(std::string number)
{
    return number.find_first_of(".EeN") == std::string::npos ? number + ".0" : number;
}

bool isFiniteReal(const Value& value)
{
    return value.tag() == Tag::Double ? std::isfinite(value.asDouble())
                                      : std::isfinite(value.asSingle());
}

/// NaN and the infinities, which JSON does not have.
std::string notFiniteText(const Value& value, JsonReals reals)
{
    if (reals == JsonReals::DefaultValue)
        return "0.0";
    const double number
        = value.tag() == Tag::Double ? value.asDouble() : static_cast<double>(value.asSingle());
    const std::string symbol = std::isnan(number) ? "NaN" : (number < 0 ? "-Infinity" : "Infinity");
    return reals == JsonReals::Symbol ? symbol : "\"" + symbol + "\"";
}

std::string isoDateText(const Value& value)
{
    const bool hasFraction = value.asLong() % kTicksPerSecond != 0;
    auto text = formatDateTime(
                    value, hasFraction ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF" : "yyyy-MM-dd'T'HH:mm:ss")
                    .value_or("");
    if (value.tag() == Tag::DateTimeOffset)
        return text + formatDateTime(value, "zzz").value_or("");
    if (value.clockKind() == ClockKind::Utc)
        return text + "Z";
    return value.clockKind() == ClockKind::Local ? text + "+00:00" : text;
}

/// `\/Date(1704164645000+0000)\/`, its slashes escaped.
std::string scriptDateText(const Value& value)
{
    const bool hasOffset = value.tag() == Tag::DateTimeOffset;
    const int offset = hasOffset ? value.offsetMinutes() : 0;
    const auto ticks = value.asLong() - offset * kTicksPerMinute - kUnixEpoch;
    std::string zone;
    if (hasOffset || value.clockKind() != ClockKind::Utc) {
        const int distance = std::abs(offset);
        char buffer[16];
        std::snprintf(buffer, sizeof buffer, "%c%02d%02d", offset < 0 ? '-' : '+', distance / 60,
                      distance % 60);
        zone = buffer;
    }
    return "\\/Date(" + std::to_string(ticks / kTicksPerMillisecond) + zone + ")\\/";
}

class Writer
{
public:
    Writer(const JsonWriting& writing, Env* env)
        : m_isIndented(writing.style == JsonStyle::Indented)
        , m_writing(writing)
        , m_env(env)
    {
    }

    std::string run(const Value& value)
    {
        write(value, 0);
        return std::move(m_out);
    }

private:
    void newLine(int depth)
    {
        if (!m_isIndented)
            return;
        m_out.push_back('\n');
        m_out.append(static_cast<std::size_t>(depth) * 2, ' ');
    }

    void name(std::string_view text)
    {
        writeText(text);
        m_out += m_isIndented ? ": " : ":";
    }

    void writeText(std::string_view text) { appendString(m_out, text, m_writing.escaping); }

    void writeDate(const Value& value)
    {
        const Value seen = value.tag() == Tag::DateTime ? inJsonZone(value, m_writing.zone) : value;
        if (m_writing.hasScriptDates)
            m_out += '"' + scriptDateText(seen) + '"';
        else if (m_writing.dateFormat.empty())
            writeText(isoDateText(seen));
        else if (const auto text = formatDateTime(seen, m_writing.dateFormat))
            writeText(*text);
        else if (m_env != nullptr)
            m_env->format("Input string was not in a correct format.");
    }

    void write(const Value& value, int depth)
    {
        switch (value.tag()) {
        case Tag::Null:
        case Tag::ByReference:
            m_out += "null";
            break;
        case Tag::Boolean:
            m_out += value.asBool() ? "true" : "false";
            break;
        case Tag::Single:
        case Tag::Double:
            m_out += isFiniteReal(value) ? withFraction(formatNumber(value, "R").value_or("0"))
                                         : notFiniteText(value, m_writing.reals);
            break;
        case Tag::Decimal:
            m_out += withFraction(value.asDecimal().toText());
            break;
        case Tag::Enum:
            m_out += std::to_string(value.asLong());
            break;
        case Tag::DateTime:
        case Tag::DateTimeOffset:
            writeDate(value);
            break;
        case Tag::Char:
        case Tag::TimeSpan:
        case Tag::ShortString:
        case Tag::String:
            writeText(textOf(value));
            break;
        case Tag::Object:
            writeObject(value, depth);
            break;
        default:
            m_out += textOf(value);
            break;
        }
    }

    void writeObject(const Value& value, int depth)
    {
        if (depth > kMaxPrintDepth) {
            m_out += "null";
            return;
        }
        if (const auto* token = value.as<JsonToken>()) {
            writeToken(*token, depth);
        } else if (const auto* xml = xmlToSerialize(value); xml != nullptr && m_env != nullptr) {
            if (const auto converted = jsonOfXml(*m_env, *xml, false))
                writeToken(*converted, depth);
        } else if (value.isBytes()) {
            writeText(encodeBase64(value.bytes()));
        } else if (const auto* record = value.as<RecordObject>()) {
            writeRecord(*record, depth);
        } else if (auto* dictionary = value.as<DictionaryBase>()) {
            writeDictionary(*dictionary, depth);
        } else if (const auto* grid = value.as<ArrayObject>();
                   grid != nullptr && grid->dimensions.size() > 1) {
            writeGrid(*grid, 0, 0, depth);
        } else if (m_env != nullptr && value.as<Sequence>() != nullptr) {
            const auto items = drain(*m_env, value);
            m_out.push_back('[');
            writeItems(items.size(), depth, [&](std::size_t i) { write(items[i], depth + 1); });
            m_out.push_back(']');
        } else if (value.type()->name == "BigInteger") {
            m_out += textOf(value);
        } else {
            writeText(textOf(value));
        }
    }

    template<class Item>
    void writeItems(std::size_t count, int depth, Item item)
    {
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0)
                m_out.push_back(',');
            newLine(depth + 1);
            item(i);
        }
        if (count > 0)
            newLine(depth);
    }

    template<class Member>
    void writeMembers(std::size_t count, int depth, Member member)
    {
        m_out.push_back('{');
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0)
                m_out.push_back(',');
            newLine(depth + 1);
            member(i);
        }
        if (count > 0)
            newLine(depth);
        m_out.push_back('}');
    }

    void writeToken(const JsonToken& token, int depth)
    {
        switch (token.kind()) {
        case JsonKind::Object: {
            const auto& properties = static_cast<const JsonObject&>(token).properties();
            writeMembers(properties.size(), depth, [&](std::size_t i) {
                name(properties[i]->name);
                writeToken(*properties[i]->value(), depth + 1);
            });
            break;
        }
        case JsonKind::Array:
        case JsonKind::Constructor: {
            const auto& array = static_cast<const JsonArray&>(token);
            const bool isArray = token.kind() == JsonKind::Array;
            m_out += isArray ? "[" : "new " + array.constructor + "(";
            writeItems(array.size(), depth,
                       [&](std::size_t i) { writeToken(array.at(i), depth + 1); });
            m_out.push_back(isArray ? ']' : ')');
            break;
        }
        case JsonKind::Property: {
            const auto& property = static_cast<const JsonProperty&>(token);
            name(property.name);
            writeToken(*property.value(), depth);
            break;
        }
        case JsonKind::Raw:
            m_out += textOf(token.scalar());
            break;
        case JsonKind::Undefined:
            m_out += "undefined";
            break;
        default:
            write(token.scalar(), depth);
            break;
        }
    }

    void writeRecord(const RecordObject& record, int depth)
    {
        const auto& type = record.type();
        const bool isPair = type.definition != nullptr && type.definition->name == "KeyValuePair";
        std::vector<std::size_t> written;
        for (std::size_t i = 0; i < record.fields.size(); ++i) {
            if (isMemberWritten(record, i, m_writing))
                written.push_back(i);
        }
        writeMembers(written.size(), depth, [&](std::size_t index) {
            const auto i = written[index];
            if (type.kind == TypeKind::Anonymous)
                name(type.fieldNames[i]);
            else if (isPair)
                name(i == 0 ? "Key" : "Value");
            else
                name("Item" + std::to_string(i + 1));
            // The default of a nullable number is null, also where NaN gives way to the default.
            const bool isNone = i < type.arguments.size() && type.arguments[i]->isNullable()
                && isRealWithoutText(record.fields[i]);
            write(isNone ? Value() : record.fields[i], depth + 1);
        });
    }

    [[nodiscard]] bool isRealWithoutText(const Value& value) const
    {
        return m_writing.reals == JsonReals::DefaultValue
            && (value.tag() == Tag::Double || value.tag() == Tag::Single) && !isFiniteReal(value);
    }

    /// A rectangular array as arrays of arrays.
    void writeGrid(const ArrayObject& grid, std::size_t dimension, std::size_t from, int depth)
    {
        const auto count = grid.dimensions[dimension];
        std::size_t stride = 1;
        for (std::size_t i = dimension + 1; i < grid.dimensions.size(); ++i)
            stride *= grid.dimensions[i];
        m_out.push_back('[');
        writeItems(count, depth, [&](std::size_t i) {
            if (dimension + 1 == grid.dimensions.size())
                write(grid.items[from + i], depth + 1);
            else
                writeGrid(grid, dimension + 1, from + i * stride, depth + 1);
        });
        m_out.push_back(']');
    }

    void writeDictionary(DictionaryBase& dictionary, int depth)
    {
        const auto entries = dictionary.entries();
        writeMembers(entries.size(), depth, [&](std::size_t i) {
            name(textOf(entries[i].first));
            write(entries[i].second, depth + 1);
        });
    }

    bool m_isIndented;
    const JsonWriting& m_writing;
    Env* m_env; ///< runs lazy sequences; null where there are only tokens
    std::string m_out;
};

} // namespace

bool isMemberWritten(const RecordObject& record, std::size_t index, const JsonWriting& writing)
{
    const Value& content = record.fields[index];
    if (content.isNull())
        return writing.keepsNulls && writing.keepsDefaults;
    const auto& types = record.type().arguments;
    return writing.keepsDefaults || index >= types.size()
        || !content.equals(defaultOf(types[index]));
}

std::string writeJson(const Value& value, JsonStyle style)
{
    const JsonWriting writing{.style = style};
    return Writer(writing, nullptr).run(value);
}

Value serialize(Env& env, const Value& value, const JsonWriting& writing)
{
    auto text = Writer(writing, &env).run(value);
    return !env.raised() && env.charge(text.size()) ? Value::ofString(std::move(text)) : Value();
}

} // namespace gatelens::expression
