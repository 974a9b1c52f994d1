#include "core/expression/binding/binder.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/types/signature.h"

#include <algorithm>

namespace gatelens::expression {

namespace {

ActionPtr nothing()
{
    return action([](Frame&) { return Outcome::Next; });
}

/// What a loop does after its body: true to go on.
bool goesOn(Outcome outcome) { return outcome == Outcome::Next || outcome == Outcome::Continue; }

Outcome leaving(Outcome outcome) { return outcome == Outcome::Break ? Outcome::Next : outcome; }

} // namespace

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

ActionPtr Binder::bindFor(Stmt* statement)
{
    std::vector<ActionPtr> initializers;
    for (Stmt* initializer : statement->statements)
        initializers.push_back(bindStmt(initializer));
    NodePtr condition;
    if (statement->expression != nullptr)
        condition = bindCondition(statement->expression);
    ActionPtr body = bindEmbedded(statement->body);
    std::vector<ActionPtr> iterators;
    for (Expr* iterator : statement->iterators)
        iterators.push_back(bindExpressionStatement(iterator));
    return scoped(statement->scope,
                  action([initializers = std::move(initializers), condition = std::move(condition),
                          body = std::move(body), iterators = std::move(iterators)](Frame& frame) {
                      for (const auto& one : initializers) {
                          if (one->run(frame) != Outcome::Next)
                              return Outcome::Raised;
                      }
                      for (;;) {
                          if (condition != nullptr) {
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
                          for (const auto& one : iterators) {
                              if (one->run(frame) != Outcome::Next)
                                  return Outcome::Raised;
                          }
                      }
                  }));
}

ActionPtr Binder::bindForeach(Stmt* statement)
{
    Bound source = bindValue(statement->expression);
    if (source.isError())
        return nothing();
    const Type* element = nullptr;
    if (source.isValue())
        element = source.isDynamic() ? core().dynamic : elementTypeOf(source.type);
    if (element == nullptr) {
        error(statement->expression->offset, 1, "CS1579",
              "foreach statement cannot operate on variables of type '"
                  + (source.isValue() ? source.type->display : std::string("method group"))
                  + "' because it does not contain a public definition for 'GetEnumerator'");
        return nothing();
    }
    if (source.isValue() && !source.isDynamic())
        source = asChildren(std::move(source), genericOf("IEnumerable", {element}));
    const auto itemSlot = newSlot();
    std::vector<NodePtr> stores;
    Bound item = value(loadSlot(itemSlot), element, statement->offset);
    if (statement->pattern != nullptr) {
        Expr assign;
        const bool isTuple = element->kind == TypeKind::ValueTuple
            || (element->definition != nullptr && element->definition->name == "KeyValuePair");
        if (!isTuple || element->arguments.size() != statement->pattern->arguments.size()) {
            error(statement->offset, 1, "CS8129",
                  "The elements of type '" + element->display
                      + "' cannot be deconstructed this way");
            return nothing();
        }
        for (std::size_t i = 0; i < element->arguments.size(); ++i) {
            Expr* part = statement->pattern->arguments[i].value;
            if (part->local == nullptr)
                continue;
            declareLocal(part->local, element->arguments[i]);
            auto target = localTarget(part->local, 0, true);
            stores.push_back(target->store(node([itemSlot, i](Frame& frame) {
                return frame.slots[itemSlot].get<RecordObject>().fields[i];
            })));
        }
    } else {
        const Type* type = statement->type->isVar() ? element : resolveType(statement->type);
        if (type == nullptr)
            return nothing();
        declareLocal(statement->local, type);
        Bound converted = convertTo(std::move(item), type, true, statement->offset);
        if (converted.isError())
            return nothing();
        auto target = localTarget(statement->local, 0, true);
        stores.push_back(target->store(std::move(converted.node)));
    }
    ActionPtr body = bindEmbedded(statement->body);
    auto cells = cellsOf(statement->scope);
    const auto offset = statement->expression->offset;
    return action([itemSlot, offset, cells = std::move(cells), inner = std::move(source.node),
                   stores = std::move(stores), body = std::move(body)](Frame& frame) {
        const Value sequence = inner->evaluate(frame);
        if (frame.env.raised())
            return Outcome::Raised;
        frame.env.offset = offset;
        if (sequence.isNull()) {
            frame.env.nullReference();
            return Outcome::Raised;
        }
        const auto run = iterate(frame.env, sequence);
        while (run->next(frame.env, frame.slots[itemSlot])) {
            if (!frame.env.step())
                return Outcome::Raised;
            // Each round has a variable of its own.
            for (const auto& cell : cells)
                frame.slots[cell.slot] = frame.env.newCell(cell.mayCycle);
            for (const auto& store : stores) {
                static_cast<void>(store->evaluate(frame));
                if (frame.env.raised())
                    return Outcome::Raised;
            }
            const Outcome outcome = body->run(frame);
            if (!goesOn(outcome))
                return leaving(outcome);
        }
        return frame.env.raised() ? Outcome::Raised : Outcome::Next;
    });
}

ActionPtr Binder::bindSwitch(Stmt* statement)
{
    Bound governing = bindValue(statement->expression);
    if (!governing.isValue()) {
        if (!governing.isError())
            error(statement->expression->offset, 1, "CS8119",
                  "The switch expression must be a value");
        return nothing();
    }
    const Type* type = governing.type;
    const auto slot = newSlot();
    struct Label
    {
        NodePtr test;
        std::size_t section = 0;
    };
    std::vector<Label> labels;
    std::size_t defaultSection = statement->sections.size();
    auto& context = m_switches.emplace_back();
    context.type = type;
    std::vector<std::uint32_t> sectionLabels;
    for (std::size_t i = 0; i < statement->sections.size(); ++i)
        sectionLabels.push_back(++m_labels);
    for (std::size_t i = 0; i < statement->sections.size(); ++i) {
        for (auto& syntax : statement->sections[i].labels) {
            if (syntax.pattern == nullptr) {
                if (defaultSection != statement->sections.size())
                    error(syntax.offset, 7, "CS0152",
                          "The switch statement contains multiple cases with the label value "
                          "'default'");
                defaultSection = i;
                context.defaultLabel = sectionLabels[i];
                continue;
            }
            if (syntax.pattern->kind == Pattern::Kind::Constant
                || syntax.pattern->kind == Pattern::Kind::TypeOrConstant) {
                Diagnostics scratch;
                Diagnostics* reported = std::exchange(m_diagnostics, &scratch);
                Bound known = syntax.pattern->kind == Pattern::Kind::Constant
                    ? bindTyped(syntax.pattern->constant, type)
                    : bindExpr(syntax.pattern->constant);
                m_diagnostics = reported;
                if (known.constant) {
                    const bool isRepeated = std::any_of(
                        context.cases.begin(), context.cases.end(), [&](const auto& one) {
                            return one.first.equals(*known.constant) && syntax.guard == nullptr;
                        });
                    if (isRepeated)
                        error(syntax.offset, 4, "CS0152",
                              "The switch statement contains multiple cases with the label value '"
                                  + known.constant->toText() + "'");
                    if (syntax.guard == nullptr)
                        context.cases.emplace_back(*known.constant, sectionLabels[i]);
                }
            }
            auto& label = labels.emplace_back();
            label.section = i;
            label.test = bindPattern(syntax.pattern, slot, type, syntax.offset);
            if (syntax.guard != nullptr) {
                NodePtr guard = bindCondition(syntax.guard);
                label.test
                    = node([test = std::move(label.test), guard = std::move(guard)](Frame& frame) {
                          Value matches = test->evaluate(frame);
                          if (frame.env.raised() || !matches.asBool())
                              return matches;
                          return guard->evaluate(frame);
                      });
            }
        }
    }
    std::vector<ActionPtr> sections;
    std::vector<Local*> none;
    for (auto& section : statement->sections)
        sections.push_back(bindList(section.statements, none));
    m_switches.pop_back();
    return scoped(statement->scope,
                  action([slot, defaultSection, inner = std::move(governing.node),
                          labels = std::move(labels), sections = std::move(sections),
                          sectionLabels = std::move(sectionLabels)](Frame& frame) {
                      frame.slots[slot] = inner->evaluate(frame);
                      if (frame.env.raised())
                          return Outcome::Raised;
                      std::size_t chosen = defaultSection;
                      for (const auto& label : labels) {
                          const Value matches = label.test->evaluate(frame);
                          if (frame.env.raised())
                              return Outcome::Raised;
                          if (matches.asBool()) {
                              chosen = label.section;
                              break;
                          }
                      }
                      while (chosen < sections.size()) {
                          const Outcome outcome = sections[chosen]->run(frame);
                          if (outcome == Outcome::Goto) {
                              const auto found = std::find(sectionLabels.begin(),
                                                           sectionLabels.end(), frame.label);
                              if (found == sectionLabels.end() || !frame.env.step())
                                  return frame.env.raised() ? Outcome::Raised : outcome;
                              chosen = static_cast<std::size_t>(found - sectionLabels.begin());
                              continue;
                          }
                          return leaving(outcome);
                      }
                      return Outcome::Next;
                  }));
}

ActionPtr Binder::bindTry(Stmt* statement)
{
    ActionPtr body = bindStmt(statement->body);
    struct Handler
    {
        const Type* type = nullptr; ///< null: everything
        NodePtr store;
        NodePtr filter;
        ActionPtr body;
        std::vector<CellSlot> cells;
        std::uint32_t slot = 0;
    };
    std::vector<Handler> handlers;
    for (auto& clause : statement->catches) {
        Handler handler;
        handler.slot = newSlot();
        if (clause.type != nullptr) {
            handler.type = resolveType(clause.type);
            if (handler.type == nullptr)
                continue;
            if (!handler.type->isAssignableTo(core().exception)) {
                error(clause.offset, 5, "CS0155",
                      "The type caught or thrown must be derived from System.Exception");
                continue;
            }
            for (const auto& earlier : handlers) {
                if (earlier.filter == nullptr
                    && (earlier.type == nullptr || handler.type->isAssignableTo(earlier.type)))
                    error(clause.offset, 5, "CS0160",
                          "A previous catch clause already catches all exceptions of this or of a "
                          "super type ('"
                              + handler.type->display + "')");
            }
        }
        if (clause.local != nullptr) {
            declareLocal(clause.local, handler.type);
            auto target = localTarget(clause.local, clause.offset, true);
            handler.store = target->store(loadSlot(handler.slot));
        }
        if (clause.filter != nullptr)
            handler.filter = bindCondition(clause.filter);
        m_catchSlots.push_back(handler.slot);
        std::vector<Local*> none;
        handler.body = bindList(clause.body->statements, none);
        m_catchSlots.pop_back();
        handler.cells = cellsOf(clause.body->scope);
        handlers.push_back(std::move(handler));
    }
    ActionPtr last = statement->finallyBody == nullptr ? nullptr : bindStmt(statement->finallyBody);
    return action([body = std::move(body), handlers = std::move(handlers),
                   last = std::move(last)](Frame& frame) {
        Env& env = frame.env;
        Outcome outcome = body->run(frame);
        if (outcome == Outcome::Raised && !env.isAborted()) {
            Value exception = env.takeException();
            bool isHandled = false;
            for (const auto& handler : handlers) {
                if (handler.type != nullptr && !isInstance(exception, handler.type))
                    continue;
                for (const auto& cell : handler.cells)
                    frame.slots[cell.slot] = env.newCell(cell.mayCycle);
                frame.slots[handler.slot] = exception;
                if (handler.store != nullptr)
                    static_cast<void>(handler.store->evaluate(frame));
                if (handler.filter != nullptr) {
                    const Value decided = handler.filter->evaluate(frame);
                    if (env.raised() && env.isAborted())
                        return Outcome::Raised;
                    if (env.raised()) {
                        // An exception in a filter counts as false.
                        static_cast<void>(env.takeException());
                        continue;
                    }
                    if (!decided.asBool())
                        continue;
                }
                isHandled = true;
                outcome = handler.body->run(frame);
                break;
            }
            if (!isHandled)
                env.raise(std::move(exception));
        }
        if (last == nullptr || env.isAborted())
            return outcome;
        Value pending = outcome == Outcome::Raised ? env.takeException() : Value();
        Value result = std::move(frame.result);
        const auto label = frame.label;
        const Outcome after = last->run(frame);
        if (after != Outcome::Next)
            return after;
        frame.result = std::move(result);
        frame.label = label;
        if (outcome == Outcome::Raised)
            env.raise(std::move(pending));
        return outcome;
    });
}

ActionPtr Binder::bindUsing(Stmt* statement)
{
    std::vector<ActionPtr> declarations;
    for (Stmt* declaration : statement->statements)
        declarations.push_back(bindStmt(declaration));
    const auto check = [&](const Type* type, std::uint32_t offset) {
        if (type != nullptr && type->kind != TypeKind::Null
            && !type->isAssignableTo(core().disposable))
            error(offset, 1, "CS1674",
                  "'" + type->display
                      + "': type used in a using statement must be implicitly convertible to "
                        "'System.IDisposable'");
    };
    if (!statement->statements.empty()) {
        for (const auto& declarator : statement->statements[0]->declarators)
            check(declarator.local->type, declarator.offset);
    } else {
        Bound resource = bindValue(statement->expression);
        if (resource.isValue())
            check(resource.type, statement->expression->offset);
        if (resource.node != nullptr)
            declarations.push_back(action([inner = std::move(resource.node)](Frame& frame) {
                static_cast<void>(inner->evaluate(frame));
                return frame.env.raised() ? Outcome::Raised : Outcome::Next;
            }));
    }
    // Nothing that expressions can open holds a resource; Dispose has no effect to run.
    ActionPtr body = bindEmbedded(statement->body);
    return scoped(
        statement->scope,
        action([declarations = std::move(declarations), body = std::move(body)](Frame& frame) {
            for (const auto& one : declarations) {
                if (one->run(frame) != Outcome::Next)
                    return Outcome::Raised;
            }
            return body->run(frame);
        }));
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
