#include "core/expression/json/token.h"
#include "core/expression/runtime/text.h"

#include <charconv>
#include <cstdlib>
#include <functional>
#include <optional>

namespace gatelens::expression {

namespace {

/// Evaluates a JSONPath over a set of tokens, step by step: `$ .name ['name'] [n] [a:b:c] [*] ..
/// [?(@.a == 'x' && @.b > 1)]`.
class PathReader
{
public:
    PathReader(Env& env, JsonToken& root, std::string_view path)
        : m_env(env)
        , m_root(root)
        , m_path(path)
    {
    }

    std::vector<Value> run()
    {
        std::vector<Value> current{Value::ofObject(&m_root)};
        if (peek() == '$')
            ++m_at;
        bool isFirst = true;
        while (m_at < m_path.size() && !m_env.raised()) {
            const char c = peek();
            if (c == '.') {
                ++m_at;
                const bool isDeep = peek() == '.';
                if (isDeep)
                    ++m_at;
                if (isDeep)
                    current = descendants(current);
                if (peek() == '[') {
                    current = bracket(current);
                } else {
                    current = byName(current, readName());
                }
            } else if (c == '[') {
                current = bracket(current);
            } else if (isFirst) {
                current = byName(current, readName());
            } else {
                fail("Unexpected character while parsing path: " + nextCharacter());
            }
            isFirst = false;
        }
        return m_env.raised() ? std::vector<Value>() : current;
    }

private:
    [[nodiscard]] char peek() const { return m_at < m_path.size() ? m_path[m_at] : '\0'; }
    [[nodiscard]] std::string nextCharacter() const
    {
        std::size_t length = 0;
        const auto rest = m_path.substr(m_at);
        static_cast<void>(nextCodePoint(rest, length));
        return std::string(rest.substr(0, length));
    }

    void fail(const std::string& message)
    {
        m_env.raise("JsonException", message);
        m_at = m_path.size();
    }

    void skipBlanks()
    {
        while (peek() == ' ')
            ++m_at;
    }

    std::string readName()
    {
        const auto begin = m_at;
        while (m_at < m_path.size() && m_path[m_at] != '.' && m_path[m_at] != '[')
            ++m_at;
        if (m_at == begin)
            fail("Unexpected end while parsing path.");
        return std::string(m_path.substr(begin, m_at - begin));
    }

    std::string readQuoted()
    {
        const char quote = m_path[m_at++];
        std::string text;
        while (m_at < m_path.size() && m_path[m_at] != quote) {
            if (m_path[m_at] == '\\' && m_at + 1 < m_path.size())
                ++m_at;
            text.push_back(m_path[m_at++]);
        }
        if (m_at >= m_path.size())
            fail("Path ended with an open string.");
        else
            ++m_at;
        return text;
    }

    std::optional<std::int64_t> readInteger()
    {
        std::int64_t number = 0;
        const auto parsed
            = std::from_chars(m_path.data() + m_at, m_path.data() + m_path.size(), number);
        if (parsed.ec != std::errc())
            return std::nullopt;
        m_at = static_cast<std::size_t>(parsed.ptr - m_path.data());
        return number;
    }

    static void eachChild(const Value& token, const std::function<void(JsonToken&)>& visit)
    {
        const auto& known = token.get<JsonToken>();
        if (known.kind() == JsonKind::Object) {
            for (const auto& property : static_cast<const JsonObject&>(known).properties())
                visit(*property->value());
        } else if (known.kind() == JsonKind::Array) {
            for (const auto& item : static_cast<const JsonArray&>(known).items())
                visit(*item);
        }
    }

    std::vector<Value> descendants(const std::vector<Value>& current)
    {
        std::vector<Value> all;
        const std::function<void(JsonToken&)> visit = [&](JsonToken& token) {
            if (!m_env.step())
                return;
            all.push_back(Value::ofObject(&token));
            eachChild(all.back(), visit);
        };
        for (const auto& token : current)
            visit(token.get<JsonToken>());
        return all;
    }

    std::vector<Value> byName(const std::vector<Value>& current, const std::string& name)
    {
        std::vector<Value> found;
        for (const auto& token : current) {
            if (name == "*") {
                eachChild(token,
                          [&](JsonToken& child) { found.push_back(Value::ofObject(&child)); });
            } else if (auto* object = token.as<JsonObject>()) {
                if (auto* child = object->get(name))
                    found.push_back(Value::ofObject(child));
            }
        }
        return found;
    }

    static std::vector<Value> byIndex(const std::vector<Value>& current, std::int64_t index)
    {
        std::vector<Value> found;
        for (const auto& token : current) {
            if (auto* array = token.as<JsonArray>()) {
                if (index >= 0 && static_cast<std::size_t>(index) < array->size())
                    found.push_back(Value::ofObject(&array->at(static_cast<std::size_t>(index))));
            }
        }
        return found;
    }

    std::vector<Value> bracket(const std::vector<Value>& current)
    {
        ++m_at;
        skipBlanks();
        std::vector<Value> found;
        if (peek() == '?') {
            ++m_at;
            found = filter(current);
        } else if (peek() == '*') {
            ++m_at;
            found = byName(current, "*");
        } else if (peek() == '\'' || peek() == '"') {
            for (;;) {
                const auto name = readQuoted();
                for (auto& one : byName(current, name))
                    found.push_back(std::move(one));
                skipBlanks();
                if (peek() != ',')
                    break;
                ++m_at;
                skipBlanks();
            }
        } else {
            found = indexes(current);
        }
        skipBlanks();
        if (peek() != ']')
            fail("Path ended with open indexer.");
        else
            ++m_at;
        return found;
    }

    std::vector<Value> indexes(const std::vector<Value>& current)
    {
        std::optional<std::int64_t> parts[3];
        int part = 0;
        bool isSlice = false;
        std::vector<Value> found;
        for (;;) {
            skipBlanks();
            parts[part] = readInteger();
            skipBlanks();
            if (peek() == ':' && part < 2) {
                isSlice = true;
                ++m_at;
                ++part;
                continue;
            }
            if (peek() == ',' && !isSlice) {
                ++m_at;
                for (auto& one : byIndex(current, parts[0].value_or(-1)))
                    found.push_back(std::move(one));
                continue;
            }
            break;
        }
        if (!isSlice) {
            if (!parts[0]) {
                fail("Unexpected character while parsing path indexer.");
                return {};
            }
            for (auto& one : byIndex(current, *parts[0]))
                found.push_back(std::move(one));
            return found;
        }
        const std::int64_t step = parts[2].value_or(1);
        if (step == 0) {
            fail("Step cannot be zero.");
            return {};
        }
        for (const auto& token : current) {
            auto* array = token.as<JsonArray>();
            if (array == nullptr)
                continue;
            const auto size = static_cast<std::int64_t>(array->size());
            const auto clamp = [&](std::int64_t at) {
                return at < 0 ? std::max<std::int64_t>(at + size, step > 0 ? 0 : -1)
                              : std::min(at, step > 0 ? size : size - 1);
            };
            std::int64_t begin = parts[0] ? clamp(*parts[0]) : (step > 0 ? 0 : size - 1);
            const std::int64_t end = parts[1] ? clamp(*parts[1]) : (step > 0 ? size : -1);
            for (; step > 0 ? begin < end : begin > end; begin += step)
                found.push_back(Value::ofObject(&array->at(static_cast<std::size_t>(begin))));
        }
        return found;
    }

    // --- filters ---

    std::vector<Value> filter(const std::vector<Value>& current)
    {
        skipBlanks();
        const auto begin = m_at;
        std::vector<Value> found;
        bool anyChild = false;
        for (const auto& token : current) {
            eachChild(token, [&](JsonToken& child) {
                anyChild = true;
                if (m_env.raised() || !m_env.step())
                    return;
                m_at = begin;
                const Value item = Value::ofObject(&child);
                if (disjunction(item))
                    found.push_back(item);
            });
        }
        if (!anyChild) {
            m_at = begin;
            const Value nothing = makeScalar({}).value();
            disjunction(nothing);
        }
        return found;
    }

    bool disjunction(const Value& item)
    {
        bool result = conjunction(item);
        for (skipBlanks(); m_path.substr(m_at, 2) == "||" && !m_env.raised(); skipBlanks()) {
            m_at += 2;
            const bool next = conjunction(item);
            result = result || next;
        }
        return result;
    }

    bool conjunction(const Value& item)
    {
        bool result = comparison(item);
        for (skipBlanks(); m_path.substr(m_at, 2) == "&&" && !m_env.raised(); skipBlanks()) {
            m_at += 2;
            const bool next = comparison(item);
            result = result && next;
        }
        return result;
    }

    bool comparison(const Value& item)
    {
        skipBlanks();
        if (++m_depth > 100) {
            fail("The filter is nested too deeply.");
            return false;
        }
        if (peek() == '(') {
            ++m_at;
            const bool inner = disjunction(item);
            skipBlanks();
            if (peek() == ')')
                ++m_at;
            else
                fail("Path ended with open query.");
            --m_depth;
            return inner;
        }
        --m_depth;
        const auto left = operand(item);
        skipBlanks();
        static constexpr std::string_view kOperators[]
            = {"===", "!==", "==", "!=", "<>", "<=", ">=", "=~", "<", ">"};
        std::string_view op;
        for (const auto candidate : kOperators) {
            if (m_path.substr(m_at).starts_with(candidate)) {
                op = candidate;
                break;
            }
        }
        if (op.empty())
            return !left.empty();
        m_at += op.size();
        skipBlanks();
        const auto right = operand(item);
        for (const auto& a : left) {
            for (const auto& b : right) {
                if (compare(a, b, op))
                    return true;
            }
        }
        return false;
    }

    std::vector<Value> operand(const Value& item)
    {
        const char c = peek();
        if (c == '@' || c == '$') {
            ++m_at;
            const auto begin = m_at;
            int depth = 0;
            while (m_at < m_path.size()) {
                const char next = m_path[m_at];
                if (next == '[' || next == '(')
                    ++depth;
                else if (depth > 0 && (next == ']' || next == ')'))
                    --depth;
                else if (depth == 0
                         && std::string_view(" )=!<>&|]").find(next) != std::string_view::npos)
                    break;
                ++m_at;
            }
            PathReader inner(m_env, c == '@' ? item.get<JsonToken>() : m_root,
                             m_path.substr(begin, m_at - begin));
            return inner.run();
        }
        if (c == '\'' || c == '"')
            return {makeScalar(Value::ofString(readQuoted())).value()};
        const auto begin = m_at;
        while (m_at < m_path.size()
               && std::string_view(" )=!<>&|]").find(m_path[m_at]) == std::string_view::npos)
            ++m_at;
        const auto word = m_path.substr(begin, m_at - begin);
        auto literal = readJson(word);
        if (word.empty() || !literal) {
            fail("Unexpected character while parsing path query.");
            return {};
        }
        return {*literal};
    }

    static bool compare(const Value& left, const Value& right, std::string_view op)
    {
        const auto& a = left.get<JsonToken>();
        const auto& b = right.get<JsonToken>();
        if (op == "==" || op == "===")
            return equalTokens(a, b);
        if (op == "!=" || op == "!==" || op == "<>")
            return !equalTokens(a, b);
        if (!a.isScalar() || !b.isScalar())
            return false;
        int order = 0;
        const auto x = a.scalar().toDouble();
        const auto y = b.scalar().toDouble();
        if (a.scalar().isNull() || b.scalar().isNull())
            return false;
        if (x && y)
            order = *x < *y ? -1 : (*x > *y ? 1 : 0);
        else
            order = compareText(a.toText(), b.toText(), Comparison::Ordinal);
        if (op == "<")
            return order < 0;
        if (op == ">")
            return order > 0;
        if (op == "<=")
            return order <= 0;
        return order >= 0;
    }

    static bool equalTokens(const JsonToken& a, const JsonToken& b)
    {
        if (a.isScalar() && b.isScalar() && a.kind() != b.kind()) {
            const auto x = a.scalar().toDouble();
            const auto y = b.scalar().toDouble();
            const bool bothNumbers = (a.kind() == JsonKind::Integer || a.kind() == JsonKind::Float)
                && (b.kind() == JsonKind::Integer || b.kind() == JsonKind::Float);
            return bothNumbers && x && y && *x == *y;
        }
        return deepEquals(&a, &b);
    }

    Env& m_env;
    JsonToken& m_root;
    std::string_view m_path;
    std::size_t m_at = 0;
    int m_depth = 0;
};

} // namespace

std::vector<Value> selectTokens(Env& env, JsonToken& root, std::string_view path)
{
    const DepthGuard depth(env);
    if (!depth)
        return {};
    return PathReader(env, root, path).run();
}

} // namespace gatelens::expression
