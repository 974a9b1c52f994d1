#include "core/expression/json/token.h"
#include "core/expression/library/base64.h"
#include "core/expression/library/collections.h"
#include "core/expression/library/xml_json.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/format.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/types/library.h"

#include <cmath>
#include <cstdio>

namespace gatelens::expression {

namespace {

constexpr int kMaxPrintDepth = 600;

void appendString(std::string& out, std::string_view text)
{
    out.push_back('"');
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        // JavaScript's line ends are escaped beyond JSON's rules.
        if (static_cast<unsigned char>(c) >= 0xC2) {
            const auto rest = text.substr(i);
            const bool isNextLine = rest.starts_with("\xC2\x85");
            if (isNextLine || rest.starts_with("\xE2\x80\xA8")
                || rest.starts_with("\xE2\x80\xA9")) {
                out += isNextLine ? "\\u0085" : (rest[2] == '\xA8' ? "\\u2028" : "\\u2029");
                i += isNextLine ? 1 : 2;
                continue;
            }
        }
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                char buffer[8];
                std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(c));
                out += buffer;
            } else {
                out.push_back(c);
            }
        }
    }
    out.push_back('"');
}

/// XML that is written as JSON; null for anything else.
const XmlNode* xmlOf(const Value& value)
{
    if (const auto* dom = domNodeOf(value))
        return dom;
    const auto* node = value.as<XmlNode>();
    return node == nullptr || node->kind() == XmlKind::Attribute ? nullptr : node;
}

std::string withFraction(std::string number)
{
    return number.find_first_of(".EeN") == std::string::npos ? number + ".0" : number;
}

std::string realText(const Value& value)
{
    const double number
        = value.tag() == Tag::Double ? value.asDouble() : static_cast<double>(value.asSingle());
    if (std::isnan(number))
        return "\"NaN\"";
    if (std::isinf(number))
        return number < 0 ? "\"-Infinity\"" : "\"Infinity\"";
    return withFraction(formatNumber(value, "R").value_or("0"));
}

std::string dateText(const Value& value)
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

class Writer
{
public:
    Writer(JsonStyle style, Env* env, bool keepsNulls = true)
        : m_isIndented(style == JsonStyle::Indented)
        , m_keepsNulls(keepsNulls)
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
        appendString(m_out, text);
        m_out += m_isIndented ? ": " : ":";
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
            m_out += realText(value);
            break;
        case Tag::Decimal:
            m_out += withFraction(value.asDecimal().toText());
            break;
        case Tag::Enum:
            m_out += std::to_string(value.asLong());
            break;
        case Tag::DateTime:
        case Tag::DateTimeOffset:
            appendString(m_out, dateText(value));
            break;
        case Tag::Char:
        case Tag::TimeSpan:
        case Tag::ShortString:
        case Tag::String:
            appendString(m_out, textOf(value));
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
        } else if (const auto* xml = xmlOf(value); xml != nullptr && m_env != nullptr) {
            if (const auto converted = jsonOfXml(*m_env, *xml, false))
                writeToken(*converted, depth);
        } else if (value.isBytes()) {
            appendString(m_out, encodeBase64(value.bytes()));
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
            appendString(m_out, textOf(value));
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
            if (m_keepsNulls || !record.fields[i].isNull())
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
            write(record.fields[i], depth + 1);
        });
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
    bool m_keepsNulls; ///< members of objects that are null are written
    Env* m_env; ///< runs lazy sequences; null where there are only tokens
    std::string m_out;
};

} // namespace

std::string writeJson(const Value& value, JsonStyle style)
{
    return Writer(style, nullptr).run(value);
}

Value serialize(Env& env, const Value& value, JsonStyle style, bool keepsNulls)
{
    auto text = Writer(style, &env, keepsNulls).run(value);
    return !env.raised() && env.charge(text.size()) ? Value::ofString(std::move(text)) : Value();
}

} // namespace gatelens::expression
