#include "core/expression/binding/binder.h"
#include "core/expression/binding/outcomes.h"
#include "core/expression/runtime/objects.h"
#include "core/expression/types/signature.h"

#include <algorithm>

namespace gatelens::expression {

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

} // namespace gatelens::expression
