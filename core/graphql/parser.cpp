#include "core/graphql/parser.h"

#include <fmt/format.h>

namespace gatelens::graphql {

namespace {

/// Deeper than any tool writes, and far from the end of a thread's stack.
constexpr int kDeepest = 200;

class DocumentParser
{
public:
    explicit DocumentParser(std::string_view text)
        : m_in(text, {})
    {
    }

    Result<Document> parse()
    {
        Document document;
        while (!m_in.isAtEnd()) {
            if (m_in.isName("fragment"))
                document.fragments.push_back(fragment());
            else
                document.operations.push_back(operation());
        }
        if (m_in.hasFailed())
            return *m_in.problem();
        if (document.operations.empty())
            return Error{ErrorCode::Malformed, "the document holds no operation", {{}, 1, 1}};
        return document;
    }

private:
    Operation operation()
    {
        Operation operation;
        operation.position = m_in.token().position;
        if (m_in.is("{")) {
            operation.selections = selections();
            return operation;
        }
        if (m_in.acceptName("mutation"))
            operation.kind = OperationKind::Mutation;
        else if (m_in.acceptName("subscription"))
            operation.kind = OperationKind::Subscription;
        else if (!m_in.acceptName("query"))
            m_in.fail("expected query, mutation, subscription, fragment or {");
        if (m_in.token().kind == TokenKind::Name)
            operation.name = m_in.name("the operation's name");
        if (m_in.accept("(")) {
            while (!m_in.hasFailed() && !m_in.accept(")"))
                operation.variables.push_back(variable());
        }
        operation.directives = m_in.directives(false);
        operation.selections = selections();
        return operation;
    }

    VariableDefinition variable()
    {
        VariableDefinition variable;
        variable.position = m_in.token().position;
        m_in.expect("$");
        variable.name = m_in.name("a variable's name");
        m_in.expect(":");
        variable.type = m_in.type();
        if (m_in.accept("="))
            variable.defaultValue = m_in.value(true);
        static_cast<void>(m_in.directives(true));
        return variable;
    }

    Fragment fragment()
    {
        Fragment fragment;
        fragment.position = m_in.token().position;
        m_in.step();
        fragment.name = m_in.name("the fragment's name");
        if (fragment.name == "on")
            m_in.fail("a fragment cannot be called on");
        if (!m_in.acceptName("on"))
            m_in.fail("expected on");
        fragment.typeCondition = m_in.name("a type");
        fragment.directives = m_in.directives(false);
        fragment.selections = selections();
        return fragment;
    }

    std::vector<Selection> selections()
    {
        std::vector<Selection> selections;
        if (!m_in.enter())
            return selections;
        m_in.expect("{");
        if (m_in.is("}"))
            m_in.fail("a selection set must not be empty");
        while (!m_in.hasFailed() && !m_in.accept("}"))
            selections.push_back(selection());
        m_in.leave();
        return selections;
    }

    Selection selection()
    {
        Selection selection;
        selection.position = m_in.token().position;
        if (m_in.accept("...")) {
            if (m_in.token().kind == TokenKind::Name && !m_in.isName("on")) {
                selection.kind = Selection::Kind::FragmentSpread;
                selection.name = m_in.name("a fragment");
                selection.directives = m_in.directives(false);
                return selection;
            }
            selection.kind = Selection::Kind::InlineFragment;
            if (m_in.acceptName("on"))
                selection.typeCondition = m_in.name("a type");
            selection.directives = m_in.directives(false);
            selection.selections = selections();
            return selection;
        }
        selection.name = m_in.name("a field");
        if (m_in.accept(":")) {
            selection.alias = std::move(selection.name);
            selection.name = m_in.name("a field");
        }
        selection.arguments = m_in.arguments(false);
        selection.directives = m_in.directives(false);
        if (m_in.is("{"))
            selection.selections = selections();
        return selection;
    }

    TokenReader m_in;
};

} // namespace

TokenReader::TokenReader(std::string_view text, std::string file)
    : m_lexer(text, std::move(file))
{
    step();
}

bool TokenReader::is(std::string_view punctuator) const
{
    return m_token.kind == TokenKind::Punctuator && m_token.text == punctuator;
}

bool TokenReader::isName(std::string_view name) const
{
    return m_token.kind == TokenKind::Name && m_token.text == name;
}

void TokenReader::step()
{
    if (hasFailed())
        return;
    Result<Token> token = m_lexer.next();
    if (token)
        m_token = std::move(*token);
    else
        m_problem = token.error();
}

bool TokenReader::accept(std::string_view punctuator)
{
    if (hasFailed() || !is(punctuator))
        return false;
    step();
    return true;
}

bool TokenReader::acceptName(std::string_view name)
{
    if (hasFailed() || !isName(name))
        return false;
    step();
    return true;
}

void TokenReader::expect(std::string_view punctuator)
{
    if (!accept(punctuator))
        fail(fmt::format("expected {}", punctuator));
}

std::string TokenReader::name(std::string_view what)
{
    if (hasFailed() || m_token.kind != TokenKind::Name) {
        fail(fmt::format("expected {}", what));
        return {};
    }
    std::string text = m_token.text;
    step();
    return text;
}

void TokenReader::fail(std::string message)
{
    if (hasFailed())
        return;
    const std::string found
        = m_token.kind == TokenKind::End ? "the end of the text" : '\'' + m_token.text + '\'';
    m_problem
        = Error{ErrorCode::Malformed, std::move(message) + ", found " + found, m_token.position};
}

bool TokenReader::enter()
{
    if (++m_depth <= kDeepest)
        return true;
    fail("the text nests too deeply");
    return false;
}

Value TokenReader::value(bool isConstant)
{
    Value value;
    value.position = m_token.position;
    if (hasFailed() || !enter())
        return value;
    const auto take = [&](Value::Kind kind) {
        value.kind = kind;
        value.text = m_token.text;
        step();
    };
    if (m_token.kind == TokenKind::Int)
        take(Value::Kind::Int);
    else if (m_token.kind == TokenKind::Float)
        take(Value::Kind::Float);
    else if (m_token.kind == TokenKind::String)
        take(Value::Kind::String);
    else if (m_token.kind == TokenKind::Name)
        take(m_token.text == "true" || m_token.text == "false" ? Value::Kind::Boolean
                 : m_token.text == "null"                      ? Value::Kind::Null
                                                               : Value::Kind::Enum);
    else if (!isConstant && accept("$")) {
        value.kind = Value::Kind::Variable;
        value.text = name("a variable's name");
    } else if (accept("[")) {
        value.kind = Value::Kind::List;
        while (!hasFailed() && !accept("]"))
            value.items.push_back(this->value(isConstant));
    } else if (accept("{")) {
        value.kind = Value::Kind::Object;
        while (!hasFailed() && !accept("}")) {
            std::string field = name("a field of an input object");
            expect(":");
            value.fields.push_back({std::move(field), this->value(isConstant)});
        }
    } else
        fail("expected a value");
    leave();
    return value;
}

std::vector<Argument> TokenReader::arguments(bool isConstant)
{
    std::vector<Argument> arguments;
    if (!accept("("))
        return arguments;
    while (!hasFailed() && !accept(")")) {
        Argument argument;
        argument.position = m_token.position;
        argument.name = name("an argument");
        expect(":");
        argument.value = value(isConstant);
        arguments.push_back(std::move(argument));
    }
    return arguments;
}

std::vector<Directive> TokenReader::directives(bool isConstant)
{
    std::vector<Directive> directives;
    while (accept("@")) {
        Directive directive;
        directive.name = name("a directive");
        directive.arguments = arguments(isConstant);
        directives.push_back(std::move(directive));
    }
    return directives;
}

TypeReference TokenReader::type()
{
    TypeReference type;
    if (!enter())
        return type;
    if (accept("[")) {
        type.element = std::make_shared<const TypeReference>(this->type());
        expect("]");
    } else
        type.name = name("a type");
    type.isNonNull = accept("!");
    leave();
    return type;
}

Result<Document> parseDocument(std::string_view text) { return DocumentParser(text).parse(); }

} // namespace gatelens::graphql
