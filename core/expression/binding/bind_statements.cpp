#include "core/expression/binding/binder.h"
#include "core/expression/binding/outcomes.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/types/signature.h"

#include <algorithm>

namespace gatelens::expression {

std::uint32_t Binder::labelOf(const std::string& name)
{
    const auto [entry, isNew] = m_function->labels.emplace(name, m_labels + 1);
    if (isNew)
        ++m_labels;
    return entry->second;
}

ActionPtr Binder::bindExpressionStatement(Expr* expression)
{
    Bound bound = bindValue(expression);
    if (bound.node == nullptr)
        return nothing();
    const auto& types = core();
    if (bound.type == types.int32 || bound.type == types.int64 || bound.type == types.boolean)
        return action([inner = std::move(bound.node)](Frame& frame) {
            static_cast<void>(inner->evaluateInteger(frame));
            return frame.env.raised() ? Outcome::Raised : Outcome::Next;
        });
    return action([inner = std::move(bound.node)](Frame& frame) {
        static_cast<void>(inner->evaluate(frame));
        return frame.env.raised() ? Outcome::Raised : Outcome::Next;
    });
}

ActionPtr Binder::bindEmbedded(Stmt* statement)
{
    if (statement == nullptr)
        return nothing();
    ActionPtr body = bindStmt(statement);
    return statement->kind == StmtKind::Block ? std::move(body)
                                              : scoped(statement->scope, std::move(body));
}

ActionPtr Binder::bindList(std::vector<Stmt*>& statements, std::vector<Local*>& scope)
{
    // Local functions are in scope in the whole block: signatures first, closures at its start.
    for (Stmt* statement : statements) {
        if (statement->kind != StmtKind::LocalFunction)
            continue;
        Method method;
        method.name = statement->name;
        FunctionScope probe;
        probe.outer = m_function;
        for (const auto& parameter : statement->typeParameters) {
            method.typeParameters.push_back(
                typeParameter(parameter, "local " + std::to_string(statement->offset)));
            probe.typeParameters.push_back(method.typeParameters.back());
        }
        m_function = &probe;
        method.returnType = resolveType(statement->type);
        bool isComplete = method.returnType != nullptr;
        for (auto& syntax : statement->parameters) {
            auto& parameter = method.parameters.emplace_back();
            parameter.name = syntax.name;
            parameter.type = resolveType(syntax.type);
            isComplete = isComplete && parameter.type != nullptr;
            if (syntax.mode != PassMode::Value)
                parameter.passBy = syntax.mode == PassMode::Out ? PassBy::Out : PassBy::Reference;
            else if (syntax.isParams)
                parameter.passBy = PassBy::Params;
            if (syntax.defaultValue != nullptr && parameter.type != nullptr) {
                Bound initial = bindTyped(syntax.defaultValue, parameter.type);
                parameter.isOptional = true;
                if (initial.constant)
                    parameter.defaultValue = *initial.constant;
                else if (!initial.isError())
                    error(syntax.offset, 1, "CS1736",
                          "Default parameter value for '" + syntax.name
                              + "' must be a compile-time constant");
            }
        }
        m_function = probe.outer;
        if (isComplete) {
            method.signature = method.returnType->display + " " + statement->name + "(";
            for (const auto& parameter : method.parameters)
                method.signature += (&parameter == &method.parameters.front() ? "" : ", ")
                    + parameter.type->display + " " + parameter.name;
            method.signature += ")";
        }
        declareLocal(statement->local, core().object);
        if (!isComplete) {
            statement->local->type = nullptr;
            continue;
        }
        const bool isPlain = std::all_of(
            method.parameters.begin(), method.parameters.end(), [](const Parameter& one) {
                return one.passBy == PassBy::Value || one.passBy == PassBy::Params;
            });
        if (isPlain && method.typeParameters.empty()) {
            std::vector<const Type*> types;
            for (const auto& parameter : method.parameters)
                types.push_back(parameter.type);
            const bool isVoid = method.returnType->kind == TypeKind::Void;
            if (!isVoid)
                types.push_back(method.returnType);
            statement->local->type = genericOf(isVoid ? "Action" : "Func", std::move(types));
        }
        m_localFunctions[statement->local] = std::move(method);
    }
    std::vector<ActionPtr> actions;
    std::vector<std::pair<std::uint32_t, std::size_t>> labels;
    std::vector<ActionPtr> closures;
    for (Stmt* statement : statements) {
        if (statement->kind == StmtKind::LocalFunction) {
            bindLocalFunction(statement, closures);
            continue;
        }
        const Stmt* labeled = statement;
        while (labeled->kind == StmtKind::Labeled) {
            labels.emplace_back(labelOf(labeled->name), actions.size());
            labeled = labeled->body;
        }
        actions.push_back(bindStmt(statement));
    }
    // The closures need the variables they capture, which the statements above declared.
    ActionPtr body;
    const auto first = closures.size();
    for (auto& one : actions)
        closures.push_back(std::move(one));
    if (closures.size() == 1 && labels.empty())
        return scoped(scope, std::move(closures.front()));
    if (labels.empty()) {
        body = action([actions = std::move(closures)](Frame& frame) {
            for (const auto& one : actions) {
                const Outcome outcome = one->run(frame);
                if (outcome != Outcome::Next)
                    return outcome;
            }
            return Outcome::Next;
        });
    } else {
        for (auto& label : labels)
            label.second += first;
        body = action([actions = std::move(closures), labels = std::move(labels)](Frame& frame) {
            for (std::size_t i = 0; i < actions.size(); ++i) {
                const Outcome outcome = actions[i]->run(frame);
                if (outcome == Outcome::Goto) {
                    const auto found
                        = std::find_if(labels.begin(), labels.end(), [&](const auto& label) {
                              return label.first == frame.label;
                          });
                    if (found == labels.end())
                        return outcome;
                    if (!frame.env.step())
                        return Outcome::Raised;
                    i = found->second - 1; // the loop's increment brings it to the label
                    continue;
                }
                if (outcome != Outcome::Next)
                    return outcome;
            }
            return Outcome::Next;
        });
    }
    return scoped(scope, std::move(body));
}

ActionPtr Binder::bindStmt(Stmt* statement)
{
    switch (statement->kind) {
    case StmtKind::Block:
        return bindList(statement->statements, statement->scope);
    case StmtKind::Local:
        return bindLocalDeclaration(statement);
    case StmtKind::Expression:
        return bindExpressionStatement(statement->expression);
    case StmtKind::If: {
        NodePtr condition = bindCondition(statement->expression);
        ActionPtr body = bindEmbedded(statement->body);
        ActionPtr otherwise = bindEmbedded(statement->otherwise);
        return action([condition = std::move(condition), body = std::move(body),
                       otherwise = std::move(otherwise)](Frame& frame) {
            const bool isMet = condition->evaluateInteger(frame) != 0;
            if (frame.env.raised())
                return Outcome::Raised;
            return isMet ? body->run(frame) : otherwise->run(frame);
        });
    }
    case StmtKind::While:
    case StmtKind::Do: {
        const bool testsFirst = statement->kind == StmtKind::While;
        NodePtr condition;
        if (testsFirst)
            condition = bindCondition(statement->expression);
        ActionPtr body = bindEmbedded(statement->body);
        if (!testsFirst)
            condition = bindCondition(statement->expression);
        return scoped(statement->scope,
                      action([testsFirst, condition = std::move(condition),
                              body = std::move(body)](Frame& frame) {
                          for (bool test = testsFirst;; test = true) {
                              if (test) {
                                  const bool isMet = condition->evaluateInteger(frame) != 0;
                                  if (frame.env.raised())
                                      return Outcome::Raised;
                                  if (!isMet)
                                      return Outcome::Next;
                              }
                              if (!frame.env.step())
                                  return Outcome::Raised;
                              const Outcome outcome = body->run(frame);
                              if (!goesOn(outcome))
                                  return leaving(outcome);
                          }
                      }));
    }
    case StmtKind::For:
        return bindFor(statement);
    case StmtKind::Foreach:
        return bindForeach(statement);
    case StmtKind::Switch:
        return bindSwitch(statement);
    case StmtKind::Break:
        return action([](Frame&) { return Outcome::Break; });
    case StmtKind::Continue:
        return action([](Frame&) { return Outcome::Continue; });
    case StmtKind::Return:
        return bindReturn(statement);
    case StmtKind::Throw: {
        if (statement->expression == nullptr) {
            if (m_catchSlots.empty()) {
                error(
                    statement->offset, 5, "CS0156",
                    "A throw statement with no arguments is not allowed outside of a catch clause");
                return nothing();
            }
            const auto slot = m_catchSlots.back();
            return action([slot](Frame& frame) {
                frame.env.raise(frame.slots[slot]);
                return Outcome::Raised;
            });
        }
        Bound thrown = bindTyped(statement->expression, core().exception);
        if (thrown.isError())
            return nothing();
        return action([inner = std::move(thrown.node), offset = statement->offset](Frame& frame) {
            Value exception = inner->evaluate(frame);
            if (frame.env.raised())
                return Outcome::Raised;
            frame.env.offset = offset;
            if (exception.isNull())
                frame.env.nullReference();
            else
                frame.env.raise(std::move(exception));
            return Outcome::Raised;
        });
    }
    case StmtKind::Try:
        return bindTry(statement);
    case StmtKind::Using:
        return bindUsing(statement);
    case StmtKind::Goto: {
        const auto label = labelOf(statement->name);
        return action([label](Frame& frame) {
            frame.label = label;
            return Outcome::Goto;
        });
    }
    case StmtKind::GotoCase:
    case StmtKind::GotoDefault: {
        if (m_switches.empty()) {
            error(statement->offset, 4, "CS0153",
                  "A goto case is only valid inside a switch statement");
            return nothing();
        }
        auto& context = m_switches.back();
        std::uint32_t label = context.defaultLabel;
        if (statement->kind == StmtKind::GotoCase) {
            Bound wanted = bindTyped(statement->expression, context.type);
            label = 0;
            for (const auto& [constantValue, section] : context.cases) {
                if (wanted.constant && wanted.constant->equals(constantValue))
                    label = section;
            }
        }
        if (label == 0)
            error(statement->offset, 4, "CS0159",
                  "No such label within the scope of the goto statement");
        return action([label](Frame& frame) {
            frame.label = label;
            return Outcome::Goto;
        });
    }
    case StmtKind::Labeled:
        return bindStmt(statement->body);
    case StmtKind::Checked: {
        const bool wasChecked = std::exchange(m_isChecked, statement->flag);
        const bool wasUnchecked = std::exchange(m_isUnchecked, !statement->flag);
        ActionPtr body = bindStmt(statement->body);
        m_isChecked = wasChecked;
        m_isUnchecked = wasUnchecked;
        return body;
    }
    case StmtKind::LocalFunction:
    case StmtKind::Empty:
        return nothing();
    }
    return nothing();
}

ActionPtr Binder::bindLocalDeclaration(Stmt* statement)
{
    std::vector<NodePtr> stores;
    const bool isVar = statement->type->isVar();
    const Type* declared = isVar ? nullptr : resolveType(statement->type);
    for (auto& declarator : statement->declarators) {
        Local* local = declarator.local;
        const Type* type = declared;
        Bound initial;
        if (declarator.initializer != nullptr && (isVar || declared != nullptr)) {
            if (isVar && declarator.initializer->kind == ExprKind::ArrayInitializer) {
                initial = error(
                    declarator.offset, 1, "CS0820",
                    "Cannot initialize an implicitly-typed variable with an array initializer");
            } else if (isVar) {
                initial = bindValue(declarator.initializer);
                if (!initial.isError()
                    && (!initial.isValue() || initial.isNullLiteral()
                        || initial.type->kind == TypeKind::Void))
                    initial = error(declarator.offset,
                                    static_cast<std::uint32_t>(declarator.name.size()), "CS0815",
                                    "Cannot assign this expression to an implicitly-typed "
                                    "variable: name the type of '"
                                        + declarator.name + "'");
                type = initial.type;
            } else {
                initial = bindTyped(declarator.initializer, declared);
            }
        } else if (isVar) {
            error(declarator.offset, 1, "CS0818", "Implicitly-typed variables must be initialized");
        }
        if (type != nullptr && type->kind == TypeKind::Void) {
            error(declarator.offset, 1, "CS1547", "Keyword 'void' cannot be used in this context");
            type = nullptr;
        }
        if (statement->isConst) {
            local->type = type;
            if (declarator.initializer == nullptr)
                error(declarator.offset, 1, "CS0145",
                      "A const field requires a value to be provided");
            else if (initial.constant)
                local->constant = *initial.constant;
            else if (!initial.isError())
                error(declarator.offset, 1, "CS0133",
                      "The expression being assigned to '" + declarator.name
                          + "' must be constant");
            continue;
        }
        if (type == nullptr)
            continue; // reported; later uses of the name stay quiet
        declareLocal(local, type);
        auto target = localTarget(local, declarator.offset, true);
        if (declarator.initializer == nullptr)
            stores.push_back(target->store(node([type](Frame&) { return defaultOf(type); })));
        else if (!initial.isError())
            stores.push_back(target->store(std::move(initial.node)));
    }
    if (stores.size() == 1) {
        return action([store = std::move(stores.front())](Frame& frame) {
            static_cast<void>(store->evaluate(frame));
            return frame.env.raised() ? Outcome::Raised : Outcome::Next;
        });
    }
    return action([stores = std::move(stores)](Frame& frame) {
        for (const auto& store : stores) {
            static_cast<void>(store->evaluate(frame));
            if (frame.env.raised())
                return Outcome::Raised;
        }
        return Outcome::Next;
    });
}

ActionPtr Binder::bindReturn(Stmt* statement)
{
    const Type* wanted = m_function->returnType;
    if (statement->expression == nullptr) {
        m_function->returnsNothing = true;
        const bool needsValue
            = m_function->outer == nullptr || (wanted != nullptr && wanted->kind != TypeKind::Void);
        if (needsValue)
            error(statement->offset, 6, "CS0126", "A value is required: write return …;");
        return action([](Frame& frame) {
            frame.result = Value();
            return Outcome::Return;
        });
    }
    Bound bound = bindValue(statement->expression);
    if (bound.isError())
        return nothing();
    if (wanted != nullptr && wanted->kind == TypeKind::Void) {
        error(statement->offset, 6, "CS0127",
              "A return keyword must not be followed by an expression here: the function returns "
              "nothing");
        return nothing();
    }
    if (wanted != nullptr) {
        bound = convertTo(std::move(bound), wanted, false, statement->expression->offset);
    } else {
        if (bound.isValue() && bound.type->kind == TypeKind::Void)
            bound = error(statement->expression->offset, 1, "CS0029",
                          "The returned expression gives nothing (void)");
        else if (bound.isValue())
            m_function->returned.push_back(bound.type);
        else if (bound.kind == Bound::Kind::Throw)
            m_function->returned.push_back(core().nullType);
        else
            bound = error(statement->expression->offset, 1, "CS1660",
                          "The returned expression needs a type");
    }
    if (bound.node == nullptr)
        return nothing();
    return action([inner = std::move(bound.node)](Frame& frame) {
        frame.result = inner->evaluate(frame);
        return frame.env.raised() ? Outcome::Raised : Outcome::Return;
    });
}

} // namespace gatelens::expression
