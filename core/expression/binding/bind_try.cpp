#include "core/expression/binding/binder.h"
#include "core/expression/binding/outcomes.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/types/signature.h"

#include <algorithm>

namespace gatelens::expression {

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

} // namespace gatelens::expression
