#include "core/expression/syntax/ast.h"

namespace gatelens::expression {

Expr* SyntaxTree::newExpr(ExprKind kind, std::uint32_t offset)
{
    auto& node = m_expressions.emplace_back(std::make_unique<Expr>());
    node->kind = kind;
    node->offset = offset;
    node->end = offset;
    return node.get();
}

Stmt* SyntaxTree::newStmt(StmtKind kind, std::uint32_t offset)
{
    auto& node = m_statements.emplace_back(std::make_unique<Stmt>());
    node->kind = kind;
    node->offset = offset;
    node->end = offset;
    return node.get();
}

TypeSyntax* SyntaxTree::newType(std::uint32_t offset)
{
    auto& node = m_types.emplace_back(std::make_unique<TypeSyntax>());
    node->offset = offset;
    node->end = offset;
    return node.get();
}

Pattern* SyntaxTree::newPattern(Pattern::Kind kind)
{
    auto& node = m_patterns.emplace_back(std::make_unique<Pattern>());
    node->kind = kind;
    return node.get();
}

Local* SyntaxTree::newLocal(std::string name, std::uint32_t offset)
{
    auto& node = m_locals.emplace_back(std::make_unique<Local>());
    node->name = std::move(name);
    node->offset = offset;
    return node.get();
}

} // namespace gatelens::expression
