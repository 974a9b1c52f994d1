#include "core/expression/runtime/text.h"
#include "core/expression/syntax/parser_state.h"

#include <algorithm>
#include <array>

namespace gatelens::expression {

namespace {

constexpr int kMaxNesting = 180;
constexpr int kMaxChain = 600;

struct BinaryOperator
{
    std::string_view text;
    int precedence;
};

constexpr int kRelational = 8;
constexpr int kShift = 9;

constexpr auto kBinaryOperators = std::to_array<BinaryOperator>({
    {"||", 2},
    {"&&", 3},
    {"|", 4},
    {"^", 5},
    {"&", 6},
    {"==", 7},
    {"!=", 7},
    {"<", kRelational},
    {">", kRelational},
    {"<=", kRelational},
    {">=", kRelational},
    {"<<", kShift},
    {"+", 10},
    {"-", 10},
    {"*", 11},
    {"/", 11},
    {"%", 11},
});

constexpr auto kAssignments
    = std::to_array<std::string_view>({"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<="});

constexpr auto kPredefinedTypes = std::to_array<std::string_view>(
    {"bool", "byte", "char", "decimal", "double", "float", "int", "long", "object", "sbyte",
     "short", "string", "uint", "ulong", "ushort", "void"});

bool isPredefinedType(std::string_view word)
{
    return std::find(kPredefinedTypes.begin(), kPredefinedTypes.end(), word)
        != kPredefinedTypes.end();
}

} // namespace

Parser::Parser(std::string_view source, std::uint32_t begin, std::uint32_t end, SyntaxTree& tree,
               Diagnostics& diagnostics)
    : m_source(source)
    , m_tree(tree)
    , m_diagnostics(diagnostics)
{
    const auto known = static_cast<std::ptrdiff_t>(diagnostics.size());
    m_tokens = tokenize(source, begin, end, diagnostics);
    m_failed = std::any_of(diagnostics.begin() + known, diagnostics.end(),
                           [](const Diagnostic& one) { return !one.isWarning; });
}

void Parser::fail(std::uint32_t offset, std::string code, std::string message)
{
    if (!m_failed)
        m_diagnostics.push_back({offset, 1, false, std::move(code), std::move(message)});
    m_failed = true;
    // Everything that follows sees the end and returns.
    m_at = m_tokens.size() - 1;
}

void Parser::expect(std::string_view text)
{
    if (accept(text))
        return;
    const auto& token = peek();
    const bool isEnd = token.kind == TokenKind::End;
    failHere(text == ";" ? "CS1002" : (text == ")" ? "CS1026" : "CS1003"),
             std::string(text) + " expected"
                 + (isEnd ? std::string(" before the end of the expression")
                          : " before '" + std::string(token.text.substr(0, 40)) + "'"));
}

std::string Parser::expectIdentifier()
{
    if (isIdentifier())
        return std::string(m_tokens[m_at++].text);
    const auto& token = peek();
    failHere(token.kind == TokenKind::Keyword ? "CS1041" : "CS1001",
             token.kind == TokenKind::Keyword
                 ? "Identifier expected; '" + std::string(token.text) + "' is a keyword"
                 : std::string("Identifier expected"));
    return {};
}

bool Parser::enter()
{
    if (++m_depth <= kMaxNesting)
        return true;
    failHere("CS8078", "The expression is nested too deeply to compile");
    return false;
}

Expr* Parser::parseWhole()
{
    Expr* expression = parseExpression();
    if (peek().kind != TokenKind::End)
        failHere("CS1026", ") expected before '" + std::string(peek().text.substr(0, 40)) + "'");
    return expression;
}

Expr* Parser::parseExpression()
{
    Expr* result = m_tree.newExpr(ExprKind::Literal, here());
    if (enter() && !failed())
        result = parseAssignment();
    leave();
    return result;
}

Expr* Parser::parseAssignment()
{
    if (looksLikeQuery())
        return parseQuery();
    if (looksLikeLambda())
        return parseLambda();
    Expr* left = parseConditional();
    std::string_view op;
    for (const auto candidate : kAssignments) {
        if (is(candidate))
            op = candidate;
    }
    const bool isShiftRight = is(">") && is(">=", 1) && peek(1).offset == peek().end;
    if (isShiftRight)
        op = ">>=";
    if (is("\?\?="))
        failHere("CS8370", "The operator '\?\?=' needs C# 8; policy expressions are C# 7");
    if (op.empty() || failed())
        return left;
    Expr* assign = m_tree.newExpr(ExprKind::Assign, left->offset);
    m_at += isShiftRight ? 2 : 1;
    assign->op = op;
    assign->left = left;
    assign->right = parseExpression();
    return finish(assign);
}

Expr* Parser::parseConditional()
{
    Expr* condition = parseCoalesce();
    if (!is("?") || failed())
        return condition;
    ++m_at;
    Expr* conditional = m_tree.newExpr(ExprKind::Conditional, condition->offset);
    conditional->left = condition;
    conditional->right = parseExpression();
    expect(":");
    conditional->third = parseExpression();
    return finish(conditional);
}

Expr* Parser::parseCoalesce()
{
    Expr* left = parseBinary(2);
    if (!is("??"))
        return left;
    ++m_at;
    Expr* coalesce = m_tree.newExpr(ExprKind::Binary, left->offset);
    coalesce->op = "??";
    coalesce->left = left;
    if (enter())
        coalesce->right = looksLikeLambda() ? parseLambda() : parseCoalesce();
    else
        coalesce->right = left;
    leave();
    return finish(coalesce);
}

bool Parser::isOperator(std::string_view& op, int& precedence) const
{
    const auto& token = peek();
    if (token.kind == TokenKind::Keyword && (token.text == "is" || token.text == "as")) {
        op = token.text == "is" ? "is" : "as";
        precedence = kRelational;
        return true;
    }
    if (token.kind != TokenKind::Punctuation)
        return false;
    if (token.text == ">" && is(">", 1) && peek(1).offset == token.end) {
        op = ">>";
        precedence = kShift;
        return true;
    }
    if (token.text == ">" && is(">=", 1) && peek(1).offset == token.end)
        return false; // >>=
    for (const auto& candidate : kBinaryOperators) {
        if (candidate.text == token.text) {
            op = candidate.text;
            precedence = candidate.precedence;
            return true;
        }
    }
    return false;
}

Expr* Parser::parseBinary(int minimum)
{
    Expr* left = parseUnary();
    std::string_view op;
    int precedence = 0;
    int length = 0;
    while (!failed() && isOperator(op, precedence) && precedence >= minimum) {
        if (++length > kMaxChain) {
            failHere("CS8078", "The expression is too long to compile");
            break;
        }
        if (op == "is") {
            left = parseIs(left);
            continue;
        }
        Expr* binary = m_tree.newExpr(op == "as" ? ExprKind::As : ExprKind::Binary, left->offset);
        binary->op = op;
        binary->left = left;
        m_at += op == ">>" ? 2 : 1;
        if (op == "as")
            binary->type = parseType(TypePlace::Tested);
        else
            binary->right = looksLikeLambda() ? parseLambda() : parseBinary(precedence + 1);
        left = finish(binary);
    }
    if (is("switch") && !failed())
        failHere("CS8370", "A switch expression needs C# 8; policy expressions are C# 7");
    return left;
}

Expr* Parser::parseIs(Expr* left)
{
    Expr* test = m_tree.newExpr(ExprKind::Is, left->offset);
    ++m_at;
    test->left = left;
    if (isWord("not")) {
        failHere("CS8400",
                 "'is not' needs C# 9; policy expressions are C# 7: write !(… is …) or != null");
        return left;
    }
    test->pattern = parsePattern();
    if ((isWord("and") || isWord("or")) && !failed())
        failHere("CS8400", "'and' and 'or' patterns need C# 9; policy expressions are C# 7");
    return finish(test);
}

Pattern* Parser::parsePattern()
{
    if (isWord("var") && isIdentifier(1)) {
        ++m_at;
        auto* pattern = m_tree.newPattern(Pattern::Kind::Var);
        pattern->name = expectIdentifier();
        return pattern;
    }
    const auto& token = peek();
    const bool startsType = token.kind == TokenKind::Identifier
        || (token.kind == TokenKind::Keyword && isPredefinedType(token.text));
    const auto start = m_at;
    if (startsType && skipType()) {
        // A call or cast is a constant's business; behind a `?` the bracket belongs to a condition.
        const bool isMember = is("(") && m_tokens[m_at - 1].text != "?";
        m_at = start;
        if (!isMember) {
            auto* pattern = m_tree.newPattern(Pattern::Kind::Type);
            pattern->type = parseType(TypePlace::Tested);
            if (isIdentifier() && !isWord("when") && !isWord("and") && !isWord("or")) {
                pattern->name = expectIdentifier();
            } else if (pattern->type->kind == TypeSyntax::Kind::Named
                       && token.kind == TokenKind::Identifier) {
                const auto end = m_at;
                m_at = start;
                pattern->kind = Pattern::Kind::TypeOrConstant;
                pattern->constant = parseBinary(kShift);
                m_at = std::max(m_at, end);
            }
            return pattern;
        }
    }
    m_at = start;
    auto* pattern = m_tree.newPattern(Pattern::Kind::Constant);
    if (is("<") || is(">") || is("<=") || is(">="))
        failHere("CS8400", "Relational patterns need C# 9; policy expressions are C# 7");
    if (is("{"))
        failHere("CS8370", "Property patterns need C# 8; policy expressions are C# 7");
    pattern->constant = parseBinary(kShift);
    return pattern;
}

Expr* Parser::parseUnary()
{
    static constexpr auto kPrefix
        = std::to_array<std::string_view>({"+", "-", "!", "~", "++", "--"});
    for (const auto op : kPrefix) {
        if (!is(op))
            continue;
        Expr* unary = m_tree.newExpr(ExprKind::Unary, here());
        ++m_at;
        unary->op = op;
        unary->left = enter() ? parseUnary() : unary;
        leave();
        return finish(unary);
    }
    if (is("(") && looksLikeCast()) {
        Expr* cast = m_tree.newExpr(ExprKind::Cast, here());
        ++m_at;
        cast->type = parseType();
        expect(")");
        cast->left = enter() ? parseUnary() : cast;
        leave();
        return finish(cast);
    }
    if (isWord("await") && isIdentifier(1)) {
        failHere("CS4033", "'await' is not available in policy expressions");
        return m_tree.newExpr(ExprKind::Literal, here());
    }
    return parsePostfix(parsePrimary());
}

bool Parser::looksLikeCast()
{
    const auto start = m_at;
    ++m_at;
    const auto& first = peek();
    const bool isPredefined = first.kind == TokenKind::Keyword && isPredefinedType(first.text);
    bool result = skipType() && is(")");
    const bool isSingle = m_at == start + 2;
    if (result) {
        const auto& next = peek(1);
        switch (next.kind) {
        case TokenKind::Identifier:
            // "(a) is b" and the like come as keywords; query words end an expression
            result = true;
            break;
        case TokenKind::Number:
        case TokenKind::String:
        case TokenKind::Character:
        case TokenKind::Interpolated:
            result = true;
            break;
        case TokenKind::Keyword:
            result = next.text != "is" && next.text != "as" && next.text != "switch";
            break;
        case TokenKind::Punctuation:
            result = next.text == "(" || next.text == "~" || next.text == "!"
                || (isPredefined
                    && (next.text == "-" || next.text == "+" || next.text == "++"
                        || next.text == "--"));
            break;
        case TokenKind::End:
            result = false;
            break;
        }
        if (isPredefined && isSingle && next.text == ".")
            result = false;
    }
    m_at = start;
    return result;
}

Expr* Parser::parsePostfix(Expr* left)
{
    for (int length = 0; !failed(); ++length) {
        if (length > kMaxChain) {
            failHere("CS8078", "The expression is too long to compile");
            break;
        }
        if (is(".")) {
            ++m_at;
            Expr* member = m_tree.newExpr(ExprKind::Member, left->offset);
            member->left = left;
            member->value = Value::ofInt(static_cast<std::int32_t>(here()));
            member->name = expectIdentifier();
            acceptTypeArguments(member->typeArguments);
            left = finish(member);
        } else if (is("(")) {
            Expr* call = m_tree.newExpr(ExprKind::Call, left->offset);
            ++m_at;
            call->left = left;
            call->arguments = parseArguments(")");
            left = finish(call);
        } else if (is("[")) {
            Expr* index = m_tree.newExpr(ExprKind::Index, left->offset);
            ++m_at;
            index->left = left;
            index->arguments = parseArguments("]");
            left = finish(index);
        } else if (is("?") && (is(".", 1) || (is("[", 1) && peek(1).offset == peek().end))) {
            return parseConditionalAccess(left);
        } else if (is("++") || is("--")) {
            Expr* postfix = m_tree.newExpr(ExprKind::Postfix, left->offset);
            postfix->op = is("++") ? "++" : "--";
            ++m_at;
            postfix->left = left;
            left = finish(postfix);
        } else if (is("!") && !is("=", 1)) {
            failHere("CS8370", "The null-forgiving operator '!' needs C# 8");
        } else {
            break;
        }
    }
    return left;
}

Expr* Parser::parseConditionalAccess(Expr* receiver)
{
    Expr* access = m_tree.newExpr(ExprKind::ConditionalAccess, receiver->offset);
    ++m_at;
    access->left = receiver;
    Expr* placeholder = m_tree.newExpr(ExprKind::ConditionalReceiver, here());
    access->right = enter() ? parsePostfix(placeholder) : placeholder;
    leave();
    return finish(access);
}

std::vector<ArgumentSyntax> Parser::parseArguments(std::string_view close)
{
    std::vector<ArgumentSyntax> arguments;
    if (accept(close))
        return arguments;
    do {
        auto& argument = arguments.emplace_back();
        if (isIdentifier() && is(":", 1)) {
            argument.name = expectIdentifier();
            ++m_at;
        }
        if (accept("out")) {
            argument.mode = PassMode::Out;
            argument.value = parseDeclarationArgument();
        } else {
            if (accept("ref"))
                argument.mode = PassMode::Reference;
            argument.value = parseExpression();
        }
    } while (!failed() && accept(","));
    expect(close);
    return arguments;
}

Expr* Parser::parseDeclarationArgument()
{
    const auto start = m_at;
    const bool isDeclaration = skipType() && isIdentifier() && (is(",", 1) || is(")", 1));
    m_at = start;
    if (!isDeclaration && !(isWord("_") && (is(",", 1) || is(")", 1))))
        return parseExpression();
    Expr* declaration = m_tree.newExpr(ExprKind::Declaration, here());
    if (isDeclaration)
        declaration->type = parseType();
    declaration->value = Value::ofInt(static_cast<std::int32_t>(here()));
    declaration->name = expectIdentifier();
    return finish(declaration);
}

Expr* Parser::parsePrimary()
{
    const auto& token = peek();
    switch (token.kind) {
    case TokenKind::Number:
    case TokenKind::String:
    case TokenKind::Character: {
        Expr* literal = m_tree.newExpr(ExprKind::Literal, here());
        literal->value = token.value;
        ++m_at;
        return finish(literal);
    }
    case TokenKind::Interpolated:
        return parseInterpolated();
    case TokenKind::Identifier: {
        Expr* name = m_tree.newExpr(ExprKind::Name, here());
        name->name = expectIdentifier();
        if (is("::")) {
            // global::System.X
            ++m_at;
            name->name = expectIdentifier();
        }
        acceptTypeArguments(name->typeArguments);
        return finish(name);
    }
    case TokenKind::Keyword:
        return parseKeywordExpression();
    case TokenKind::Punctuation:
        if (token.text == "(")
            return parseParenthesized();
        break;
    case TokenKind::End:
        break;
    }
    failHere("CS1525",
             token.kind == TokenKind::End
                 ? std::string("Unexpected end of the expression")
                 : "Invalid expression term '" + std::string(token.text.substr(0, 40)) + "'");
    return m_tree.newExpr(ExprKind::Literal, here());
}

Expr* Parser::parseKeywordExpression()
{
    const auto word = peek().text;
    const auto offset = here();
    if (word == "true" || word == "false" || word == "null") {
        Expr* literal = m_tree.newExpr(ExprKind::Literal, offset);
        ++m_at;
        if (word != "null")
            literal->value = Value::ofBool(word == "true");
        return finish(literal);
    }
    if (word == "delegate")
        return parseAnonymousMethod();
    if (word == "new")
        return parseNew();
    if (word == "throw") {
        Expr* raise = m_tree.newExpr(ExprKind::Throw, offset);
        ++m_at;
        raise->left = parseCoalesce();
        return finish(raise);
    }
    if (word == "typeof" || word == "sizeof" || (word == "default" && is("(", 1))) {
        Expr* query = m_tree.newExpr(word == "typeof"       ? ExprKind::TypeOf
                                         : word == "sizeof" ? ExprKind::SizeOf
                                                            : ExprKind::Default,
                                     offset);
        ++m_at;
        expect("(");
        m_isUnboundAllowed = word == "typeof";
        query->type = parseType();
        m_isUnboundAllowed = false;
        expect(")");
        return finish(query);
    }
    if (word == "default") {
        ++m_at;
        return finish(m_tree.newExpr(ExprKind::Default, offset));
    }
    if (word == "checked" || word == "unchecked") {
        Expr* checked = m_tree.newExpr(ExprKind::Checked, offset);
        checked->flag = word == "checked";
        ++m_at;
        expect("(");
        checked->left = parseExpression();
        expect(")");
        return finish(checked);
    }
    if (isPredefinedType(word)) {
        Expr* type = m_tree.newExpr(ExprKind::PredefinedType, offset);
        type->type = m_tree.newType(offset);
        type->type->parts.push_back({std::string(word), {}});
        ++m_at;
        finish(type->type);
        return finish(type);
    }
    failHere("CS1525", "Invalid expression term '" + std::string(word) + "'");
    return m_tree.newExpr(ExprKind::Literal, offset);
}

Expr* Parser::parseParenthesized()
{
    const auto offset = here();
    ++m_at;
    std::vector<ArgumentSyntax> elements;
    do {
        auto& element = elements.emplace_back();
        if (isIdentifier() && is(":", 1)) {
            element.name = expectIdentifier();
            ++m_at;
        }
        element.value = element.name.empty() ? parseDeclarationArgument() : parseExpression();
    } while (!failed() && accept(","));
    expect(")");
    if (elements.size() == 1 && elements[0].value->kind != ExprKind::Declaration) {
        elements[0].value->isParenthesized = true;
        return elements[0].value;
    }
    Expr* tuple = m_tree.newExpr(ExprKind::Tuple, offset);
    tuple->arguments = std::move(elements);
    return finish(tuple);
}

Expr* Parser::parseNew()
{
    const auto offset = here();
    ++m_at;
    if (is("{")) {
        Expr* anonymous = m_tree.newExpr(ExprKind::NewAnonymous, offset);
        ++m_at;
        while (!failed() && !is("}")) {
            auto& item = anonymous->initializer.emplace_back();
            if (isIdentifier() && is("=", 1)) {
                item.member = expectIdentifier();
                ++m_at;
            }
            item.value = parseExpression();
            if (!accept(","))
                break;
        }
        expect("}");
        return finish(anonymous);
    }
    if (is("[")) {
        Expr* array = m_tree.newExpr(ExprKind::NewArray, offset);
        ++m_at;
        while (accept(","))
            ++array->rank;
        expect("]");
        array->third = parseArrayInitializer();
        return finish(array);
    }
    if (is("(")) {
        failHere("CS8400", "Target-typed 'new(…)' needs C# 9: name the type");
        return m_tree.newExpr(ExprKind::Literal, offset);
    }
    TypeSyntax* type = parseNonArrayType();
    if (is("[")) {
        Expr* array = m_tree.newExpr(ExprKind::NewArray, offset);
        ++m_at;
        int rank = 1;
        if (!is("]") && !is(",")) {
            array->arguments = parseArguments("]");
            rank = static_cast<int>(array->arguments.size());
        } else {
            while (accept(","))
                ++rank;
            expect("]");
        }
        // new int[3][]: the sizes belong to the outer array
        TypeSyntax* element = parseArraySuffixes(type);
        array->type = m_tree.newType(offset);
        array->type->kind = TypeSyntax::Kind::Array;
        array->type->element = element;
        array->type->rank = rank;
        if (is("{"))
            array->third = parseArrayInitializer();
        else if (array->arguments.empty())
            failHere("CS1586", "Array creation must have array size or array initializer");
        return finish(array);
    }
    Expr* creation = m_tree.newExpr(ExprKind::New, offset);
    creation->type = type;
    if (accept("("))
        creation->arguments = parseArguments(")");
    else if (!is("{"))
        failHere("CS1526", "A new expression requires (), [], or {} after type");
    if (is("{"))
        parseInitializer(creation);
    return finish(creation);
}

void Parser::parseInitializer(Expr* target)
{
    target->hasInitializer = true;
    expect("{");
    while (!failed() && !is("}")) {
        target->initializer.push_back(parseInitializerItem());
        if (!accept(","))
            break;
    }
    expect("}");
}

InitializerItem Parser::parseInitializerItem()
{
    InitializerItem item;
    const auto parseValue = [&] {
        if (is("{")) {
            item.isNested = true;
            item.value = m_tree.newExpr(ExprKind::ObjectInitializer, here());
            parseInitializer(item.value);
            finish(item.value);
        } else {
            item.value = parseExpression();
        }
    };
    if (is("[")) {
        ++m_at;
        for (auto& argument : parseArguments("]"))
            item.index.push_back(argument.value);
        expect("=");
        parseValue();
    } else if (isIdentifier() && is("=", 1)) {
        item.member = expectIdentifier();
        ++m_at;
        parseValue();
    } else if (accept("{")) {
        while (!failed() && !is("}")) {
            item.elements.push_back(parseExpression());
            if (!accept(","))
                break;
        }
        expect("}");
    } else {
        item.elements.push_back(parseExpression());
    }
    return item;
}

Expr* Parser::parseArrayInitializer()
{
    Expr* initializer = m_tree.newExpr(ExprKind::ArrayInitializer, here());
    expect("{");
    while (!failed() && !is("}")) {
        if (enter())
            initializer->items.push_back(is("{") ? parseArrayInitializer() : parseExpression());
        leave();
        if (!accept(","))
            break;
    }
    expect("}");
    return finish(initializer);
}

bool Parser::looksLikeLambda() const
{
    if (isIdentifier() && is("=>", 1))
        return true;
    if (!is("("))
        return false;
    int depth = 0;
    for (std::size_t ahead = 0; peek(ahead).kind != TokenKind::End; ++ahead) {
        if (is("(", ahead))
            ++depth;
        else if (is(")", ahead) && --depth == 0)
            return is("=>", ahead + 1);
        else if (is("{", ahead) || is("}", ahead) || is(";", ahead))
            return false;
    }
    return false;
}

Expr* Parser::parseLambda()
{
    Expr* lambda = m_tree.newExpr(ExprKind::Lambda, here());
    if (isIdentifier()) {
        auto& parameter = lambda->parameters.emplace_back();
        parameter.offset = here();
        parameter.name = expectIdentifier();
    } else if (is("(") && isIdentifier(1) && (is(",", 2) || (is(")", 2)))) {
        ++m_at;
        do {
            auto& parameter = lambda->parameters.emplace_back();
            parameter.offset = here();
            parameter.name = expectIdentifier();
        } while (!failed() && accept(","));
        expect(")");
    } else {
        lambda->parameters = parseParameters();
    }
    expect("=>");
    return parseLambdaBody(lambda);
}

Expr* Parser::parseAnonymousMethod()
{
    Expr* lambda = m_tree.newExpr(ExprKind::Lambda, here());
    ++m_at;
    if (is("("))
        lambda->parameters = parseParameters();
    else
        lambda->takesAnything = true;
    if (!is("{")) {
        failHere("CS1514", "'{' expected: a delegate has a body of statements");
        return lambda;
    }
    return parseLambdaBody(lambda);
}

Expr* Parser::parseLambdaBody(Expr* lambda)
{
    if (is("{"))
        lambda->body = parseBlock();
    else
        lambda->left = parseExpression();
    return finish(lambda);
}

bool Parser::acceptTypeArguments(std::vector<TypeSyntax*>& arguments)
{
    if (!is("<"))
        return false;
    const auto start = m_at;
    static constexpr auto kFollowers = std::to_array<std::string_view>(
        {"(", ")", "]", "}", ":", ";", ",", ".", "?", "==", "!=", "|", "^", "&&", "||", "&", "["});
    bool isGeneric = skipTypeArguments();
    if (isGeneric && peek().kind != TokenKind::End) {
        isGeneric = peek().kind == TokenKind::Punctuation
            && std::find(kFollowers.begin(), kFollowers.end(), peek().text) != kFollowers.end();
    }
    m_at = start;
    if (!isGeneric)
        return false;
    ++m_at;
    do
        arguments.push_back(parseType());
    while (!failed() && accept(","));
    expect(">");
    return true;
}

Expr* Parser::parseInterpolated()
{
    const Token token = peek();
    Expr* result = m_tree.newExpr(ExprKind::Interpolated, token.offset);
    ++m_at;
    const bool isVerbatim = token.text[0] == '@' || token.text[1] == '@';
    std::size_t at = token.offset + (isVerbatim ? 3 : 2);
    const std::size_t end = token.end - 1;
    std::string text;
    const auto flush = [&] {
        if (!text.empty())
            result->interpolation.push_back(
                {joinSurrogates(std::move(text)), nullptr, nullptr, {}, false});
        text.clear();
    };
    while (at < end && !failed()) {
        const char c = m_source[at];
        if ((c == '{' || c == '}') && at + 1 < end && m_source[at + 1] == c) {
            text.push_back(c);
            at += 2;
        } else if (c == '"' && isVerbatim) {
            text.push_back(c);
            at += 2;
        } else if (c == '\\' && !isVerbatim) {
            ++at;
            if (!readEscape(m_source, at, end, text))
                fail(static_cast<std::uint32_t>(at), "CS1009", "Unrecognized escape sequence");
        } else if (c == '}') {
            fail(static_cast<std::uint32_t>(at), "CS8086",
                 "A '}' character must be escaped (by doubling) in an interpolated string");
        } else if (c == '{') {
            flush();
            std::size_t begin = ++at;
            std::size_t comma = 0;
            std::size_t colon = 0;
            int depth = 0;
            for (; at < end; ++at) {
                const auto skipped = skipLiteralOrComment(m_source, at, end);
                if (skipped != at) {
                    at = std::min(skipped, end) - 1;
                    continue;
                }
                const char inner = m_source[at];
                if (inner == '(' || inner == '[' || inner == '{')
                    ++depth;
                else if (inner == ')' || inner == ']')
                    --depth;
                else if (inner == '}' && depth-- == 0)
                    break;
                else if (inner == ',' && depth == 0 && comma == 0)
                    comma = at;
                else if (inner == ':' && depth == 0) {
                    colon = at;
                    at = std::min(m_source.find('}', at), end);
                    break;
                }
            }
            const std::size_t close = at++;
            auto& part = result->interpolation.emplace_back();
            const std::size_t valueEnd = comma != 0 ? comma : (colon != 0 ? colon : close);
            part.value = parseHole(static_cast<std::uint32_t>(begin),
                                   static_cast<std::uint32_t>(valueEnd));
            if (comma != 0) {
                part.alignment = parseHole(static_cast<std::uint32_t>(comma + 1),
                                           static_cast<std::uint32_t>(colon != 0 ? colon : close));
            }
            if (colon != 0) {
                part.hasFormat = true;
                for (std::size_t i = colon + 1; i < close;) {
                    if (m_source[i] != '\\' || isVerbatim) {
                        part.format.push_back(m_source[i++]);
                        continue;
                    }
                    if (!readEscape(m_source, ++i, close, part.format)) {
                        fail(static_cast<std::uint32_t>(i), "CS1009",
                             "Unrecognized escape sequence");
                        break;
                    }
                }
            }
        } else {
            text.push_back(c);
            ++at;
        }
    }
    flush();
    return finish(result);
}

Expr* Parser::parseHole(std::uint32_t begin, std::uint32_t end)
{
    Parser inner(m_source, begin, end, m_tree, m_diagnostics);
    inner.m_depth = m_depth + 8;
    inner.m_hidden = m_hidden;
    Expr* value = inner.m_failed ? nullptr : inner.parseWhole();
    m_hidden = inner.m_hidden;
    if (inner.m_failed) {
        m_failed = true;
        m_at = m_tokens.size() - 1;
        return m_tree.newExpr(ExprKind::Literal, begin);
    }
    return value;
}

} // namespace gatelens::expression
