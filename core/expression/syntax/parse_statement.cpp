#include "core/expression/syntax/parser_state.h"

namespace gatelens::expression {

Stmt* Parser::parseBody()
{
    Stmt* block = parseBlock();
    if (peek().kind != TokenKind::End)
        failHere("CS1513", "} expected before '" + std::string(peek().text.substr(0, 40)) + "'");
    return block;
}

Stmt* Parser::parseBlock()
{
    Stmt* block = m_tree.newStmt(StmtKind::Block, here());
    expect("{");
    while (!failed() && !is("}")) {
        if (peek().kind == TokenKind::End) {
            failHere("CS1513", "} expected before the end of the expression");
            break;
        }
        block->statements.push_back(parseStatement());
    }
    expect("}");
    return finish(block);
}

Stmt* Parser::parseStatement()
{
    Stmt* result = m_tree.newStmt(StmtKind::Empty, here());
    if (!enter() || failed()) {
        leave();
        return result;
    }
    if (is("{")) {
        result = parseBlock();
    } else if (accept(";")) {
        finish(result);
    } else if (isIdentifier() && is(":", 1)) {
        result->kind = StmtKind::Labeled;
        result->name = expectIdentifier();
        ++m_at;
        result->body = parseStatement();
        finish(result);
    } else if (Stmt* keyword = parseKeywordStatement(); keyword != nullptr) {
        result = keyword;
    } else if (isWord("var") && is("(", 1)) {
        // var (a, b) = pair;
        Expr* tuple = parseVarTuple();
        Expr* assign = m_tree.newExpr(ExprKind::Assign, tuple->offset);
        assign->op = "=";
        assign->left = tuple;
        expect("=");
        assign->right = parseExpression();
        finish(assign);
        expect(";");
        result->kind = StmtKind::Expression;
        result->expression = assign;
        finish(result);
    } else if (looksLikeLocalFunction()) {
        result = parseLocalFunction();
    } else if (looksLikeDeclaration()) {
        result = parseLocal(false);
        expect(";");
        finish(result);
    } else {
        result = parseExpressionStatement();
    }
    leave();
    return result;
}

Stmt* Parser::parseEmbedded()
{
    if (looksLikeDeclaration() && !is("{"))
        failHere("CS1023", "Embedded statement cannot be a declaration: use braces");
    return parseStatement();
}

bool Parser::looksLikeDeclaration()
{
    const auto start = m_at;
    const bool result
        = skipType() && isIdentifier() && (is("=", 1) || is(";", 1) || is(",", 1) || is("in", 1));
    m_at = start;
    return result;
}

bool Parser::looksLikeLocalFunction()
{
    const auto start = m_at;
    bool result = skipType() && isIdentifier() && (is("(", 1) || is("<", 1));
    if (result) {
        ++m_at;
        if (is("<"))
            result = skipTypeArguments() && is("(");
        int depth = 0;
        // "T name(…) {" or "T name(…) =>" and nothing else is a declaration.
        while (result && peek().kind != TokenKind::End) {
            if (is("("))
                ++depth;
            else if (is(")") && --depth == 0)
                break;
            ++m_at;
        }
        result = result && is(")") && (is("{", 1) || is("=>", 1) || isWord("where", 1));
    }
    m_at = start;
    return result;
}

Stmt* Parser::parseLocal(bool isConst)
{
    Stmt* local = m_tree.newStmt(StmtKind::Local, here());
    local->isConst = isConst;
    local->type = parseType();
    do {
        auto& declarator = local->declarators.emplace_back();
        declarator.offset = here();
        declarator.name = expectIdentifier();
        if (accept("="))
            declarator.initializer = is("{") ? parseArrayInitializer() : parseExpression();
    } while (!failed() && accept(","));
    return finish(local);
}

std::vector<ParameterSyntax> Parser::parseParameters()
{
    std::vector<ParameterSyntax> parameters;
    expect("(");
    if (accept(")"))
        return parameters;
    do {
        auto& parameter = parameters.emplace_back();
        if (accept("out"))
            parameter.mode = PassMode::Out;
        else if (accept("ref"))
            parameter.mode = PassMode::Reference;
        else if (accept("params"))
            parameter.isParams = true;
        parameter.type = parseType();
        parameter.offset = here();
        parameter.name = expectIdentifier();
        if (accept("="))
            parameter.defaultValue = parseExpression();
    } while (!failed() && accept(","));
    expect(")");
    return parameters;
}

Stmt* Parser::parseLocalFunction()
{
    Stmt* function = m_tree.newStmt(StmtKind::LocalFunction, here());
    function->type = parseType();
    function->name = expectIdentifier();
    if (accept("<")) {
        do
            function->typeParameters.push_back(expectIdentifier());
        while (!failed() && accept(","));
        expect(">");
    }
    function->parameters = parseParameters();
    if (isWord("where"))
        failHere("CS1513", "Constraints on local functions are not supported");
    if (accept("=>")) {
        function->expression = parseExpression();
        expect(";");
    } else {
        function->body = parseBlock();
    }
    return finish(function);
}

Stmt* Parser::parseExpressionStatement()
{
    Stmt* statement = m_tree.newStmt(StmtKind::Expression, here());
    statement->expression = parseExpression();
    expect(";");
    const auto kind = statement->expression->kind;
    const auto& op = statement->expression->op;
    const bool isCall = kind == ExprKind::Call || kind == ExprKind::Assign || kind == ExprKind::New
        || kind == ExprKind::Postfix || kind == ExprKind::ConditionalAccess
        || (kind == ExprKind::Unary && (op == "++" || op == "--"));
    if (!isCall && !failed())
        fail(statement->offset, "CS0201",
             "Only assignment, call, increment, decrement, and new object expressions can be used "
             "as a statement");
    return finish(statement);
}

Stmt* Parser::parseKeywordStatement()
{
    const auto offset = here();
    const auto simple = [&](StmtKind kind) {
        Stmt* statement = m_tree.newStmt(kind, offset);
        ++m_at;
        return statement;
    };
    if (is("if"))
        return parseIf();
    if (is("for"))
        return parseFor();
    if (is("foreach"))
        return parseForeach();
    if (is("switch"))
        return parseSwitch();
    if (is("try"))
        return parseTry();
    if (is("using"))
        return parseUsing();
    if (is("goto"))
        return parseGoto();
    if (is("while")) {
        Stmt* loop = simple(StmtKind::While);
        expect("(");
        loop->expression = parseExpression();
        expect(")");
        loop->body = parseEmbedded();
        return finish(loop);
    }
    if (is("do")) {
        Stmt* loop = simple(StmtKind::Do);
        loop->body = parseEmbedded();
        expect("while");
        expect("(");
        loop->expression = parseExpression();
        expect(")");
        expect(";");
        return finish(loop);
    }
    if (is("break") || is("continue")) {
        Stmt* jump = simple(is("break") ? StmtKind::Break : StmtKind::Continue);
        expect(";");
        return finish(jump);
    }
    if (is("return") || is("throw")) {
        Stmt* leaving = simple(is("return") ? StmtKind::Return : StmtKind::Throw);
        if (!is(";"))
            leaving->expression = parseExpression();
        expect(";");
        return finish(leaving);
    }
    if (is("const")) {
        ++m_at;
        Stmt* constant = parseLocal(true);
        expect(";");
        return finish(constant);
    }
    if ((is("checked") || is("unchecked")) && is("{", 1)) {
        const bool isChecked = is("checked");
        Stmt* block = simple(StmtKind::Checked);
        block->flag = isChecked;
        block->body = parseBlock();
        return finish(block);
    }
    if (is("lock") || is("fixed") || is("unsafe")
        || (isWord("yield") && (is("return", 1) || is("break", 1)))) {
        failHere("CS1525",
                 "'" + std::string(peek().text) + "' is not available in policy expressions");
        return m_tree.newStmt(StmtKind::Empty, offset);
    }
    return nullptr;
}

Stmt* Parser::parseIf()
{
    Stmt* condition = m_tree.newStmt(StmtKind::If, here());
    ++m_at;
    expect("(");
    condition->expression = parseExpression();
    expect(")");
    condition->body = parseEmbedded();
    if (accept("else"))
        condition->otherwise = parseEmbedded();
    return finish(condition);
}

Stmt* Parser::parseFor()
{
    Stmt* loop = m_tree.newStmt(StmtKind::For, here());
    ++m_at;
    expect("(");
    if (!is(";")) {
        if (looksLikeDeclaration()) {
            loop->statements.push_back(parseLocal(false));
        } else {
            do {
                Stmt* initializer = m_tree.newStmt(StmtKind::Expression, here());
                initializer->expression = parseExpression();
                loop->statements.push_back(finish(initializer));
            } while (!failed() && accept(","));
        }
    }
    expect(";");
    if (!is(";"))
        loop->expression = parseExpression();
    expect(";");
    if (!is(")")) {
        do
            loop->iterators.push_back(parseExpression());
        while (!failed() && accept(","));
    }
    expect(")");
    loop->body = parseEmbedded();
    return finish(loop);
}

Expr* Parser::parseVarTuple()
{
    Expr* tuple = m_tree.newExpr(ExprKind::Tuple, here());
    m_at += 2;
    do {
        auto& element = tuple->arguments.emplace_back();
        element.value = m_tree.newExpr(ExprKind::Declaration, here());
        element.value->type = m_tree.newType(here());
        element.value->type->parts.push_back({"var", {}});
        element.value->value = Value::ofInt(static_cast<std::int32_t>(here()));
        element.value->name = expectIdentifier();
    } while (!failed() && accept(","));
    expect(")");
    return finish(tuple);
}

Stmt* Parser::parseForeach()
{
    Stmt* loop = m_tree.newStmt(StmtKind::Foreach, here());
    ++m_at;
    expect("(");
    if (isWord("var") && is("(", 1)) {
        loop->pattern = parseVarTuple();
    } else {
        loop->type = parseType();
        loop->name = expectIdentifier();
    }
    expect("in");
    loop->expression = parseExpression();
    expect(")");
    loop->body = parseEmbedded();
    return finish(loop);
}

Stmt* Parser::parseSwitch()
{
    Stmt* choice = m_tree.newStmt(StmtKind::Switch, here());
    ++m_at;
    expect("(");
    choice->expression = parseExpression();
    expect(")");
    expect("{");
    while (!failed() && !is("}")) {
        auto& section = choice->sections.emplace_back();
        while (!failed() && (is("case") || is("default"))) {
            auto& label = section.labels.emplace_back();
            label.offset = here();
            if (accept("default")) {
                expect(":");
                continue;
            }
            ++m_at;
            label.pattern = parsePattern();
            if (isWord("when")) {
                ++m_at;
                label.guard = parseExpression();
            }
            expect(":");
        }
        if (section.labels.empty())
            failHere("CS1513", "case or default expected");
        while (!failed() && !is("case") && !(is("default") && is(":", 1)) && !is("}"))
            section.statements.push_back(parseStatement());
    }
    expect("}");
    return finish(choice);
}

Stmt* Parser::parseTry()
{
    Stmt* attempt = m_tree.newStmt(StmtKind::Try, here());
    ++m_at;
    attempt->body = parseBlock();
    while (!failed() && is("catch")) {
        auto& clause = attempt->catches.emplace_back();
        clause.offset = here();
        ++m_at;
        if (accept("(")) {
            clause.type = parseType();
            if (isIdentifier())
                clause.name = expectIdentifier();
            expect(")");
        }
        if (isWord("when")) {
            ++m_at;
            expect("(");
            clause.filter = parseExpression();
            expect(")");
        }
        clause.body = parseBlock();
    }
    if (accept("finally"))
        attempt->finallyBody = parseBlock();
    if (attempt->catches.empty() && attempt->finallyBody == nullptr && !failed())
        failHere("CS1524", "Expected catch or finally");
    return finish(attempt);
}

Stmt* Parser::parseUsing()
{
    Stmt* statement = m_tree.newStmt(StmtKind::Using, here());
    ++m_at;
    if (!is("(")) {
        failHere("CS8370", "A using declaration needs C# 8: write using (…) { … }");
        return statement;
    }
    expect("(");
    if (looksLikeDeclaration())
        statement->statements.push_back(parseLocal(false));
    else
        statement->expression = parseExpression();
    expect(")");
    statement->body = parseEmbedded();
    return finish(statement);
}

Stmt* Parser::parseGoto()
{
    Stmt* jump = m_tree.newStmt(StmtKind::Goto, here());
    ++m_at;
    if (accept("case")) {
        jump->kind = StmtKind::GotoCase;
        jump->expression = parseExpression();
    } else if (accept("default")) {
        jump->kind = StmtKind::GotoDefault;
    } else {
        jump->name = expectIdentifier();
    }
    expect(";");
    return finish(jump);
}

} // namespace gatelens::expression
