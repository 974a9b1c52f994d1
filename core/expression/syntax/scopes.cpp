#include "core/expression/syntax/scopes.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

namespace gatelens::expression {

namespace {

/// Which locals are certainly assigned where control stands, and whether it can stand there at all.
struct Flow
{
    bool isReachable = true;
    std::vector<bool> assigned;

    void assign(std::uint32_t index)
    {
        if (assigned.size() <= index)
            assigned.resize(index + 1);
        assigned[index] = true;
    }
    [[nodiscard]] bool has(std::uint32_t index) const
    {
        return !isReachable || (index < assigned.size() && assigned[index]);
    }
    void merge(const Flow& other)
    {
        if (!other.isReachable)
            return;
        if (!isReachable) {
            *this = other;
            return;
        }
        const auto common = std::min(assigned.size(), other.assigned.size());
        assigned.resize(common);
        for (std::size_t i = 0; i < common; ++i)
            assigned[i] = assigned[i] && other.assigned[i];
    }
    void stop() { isReachable = false; }
};

struct Branches
{
    Flow whenTrue;
    Flow whenFalse;
};

struct Scope
{
    std::vector<Local*>* locals = nullptr;
    std::uint32_t function = 0;
    const Expr* lambda = nullptr; ///< with names of a query's hidden parameter
    std::set<std::string> inner{}; ///< names declared in the scopes inside
};

struct JumpTarget
{
    bool isLoop = false;
    Flow breaks;
    Flow continues;
};

class ScopeAnalysis
{
public:
    ScopeAnalysis(SyntaxTree& tree, Diagnostics& diagnostics)
        : m_tree(tree)
        , m_diagnostics(diagnostics)
    {
    }

    void run()
    {
        push(m_tree.scope);
        if (m_tree.expression != nullptr) {
            visit(m_tree.expression);
        } else {
            visit(m_tree.body);
            if (m_flow.isReachable)
                report(m_tree.body->end - 1, "CS0161",
                       "Not all code paths return a value: end with 'return …;'");
        }
        pop();
        for (const auto& [name, offset] : m_gotos) {
            if (!m_declaredLabels.contains(name))
                report(offset, "CS0159",
                       "No such label '" + name + "' within the scope of the goto statement");
        }
    }

private:
    void report(std::uint32_t offset, std::string code, std::string message)
    {
        m_diagnostics.push_back({offset, 1, false, std::move(code), std::move(message)});
    }

    // --- scopes ---------------------------------------------------------------------------------

    void push(std::vector<Local*>& locals, const Expr* lambda = nullptr)
    {
        m_scopes.push_back({&locals, m_function, lambda});
    }

    /// A name that a scope inside used belongs to the whole of the outer one.
    void pop()
    {
        std::set<std::string> names = std::move(m_scopes.back().inner);
        for (const Local* local : *m_scopes.back().locals)
            names.insert(local->name);
        m_scopes.pop_back();
        if (!m_scopes.empty())
            m_scopes.back().inner.merge(names);
    }

    Local* declare(const std::string& name, std::uint32_t offset)
    {
        Local* local = m_tree.newLocal(name, offset);
        local->function = m_function;
        local->index = m_count++;
        if (name != "_") {
            for (auto scope = m_scopes.rbegin(); scope != m_scopes.rend(); ++scope) {
                if (findIn(*scope, name) == nullptr)
                    continue;
                const bool isSame = scope == m_scopes.rbegin();
                report(offset, isSame ? "CS0128" : "CS0136",
                       isSame ? "A local variable or function named '" + name
                               + "' is already defined in this scope"
                              : "A local variable named '" + name
                               + "' cannot be declared here: an enclosing scope already has that "
                                 "name");
                break;
            }
            if (m_scopes.back().inner.contains(name))
                report(offset, "CS0136",
                       "A local variable named '" + name
                           + "' cannot be declared here: a scope inside this one already has that "
                             "name");
        }
        m_scopes.back().locals->push_back(local);
        return local;
    }

    static Local* findIn(const Scope& scope, const std::string& name)
    {
        for (Local* local : *scope.locals) {
            if (local->name == name)
                return local;
        }
        return nullptr;
    }

    /// Resolves a name expression to a local, or to a member of a query's hidden parameter.
    void resolve(Expr* name, bool isRead)
    {
        for (auto scope = m_scopes.rbegin(); scope != m_scopes.rend(); ++scope) {
            if (Local* local = findIn(*scope, name->name); local != nullptr) {
                name->local = local;
                if (local->function != m_function && !local->isConst)
                    local->isCaptured = true;
                if (isRead && !m_flow.has(local->index) && !m_inNameOf
                    && !m_reported.contains(local)) {
                    m_reported.emplace(local, true);
                    report(name->offset, "CS0165",
                           "Use of unassigned local variable '" + local->name + "'");
                }
                return;
            }
            if (scope->lambda == nullptr)
                continue;
            const auto& names = scope->lambda->transparent;
            if (std::find(names.begin(), names.end(), name->name) == names.end())
                continue;
            Expr* hidden = m_tree.newExpr(ExprKind::Name, name->offset);
            hidden->name = scope->lambda->parameters.front().name;
            hidden->end = name->end;
            name->kind = ExprKind::Member;
            name->left = hidden;
            name->value = Value::ofInt(static_cast<std::int32_t>(name->offset));
            resolve(hidden, isRead);
            return;
        }
    }

    // --- expressions ----------------------------------------------------------------------------

    void visit(Expr* expression)
    {
        if (expression == nullptr)
            return;
        switch (expression->kind) {
        case ExprKind::Name:
            resolve(expression, true);
            break;
        case ExprKind::Lambda:
            visitLambda(expression);
            break;
        case ExprKind::Assign:
            visitAssign(expression);
            break;
        case ExprKind::Call:
            visitCall(expression);
            break;
        case ExprKind::Binary:
            if (expression->op == "&&" || expression->op == "||") {
                auto branches = condition(expression);
                m_flow = std::move(branches.whenTrue);
                m_flow.merge(branches.whenFalse);
            } else if (expression->op == "??") {
                visit(expression->left);
                const Flow before = m_flow;
                visit(expression->right);
                m_flow = before;
            } else {
                visit(expression->left);
                visit(expression->right);
            }
            break;
        case ExprKind::Unary:
        case ExprKind::Is:
            if (expression->kind == ExprKind::Is || expression->op == "!") {
                auto branches = condition(expression);
                m_flow = std::move(branches.whenTrue);
                m_flow.merge(branches.whenFalse);
            } else {
                visit(expression->left);
            }
            break;
        case ExprKind::Conditional: {
            auto branches = condition(expression->left);
            m_flow = std::move(branches.whenTrue);
            visit(expression->right);
            Flow afterTrue = std::move(m_flow);
            m_flow = std::move(branches.whenFalse);
            visit(expression->third);
            m_flow.merge(afterTrue);
            break;
        }
        case ExprKind::ConditionalAccess: {
            visit(expression->left);
            const Flow before = m_flow;
            visit(expression->right);
            m_flow = before;
            break;
        }
        case ExprKind::Declaration:
            declareExpression(expression);
            break;
        case ExprKind::Throw:
            visit(expression->left);
            m_flow.stop();
            break;
        default:
            visitParts(expression);
            break;
        }
    }

    void visitParts(Expr* expression)
    {
        visit(expression->left);
        visitArguments(expression->arguments);
        visit(expression->right);
        visit(expression->third);
        for (Expr* item : expression->items)
            visit(item);
        for (auto& part : expression->interpolation) {
            visit(part.value);
            visit(part.alignment);
        }
        for (auto& item : expression->initializer) {
            for (Expr* index : item.index)
                visit(index);
            for (Expr* element : item.elements)
                visit(element);
            visit(item.value);
        }
    }

    void visitArguments(std::vector<ArgumentSyntax>& arguments)
    {
        for (auto& argument : arguments) {
            if (argument.mode != PassMode::Out || argument.value->kind != ExprKind::Name)
                visit(argument.value);
        }
        for (auto& argument : arguments) {
            if (argument.mode == PassMode::Out && argument.value->kind == ExprKind::Name)
                assignTo(argument.value);
        }
    }

    void visitCall(Expr* call)
    {
        const bool isNameOf = call->left->kind == ExprKind::Name && call->left->name == "nameof"
            && call->arguments.size() == 1;
        m_inNameOf = m_inNameOf || isNameOf;
        visit(call->left);
        visitArguments(call->arguments);
        if (isNameOf)
            m_inNameOf = false;
    }

    void assignTo(Expr* target)
    {
        if (target->kind == ExprKind::Name) {
            resolve(target, false);
            if (target->local != nullptr) {
                m_flow.assign(target->local->index);
                target->local->isAssigned = true;
            }
        } else if (target->kind == ExprKind::Tuple) {
            for (auto& element : target->arguments)
                assignTo(element.value);
        } else {
            visit(target);
        }
    }

    void visitAssign(Expr* assign)
    {
        const bool isSimple = assign->op == "=";
        if (!isSimple)
            visit(assign->left);
        else if (assign->left->kind != ExprKind::Name && assign->left->kind != ExprKind::Tuple)
            visit(assign->left);
        visit(assign->right);
        if (assign->left->kind == ExprKind::Name || assign->left->kind == ExprKind::Tuple)
            assignTo(assign->left);
    }

    void declareExpression(Expr* declaration)
    {
        if (declaration->name == "_"
            && (declaration->type == nullptr || declaration->type->isVar()))
            return;
        declaration->local
            = declare(declaration->name, static_cast<std::uint32_t>(declaration->value.asInt()));
        m_flow.assign(declaration->local->index);
    }

    void declarePattern(Pattern* pattern, std::uint32_t offset)
    {
        visit(pattern->constant != nullptr && pattern->kind == Pattern::Kind::Constant
                  ? pattern->constant
                  : nullptr);
        if (pattern->kind == Pattern::Kind::TypeOrConstant
            && pattern->constant->kind == ExprKind::Name) {
            const bool wasInNameOf = std::exchange(m_inNameOf, true);
            resolve(pattern->constant, false);
            m_inNameOf = wasInNameOf;
        }
        if (!pattern->name.empty() && pattern->name != "_")
            pattern->local = declare(pattern->name, offset);
    }

    Branches condition(Expr* expression)
    {
        if (expression->kind == ExprKind::Binary && expression->op == "&&") {
            auto left = condition(expression->left);
            m_flow = std::move(left.whenTrue);
            auto right = condition(expression->right);
            right.whenFalse.merge(left.whenFalse);
            return right;
        }
        if (expression->kind == ExprKind::Binary && expression->op == "||") {
            auto left = condition(expression->left);
            m_flow = std::move(left.whenFalse);
            auto right = condition(expression->right);
            right.whenTrue.merge(left.whenTrue);
            return right;
        }
        if (expression->kind == ExprKind::Unary && expression->op == "!") {
            auto inner = condition(expression->left);
            std::swap(inner.whenTrue, inner.whenFalse);
            return inner;
        }
        if (expression->kind == ExprKind::Is) {
            visit(expression->left);
            declarePattern(expression->pattern, expression->offset);
            Branches branches{m_flow, m_flow};
            if (expression->pattern->local != nullptr) {
                branches.whenTrue.assign(expression->pattern->local->index);
                if (expression->pattern->kind == Pattern::Kind::Var)
                    branches.whenFalse.assign(expression->pattern->local->index);
            }
            return branches;
        }
        visit(expression);
        Branches branches{m_flow, m_flow};
        if (expression->kind == ExprKind::Literal && expression->value.tag() == Tag::Boolean)
            (expression->value.asBool() ? branches.whenFalse : branches.whenTrue).stop();
        return branches;
    }

    void declareParameters(std::vector<ParameterSyntax>& parameters)
    {
        for (auto& parameter : parameters) {
            visit(parameter.defaultValue);
            parameter.local = declare(parameter.name, parameter.offset);
            parameter.local->isParameter = true;
            if (parameter.mode != PassMode::Out)
                m_flow.assign(parameter.local->index);
        }
    }

    void visitLambda(Expr* lambda)
    {
        const auto outer = std::exchange(m_function, ++m_functions);
        const Flow before = m_flow;
        auto targets = std::exchange(m_targets, {});
        push(lambda->scope, lambda);
        declareParameters(lambda->parameters);
        if (lambda->body != nullptr) {
            visit(lambda->body);
            lambda->flag = m_flow.isReachable;
        } else {
            visit(lambda->left);
        }
        pop();
        m_targets = std::move(targets);
        m_flow = before;
        m_function = outer;
    }

    // --- statements -----------------------------------------------------------------------------

    void visitEmbedded(Stmt* statement)
    {
        if (statement == nullptr)
            return;
        if (statement->kind == StmtKind::Block) {
            visit(statement);
            return;
        }
        push(statement->scope);
        visit(statement);
        pop();
    }

    void visitList(std::vector<Stmt*>& statements)
    {
        for (Stmt* statement : statements) {
            if (statement->kind != StmtKind::LocalFunction)
                continue;
            statement->local = declare(statement->name, statement->offset);
            statement->local->isCaptured = true;
            statement->local->localFunction = statement;
            m_flow.assign(statement->local->index);
        }
        for (Stmt* statement : statements)
            visit(statement);
    }

    void visit(Stmt* statement)
    {
        if (statement == nullptr)
            return;
        switch (statement->kind) {
        case StmtKind::Block:
            push(statement->scope);
            visitList(statement->statements);
            pop();
            break;
        case StmtKind::Local:
            visitDeclaration(statement);
            break;
        case StmtKind::Expression:
            visit(statement->expression);
            break;
        case StmtKind::If: {
            auto branches = condition(statement->expression);
            m_flow = std::move(branches.whenTrue);
            visitEmbedded(statement->body);
            Flow afterBody = std::move(m_flow);
            m_flow = std::move(branches.whenFalse);
            visitEmbedded(statement->otherwise);
            m_flow.merge(afterBody);
            break;
        }
        case StmtKind::While:
        case StmtKind::Do:
        case StmtKind::For:
        case StmtKind::Foreach:
            visitLoop(statement);
            break;
        case StmtKind::Switch:
            visitSwitch(statement);
            break;
        case StmtKind::Break:
        case StmtKind::Continue:
            visitJump(statement);
            break;
        case StmtKind::Return:
        case StmtKind::Throw:
            visit(statement->expression);
            m_flow.stop();
            break;
        case StmtKind::Try:
            visitTry(statement);
            break;
        case StmtKind::Using:
            push(statement->scope);
            for (Stmt* declaration : statement->statements)
                visit(declaration);
            for (Local* local : statement->scope)
                local->isReadOnly = true;
            visit(statement->expression);
            visitEmbedded(statement->body);
            pop();
            break;
        case StmtKind::Goto:
            m_labels[statement->name].push_back(m_flow);
            m_gotos.emplace_back(statement->name, statement->offset);
            m_flow.stop();
            break;
        case StmtKind::GotoCase:
        case StmtKind::GotoDefault:
            visit(statement->expression);
            m_flow.stop();
            break;
        case StmtKind::Labeled:
            visitLabeled(statement);
            break;
        case StmtKind::LocalFunction:
            visitLocalFunction(statement);
            break;
        case StmtKind::Checked:
            visit(statement->body);
            break;
        case StmtKind::Empty:
            break;
        }
    }

    void visitDeclaration(Stmt* statement)
    {
        for (auto& declarator : statement->declarators) {
            visit(declarator.initializer);
            declarator.local = declare(declarator.name, declarator.offset);
            declarator.local->isConst = statement->isConst;
            if (declarator.initializer != nullptr)
                m_flow.assign(declarator.local->index);
        }
    }

    void visitLoop(Stmt* loop)
    {
        push(loop->scope);
        JumpTarget target;
        target.isLoop = true;
        target.breaks.stop();
        target.continues.stop();
        for (Stmt* initializer : loop->statements)
            visit(initializer);
        if (loop->kind == StmtKind::Foreach) {
            visit(loop->expression);
            // The loop's variable is not known in its collection: names there do not clash with it.
            m_scopes[m_scopes.size() - 2].inner.merge(m_scopes.back().inner);
            m_scopes.back().inner.clear();
            target.breaks.merge(m_flow);
            if (loop->pattern != nullptr) {
                for (auto& element : loop->pattern->arguments)
                    visit(element.value);
            } else {
                loop->local = declare(loop->name, loop->offset);
                loop->local->isReadOnly = true;
                m_flow.assign(loop->local->index);
            }
        } else if (loop->kind != StmtKind::Do && loop->expression != nullptr) {
            auto branches = condition(loop->expression);
            m_flow = std::move(branches.whenTrue);
            target.breaks.merge(branches.whenFalse);
        }
        m_targets.push_back(std::move(target));
        visitEmbedded(loop->body);
        m_flow.merge(m_targets.back().continues);
        if (loop->kind == StmtKind::Do) {
            auto branches = condition(loop->expression);
            m_targets.back().breaks.merge(branches.whenFalse);
        }
        for (Expr* iterator : loop->iterators)
            visit(iterator);
        m_flow = std::move(m_targets.back().breaks);
        m_targets.pop_back();
        pop();
    }

    void visitSwitch(Stmt* choice)
    {
        visit(choice->expression);
        push(choice->scope);
        const Flow before = m_flow;
        JumpTarget target;
        target.breaks.stop();
        m_targets.push_back(std::move(target));
        bool hasDefault = false;
        for (auto& section : choice->sections) {
            m_flow = before;
            // Sections have scopes of their own for pattern variables; the block's declarations
            // are shared by the whole switch.
            for (auto& label : section.labels) {
                hasDefault = hasDefault || label.pattern == nullptr;
                if (label.pattern == nullptr)
                    continue;
                declarePattern(label.pattern, label.offset);
                if (label.pattern->local != nullptr)
                    m_flow.assign(label.pattern->local->index);
                if (label.guard != nullptr) {
                    auto branches = condition(label.guard);
                    m_flow = std::move(branches.whenTrue);
                }
            }
            visitList(section.statements);
            if (m_flow.isReachable)
                report(
                    section.labels.front().offset, "CS0163",
                    "Control cannot fall through from one case label to another: end the section "
                    "with break, return or goto");
            // A later section may use the same pattern variable name again.
            for (auto& label : section.labels) {
                if (label.pattern != nullptr && label.pattern->local != nullptr)
                    label.pattern->local->name = "*" + label.pattern->local->name;
            }
        }
        m_flow = std::move(m_targets.back().breaks);
        if (!hasDefault)
            m_flow.merge(before);
        m_targets.pop_back();
        pop();
    }

    void visitJump(Stmt* jump)
    {
        const bool isContinue = jump->kind == StmtKind::Continue;
        for (auto target = m_targets.rbegin(); target != m_targets.rend(); ++target) {
            if (isContinue && !target->isLoop)
                continue;
            (isContinue ? target->continues : target->breaks).merge(m_flow);
            m_flow.stop();
            return;
        }
        report(jump->offset, "CS0139", "No enclosing loop out of which to break or continue");
        m_flow.stop();
    }

    void visitTry(Stmt* attempt)
    {
        const Flow before = m_flow;
        visit(attempt->body);
        Flow after = m_flow;
        for (auto& clause : attempt->catches) {
            m_flow = before;
            push(clause.body->scope);
            if (!clause.name.empty()) {
                clause.local = declare(clause.name, clause.offset);
                m_flow.assign(clause.local->index);
            }
            visit(clause.filter);
            visitList(clause.body->statements);
            pop();
            after.merge(m_flow);
        }
        if (attempt->finallyBody != nullptr) {
            m_flow = before;
            visit(attempt->finallyBody);
            if (!m_flow.isReachable)
                after.stop();
            for (std::uint32_t i = 0; i < m_flow.assigned.size(); ++i) {
                if (m_flow.assigned[i])
                    after.assign(i);
            }
        }
        m_flow = std::move(after);
    }

    void visitLabeled(Stmt* labeled)
    {
        m_declaredLabels.insert(labeled->name);
        const auto jumps = m_labels.find(labeled->name);
        if (jumps != m_labels.end()) {
            for (const auto& flow : jumps->second)
                m_flow.merge(flow);
        }
        m_flow.isReachable = true;
        visit(labeled->body);
    }

    void visitLocalFunction(Stmt* function)
    {
        const auto outer = std::exchange(m_function, ++m_functions);
        const Flow before = m_flow;
        auto targets = std::exchange(m_targets, {});
        push(function->scope);
        // A local function may run later than where it stands: what it captures counts as assigned.
        m_flow.assigned.assign(m_count, true);
        declareParameters(function->parameters);
        if (function->body != nullptr) {
            visit(function->body);
            const bool isVoid = function->type->isName("void");
            if (m_flow.isReachable && !isVoid)
                report(function->offset, "CS0161",
                       "'" + function->name + "': not all code paths return a value");
        } else {
            visit(function->expression);
        }
        pop();
        m_targets = std::move(targets);
        m_flow = before;
        m_function = outer;
    }

    SyntaxTree& m_tree;
    Diagnostics& m_diagnostics;
    std::vector<Scope> m_scopes;
    std::vector<JumpTarget> m_targets;
    std::unordered_map<std::string, std::vector<Flow>> m_labels;
    std::set<std::string> m_declaredLabels;
    std::vector<std::pair<std::string, std::uint32_t>> m_gotos;
    std::unordered_map<const Local*, bool> m_reported;
    Flow m_flow;
    std::uint32_t m_function = 0;
    std::uint32_t m_functions = 0;
    std::uint32_t m_count = 0;
    bool m_inNameOf = false;
};

} // namespace

void analyseScopes(SyntaxTree& tree, Diagnostics& diagnostics)
{
    ScopeAnalysis(tree, diagnostics).run();
}

} // namespace gatelens::expression
