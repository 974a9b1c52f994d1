#include "core/base/utf8.h"
#include "core/expression/json/token.h"
#include "core/expression/library/big_integer.h"
#include "core/expression/runtime/calendar.h"
#include "core/expression/runtime/decimal.h"
#include "core/expression/runtime/text.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>

namespace gatelens::expression {

namespace {

constexpr int kMaxReadDepth = 400;

bool isDigitAt(std::string_view text, std::size_t at)
{
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

/// Whether a number or word without quotes ends before `c`.
bool endsBareWord(char c)
{
    static constexpr auto kEnds = [] {
        std::array<bool, 256> ends{};
        for (const char one : std::string_view(" \t\r\n,:]}{[()\"'/"))
            ends[static_cast<unsigned char>(one)] = true;
        return ends;
    }();
    return kEnds[static_cast<unsigned char>(c)];
}

/// ISO 8601 with a time part, as Json.NET recognises dates in strings.
bool looksLikeDate(std::string_view text)
{
    return text.size() >= 19 && text[4] == '-' && text[7] == '-' && text[10] == 'T'
        && text[13] == ':' && text[16] == ':' && isDigitAt(text, 0) && isDigitAt(text, 18);
}

/// "/Date(1700000000000)/" and "/Date(1700000000000+0200)/", Microsoft's older form.
std::optional<Value> scriptDate(std::string_view text)
{
    if (!text.starts_with("/Date(") || !text.ends_with(")/"))
        return std::nullopt;
    text = text.substr(6, text.size() - 8);
    std::int64_t milliseconds = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
    const auto zone = text.substr(static_cast<std::size_t>(parsed.ptr - text.data()));
    const bool hasZone = zone.size() == 5 && (zone[0] == '+' || zone[0] == '-');
    constexpr std::int64_t kMost = kMaxTicks / kTicksPerMillisecond;
    if (parsed.ec != std::errc() || (!zone.empty() && !hasZone) || milliseconds > kMost
        || milliseconds < -kMost)
        return std::nullopt;
    const auto ticks = kUnixEpoch + milliseconds * kTicksPerMillisecond;
    if (ticks < 0 || ticks > kMaxTicks)
        return std::nullopt;
    return Value::ofDateTimeTicks(ticks, hasZone ? ClockKind::Local : ClockKind::Utc);
}

} // namespace

Value inJsonZone(const Value& time, JsonZone zone)
{
    static constexpr ClockKind kKinds[]
        = {ClockKind::Local, ClockKind::Utc, ClockKind::Unspecified};
    return zone == JsonZone::RoundtripKind
        ? time
        : Value::ofDateTimeTicks(time.asLong(), kKinds[static_cast<std::size_t>(zone)]);
}

Value dateOrText(std::string text, const JsonReading& reading)
{
    if (reading.dates == JsonDates::None)
        return Value::ofString(std::move(text));
    const bool withOffset = reading.dates == JsonDates::DateTimeOffset;
    if (auto date = scriptDate(text))
        return withOffset ? Value::ofDateTimeOffset(date->asLong(), 0)
                          : inJsonZone(*date, reading.zone);
    const auto parsed = looksLikeDate(text) ? parseDateTime(text) : std::nullopt;
    if (!parsed)
        return Value::ofString(std::move(text));
    const auto ticks = parsed->ticks - parsed->offsetMinutes * kTicksPerMinute;
    if (ticks < 0 || ticks > kMaxTicks)
        return Value::ofString(std::move(text));
    if (withOffset)
        return Value::ofDateTimeOffset(parsed->ticks,
                                       static_cast<std::int16_t>(parsed->offsetMinutes));
    const auto kind = parsed->isUtc ? ClockKind::Utc
        : parsed->hasOffset         ? ClockKind::Local
                                    : ClockKind::Unspecified;
    return inJsonZone(Value::ofDateTimeTicks(ticks, kind), reading.zone);
}

namespace {

/// Reads JSON as leniently as Json.NET: single quotes, bare names, comments, trailing commas, NaN.
class Reader
{
public:
    explicit Reader(std::string_view text, const JsonReading& reading = {})
        : m_text(text)
        , m_reading(reading)
    {
        if (m_text.starts_with("\xEF\xBB\xBF"))
            m_at = 3;
    }

    Ref<JsonToken> read()
    {
        skip();
        if (m_at >= m_text.size()) {
            fail("Error reading JSON: the text is empty");
            return {};
        }
        auto token = readValue(0);
        skip();
        if (!m_failed && m_at < m_text.size())
            fail("Additional text encountered after finished reading JSON content");
        return m_failed ? Ref<JsonToken>() : token;
    }

    [[nodiscard]] const std::string& error() const { return m_error; }
    [[nodiscard]] SourcePosition position() const
    {
        SourcePosition position;
        position.line = 1;
        position.column = 1;
        for (std::size_t i = 0; i < std::min(m_errorAt, m_text.size()); ++i) {
            ++position.column;
            if (m_text[i] == '\n') {
                ++position.line;
                position.column = 1;
            }
        }
        return position;
    }

private:
    void fail(std::string message)
    {
        if (!m_failed) {
            m_failed = true;
            m_error = std::move(message);
            m_errorAt = m_at;
        }
        m_at = m_text.size();
    }

    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    void skip()
    {
        if (m_at < m_text.size() && m_text[m_at] > ' ' && m_text[m_at] != '/')
            return;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                ++m_at;
            } else if (c != '/') {
                return;
            } else if (m_text.substr(m_at, 2) == "//") {
                m_at = std::min(m_text.find('\n', m_at), m_text.size());
            } else if (m_text.substr(m_at, 2) == "/*") {
                const auto end = m_text.find("*/", m_at + 2);
                if (end == std::string_view::npos) {
                    fail("Unexpected end while parsing comment");
                    return;
                }
                m_at = end + 2;
            } else {
                return;
            }
        }
    }

    Ref<JsonToken> readValue(int depth)
    {
        if (depth > kMaxReadDepth) {
            fail("The reader's MaxDepth has been exceeded");
            return {};
        }
        switch (peek()) {
        case '{':
        case '[':
            if (depth < m_reading.maxDepth)
                return peek() == '{' ? readObject(depth) : readArray(depth);
            fail("The reader's MaxDepth of " + std::to_string(m_reading.maxDepth)
                 + " has been exceeded");
            return {};
        case '"':
        case '\'': {
            auto text = readString();
            return scalar(m_reading.dates == JsonDates::None
                              ? Value::ofString(std::move(text))
                              : dateOrText(std::move(text), m_reading));
        }
        default:
            return readBare(depth);
        }
    }

    static Ref<JsonToken> scalar(Value value) { return makeScalar(std::move(value)); }

    Ref<JsonToken> readObject(int depth)
    {
        auto object = make<JsonObject>();
        ++m_at;
        for (;;) {
            skip();
            if (peek() == '}') {
                ++m_at;
                return object;
            }
            auto name = peek() == '"' || peek() == '\'' ? readString() : readName();
            skip();
            if (m_failed)
                return {};
            if (peek() != ':') {
                fail("Invalid character after parsing property name. Expected ':'");
                return {};
            }
            ++m_at;
            skip();
            auto value = readValue(depth + 1);
            if (m_failed)
                return {};
            object->put(std::move(name), std::move(value));
            skip();
            if (peek() == ',') {
                ++m_at;
            } else if (peek() != '}') {
                fail(m_at >= m_text.size()
                         ? "Unexpected end of content while loading JObject"
                         : "After parsing a value an unexpected character was encountered");
                return {};
            }
        }
    }

    Ref<JsonToken> readArray(int depth)
    {
        ++m_at;
        return readItems(make<JsonArray>(), ']', depth);
    }

    /// `new Date(2024, 1)`, read by Json.NET as JavaScript's.
    Ref<JsonToken> readConstructor(int depth)
    {
        skip();
        auto call = make<JsonArray>(JsonKind::Constructor);
        call->constructor = readName();
        skip();
        if (m_failed || peek() != '(') {
            fail("Unexpected character while parsing constructor");
            return {};
        }
        ++m_at;
        return readItems(std::move(call), ')', depth);
    }

    Ref<JsonToken> readItems(Ref<JsonArray> array, char close, int depth)
    {
        for (;;) {
            skip();
            if (peek() == close) {
                ++m_at;
                return array;
            }
            auto item = readValue(depth + 1);
            if (m_failed)
                return {};
            array->put(std::move(item));
            skip();
            if (peek() == ',') {
                ++m_at;
            } else if (peek() != close) {
                fail(m_at >= m_text.size()
                         ? "Unexpected end of content while loading JArray"
                         : "After parsing a value an unexpected character was encountered");
                return {};
            }
        }
    }

    std::string readName()
    {
        const auto begin = m_at;
        while (m_at < m_text.size()
               && (std::isalnum(static_cast<unsigned char>(m_text[m_at])) != 0
                   || m_text[m_at] == '_' || m_text[m_at] == '$'
                   || static_cast<unsigned char>(m_text[m_at]) >= 0x80))
            ++m_at;
        if (m_at == begin)
            fail(m_at >= m_text.size() ? "Unexpected end when reading JSON"
                                       : "Invalid property identifier character");
        return std::string(m_text.substr(begin, m_at - begin));
    }

    std::string readString()
    {
        const char quote = m_text[m_at++];
        std::string out;
        for (;;) {
            auto end = m_at;
            while (end < m_text.size() && m_text[end] != quote && m_text[end] != '\\')
                ++end;
            if (end == m_text.size()) {
                fail("Unterminated string");
                return out;
            }
            out.append(m_text, m_at, end - m_at);
            m_at = end + 1;
            if (m_text[end] == quote)
                return m_hasSurrogate ? joinSurrogates(std::move(out)) : out;
            readEscape(out);
            if (m_failed)
                return out;
        }
    }

    void readEscape(std::string& out)
    {
        const char c = m_at < m_text.size() ? m_text[m_at++] : '\0';
        switch (c) {
        case 'b':
            out.push_back('\b');
            break;
        case 'f':
            out.push_back('\f');
            break;
        case 'n':
            out.push_back('\n');
            break;
        case 'r':
            out.push_back('\r');
            break;
        case 't':
            out.push_back('\t');
            break;
        case '"':
        case '\'':
        case '\\':
        case '/':
            out.push_back(c);
            break;
        case 'u': {
            unsigned code = 0;
            const auto digits = m_text.substr(m_at, 4);
            const auto parsed
                = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
            if (parsed.ec != std::errc() || parsed.ptr != digits.data() + 4) {
                fail("Invalid Unicode escape sequence");
                return;
            }
            m_at += 4;
            m_hasSurrogate = m_hasSurrogate || (code >= 0xD800 && code < 0xE000);
            appendUtf8(out, code);
            break;
        }
        default:
            fail("Bad JSON escape sequence");
        }
    }

    Ref<JsonToken> readBare(int depth)
    {
        const auto begin = m_at;
        while (m_at < m_text.size() && !endsBareWord(m_text[m_at]))
            ++m_at;
        const auto word = m_text.substr(begin, m_at - begin);
        if (word.empty() && m_at >= m_text.size()) {
            fail("Unexpected end when reading JSON");
            return {};
        }
        if (word == "new")
            return readConstructor(depth);
        if (word == "true" || word == "false")
            return scalar(Value::ofBool(word == "true"));
        if (word == "null")
            return scalar({});
        if (word == "undefined")
            return Ref<JsonToken>::fresh(new JsonScalar(JsonKind::Undefined, {}));
        if (word == "NaN")
            return scalar(Value::ofDouble(std::numeric_limits<double>::quiet_NaN()));
        if (word == "Infinity" || word == "-Infinity")
            return scalar(Value::ofDouble(word[0] == '-'
                                              ? -std::numeric_limits<double>::infinity()
                                              : std::numeric_limits<double>::infinity()));
        if (!word.empty() && (isDigitAt(word, 0) || word[0] == '-' || word[0] == '.'))
            return readNumber(word, begin);
        m_at = begin;
        fail(word.empty() ? std::string("Unexpected character encountered while parsing value")
                          : "Unexpected character encountered while parsing value: "
                     + std::string(word.substr(0, 20)));
        return {};
    }

    Ref<JsonToken> readNumber(std::string_view word, std::size_t begin)
    {
        std::int64_t integer = 0;
        const char* end = word.data() + word.size();
        const auto digits = word.substr(word[0] == '-' ? 1 : 0);
        if (word.size() > 1 && word[0] == '0' && word[1] >= '0' && word[1] <= '9')
            return readOctal(word, begin);
        const auto whole = std::from_chars(word.data(), end, integer);
        if (whole.ec == std::errc() && whole.ptr == end)
            return scalar(Value::ofLong(integer));
        if (!digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos
            && digits.size() < 10000)
            return Ref<JsonToken>::fresh(new JsonScalar(JsonKind::Integer, bigIntegerValue(word)));
        if (digits.starts_with("0x") || digits.starts_with("0X")) {
            const auto hex = std::from_chars(digits.data() + 2, end, integer, 16);
            if (hex.ec == std::errc() && hex.ptr == end)
                return scalar(Value::ofLong(integer));
        }
        if (const auto number = m_reading.readsDecimals ? Decimal::parse(word) : std::nullopt)
            return scalar(Value::ofDecimal(*number));
        double real = 0;
        const auto parsed = std::from_chars(word.data(), end, real);
        if (parsed.ptr == end && parsed.ec == std::errc())
            return scalar(Value::ofDouble(real));
        if (parsed.ptr == end && parsed.ec == std::errc::result_out_of_range)
            return scalar(Value::ofDouble(std::strtod(std::string(word).c_str(), nullptr)));
        m_at = begin;
        fail("Input string '" + std::string(word.substr(0, 40)) + "' is not a valid number");
        return {};
    }

    /// A number that begins with a zero before other digits is octal, as in the JavaScript of old;
    /// one with a sign is not, as Json.NET has it.
    Ref<JsonToken> readOctal(std::string_view word, std::size_t begin)
    {
        std::int64_t integer = 0;
        const char* end = word.data() + word.size();
        const auto octal = std::from_chars(word.data(), end, integer, 8);
        if (octal.ec == std::errc() && octal.ptr == end)
            return scalar(Value::ofLong(integer));
        m_at = begin;
        fail("Input string '" + std::string(word.substr(0, 40)) + "' is not a valid number");
        return {};
    }

    std::string_view m_text;
    const JsonReading m_reading;
    std::size_t m_at = 0;
    bool m_failed = false;
    bool m_hasSurrogate = false;
    std::string m_error;
    std::size_t m_errorAt = 0;
};

} // namespace

Result<Value> readJson(std::string_view text)
{
    Reader reader(text);
    const auto token = reader.read();
    if (!token)
        return Error{ErrorCode::Malformed, reader.error(), reader.position()};
    return token.value();
}

Ref<JsonToken> parseJson(Env& env, std::string_view text, const JsonReading& reading)
{
    if (!env.charge(text.size() * 6))
        return {};
    Reader reader(text, reading);
    auto token = reader.read();
    if (!token) {
        const auto position = reader.position();
        env.raise("JsonReaderException",
                  reader.error() + ". Path '', line " + std::to_string(position.line)
                      + ", position " + std::to_string(position.column) + ".");
        return {};
    }
    env.keep(token.value());
    return token;
}

} // namespace gatelens::expression
