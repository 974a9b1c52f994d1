#include "core/message/header_list.h"
#include "core/store/filter_tree.h"
#include "core/store/filter_values.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::filter {

namespace {

constexpr std::size_t kDeepest = 64; ///< brackets and "not" inside one another

bool isBlank(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

class Parser
{
public:
    explicit Parser(std::string_view text)
        : m_text(text)
    {
    }

    Result<Node> parse()
    {
        Result<Node> node = parseOr();
        if (!node)
            return node;
        skipBlanks();
        if (!atEnd())
            return fail(m_at,
                        peek() == ')' ? "there is no \"(\" for this \")\"" : "cannot read this");
        return node;
    }

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] char peek() const { return m_text[m_at]; }
    [[nodiscard]] bool looksAt(std::string_view wanted) const
    {
        return m_text.substr(m_at, wanted.size()) == wanted;
    }
    void skipBlanks()
    {
        while (!atEnd() && isBlank(peek()))
            ++m_at;
    }

    [[nodiscard]] Error fail(std::size_t offset, std::string_view message) const
    {
        Error error{ErrorCode::Malformed, fmt::format("{} at {}", message, offset + 1), {}};
        error.position.line = 1;
        error.position.column = static_cast<std::uint32_t>(offset + 1);
        return error;
    }
    /// With a hint after the position, as in: Unknown field "stauts" at 1. Did you mean "status"?
    [[nodiscard]] Error fail(std::size_t offset, std::string_view message,
                             std::string_view hint) const
    {
        Error error = fail(offset, message);
        error.message += fmt::format(". {}", hint);
        return error;
    }

    /// The keyword at this place, when it stands as a word of its own.
    [[nodiscard]] bool atWord(std::string_view keyword) const
    {
        const std::size_t end = m_at + keyword.size();
        return equalsIgnoringCase(m_text.substr(m_at, keyword.size()), keyword)
            && (end == m_text.size() || isBlank(m_text[end]) || m_text[end] == '('
                || m_text[end] == ')' || m_text[end] == '"');
    }
    bool takeWord(std::string_view keyword)
    {
        skipBlanks();
        if (atEnd() || !atWord(keyword))
            return false;
        m_at += keyword.size();
        return true;
    }

    template<class Kind>
    Node wrap(std::vector<Node> children) const
    {
        Node node;
        node.offset = children.front().offset;
        node.length = children.back().offset + children.back().length - node.offset;
        node.kind = Kind{std::move(children)};
        return node;
    }

    Result<Node> parseOr()
    {
        std::vector<Node> children;
        do {
            Result<Node> child = parseAnd();
            if (!child)
                return child;
            children.push_back(std::move(*child));
        } while (takeWord("or"));
        if (children.size() == 1)
            return std::move(children.front());
        return wrap<Node::Or>(std::move(children));
    }

    Result<Node> parseAnd()
    {
        std::vector<Node> children;
        while (true) {
            Result<Node> child = parseNot();
            if (!child)
                return child;
            children.push_back(std::move(*child));
            skipBlanks();
            const bool hasAnd = takeWord("and");
            skipBlanks();
            if (!hasAnd && (atEnd() || peek() == ')' || atWord("or")))
                break;
        }
        if (children.size() == 1)
            return std::move(children.front());
        return wrap<Node::And>(std::move(children));
    }

    Result<Node> parseNot()
    {
        skipBlanks();
        const std::size_t begin = m_at;
        const bool isMinus
            = !atEnd() && peek() == '-' && m_at + 1 < m_text.size() && !isBlank(m_text[m_at + 1]);
        if (isMinus)
            ++m_at;
        else if (!takeWord("not"))
            return parsePrimary();
        if (++m_depth > kDeepest)
            return fail(begin, "this filter is nested too deeply");
        Result<Node> child = parseNot();
        --m_depth;
        if (!child)
            return child;
        Node node;
        node.offset = begin;
        node.length = m_at - begin;
        std::vector<Node> inner;
        inner.push_back(std::move(*child));
        node.kind = Node::Not{std::move(inner)};
        return node;
    }

    Result<Node> parsePrimary()
    {
        skipBlanks();
        if (atEnd())
            return fail(m_at, "a condition is missing", "Write a word or field:value.");
        if (peek() == '(')
            return parseGroup();
        if (peek() == ')')
            return fail(m_at, "a condition is missing before \")\"");
        const std::size_t begin = m_at;
        Result<Predicate> predicate = peek() == '"' ? parseQuotedBare() : parsePredicate();
        if (!predicate)
            return predicate.error();
        Node node;
        node.kind = std::move(*predicate);
        node.offset = begin;
        node.length = m_at - begin;
        return node;
    }

    Result<Node> parseGroup()
    {
        const std::size_t begin = m_at++;
        if (++m_depth > kDeepest)
            return fail(begin, "this filter is nested too deeply");
        Result<Node> inner = parseOr();
        --m_depth;
        if (!inner)
            return inner;
        skipBlanks();
        if (atEnd() || peek() != ')')
            return fail(begin, "\")\" is missing for the \"(\"");
        ++m_at;
        inner->offset = begin;
        inner->length = m_at - begin;
        return inner;
    }

    /// Text in double quotes, with \" and \\ inside.
    Result<std::string> parseQuoted()
    {
        const std::size_t begin = m_at++;
        std::string text;
        while (!atEnd() && peek() != '"') {
            if (peek() == '\\' && m_at + 1 < m_text.size()
                && (m_text[m_at + 1] == '"' || m_text[m_at + 1] == '\\'))
                ++m_at;
            text += m_text[m_at++];
        }
        if (atEnd())
            return fail(begin, "the closing double quote is missing");
        ++m_at;
        return text;
    }

    Result<Predicate> parseQuotedBare()
    {
        Result<std::string> text = parseQuoted();
        if (!text)
            return text.error();
        Predicate predicate;
        predicate.texts.push_back({std::move(*text), true});
        return predicate;
    }

    /// Bytes up to a blank, bracket, quote or operator; a key in single quotes may hold all of
    /// them.
    [[nodiscard]] std::size_t endOfName() const
    {
        std::size_t at = m_at;
        while (at < m_text.size() && !isBlank(m_text[at])
               && std::string_view("()\":=<>!,").find(m_text[at]) == std::string_view::npos) {
            if (m_text[at] == '\'' && at > m_at && m_text[at - 1] == '.') {
                const std::size_t close = m_text.find('\'', at + 1);
                if (close != std::string_view::npos)
                    at = close;
            }
            ++at;
        }
        return at;
    }

    Result<Predicate> parsePredicate()
    {
        const std::size_t begin = m_at;
        const std::size_t nameEnd = endOfName();
        const std::string_view name = m_text.substr(begin, nameEnd - begin);
        m_at = nameEnd;
        const std::optional<Operator> op = takeOperator();
        if (!op)
            return parseBare(begin);
        if (name.empty())
            return fail(begin,
                        fmt::format("a field is missing before \"{}\"",
                                    m_text.substr(begin, m_at - begin)));
        Predicate predicate;
        predicate.op = *op;
        const FieldEntry* entry = nullptr;
        if (const auto problem = resolveField(name, begin, predicate, entry))
            return *problem;
        if (const auto problem = parseValues(*entry, predicate))
            return *problem;
        return predicate;
    }

    Result<Predicate> parseBare(std::size_t begin)
    {
        m_at = begin;
        while (!atEnd() && !isBlank(peek()) && peek() != '(' && peek() != ')' && peek() != '"')
            ++m_at;
        if (m_at == begin)
            return fail(begin, "cannot read this");
        Predicate predicate;
        predicate.texts.push_back({std::string(m_text.substr(begin, m_at - begin))});
        return predicate;
    }

    std::optional<Operator> takeOperator()
    {
        constexpr std::array<std::pair<std::string_view, Operator>, 9> kOperators{{
            {"==", Operator::EqualsCase},
            {"=/", Operator::Matches},
            {"!=", Operator::NotEquals},
            {"<=", Operator::LessOrEqual},
            {">=", Operator::GreaterOrEqual},
            {"=", Operator::Equals},
            {":", Operator::Contains},
            {"<", Operator::Less},
            {">", Operator::Greater},
        }};
        for (const auto& [spelling, op] : kOperators) {
            if (looksAt(spelling)) {
                m_at += spelling.size();
                return op;
            }
        }
        return std::nullopt;
    }

    std::optional<Error> resolveField(std::string_view name, std::size_t begin,
                                      Predicate& predicate, const FieldEntry*& entry) const
    {
        if (const std::size_t candidate = name.find('@'); candidate != std::string_view::npos)
            return fail(begin + candidate,
                        "comparison candidates (field@name) exist only in Sampling");
        entry = findField(name);
        if (entry == nullptr || entry->info.hasKey) {
            // The longest keyed field that the name begins with: "req.header.accept".
            for (std::size_t dot = name.find('.'); dot != std::string_view::npos;
                 dot = name.find('.', dot + 1)) {
                const FieldEntry* keyed = findField(name.substr(0, dot + 1));
                if (keyed == nullptr)
                    continue;
                entry = keyed;
                std::string_view key = name.substr(dot + 1);
                if (key.size() >= 2 && key.front() == '\'' && key.back() == '\'')
                    key = key.substr(1, key.size() - 2);
                predicate.key = key;
            }
        }
        if (entry == nullptr)
            return unknownField(name, begin);
        if (!entry->refusal.empty())
            return fail(begin, fmt::format("Field \"{}\" cannot be used here", name),
                        fmt::format("Instead: {}.", entry->refusal));
        if (entry->info.hasKey && predicate.key.empty())
            return fail(begin, fmt::format("Field \"{}\" needs a name after its dot", name));
        predicate.field = entry->field;
        return std::nullopt;
    }

    [[nodiscard]] Error unknownField(std::string_view name, std::size_t begin) const
    {
        const std::string message = fmt::format("Unknown field \"{}\"", name);
        const std::string_view closest = closestField(name);
        if (!closest.empty())
            return fail(begin, message, fmt::format("Did you mean \"{}\"?", closest));
        return fail(begin, message, "To search for this text, put it in double quotes.");
    }

    std::optional<Error> parseValues(const FieldEntry& entry, Predicate& predicate)
    {
        if (predicate.op == Operator::Matches)
            return parsePattern(entry, predicate);
        const bool isComparison = predicate.op == Operator::Less
            || predicate.op == Operator::LessOrEqual || predicate.op == Operator::Greater
            || predicate.op == Operator::GreaterOrEqual;
        if (isComparison && !isNumeric(entry.info.type))
            return fail(m_at - 1,
                        fmt::format("Field \"{}\" is a text and cannot be compared with "
                                    "< or >",
                                    entry.info.name));
        do {
            if (const auto problem = parseValue(entry, predicate))
                return problem;
        } while (takeComma());
        if (isComparison && predicate.numbers.size() > 1)
            return fail(m_at - 1, "only one value can follow < or >");
        return std::nullopt;
    }

    bool takeComma()
    {
        if (atEnd() || peek() != ',')
            return false;
        ++m_at;
        skipBlanks();
        return true;
    }

    std::optional<Error> parseValue(const FieldEntry& entry, Predicate& predicate)
    {
        const std::size_t begin = m_at;
        const bool isQuoted = !atEnd() && peek() == '"';
        std::string text;
        if (isQuoted) {
            Result<std::string> quoted = parseQuoted();
            if (!quoted)
                return quoted.error();
            text = std::move(*quoted);
        } else {
            while (!atEnd() && !isBlank(peek()) && peek() != ',' && peek() != ')')
                text += m_text[m_at++];
            if (text.empty())
                return fail(begin, fmt::format("a value for \"{}\" is missing", entry.info.name));
        }
        if (isNumeric(entry.info.type))
            return addNumber(entry, text, begin, predicate);
        if (entry.info.type == FieldType::Choice)
            return addChoice(entry, text, begin, predicate);
        predicate.texts.push_back({std::move(text), isQuoted});
        return std::nullopt;
    }

    std::optional<Error> addNumber(const FieldEntry& entry, const std::string& text,
                                   std::size_t begin, Predicate& predicate) const
    {
        Result<NumberValue> value = parseNumber(text, entry.info.type);
        if (!value)
            return fail(begin, value.error().message);
        const bool isSet = value->from != value->to;
        if (isSet && predicate.op != Operator::Contains && predicate.op != Operator::Equals
            && predicate.op != Operator::NotEquals)
            return fail(begin, "a class or range goes with \":\", \"=\" or \"!=\"");
        predicate.numbers.push_back(std::move(*value));
        return std::nullopt;
    }

    std::optional<Error> addChoice(const FieldEntry& entry, const std::string& text,
                                   std::size_t begin, Predicate& predicate) const
    {
        for (const std::string_view choice : entry.info.choices) {
            if (equalsIgnoringCase(choice, text)) {
                predicate.texts.push_back({std::string(choice)});
                return std::nullopt;
            }
        }
        return fail(begin, fmt::format("\"{}\" is no value of \"{}\"", text, entry.info.name),
                    fmt::format("Use one of: {}.", fmt::join(entry.info.choices, ", ")));
    }

    std::optional<Error> parsePattern(const FieldEntry& entry, Predicate& predicate)
    {
        const std::size_t begin = m_at - 1;
        if (entry.info.type != FieldType::Text)
            return fail(
                begin,
                fmt::format("a regular expression does not fit field \"{}\"", entry.info.name));
        TextValue value;
        value.isPattern = true;
        while (!atEnd() && peek() != '/') {
            if (looksAt("\\/"))
                ++m_at; // only the slash itself reaches the expression
            else if (peek() == '\\' && m_at + 1 < m_text.size())
                value.text += m_text[m_at++];
            value.text += m_text[m_at++];
        }
        if (atEnd())
            return fail(begin, "the closing \"/\" of the regular expression is missing");
        ++m_at;
        if (!atEnd() && (peek() == 'i' || peek() == 'I')) {
            value.ignoresCase = true;
            ++m_at;
        }
        Result<std::shared_ptr<const Pattern>> pattern
            = Pattern::compile(value.text, value.ignoresCase);
        if (!pattern)
            return fail(begin, pattern.error().message);
        value.pattern = std::move(*pattern);
        predicate.texts.push_back(std::move(value));
        return std::nullopt;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_depth = 0;
};

bool isBlankText(std::string_view text) { return std::all_of(text.begin(), text.end(), isBlank); }

std::vector<Term> termsOf(const Node& root, std::string_view text)
{
    std::vector<Term> terms;
    const auto add = [&](const Node& node) {
        terms.push_back(
            {node.offset, node.length, std::string(text.substr(node.offset, node.length))});
    };
    // Brackets around the whole make one term of it.
    const auto* conjunction = std::get_if<Node::And>(&root.kind);
    const bool isBracketed
        = conjunction != nullptr && conjunction->children.front().offset != root.offset;
    if (conjunction == nullptr || isBracketed) {
        add(root);
        return terms;
    }
    for (const Node& child : conjunction->children)
        add(child);
    return terms;
}

} // namespace

Result<Filter> Filter::parse(std::string_view text)
{
    Filter filter;
    if (isBlankText(text))
        return filter;
    Result<Node> root = Parser(text).parse();
    if (!root)
        return root.error();
    filter.m_terms = termsOf(*root, text);
    filter.m_root = std::make_shared<const Node>(std::move(*root));
    return filter;
}

bool operator==(const Filter& left, const Filter& right)
{
    if (left.isEmpty() || right.isEmpty())
        return left.isEmpty() == right.isEmpty();
    return *left.m_root == *right.m_root;
}

std::string withoutTerm(std::string_view text, const Filter& filter, std::size_t index)
{
    std::string rest;
    const std::vector<Term>& terms = filter.terms();
    for (std::size_t other = 0; other < terms.size(); ++other) {
        if (other == index)
            continue;
        if (!rest.empty())
            rest += ' ';
        rest += text.substr(terms[other].offset, terms[other].length);
    }
    return rest;
}

Result<std::string> joinTerms(std::span<const std::string> terms)
{
    std::string text;
    for (const std::string& term : terms) {
        const Result<Filter> parsed = Filter::parse(term);
        if (!parsed)
            return parsed.error();
        if (parsed->isEmpty())
            continue;
        if (!text.empty())
            text += ' ';
        const auto* any = std::get_if<Node::Or>(&parsed->root()->kind);
        const bool needsBrackets
            = any != nullptr && any->children.front().offset == parsed->root()->offset;
        text += needsBrackets ? '(' + term + ')' : term;
    }
    return text;
}

} // namespace gatelens::filter
