#include "proxy/gateway/policies/liquid/liquid_template.h"

#include "proxy/gateway/policies/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace gatelens::proxy::liquid {

namespace {

/// A piece of the template's text: literal text, `{{ output }}` or `{% tag %}`.
struct Piece
{
    enum class Kind
    {
        Text,
        Output,
        Tag
    };

    Kind kind = Kind::Text;
    std::string_view text; ///< inside the delimiters
    std::size_t line = 1;
};

/// Cuts the text into pieces; `{{-` and `-%}` take the blanks beside them away.
std::vector<Piece> cut(std::string_view text)
{
    std::vector<Piece> pieces;
    std::size_t line = 1;
    bool trimsNext = false;
    const auto addText = [&](std::string_view literal, bool trimsEnd) {
        const std::size_t lines
            = static_cast<std::size_t>(std::count(literal.begin(), literal.end(), '\n'));
        if (trimsNext)
            literal.remove_prefix(std::min(literal.find_first_not_of(" \t\r\n"), literal.size()));
        if (trimsEnd)
            literal = literal.substr(0, literal.find_last_not_of(" \t\r\n") + 1);
        if (!literal.empty())
            pieces.push_back({Piece::Kind::Text, literal, line});
        line += lines;
    };
    while (!text.empty()) {
        std::size_t open = text.find('{');
        while (open != std::string_view::npos && open + 1 < text.size() && text[open + 1] != '{'
               && text[open + 1] != '%')
            open = text.find('{', open + 1);
        const bool isOutput
            = open != std::string_view::npos && open + 1 < text.size() && text[open + 1] == '{';
        const std::size_t close = open == std::string_view::npos || open + 1 >= text.size()
            ? std::string_view::npos
            : text.find(isOutput ? "}}" : "%}", open + 2);
        if (close == std::string_view::npos) {
            addText(text, false);
            break;
        }
        std::string_view inside = text.substr(open + 2, close - open - 2);
        const bool trimsBefore = inside.starts_with('-');
        addText(text.substr(0, open), trimsBefore);
        inside.remove_prefix(trimsBefore ? 1 : 0);
        trimsNext = inside.ends_with('-');
        inside.remove_suffix(trimsNext ? 1 : 0);
        pieces.push_back(
            {isOutput ? Piece::Kind::Output : Piece::Kind::Tag, trimmed(inside), line});
        line += static_cast<std::size_t>(
            std::count(text.begin() + static_cast<std::ptrdiff_t>(open),
                       text.begin() + static_cast<std::ptrdiff_t>(close), '\n'));
        text.remove_prefix(close + 2);
    }
    return pieces;
}

class Parser
{
public:
    explicit Parser(std::string_view text)
        : m_pieces(cut(text))
    {
    }

    Result<Nodes> parse()
    {
        Result<Nodes> nodes = block();
        if (nodes && m_at < m_pieces.size())
            return fail(fmt::format("'{}' does not belong here", tagName()));
        return nodes;
    }

private:
    /// Nodes up to a tag that ends or divides a block, which is left for the caller, or to the end.
    Result<Nodes> block()
    {
        Nodes nodes;
        // Blocks nest by recursion: a hostile template must not exhaust the stack.
        constexpr int kDeepest = 100;
        if (++m_depth > kDeepest)
            return fail("blocks are nested too deeply");
        while (m_at < m_pieces.size()) {
            const Piece& piece = m_pieces[m_at];
            if (piece.kind == Piece::Kind::Tag && isEnd(tagName()))
                break;
            Result<NodePtr> node = this->node(piece);
            if (!node)
                return node.error();
            if (*node)
                nodes.push_back(std::move(*node));
        }
        --m_depth;
        return nodes;
    }

    static bool isEnd(std::string_view name)
    {
        return name.starts_with("end") || name == "else" || name == "elsif" || name == "when";
    }

    [[nodiscard]] std::string_view tagName() const
    {
        const std::string_view text = m_pieces[m_at].text;
        return text.substr(0, text.find_first_of(" \t\r\n"));
    }

    [[nodiscard]] std::string_view tagRest() const
    {
        return trimmed(m_pieces[m_at].text.substr(tagName().size()));
    }

    [[nodiscard]] Error fail(std::string_view message) const
    {
        const std::size_t line
            = m_pieces.empty() ? 1 : m_pieces[std::min(m_at, m_pieces.size() - 1)].line;
        return {ErrorCode::Malformed, fmt::format("line {}: {}", line, message), {}};
    }

    Result<NodePtr> node(const Piece& piece)
    {
        if (piece.kind == Piece::Kind::Text) {
            ++m_at;
            return makeText(std::string(piece.text));
        }
        if (piece.kind == Piece::Kind::Tag)
            return tag();
        Result<Expression> expression = ExpressionParser(piece.text).expression();
        if (!expression)
            return fail(expression.error().message);
        ++m_at;
        return makeOutput(std::move(*expression));
    }

    Result<NodePtr> tag()
    {
        const std::string_view name = tagName();
        if (name == "if" || name == "unless")
            return parseIf();
        if (name == "case")
            return parseCase();
        if (name == "for" || name == "JSONArrayFor" || name == "tablerow")
            return parseLoop();
        if (name == "assign")
            return parseAssign();
        if (name == "capture" || name == "ifchanged")
            return parseCapture();
        if (name == "comment" || name == "raw")
            return parseVerbatim();
        if (name == "cycle")
            return parseCycle();
        if (name == "break" || name == "continue") {
            ++m_at;
            return makeFlow(name == "break" ? Flow::Break : Flow::Continue);
        }
        if (name == "increment" || name == "decrement") {
            NodePtr made = makeCounter(std::string(tagRest()), name == "increment");
            ++m_at;
            return made;
        }
        return fail(fmt::format("there is no tag '{}'", name));
    }

    Result<void> close(std::string_view name)
    {
        if (m_at >= m_pieces.size() || tagName() != name)
            return fail(fmt::format("'{}' is missing", name));
        ++m_at;
        return {};
    }

    Result<NodePtr> parseIf()
    {
        const bool isUnless = tagName() == "unless";
        std::vector<Branch> branches;
        bool isElse = false;
        while (!isElse) {
            Branch branch;
            isElse = tagName() == "else";
            if (!isElse) {
                Result<Condition> condition = ExpressionParser(tagRest()).condition();
                if (!condition)
                    return fail(condition.error().message);
                branch.condition = std::move(*condition);
            }
            ++m_at;
            Result<Nodes> body = block();
            if (!body)
                return body.error();
            branch.body = std::move(*body);
            branches.push_back(std::move(branch));
            if (m_at >= m_pieces.size() || (tagName() != "else" && tagName() != "elsif"))
                break;
        }
        const Result<void> closed = close(isUnless ? "endunless" : "endif");
        if (!closed)
            return closed.error();
        return makeIf(std::move(branches), isUnless);
    }

    Result<NodePtr> parseCase()
    {
        Result<Operand> subject = ExpressionParser(tagRest()).operand();
        if (!subject)
            return fail(subject.error().message);
        ++m_at;
        const Result<Nodes> ignored = block();
        if (!ignored)
            return ignored.error();
        std::vector<CaseBranch> branches;
        while (m_at < m_pieces.size() && (tagName() == "when" || tagName() == "else")) {
            CaseBranch branch;
            if (tagName() == "when") {
                Result<std::vector<Operand>> values = ExpressionParser(tagRest()).operands();
                if (!values || values->empty())
                    return fail("'when' needs a value");
                branch.values = std::move(*values);
            }
            ++m_at;
            Result<Nodes> body = block();
            if (!body)
                return body.error();
            branch.body = std::move(*body);
            branches.push_back(std::move(branch));
        }
        const Result<void> closed = close("endcase");
        if (!closed)
            return closed.error();
        return makeCase(std::move(*subject), std::move(branches));
    }

    Result<NodePtr> parseLoop()
    {
        const std::string name(tagName());
        Loop loop;
        loop.kind = name == "for" ? LoopKind::For
            : name == "tablerow"  ? LoopKind::TableRow
                                  : LoopKind::JsonArrayFor;
        const Result<void> head = parseLoopHead(loop);
        if (!head)
            return head.error();
        ++m_at;
        Result<Nodes> body = block();
        if (!body)
            return body.error();
        loop.body = std::move(*body);
        if (m_at < m_pieces.size() && tagName() == "else") {
            ++m_at;
            Result<Nodes> whenEmpty = block();
            if (!whenEmpty)
                return whenEmpty.error();
            loop.whenEmpty = std::move(*whenEmpty);
        }
        const Result<void> closed = close("end" + name);
        if (!closed)
            return closed.error();
        return makeLoop(std::move(loop));
    }

    Result<void> parseLoopHead(Loop& loop)
    {
        ExpressionParser parser(tagRest());
        loop.variable = parser.name();
        if (loop.variable.empty() || !parser.take("in"))
            return fail("a loop is written 'for item in list'");
        Result<Operand> collection = parser.operand();
        if (!collection)
            return fail(collection.error().message);
        loop.collection = std::move(*collection);
        while (!parser.atEnd()) {
            if (parser.take("reversed")) {
                loop.isReversed = true;
                continue;
            }
            const std::string option = parser.name();
            std::unique_ptr<Operand>* target = option == "limit" ? &loop.limit
                : option == "offset"                             ? &loop.offset
                : option == "cols"                               ? &loop.columns
                                                                 : nullptr;
            if (target == nullptr || !parser.take(":"))
                return fail("loops take limit, offset, cols and reversed");
            Result<Operand> value = parser.operand();
            if (!value)
                return fail(value.error().message);
            *target = std::make_unique<Operand>(std::move(*value));
        }
        return {};
    }

    Result<NodePtr> parseAssign()
    {
        const std::string_view rest = tagRest();
        const std::size_t equals = rest.find('=');
        const std::string name(trimmed(rest.substr(0, equals)));
        if (equals == std::string_view::npos || name.empty())
            return fail("an assignment is written 'assign name = value'");
        Result<Expression> expression = ExpressionParser(rest.substr(equals + 1)).expression();
        if (!expression)
            return fail(expression.error().message);
        ++m_at;
        return makeAssign(name, std::move(*expression));
    }

    Result<NodePtr> parseCapture()
    {
        const bool isCapture = tagName() == "capture";
        std::string name(tagRest());
        std::erase_if(name, [](char c) { return c == '\'' || c == '"'; });
        ++m_at;
        Result<Nodes> body = block();
        if (!body)
            return body.error();
        const Result<void> closed = close(isCapture ? "endcapture" : "endifchanged");
        if (!closed)
            return closed.error();
        return isCapture ? makeCapture(std::move(name), std::move(*body))
                         : makeIfChanged(std::move(*body));
    }

    /// comment and raw: what stands inside is not read, and only raw keeps it.
    Result<NodePtr> parseVerbatim()
    {
        const bool isRaw = tagName() == "raw";
        const std::string_view end = isRaw ? "endraw" : "endcomment";
        const char* const begin = m_pieces[m_at].text.data() + m_pieces[m_at].text.size();
        std::size_t last = m_at + 1;
        while (last < m_pieces.size()
               && !(m_pieces[last].kind == Piece::Kind::Tag && m_pieces[last].text == end))
            ++last;
        if (last >= m_pieces.size())
            return fail(fmt::format("'{}' is missing", end));
        const std::string_view between(
            begin, static_cast<std::size_t>(m_pieces[last].text.data() - begin));
        m_at = last + 1;
        if (!isRaw)
            return NodePtr();
        const std::size_t from = between.find("%}") + 2;
        return makeText(std::string(between.substr(from, between.rfind("{%") - from)));
    }

    Result<NodePtr> parseCycle()
    {
        std::string_view rest = tagRest();
        std::string name(rest);
        const std::size_t colon = rest.find(':');
        if (colon != std::string_view::npos) {
            name = rest.substr(0, colon);
            rest = rest.substr(colon + 1);
        }
        Result<std::vector<Operand>> values = ExpressionParser(rest).operands();
        if (!values || values->empty())
            return fail("'cycle' needs values");
        ++m_at;
        return makeCycle(std::move(name), std::move(*values));
    }

    std::vector<Piece> m_pieces;
    std::size_t m_at = 0;
    int m_depth = 0;
};

} // namespace

Result<std::shared_ptr<const Template>> Template::parse(std::string_view text)
{
    // Pieces point into the text: the parser's nodes copy what they keep.
    Result<Nodes> nodes = Parser(text).parse();
    if (!nodes)
        return nodes.error();
    auto made = std::make_shared<Template>();
    made->m_nodes = std::move(*nodes);
    return std::shared_ptr<const Template>(std::move(made));
}

Result<std::string> Template::render(const Value& root) const
{
    Scope scope(root);
    std::string output;
    const Result<Flow> flow = renderAll(m_nodes, scope, output);
    if (!flow)
        return flow.error();
    return output;
}

} // namespace gatelens::proxy::liquid
